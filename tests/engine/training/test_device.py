"""Where a network is trained, what a card that is not there says, and copies of a network on several devices."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnnstudio.core.messages import Evaluate, Evaluated, Failed, Finished, Started, Train
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan
from cnnstudio.engine.start import Ready, has_fast_bfloat16
from tests.engine.conftest import Bench, of_type, only, with_plan

ROOT = Path(__file__).parents[3]

TWO_PROCESSORS = """
import tensorflow as tf
processor = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)
import keras, numpy as np
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.presets import stack
from cnnstudio.engine.build import build, see_weights
from cnnstudio.engine.training.checkpoint import state_of
from cnnstudio.engine.training.compiling import Rate, compile_
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.data.split import Parts
from cnnstudio.engine.training.device import strategy
from cnnstudio.engine.training.feed import feed
from cnnstudio.engine.training.gradients import Gradients
from cnnstudio.engine.subjects import Loaded

random, y = np.random.default_rng(0), np.arange(193) % 10
x = random.integers(0, 76, (193, 8, 8, 1)).astype(np.uint8)
for number, label in enumerate(y):
    (x[number, label] if label < 5 else x[number, :, label - 3])[:] = 255
network = Network((8, 8, 1), stack(Conv2D(4), BatchNormalization(), Flatten(), Dense(10, "softmax")))
plan = Plan("Adam", 0.01, epochs=4, top_k=2, auc=True, f1=True, batch_size=33, class_weight="balanced")
with strategy(["/CPU:0", "/CPU:1"]).scope():
    keras.utils.set_random_seed(1)
    keras_model = build(network)
    compile_(keras_model, plan, network)
    copies = tf.distribute.get_strategy().num_replicas_in_sync
    Rate(keras_model, plan, 6).set(0, 0)
    parts = Parts(None, x, y, x[:35], y[:35], x[:35], y[:35])
    given = feed(parts, Prepared(Preprocessing("scale")), plan, 10, copies)
    size, held = given.batch_size, given.arguments["validation_batch_size"]
    logs = keras_model.fit(**given.arguments, epochs=plan.epochs, verbose=0).history
    loaded = Loaded(keras_model, network, tuple("0123456789"), Prepared(Preprocessing("scale")), plan)
    norms = Gradients(loaded, x[:35], y[:35]).look(4, keras_model)
assert [each.layer for each in norms.layers] == ["conv2d_1", "batch_normalization_1", "dense_1"]
assert all(0 < each.gradients < 100 and each.weights > 0 for each in norms.layers), norms
assert all(np.isfinite(each).all() for each in see_weights(keras_model, network).values())
assert state_of(keras_model)["optimizer/0000/iteration"] == plan.epochs * -(-193 // size)
assert len(keras_model.layers[0].kernel.value.values) == copies == 2
assert (size, held) == (32, 32) or (193 % size and size % 2 == 0), (size, held)
print(logs["loss"][0] > 2 * logs["loss"][-1], logs["val_loss"][0] > logs["val_loss"][-1])
print(all(np.isfinite(logs[name]).all() for name in logs), sorted(logs))
"""


def test_that_copies_on_two_devices_learn_together(ready: Ready) -> None:
    done = subprocess.run([sys.executable, "-c", TWO_PROCESSORS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    metrics = ["accuracy", "auc", "f1", "loss", "top_k"]
    assert done.stdout.splitlines() == ["True True", f"True {metrics + [f'val_{name}' for name in metrics]}"]


@pytest.mark.parametrize("copies", [2, 3, 4, 8])
def test_that_no_copy_is_ever_given_nothing(ready: Ready, copies: int) -> None:
    from cnnstudio.engine.training.device import fair

    def reaches_all(count: int) -> bool:
        """As TensorFlow divides a batch: each as many as the first, the last ones what is left."""
        share = math.ceil(count / copies)
        return count == 0 or all(count > part * share for part in range(copies))

    for size in (8, 32, 33, 128):
        for pictures in range(1, 160):
            each = range(copies, min(size, pictures) + 1, copies)
            good = [number for number in each if reaches_all(pictures % number)]
            if good:
                assert fair(size, pictures, copies) == max(good)
            else:
                with pytest.raises(StudioError, match="cannot be divided among"):
                    fair(size, pictures, copies)


def test_that_one_device_takes_the_batch_as_it_is_and_too_few_pictures_are_refused(ready: Ready) -> None:
    from cnnstudio.engine.training.device import fair

    assert fair(33, 7, 1) == 33
    with pytest.raises(StudioError, match="1 picture in batches of 32 cannot be divided among 2 graphics cards"):
        fair(32, 1, 2)


@pytest.mark.parametrize("device", ["gpu", "gpus"])
def test_that_a_card_that_is_not_there_is_said_before_a_run_begins(bench: Bench, project: Project, device: str) -> None:
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        pytest.skip("there is a graphics card")
    asked = with_plan(project, device=device)
    events = bench.work(Train(file=bench.file(asked), project=asked))
    failed = only(events, Failed)
    assert (failed.text, failed.hint) == (
        "TensorFlow finds no graphics card on this computer.",
        "Train on the processor.",
    )
    assert of_type(events, Started) == []


def test_that_the_processor_is_trained_on_where_it_is_asked_for(ready: Ready) -> None:
    import tensorflow as tf

    from cnnstudio.engine.training.device import copies, placed

    with placed("cpu"):
        assert tf.constant(1.0).device.endswith("CPU:0")
    with placed("auto"):
        assert copies("auto") == copies("cpu") == 1


# What the layers compute in


def heads() -> tuple[Block]:
    branches = tuple((Layer(f"head_{number}", Dense(4, "softmax")),) for number in (1, 2))
    return (Block("both", Parallel("average"), branches),)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize(
    "end",
    [
        stack(Flatten(), Dense(4, "softmax")),
        stack(Flatten(), Dense(4, "linear"), Dropout(0.1), Activation("softmax")),
        (*stack(Flatten()), *heads()),
    ],
)
def test_that_layers_compute_in_less_but_weights_and_the_end_are_float32(
    ready: Ready, end: tuple[Layer, ...], precision: str
) -> None:
    from cnnstudio.engine.build import build, get_weights, set_weights
    from cnnstudio.engine.training.compiling import compile_

    start = stack(Conv2D(6), BatchNormalization())
    network, plan = Network((8, 8, 1), (*start, *end)), Plan("SGD", 0.01, precision=precision)
    keras_model = build(network, precision=precision)
    assert keras_model.get_layer("conv2d_1").compute_dtype == precision.removeprefix("mixed_")
    assert {each.dtype for each in keras_model.weights} - {"uint32", "int64"} == {"float32"}
    x = np.random.default_rng(1).random((16, 8, 8, 1), np.float32)
    assert keras_model(x).dtype.name == "float32"
    compile_(keras_model, plan, network)
    logs = keras_model.fit(x, np.arange(16) % 4, batch_size=8, verbose=0).history
    assert np.isfinite(logs["loss"]).all()
    full = build(network)
    set_weights(full, network, get_weights(keras_model, network))
    np.testing.assert_allclose(full(x).numpy(), keras_model(x).numpy(), atol=0.02)
    assert full.get_layer("conv2d_1").compute_dtype == "float32"


def test_that_a_run_in_bfloat16_is_stored_and_scored_as_float32(bench: Bench, project: Project) -> None:
    subject, events = bench.train(with_plan(project, precision="mixed_bfloat16"))
    finished = only(events, Finished)
    assert finished.status == "finished"
    assert finished.test is not None
    again = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated).scores
    assert again.loss == pytest.approx(finished.test.loss, rel=1e-6)


# What the machine has


@pytest.mark.parametrize(
    ("flags", "fast"), [("fpu avx512_bf16 amx_tile", True), ("amx_bf16", True), ("avx512f", False)]
)
def test_that_bfloat16_is_fast_where_the_processor_has_instructions_for_it(
    tmp_path: Path, flags: str, fast: bool
) -> None:
    facts = tmp_path / "cpuinfo"
    facts.write_text(f"processor : 0\nmodel name : X avx512_bf16\nflags\t\t: {flags}\n", encoding="utf-8")
    assert has_fast_bfloat16(facts) == fast
    assert not has_fast_bfloat16(tmp_path / "none")


def test_that_the_engine_says_which_cards_there_are(ready: Ready) -> None:
    import tensorflow as tf

    assert len(ready.cards) == len(tf.config.list_physical_devices("GPU"))
    assert ready.text.startswith("GPU" if ready.cards else "CPU")
