"""What a training remembers beside its weights."""

from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Dropout, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan

NETWORK = Network((4, 4, 1), stack(Flatten(), Dense(6), Dropout(0.5), Dense(3, "softmax")))
RANDOM = np.random.default_rng(2)
X, Y = RANDOM.random((12, 4, 4, 1), np.float32), np.arange(12) % 3


def made(plan: Plan) -> Any:
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_

    keras.utils.set_random_seed(4)
    keras_model = build(NETWORK, precision=plan.precision)
    compile_(keras_model, plan, NETWORK)
    keras_model.run_eagerly = True
    return keras_model


def test_that_bfloat16_goes_on_where_it_was(ready: Any) -> None:
    check_goes_on(Plan(precision="mixed_bfloat16"))


@pytest.mark.parametrize("precision", ["float32", "mixed_float16"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_every_optimiser_goes_on_where_it_was(ready: Any, optimizer: str, precision: str) -> None:
    rate = OPTIMIZERS[optimizer].usual_rate
    check_goes_on(Plan(optimizer=optimizer, learning_rate=rate, precision=precision))


def check_goes_on(plan: Plan) -> None:
    """One batch, an interruption and two batches leave what three batches do."""
    from cnnstudio.engine.build import get_weights, set_weights
    from cnnstudio.engine.training.checkpoint import restore, state_of

    whole = made(plan)
    whole.train_on_batch(X, Y)
    weights, state = get_weights(whole, NETWORK), state_of(whole)
    resumed = made(plan)
    set_weights(resumed, NETWORK, weights)
    restore(resumed, {**state, "data/labels": np.zeros(3)})
    for keras_model in (whole, resumed):
        keras_model.train_on_batch(X, Y)
        keras_model.train_on_batch(X, Y)
    ours, theirs = ({**get_weights(each, NETWORK), **state_of(each)} for each in (whole, resumed))
    assert set(ours) == set(theirs)
    assert [name for name in ours if not np.array_equal(ours[name], theirs[name])] == []
    assert any("seed_generator_state" in name for name in ours)


def test_that_the_state_of_another_optimiser_is_refused_and_changes_nothing(ready: Any) -> None:
    from cnnstudio.engine.training.checkpoint import restore, state_of

    other = made(Plan(optimizer="SGD"))
    other.train_on_batch(X, Y)
    keras_model = made(Plan())
    with pytest.raises(StudioError, match="does not fit"):
        restore(keras_model, state_of(other))
    assert int(keras_model.optimizer.iterations.numpy()) == 0


@pytest.mark.parametrize("precision", ["float32", "mixed_float16"])
@pytest.mark.parametrize(("of", "bad"), [("iteration", -1), ("momentum", np.nan)])
def test_that_a_state_with_numbers_that_cannot_be_is_refused_and_changes_nothing(
    ready: Any, precision: str, of: str, bad: float
) -> None:
    from cnnstudio.engine.training.checkpoint import restore, state_of

    plan = Plan(precision=precision)
    other, keras_model = made(plan), made(plan)
    other.train_on_batch(X, Y)
    state = {name: np.array(array) for name, array in state_of(other).items()}
    (name, *_) = (each for each in state if each.startswith("optimizer/") and each.endswith(of))
    state[name][...] = bad
    with pytest.raises(StudioError, match="holds numbers that are none"):
        restore(keras_model, state)
    assert int(keras_model.optimizer.iterations.numpy()) == 0
