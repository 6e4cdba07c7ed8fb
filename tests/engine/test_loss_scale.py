"""Training in float16: the loss is scaled, so that gradients that float16 rounds to zero still count."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import BatchEnded, EpochEnded, Finished, NormsMeasured
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import PRECISIONS, Plan
from cnnstudio.engine.start import Ready
from tests.engine.conftest import Bench, of_type, only, with_plan

NETWORK = Network((4, 4, 1), stack(Flatten(), Dense(6, "linear"), Dense(3, "softmax")))
RANDOM = np.random.default_rng(2)
X, Y = RANDOM.random((12, 4, 4, 1), np.float32), np.arange(12) % 3


def fitted(plan: Plan, wrap: Any = lambda rule: rule, **weights: Any) -> Any:
    """A Keras model after one epoch in a batch; weights by the names of layers, ``dense_1__kernel``."""
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_

    keras.utils.set_random_seed(4)
    keras_model = build(NETWORK, precision=plan.precision)
    for name, value in weights.items():
        layer, _, which = name.partition("__")
        variable = getattr(keras_model.get_layer(layer), which)
        variable.assign(np.broadcast_to(np.asarray(value, np.float32), variable.shape))
    compile_(keras_model, plan, NETWORK)
    keras_model.optimizer = wrap(keras_model.optimizer)
    keras_model.fit(X, Y, batch_size=6, epochs=2, shuffle=False, verbose=0)
    return keras_model


def test_that_the_loss_is_scaled_for_float16_alone(ready: Ready) -> None:
    import keras

    from cnnstudio.engine.training.compiling import loss_factor

    for precision in PRECISIONS:
        keras_model = fitted(Plan(precision=precision))
        is_scaled = isinstance(keras_model.optimizer, keras.optimizers.LossScaleOptimizer)
        assert is_scaled == (precision == "mixed_float16")
        assert loss_factor(keras_model) == (2.0**15 if is_scaled else 1.0)


def test_that_a_gradient_that_float16_rounds_to_zero_moves_the_weights_as_in_float32(ready: Ready) -> None:
    start = {"dense_1__kernel": 0.0, "dense_2__kernel": np.array([1.0, -2.0, 0.5]) * 8e-8}

    def moved(precision: str, wrap: Any = lambda rule: rule) -> Any:
        keras_model = fitted(Plan("SGD", 0.5, precision=precision), wrap, **start)
        return keras_model.get_layer("dense_1").kernel.numpy()

    full = moved("float32")
    np.testing.assert_allclose(moved("mixed_float16"), full, atol=0.01 * np.abs(full).max())
    assert full.all()
    assert not moved("mixed_float16", lambda scaled: scaled.inner_optimizer).any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_under_every_optimiser_the_factor_changes_nothing_but_what_float16_loses(ready: Ready, name: str) -> None:
    from cnnstudio.engine.training.compiling import LossScale

    def scaled(rule: Any) -> Any:
        found.append(LossScale(rule))
        return found[-1]

    found: list[Any] = []
    settings = Plan(name, OPTIMIZERS[name].usual_rate, clip="norm", clip_at=0.5)
    plain, with_factor = fitted(settings), fitted(settings, scaled)
    assert [type(each).__name__ for each in found] == ["LossScale"]
    for ours, theirs in zip(plain.weights, with_factor.weights, strict=True):
        assert np.array_equal(ours.numpy(), theirs.numpy())


def overflowing(project: Project) -> Project:
    """A gradient for a picture's hidden numbers that is finite in float16, but not 32,768 times itself."""
    network = Network((8, 8, 1), stack(Conv2D(4, activation="linear"), Flatten(), Dense(10, "linear")))
    wild = replace(project, network=network, preprocessing=Preprocessing("raw"))
    return with_plan(wild, precision="mixed_float16", optimizer="Adam", loss="mean_squared_error", epochs=3)


def test_that_a_step_that_overflows_is_passed_over_and_ends_no_run(bench: Bench, project: Project) -> None:
    kernels: list[Any] = []

    def keep() -> None:
        kernels.append(bench.live.loaded.keras_model.get_layer("conv2d_1").kernel.numpy())

    for batch in (1, 2):
        bench.when(lambda each, n=batch: isinstance(each, BatchEnded) and (each.epoch, each.batch) == (1, n), keep)
    _, events = bench.train(overflowing(project))
    assert np.array_equal(*kernels)  # the second step at least was passed over
    assert (only(events, Finished).status, len(of_type(events, EpochEnded))) == ("finished", 3)
    norms = [each.norms for each in of_type(events, NormsMeasured)]
    assert all(np.isfinite(layer.gradients) and layer.gradients > 0 for each in norms for layer in each.layers)


def test_that_gradients_that_are_finite_with_no_factor_end_the_run_in_words(bench: Bench, project: Project) -> None:
    hidden = stack(Conv2D(4, activation="linear"), Flatten(), Dense(8, "sigmoid"), Dense(10, "softmax"))
    planned = with_plan(project, precision="mixed_float16", batch_size=4, epochs=4)
    planned = replace(planned, network=Network((8, 8, 1), hidden))

    def spoil() -> None:
        """Outputs that are infinite in float16, which sigmoid hides from the loss."""
        for name, value in (("conv2d_1", 6e4), ("dense_1", 1.0)):
            kernel = bench.live.loaded.keras_model.get_layer(name).kernel
            kernel.assign(np.full(kernel.shape, value, np.float32))

    bench.when(lambda event: isinstance(event, BatchEnded), spoil)
    _, events = bench.train(planned)
    finished = only(events, Finished)
    assert finished.status == "failed"
    assert finished.text.startswith(
        "The gradients became infinite or not a number by epoch 2, first in the output of “conv2d_1”."
    )
    assert np.isfinite([each.loss for each in of_type(events, BatchEnded)]).all()


IN_ONE_COPY = """
import tensorflow as tf
processor = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)
import keras, numpy as np
from cnnstudio.engine.training.compiling import LossScale, loss_factor
from cnnstudio.engine.training.device import strategy

for spoilt in (None, 0, 7):
    x, y = np.ones((8, 4), np.float32), np.ones((8, 3), np.float32)
    if spoilt is not None:
        x[spoilt] = 1e36
    with strategy(["/CPU:0", "/CPU:1"]).scope():
        keras_model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        keras_model.compile(LossScale(keras.optimizers.SGD(0.1)), "mse")
        keras_model.optimizer.build(keras_model.trainable_variables)
        keras_model.fit(x, y, batch_size=8, shuffle=False, verbose=0)
    copies = [copy.numpy() for each in keras_model.trainable_variables for copy in each.value.values]
    finite = all(np.isfinite(each).all() for each in copies)
    print(spoilt, int(keras_model.optimizer.iterations.numpy()), loss_factor(keras_model), finite)
"""


def test_that_an_overflow_in_any_of_several_copies_passes_the_step_over_in_all(ready: Ready) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", IN_ONE_COPY], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == ["None 1 32768.0 True", "0 0 16384.0 True", "7 0 16384.0 True"]
