"""Every loss of a plan against Keras's own, and the arithmetic that is shown to the person against both."""

import warnings
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.ending import ends_in_logits, keeps_logits
from cnnstudio.core.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D, Reshape, Softmax
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.training import losses
from cnnstudio.core.training.plan import BY_NUMBER, LOSSES, Plan
from cnnstudio.engine.start import Ready

CLASSES = 4
ENDS: dict[str, tuple[Any, ...]] = {
    "softmax": (Dense(CLASSES, "softmax"),),
    "sigmoid": (Dense(CLASSES, "sigmoid"),),
    "linear": (Dense(CLASSES, "linear"),),
    "softmax, reshape": (Dense(CLASSES, "softmax"), Reshape((CLASSES,))),
}
TRUTH = np.arange(30) % CLASSES
PICTURES = np.random.default_rng(4).random((30, 5, 5, 1), np.float32)


def network_with(end: str) -> Network:
    return Network((5, 5, 1), stack(Conv2D(3), Flatten(), *ENDS[end]))


def of_script(plan: Plan, logits: bool) -> Any:
    """The loss as a plain script has it, on one-hot rows; squared error has no smoothing there."""
    import keras

    more = {"from_logits": logits, "label_smoothing": plan.label_smoothing}
    match plan.loss:
        case "binary_crossentropy" | "binary_crossentropy_sum":
            return keras.losses.BinaryCrossentropy(**more)
        case "categorical_focal_crossentropy":
            return keras.losses.CategoricalFocalCrossentropy(gamma=plan.focal_gamma, **more)
        case "mean_squared_error":
            return keras.losses.MeanSquaredError()
    return keras.losses.CategoricalCrossentropy(**more)


@pytest.fixture(scope="module")
def keras_models(ready: Ready) -> dict[str, Any]:
    """A network with each ending, with weights large enough that the outputs differ."""
    from cnnstudio.engine.build import build

    random, found = np.random.default_rng(9), {}
    for end in ENDS:
        found[end] = build(network_with(end))
        for variable in found[end].weights:
            variable.assign(random.normal(0, 0.8, variable.shape))
    return found


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("smoothing", [0.0, 0.15])
def test_that_loss_and_worked_arithmetic_are_those_of_a_plain_script(
    keras_models: dict[str, Any], loss: str, end: str, smoothing: float
) -> None:
    from cnnstudio.engine.inspecting.work_loss import outputs_of
    from cnnstudio.engine.training.losses import loss_function, targets

    plan, keras_model = Plan(loss=loss, label_smoothing=smoothing, focal_gamma=1.5), keras_models[end]
    rows = np.eye(CLASSES, dtype=np.float32)[TRUTH]
    if loss == "mean_squared_error":
        rows = rows * (1 - smoothing) + smoothing / CLASSES
    outputs = keras_model(PICTURES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = float(loss_function(plan, network_with(end))(targets(loss, TRUTH, CLASSES), outputs))
    theirs = float(of_script(plan, end == "linear")(rows, outputs))
    assert ours == pytest.approx(theirs * (CLASSES if loss == "binary_crossentropy_sum" else 1), rel=1e-6)
    given, logits = outputs_of(keras_model, network_with(end), PICTURES, 7)
    assert losses.of_pictures(plan, given, TRUTH, logits).mean() == pytest.approx(ours, rel=1e-6)


def test_that_a_fit_and_its_validation_have_the_loss_that_is_worked_out(ready: Ready) -> None:
    # In a traced graph Keras finds the logits another way than in one that is worked out at once.
    from cnnstudio.engine.build import build
    from cnnstudio.engine.inspecting.work_loss import outputs_of
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.losses import targets

    for loss, end in (("binary_crossentropy_sum", "softmax"), ("sparse_categorical_crossentropy", "sigmoid")):
        plan, network = Plan("SGD", 1e-9, loss=loss, label_smoothing=0.1), network_with(end)
        keras_model = build(network)
        compile_(keras_model, plan, network)
        y = targets(loss, TRUTH, CLASSES)
        logs = keras_model.fit(PICTURES, y, batch_size=7, verbose=0, validation_data=(PICTURES, y)).history
        given, logits = outputs_of(keras_model, network, PICTURES, 30)
        expected = losses.of_pictures(plan, given, TRUTH, logits).mean()
        assert logs["loss"][0] == pytest.approx(expected, rel=1e-6)
        assert logs["val_loss"][0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "binary_crossentropy_sum"])
def test_that_weights_of_classes_count_in_training_alone_and_as_worked_out(ready: Ready, loss: str) -> None:
    from cnnstudio.engine.build import build
    from cnnstudio.engine.inspecting.work_loss import outputs_of
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.losses import targets

    plan, network = Plan("SGD", 1e-9, loss=loss, class_weight="balanced"), network_with("linear")
    truth = np.minimum(np.arange(30) // 8, 3)[::-1].copy()
    weights = losses.class_weights(plan, truth, CLASSES)
    assert weights is not None
    keras_model = build(network)
    compile_(keras_model, plan, network)
    y = targets(loss, truth, CLASSES)
    given = {"class_weight": dict(enumerate(weights.tolist())), "validation_data": (PICTURES, y)}
    logs = keras_model.fit(PICTURES, y, batch_size=7, verbose=0, **given).history
    outputs, logits = outputs_of(keras_model, network, PICTURES, 30)
    names = tuple("abcd")
    worked = losses.work(plan, outputs, truth, names, logits=logits, weights=tuple(weights.tolist()))
    assert logs["loss"][0] == pytest.approx(worked.loss, rel=1e-6)
    assert logs["val_loss"][0] == pytest.approx(worked.mean, rel=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_labels_are_numbers_or_rows_as_the_plan_says(ready: Ready, loss: str) -> None:
    from cnnstudio.engine.training.losses import targets

    found = targets(loss, TRUTH, CLASSES)
    assert found.shape == ((30,) if loss in BY_NUMBER else (30, CLASSES))


OTHER_ENDS: dict[str, Network] = {
    **{end: network_with(end) for end in ENDS},
    "linear behind": Network((5, 5, 1), stack(Flatten(), Dense(CLASSES, "sigmoid"), Activation("linear"))),
    "softmax layer": Network((5, 5, 1), stack(Flatten(), Dense(CLASSES, "linear"), Softmax())),
    "mean behind": Network((5, 5, 1), stack(Conv2D(CLASSES, activation="sigmoid"), GlobalAveragePooling2D())),
    "list behind": Network((4, 4, 1), stack(Conv2D(CLASSES, (4, 4), activation="softmax"), Flatten())),
    "hard": Network((5, 5, 1), stack(Flatten(), Dense(CLASSES, "hard_sigmoid"))),
    **{
        str(spec): Network((5, 5, 1), (*stack(Flatten()), Block("both", spec, ((one,), (other,)))))
        for spec in (Parallel("average"), Residual("sigmoid"))
        for one, other in [(Layer("one", Dense(CLASSES, "softmax")), Layer("other", Dense(CLASSES, "softmax")))]
    },
}


@pytest.mark.parametrize("end", OTHER_ENDS)
def test_that_keras_finds_the_logits_where_it_is_said_to(ready: Ready, end: str) -> None:
    from cnnstudio.engine.build import build
    from cnnstudio.engine.inspecting.work_loss import outputs_of

    network = OTHER_ENDS[end]
    _, logits = outputs_of(build(network), network, np.zeros((2, *network.input_shape), np.float32), 2)
    assert (logits is not None) == (keeps_logits(network) or ends_in_logits(network))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("smoothing", [0.0, 0.15])
def test_that_outputs_which_are_no_shares_count_as_in_keras(ready: Ready, loss: str, smoothing: float) -> None:
    from cnnstudio.engine.training.losses import loss_function, targets

    plan, truth = Plan(loss=loss, label_smoothing=smoothing, focal_gamma=1.5), np.array([0, 1, 2, 3])
    for outputs in ([1, 1, 0.5, 0], [1, 1, 1, 1], [0.2, 0.3, 0, 0], [0, 0, 0, 0]):
        rows = np.tile(np.array(outputs, np.float32), (len(truth), 1))
        theirs = loss_function(plan, OTHER_ENDS["hard"])(targets(loss, truth, CLASSES), rows)
        assert losses.of_pictures(plan, rows, truth).mean() == pytest.approx(float(theirs), rel=1e-6, nan_ok=True)
