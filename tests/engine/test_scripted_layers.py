"""That a layer written in a script is the one that the engine builds, with all arguments that were left out."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.scripting.compiling_code import Compiling
from cnnstudio.core.scripting.layer_calls import Writing, layer_calls
from cnnstudio.core.spec import BlockSpec, LayerSpec
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from tests.core.strategies import specs


def check(node: Layer | Block) -> None:
    import keras

    from cnnstudio.engine.build import keras_layers

    ours = keras_layers(node)
    texts = layer_calls(node, Writing())
    assert len(ours) == len(texts)
    for made, (text, _) in zip(ours, texts, strict=True):
        theirs = eval(text, {"layers": keras.layers, "keras": keras})
        assert type(theirs) is type(made)
        assert _plain(theirs.get_config()) == _plain(made.get_config()), text


def _plain(config: Any) -> Any:
    """Without seeds that are drawn, and with penalties by their numbers, as exact as Keras's L1 keeps them."""
    if isinstance(config, dict):
        if config.get("class_name") in ("L1", "L2", "L1L2"):
            return {name: np.float32(config["config"].get(name, 0)) for name in ("l1", "l2")}
        return {key: _plain(value) for key, value in config.items() if key != "seed"}
    return [_plain(each) for each in config] if isinstance(config, (list, tuple)) else config


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_that_a_layer_with_usual_settings_is_written_as_it_is_built(kind: type[LayerSpec], ready: Any) -> None:
    check(Layer("one", kind()))


@given(spec=specs())
@settings(max_examples=150)
def test_that_any_layer_is_written_as_it_is_built(spec: LayerSpec) -> None:
    import keras

    try:
        [getattr(keras.layers, name)(**arguments) for name, arguments in spec.keras()]
    except ValueError:
        return  # Keras itself refuses it
    check(Layer("one", spec))


@pytest.mark.parametrize("spec", [Residual(), Residual("linear"), *map(Parallel, MERGES)])
def test_that_the_end_of_a_block_is_written_as_it_is_built(spec: BlockSpec, ready: Any) -> None:
    check(Block("one", spec, ((), ())))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("clip", ["none", "value", "norm", "global_norm"])
def test_that_an_optimiser_is_written_as_it_is_compiled(name: str, clip: str, ready: Any) -> None:
    import keras

    from cnnstudio.engine.training.compiling import optimizer

    plan = Plan(optimizer=name, learning_rate=0.25, clip=clip, clip_at=0.5)
    text = Compiling(plan, Network((8, 8, 1)), (), "network")._optimizer()
    theirs = eval(str(text), {"keras": keras, "LEARNING_RATE": 0.25})
    assert {**theirs.get_config(), "name": ""} == {**optimizer(plan).get_config(), "name": ""}
