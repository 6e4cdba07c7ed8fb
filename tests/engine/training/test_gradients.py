"""Norms of weights and gradients after each epoch: against a plain tape, stored, told, and changing no number."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, RandomFlip, RandomRotation
from cnnstudio.core.messages import NormsMeasured
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, columns, of_type, with_plan

RANDOM = np.random.default_rng(1)
X, Y = RANDOM.integers(0, 256, (40, 8, 8, 1), np.uint8), np.arange(40) % 3
NODES = stack(
    Conv2D(4, activation="relu", l2=0.1),
    BatchNormalization(),
    Dropout(0.5),
    Conv2D(3, activation="tanh", use_bias=False),
    Flatten(),
    Dense(3, "softmax"),
)


def gradients_of(plan: Plan, **weights: Any) -> tuple[Any, Any]:
    """What measures the norms, and the Keras model; some weights are given, by layer and name with "__" between."""
    from cnnstudio.engine.build import build, get_weights
    from cnnstudio.engine.subjects import load
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.gradients import Gradients

    network = Network((8, 8, 1), NODES)
    found = get_weights(build(network), network)
    for name, value in weights.items():
        found[name.replace("__", "/")][:] = value
    loaded = load(network, found, ("a", "b", "c"), Preprocessing().fit(X), plan)
    compile_(loaded.keras_model, plan, network)
    return Gradients(loaded, X, Y), loaded.keras_model


def by_tape(keras_model: Any, count: int, wanted: Any, loss: Any) -> dict[str, tuple[float, float]]:
    """The same by Keras and a plain tape over its variables."""
    import tensorflow as tf

    found = {}
    pictures = tf.constant(Preprocessing().fit(X).apply(X[:count]))
    with tf.GradientTape(persistent=True) as tape:
        mean = tf.reduce_mean(loss(wanted[:count], keras_model(pictures, training=False)))
    for layer in keras_model.layers:
        if layer.trainable_variables:
            values = [each.value for each in layer.trainable_variables]
            lengths = [tf.linalg.global_norm(each) for each in (values, tape.gradient(mean, values))]
            found[layer.name] = (float(lengths[0]), float(lengths[1]))
    return found


@pytest.mark.parametrize(
    ("loss", "batch"), [("categorical_crossentropy", 128), ("mean_squared_error", 128), ("categorical_crossentropy", 5)]
)
def test_that_norms_are_those_of_a_plain_tape_without_dropout_and_penalties(ready: Any, loss: str, batch: int) -> None:
    import keras

    gradients, keras_model = gradients_of(Plan(loss=loss, batch_size=batch))
    count = min(batch, 32)
    expected = by_tape(keras_model, count, np.eye(3, dtype=np.float32)[Y], getattr(keras.losses, loss))
    norms = gradients.look(7, keras_model)
    assert (norms.epoch, norms.pictures) == (7, count)
    assert [each.layer for each in norms.layers] == ["conv2d_1", "batch_normalization_1", "conv2d_2", "dense_1"]
    for each in norms.layers:
        assert (each.weights, each.gradients) == pytest.approx(expected[each.layer], rel=1e-4)


def test_that_lengths_whose_squares_are_no_float32_are_measured(ready: Any) -> None:
    gradients, keras_model = gradients_of(Plan(), conv2d_2__kernel=1e-30, conv2d_1__kernel=1e25)
    layers = {each.layer: each for each in gradients.look(1, keras_model).layers}
    assert layers["conv2d_2"].weights == pytest.approx(1e-30 * np.sqrt(3 * 3 * 4 * 3), rel=1e-4)
    assert layers["conv2d_1"].weights == pytest.approx(1e25 * np.sqrt(36), rel=1e-4)
    assert 0 < layers["conv2d_1"].gradients < 1e-20


def test_that_the_factor_of_float16_is_taken_out_again(ready: Any) -> None:
    import keras

    gradients, keras_model = gradients_of(Plan())
    plain = gradients.look(1, keras_model)
    keras_model.optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(), initial_scale=1024)
    keras_model.optimizer.build(keras_model.trainable_variables)
    assert gradients.look(1, keras_model).layers == tuple(
        LayerNorms(each.layer, each.weights, pytest.approx(each.gradients, rel=1e-5)) for each in plain.layers
    )


def test_that_a_look_makes_no_graph_which_would_hold_the_engine_for_seconds(
    ready: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    gradients, keras_model = gradients_of(Plan())
    is_eager, call = [], keras_model.stateless_call

    def called(*given: Any, **more: Any) -> Any:
        is_eager.append(tf.executing_eagerly())
        return call(*given, **more)

    monkeypatch.setattr(keras_model, "stateless_call", called)
    gradients.look(1, keras_model)
    gradients.look(2, keras_model)
    assert is_eager == [True, True]


def test_that_the_norms_of_every_epoch_are_stored_and_told(bench: Bench, project: Project) -> None:
    subject, events = bench.train(with_plan(project, epochs=3))
    told = [each.norms for each in of_type(events, NormsMeasured)]
    assert [(each.epoch, each.pictures) for each in told] == [(1, 24), (2, 24), (3, 24)]
    with ProjectFile.open(subject.file) as file:
        assert file.norms(subject.run) == tuple(told)
        _, weights = file.weights(subject.run, 3)
    kernels = np.concatenate([weights[f"conv2d_1/{name}"].ravel() for name in ("kernel", "bias")])
    assert told[2].layers[0].weights == pytest.approx(np.linalg.norm(kernels), rel=1e-5)


def test_that_measuring_changes_no_number_of_the_run(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = replace(project, preprocessing=Preprocessing(augmentation=(RandomFlip(), RandomRotation())))
    one, measured = bench.train(project)
    monkeypatch.setattr("cnnstudio.engine.training.gradients.Gradients.look", lambda *_: Norms(_[1]))
    other, without = bench.train(project)
    assert columns(measured) == columns(without)
    with ProjectFile.open(one.file) as file, ProjectFile.open(other.file) as second:
        ours, theirs = file.state(one.run), second.state(other.run)
    for mine, its in zip(ours[1:], theirs[1:], strict=True):
        assert all(np.array_equal(mine[name], its[name]) for name in mine)
