"""Every layer kind held against Keras: shapes, weights, what comes out, what is refused, files, training."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    FAMILIES,
    KINDS,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    Normalization,
    Permute,
    PReLU,
    RandomContrast,
    RandomGaussianBlur,
    RandomGrayscale,
    RandomHue,
    Reshape,
    SpatialDropout2D,
)
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.layers.kernels import INITIALISERS
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.files.saved.saved_model import read_saved
from tests import oracle
from tests.networks import Zoo
from tests.random_specs import random_spec

pytestmark = pytest.mark.usefixtures("ready")

SHAPES: tuple[Shape, ...] = ((9, 11, 4), (6, 7, 3), (12,), (5, 4))
BEFORE: dict[int, tuple[LayerSpec, ...]] = {3: (), 1: (Flatten(),), 2: (Reshape((5, 4)),)}
"""What makes a network's picture a list or a table, by the number of axes."""


def network_of(spec: LayerSpec, shape: Shape) -> Network:
    """A network whose last layer is ``spec`` with an input of ``shape``."""
    picture = shape if len(shape) == 3 else (1, int(np.prod(shape)), 1)
    return Network(picture, stack(*BEFORE[len(shape)], spec))


def accepted(kind: str, pick: random.Random, shapes: tuple[Shape, ...] = SHAPES, count: int = 8) -> list[Network]:
    """Networks that end with a layer of ``kind`` with random settings, on inputs it takes."""
    found = []
    for shape in shapes * count:
        spec = random_spec(pick, kind, shape)
        network = network_of(spec, shape)
        softmax_of_one = spec.activation_name() == "softmax" and (analyse(network).output_shape or (1,))[-1] == 1
        if not analyse(network).problems and not softmax_of_one:
            found.append(network)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_that_shape_weights_and_output_of_every_kind_are_keras_own(kind: str) -> None:
    networks = accepted(kind, random.Random(f"output of {kind}"))
    assert len(networks) >= 5
    for number, network in enumerate(networks):
        assert oracle.compared(network, np.random.default_rng(number))[0] == [], network.nodes[-1]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_every_activation_keeps_the_shape_and_can_be_learned_through(activation: str) -> None:
    import keras
    import tensorflow

    keras_layer = keras.layers.Dense(5, activation, kernel_initializer="lecun_normal")
    given = np.random.default_rng(1).normal(0, 1, (20, 4)).astype(np.float32)
    with tensorflow.GradientTape() as tape:
        found = keras_layer(given)
        loss = tensorflow.reduce_sum(found * given[:, :1])
    (slope,) = tape.gradient(loss, [keras_layer.kernel])
    assert found.shape == (20, 5)
    assert np.isfinite(found).all()
    assert np.isfinite(slope).all()
    assert np.any(slope)


@pytest.mark.parametrize("name", INITIALISERS)
def test_that_every_initialiser_is_read_back_from_keras(name: str) -> None:
    import keras

    spec = Conv2D(3, kernel_initializer=name, l1=0.25, l2=0.001)
    config = keras.layers.serialize(oracle.keras_layer(spec))["config"]
    assert Conv2D.from_keras({key: config[key] for key in spec.keras()[-1][1]}) == spec


def refused_by_keras(spec: LayerSpec, shape: Shape) -> bool:
    """Whether Keras refuses to make the layer, to build it, or to call it in training or out of it."""
    import keras

    given = np.random.default_rng(0).random((2, *shape), np.float32)
    try:
        layer = oracle.keras_layer(spec)
        oracle.called(spec, layer, keras.Input(shape))  # TensorFlow dies of a window too large, where Keras warns
        for training in (True, False):
            oracle.called(spec, layer, given, training)
    except Exception:  # Keras raises ValueError, TensorFlow errors of its own, Python IndexError and TypeError
        return True
    return False


def refused_by_us(spec: LayerSpec, shape: Shape) -> bool:
    """Whether the analysis refuses the layer."""
    try:
        spec.output_shape(shape)
    except SpecError:
        return True
    return False


def is_stricter(spec: LayerSpec, shape: Shape) -> bool:
    """Where we refuse what Keras takes: a table for a picture, and what only some processors can compute."""
    if spec.family == "augmentation":
        return len(shape) == 2
    plain = spec.to_plain()
    if spec.kind == "PReLU":
        return len(shape) == 2  # where Keras shares all slopes
    return spec.kind in ("DepthwiseConv2D", "SeparableConv2D") and plain["strides"][0] != plain["strides"][1]


@pytest.mark.parametrize("kind", KINDS)
def test_that_we_refuse_a_layer_exactly_where_keras_does(kind: str) -> None:
    pick = random.Random(f"refusal of {kind}")
    for shape in ((4, 3, 3), (7, 8, 2 if kind in ("Softmax", "Activation") else 1), (12,), (5, 4)) * 3:
        spec = random_spec(pick, kind, pick.choice(SHAPES))
        ours, theirs = refused_by_us(spec, shape), refused_by_keras(spec, shape)
        assert ours == theirs or (ours and is_stricter(spec, shape)), (spec, shape)


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (Conv2D(4, strides=(2, 1), dilation_rate=(1, 2)), (9, 9, 2)),
        (Conv2D(4, groups=3), (9, 9, 3)),
        (Conv2D(3, groups=3), (9, 9, 4)),
        (Conv2DTranspose(4, strides=(2, 1), output_padding=1), (9, 9, 2)),
        (Conv2DTranspose(4, (2, 2), padding="same", output_padding=0), (9, 9, 2)),
        (Conv2DTranspose(4, strides=(2, 2), dilation_rate=(2, 2)), (9, 9, 2)),
        (DepthwiseConv2D((3, 3), dilation_rate=(3, 3)), (6, 6, 2)),
        (Cropping2D((4, 5), (0, 0)), (9, 9, 2)),
        (Reshape((4, -1)), (9, 9, 2)),
        (Reshape((-1, -1)), (9, 9, 2)),
        (Permute((1, 1, 2)), (9, 9, 2)),
        (Permute((2, 1)), (9, 9, 2)),
        (GroupNormalization(3), (9, 9, 2)),
        (Normalization((0.0, 1.0), (1.0,)), (9, 9, 2)),
        (Normalization((0.0, 1.0, 2.0), (1.0, 1.0, 1.0)), (9, 9, 2)),
        (PReLU(shared=True), (12,)),
        (SpatialDropout2D(), (12,)),
        (RandomContrast(), (12,)),
        (RandomHue(), (9, 9, 1)),
        (RandomGrayscale(), (9, 9, 2)),
        (RandomGaussianBlur(kernel_size=(2, 3)), (9, 9, 1)),
    ],
    ids=lambda value: value.kind if isinstance(value, LayerSpec) else "",
)
def test_that_what_keras_refuses_is_refused_in_words_with_a_way_out(spec: LayerSpec, shape: Shape) -> None:
    assert refused_by_keras(spec, shape)
    row = analyse(network_of(spec, shape)).rows[-1]
    assert row.problem is not None
    assert row.problem.text.endswith(".")
    for _, changed in spec.repairs(shape):
        assert refused_by_us(changed, shape) or not refused_by_keras(changed, shape), changed


def chain(family: str, pick: random.Random) -> Network:
    """All kinds of a family in a row with random settings, on a colour picture."""
    shape: Shape = (24, 20, 3)
    specs: list[LayerSpec] = []
    kinds = [kind for kind, found in KINDS.items() if found.family == family and kind != "Flatten"]
    for kind in kinds:
        for _ in range(200):
            spec = random_spec(pick, kind, shape)
            try:
                after = spec.output_shape(shape)
            except SpecError:
                continue
            softmax_of_one = spec.activation_name() == "softmax" and after[-1] == 1
            if np.prod(after) < 50_000 and (len(after) == 3 or family == "pooling") and not softmax_of_one:
                specs.append(spec)
                specs += [] if len(after) == 3 else [Reshape((1, 1, -1))]
                shape = after if len(after) == 3 else (1, 1, after[-1])
                break
        else:
            raise AssertionError(kind)
    specs += [Flatten()] if family == "shaping" else []
    return Network((24, 20, 3), stack(*specs))


@pytest.mark.parametrize("round_", range(2))
@pytest.mark.parametrize("family", FAMILIES)
def test_that_every_kind_survives_keras_own_file(family: str, round_: int, tmp_path: Path) -> None:
    import keras

    from cnnstudio.engine.build import build, get_weights

    network = chain(family, random.Random(f"{family} {round_}"))
    keras_model = build(network)
    path = tmp_path / "one.keras"
    keras_model.save(path)
    found = read_saved(path)
    assert found.network == network
    ours = get_weights(keras_model, network)
    assert list(found.weights) == list(ours)
    assert all(np.array_equal(found.weights[name], ours[name]) for name in ours)
    pictures = np.random.default_rng(1).random((2, 24, 20, 3), np.float32)
    again = keras.models.load_model(path)
    assert np.array_equal(again(pictures, training=False), keras_model(pictures, training=False), equal_nan=True)


def test_that_nested_blocks_of_all_merges_survive_keras_own_file(tmp_path: Path) -> None:
    from cnnstudio.engine.build import build

    zoo, seen = Zoo(8), set()
    networks = [network for network in (zoo.valid() for _ in range(60)) if depth(network.nodes) > 1][:6]
    for network in networks:
        build(network).save(tmp_path / "one.keras")
        assert read_saved(tmp_path / "one.keras").network == network
        seen |= merges(network.nodes)
    assert seen == {*MERGES, "Residual"}


def depth(nodes: tuple[Node, ...]) -> int:
    branches = [branch for node in nodes if isinstance(node, Block) for branch in node.branches]
    return 1 + max(map(depth, branches)) if branches else 0


def merges(nodes: tuple[Node, ...]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, Block):
            found |= {node.spec.merge if isinstance(node.spec, Parallel) else "Residual"}
            found |= set().union(*map(merges, node.branches))
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_that_every_kind_trains_in_a_graph(family: str) -> None:
    from cnnstudio.core.training.plan import Plan
    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_

    start = chain(family, random.Random(f"training {family}"))
    end = (Layer("scale", KINDS["LayerNormalization"]()), Layer("flat", Flatten()), Layer("end", Dense(3, "softmax")))
    network = Network(start.input_shape, (*start.nodes, *end))
    keras_model = build(network)
    compile_(keras_model, Plan(), network)
    rng = np.random.default_rng(3)
    pictures = rng.random((6, *start.input_shape), np.float32)
    before = [np.array(each) for each in keras_model.trainable_weights]
    history = keras_model.fit(pictures, rng.integers(0, 3, 6), batch_size=3, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    after = [np.array(each) for each in keras_model.trainable_weights]
    assert any(not np.array_equal(one, other) for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("kind", [kind for kind, found in KINDS.items() if found.family == "augmentation"])
def test_that_augmentation_changes_pictures_in_training_only(kind: str) -> None:
    import keras

    keras.utils.set_random_seed(4)
    spec = KINDS[kind]()
    layer = oracle.keras_layer(spec)
    pictures = np.random.default_rng(2).random((16, 8, 8, 3), np.float32)
    assert np.array_equal(layer(pictures, training=False), pictures)
    assert not np.array_equal(layer(pictures, training=True), pictures)
    assert layer(pictures, training=True).shape == pictures.shape


def test_that_a_residual_block_and_branches_compute_what_their_names_say() -> None:
    body = (Layer("conv", Conv2D(1, (1, 1), activation="linear", use_bias=False)),)
    blocks = [Block(f"b{merge}", Parallel(merge), ((), (Layer(f"p{merge}", PReLU()),))) for merge in MERGES]
    network = Network((3, 3, 1), (Block("residual", Residual(), (body, ())), *blocks))
    network = network.insert((len(network.nodes),), Layer("mean", GlobalAveragePooling2D()))
    assert oracle.compared(network, np.random.default_rng(1))[0] == []


def test_that_squeeze_and_excitation_computes_as_in_keras_and_is_read_back(tmp_path: Path) -> None:
    from cnnstudio.engine.build import build

    squeeze = (
        Layer("pool", GlobalAveragePooling2D(keepdims=True)),
        Layer("gate", Conv2D(4, (1, 1), activation="sigmoid")),
    )
    pixel = (Layer("where", Conv2D(1, (1, 1), activation="hard_sigmoid")),)
    blocks = (
        Block("channels", Parallel("multiply"), ((), squeeze)),
        Block("places", Parallel("multiply"), (pixel, ())),
    )
    network = Network((6, 5, 4), (*blocks, Layer("mean", GlobalAveragePooling2D())))
    assert oracle.compared(network, np.random.default_rng(1))[0] == []
    build(network).save(tmp_path / "one.keras")
    assert read_saved(tmp_path / "one.keras").network == network


def test_that_pixels_of_padding_stand_for_every_convolution_that_takes_them(tmp_path: Path) -> None:
    from cnnstudio.engine.build import build

    specs: list[Any] = [KINDS[kind](padding=2) for kind in ("Conv2D", "DepthwiseConv2D", "SeparableConv2D")]
    network = Network((7, 7, 2), stack(*specs))
    build(network).save(tmp_path / "one.keras")
    assert read_saved(tmp_path / "one.keras").network == network
