"""The further metrics of a plan in the logs of a fit, against scikit-learn."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score, top_k_accuracy_score

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.scripting.compiling_code import Compiling
from cnnstudio.core.training.plan import LOSSES, Plan
from cnnstudio.engine.start import Ready

CLASSES = 5
RANDOM = np.random.default_rng(8)
TRUTH = RANDOM.integers(0, CLASSES, 240)
PICTURES = (RANDOM.normal(0, 1, (240, 4, 4, 1)) + np.eye(16)[TRUTH].reshape(-1, 4, 4, 1) * 2).astype(np.float32)


def fitted(loss: str, last: str, truth: Any, **more: Any) -> tuple[dict[str, float], Any]:
    """The logs of one epoch that moves no weight, and what the network gives out."""
    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.losses import targets

    network = Network((4, 4, 1), stack(Flatten(), Dense(CLASSES, last)))
    plan = Plan("SGD", 1e-12, loss=loss, **more)
    keras_model = build(network)
    kernel = np.zeros((16, CLASSES), np.float32)
    kernel[:CLASSES] = np.eye(CLASSES) * (0.5 if last == "tanh" else 3)
    keras_model.set_weights([kernel, np.linspace(-1, 1, CLASSES, dtype=np.float32)])
    compile_(keras_model, plan, network)
    y = targets(loss, truth, CLASSES)
    history = keras_model.fit(PICTURES, y, batch_size=32, verbose=0, validation_data=(PICTURES, y)).history
    return {name: values[0] for name, values in history.items()}, keras_model(PICTURES).numpy()


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("sparse_categorical_crossentropy", "softmax"),
        ("binary_crossentropy_sum", "sigmoid"),
        ("mean_squared_error", "tanh"),
        ("categorical_crossentropy", "linear"),
        ("binary_crossentropy", "linear"),
        ("mean_squared_error", "linear"),
    ],
)
def test_that_top_k_auc_and_f1_are_in_the_logs_and_are_those_of_scikit_learn(
    ready: Ready, loss: str, last: str
) -> None:
    logs, outputs = fitted(loss, last, TRUTH, top_k=2, auc=True, f1=True)
    if last == "linear" and loss == "binary_crossentropy":
        outputs = 1 / (1 + np.exp(-outputs))
    elif last == "linear" and loss == "categorical_crossentropy":
        outputs = np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True)
    rows = np.eye(CLASSES)[TRUTH]
    expected = {
        "accuracy": float((outputs.argmax(axis=1) == TRUTH).mean()),
        "top_k": top_k_accuracy_score(TRUTH, outputs, k=2),
        "f1": f1_score(TRUTH, outputs.argmax(axis=1), average="macro"),
    }
    for name, value in expected.items():
        assert logs[name] == pytest.approx(value, abs=1e-6)
        assert logs[f"val_{name}"] == pytest.approx(value, abs=1e-6)
    # Outputs that fall into one bucket count as equal.
    assert logs["val_auc"] == pytest.approx(roc_auc_score(rows, outputs, average="macro"), abs=1e-3)
    assert 0.6 < logs["auc"] < 0.99


def test_that_a_class_without_pictures_does_not_count(ready: Ready) -> None:
    truth = TRUTH % 3
    logs, outputs = fitted("categorical_crossentropy", "softmax", truth, auc=True, f1=True)
    there = [roc_auc_score(truth == number, outputs[:, number]) for number in range(3)]
    assert logs["val_auc"] == pytest.approx(np.mean(there), abs=1e-3)
    predicted = outputs.argmax(axis=1)
    assert logs["val_f1"] == pytest.approx(f1_score(truth, predicted, average="macro", zero_division=0), abs=1e-6)


def test_that_auc_tells_outputs_apart_that_are_very_near_to_0_and_1(ready: Ready) -> None:
    # 200 evenly wide buckets, as Keras has them, would call all of these equal.
    from cnnstudio.engine.training.metrics import AreaUnderCurve

    metric = AreaUnderCurve(2, "softmax")
    far = np.array([1e-6, 1e-5, 1e-4, 1e-3], np.float32)
    metric.update_state(np.array([0, 0, 1, 1]), np.stack([1 - far, far], axis=1))
    assert float(metric.result()) == 1.0


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("last", ["linear", "softmax", "tanh"])
def test_that_a_script_with_its_loss_left_blank_ranks_as_the_loss_that_is_filled_in(
    ready: Ready, loss: str, last: str
) -> None:
    import keras

    from cnnstudio.engine.training.metrics import metrics

    network = Network((4, 4, 1), stack(Flatten(), Dense(CLASSES, last)))
    hidden, told = (Compiling(Plan(loss=loss, auc=True), network, blank, "network") for blank in (("loss",), ()))
    places, outputs = [], keras.ops.convert_to_tensor(RANDOM.normal(0, 2, (40, CLASSES)).astype(np.float32))
    for compiling in (hidden, told):
        names: dict[str, Any] = {"keras": keras, "PLAN_LOSS": loss}
        exec(next(piece for piece in compiling.pieces() if piece.startswith("def place_of")), names)
        places.append(names["place_of"](outputs).numpy())
    own = metrics(Plan(loss=loss, auc=True), network, CLASSES)[-1]._place(outputs).numpy()
    assert np.array_equal(places[0], places[1])
    np.testing.assert_array_equal(places[1], own)


def test_that_only_what_is_asked_for_is_measured_and_k_is_at_most_the_classes(ready: Ready) -> None:
    from cnnstudio.engine.training.metrics import metrics

    network = Network((4, 4, 1), stack(Flatten(), Dense(CLASSES, "softmax")))
    assert [each.name for each in metrics(Plan(), network, CLASSES)] == ["accuracy"]
    named = metrics(Plan(top_k=900, auc=True, f1=True), network, CLASSES)
    assert [each.name for each in named] == ["accuracy", "top_k", "auc", "f1"]
    assert named[1].k == CLASSES
