"""What is shown of a network that ends in logits: the numbers that its loss is computed from, wherever it is asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.messages import Evaluate, SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.training.plan import BY_NUMBER, LOSSES, DataRecipe, Plan
from cnnstudio.data.watch import NOBODY
from cnnstudio.engine.start import Ready
from tests.engine.why.cases import FLAT, MANY, found_by, loaded

TRUTH = np.arange(len(MANY)) % 4


def theirs(loss: str, shown: Any) -> Any:
    """Keras's own loss of each picture, of numbers that have gone through their function."""
    import keras

    rows = np.eye(4, dtype=np.float32)[TRUTH]
    if loss == "binary_crossentropy_sum":
        return 4 * keras.losses.binary_crossentropy(rows, shown)
    given = {"gamma": Plan().focal_gamma} if loss == "categorical_focal_crossentropy" else {}
    return getattr(keras.losses, loss)(TRUTH if loss.startswith("sparse") else rows, shown, **given)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_prediction_question_why_and_evaluation_show_what_the_loss_is_computed_from(
    ready: Ready, loss: str
) -> None:
    from cnnstudio.core.pictures.preprocessing import Prepared
    from cnnstudio.engine.evaluation.evaluate import Scorer
    from cnnstudio.engine.inspecting.predict import probabilities
    from cnnstudio.engine.training.losses import loss_function, targets

    found = replace(loaded(FLAT), plan=Plan(loss=loss))
    # So near to 0 and 1 that Keras cuts probabilities off, the two ways to its losses would differ.
    found.keras_model.set_weights([each / 5 for each in found.keras_model.get_weights()])
    prepared = found.prepared or Prepared()
    shown = np.stack([probabilities(found, picture) for picture in MANY])
    outputs = found.keras_model(prepared.apply(MANY), training=False)
    of_outputs = loss_function(found.plan, FLAT)(targets(loss, TRUTH, 4), outputs)
    assert float(of_outputs) == pytest.approx(float(np.mean(theirs(loss, shown))), rel=1e-4)
    assert (loss in BY_NUMBER) == (targets(loss, TRUTH, 4).ndim == 1)
    outcomes = Scorer(found).outcomes(prepared, MANY, TRUTH, lambda: None)
    np.testing.assert_allclose(outcomes.confidence, shown.max(axis=1), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(outcomes.truth_confidence, shown[np.arange(len(MANY)), TRUTH], rtol=1e-4, atol=1e-6)
    why = [found_by(found, "gradient", picture=MANY[0], target=each).probability for each in range(4)]
    np.testing.assert_allclose(why, shown[0], rtol=1e-4, atol=1e-6)


def test_that_no_number_makes_a_sigmoid_overflow() -> None:
    from cnnstudio.engine.inspecting.predict import sigmoid

    assert sigmoid(np.array([1000, 0, -1000], np.float32)).tolist() == [1, 0.5, 0]


def test_that_a_network_from_a_file_that_ends_with_one_number_says_nothing_of_classes(ready: Ready) -> None:
    from cnnstudio.engine.evaluation.evaluate import evaluate
    from cnnstudio.engine.inspecting.predict import probabilities

    found = loaded(Network(FLAT.input_shape, stack(Flatten(), Dense(1, "sigmoid"))))
    request = Evaluate(subject=SavedSubject("pets.h5"), data=DataRecipe(), whole=True)
    asked: list[Callable[[], object]] = [
        lambda: probabilities(found, MANY[0]),
        lambda: evaluate(request, found, lambda: None, NOBODY),
        lambda: found_by(found, "gradient"),
    ]
    for ask in asked:
        with pytest.raises(StudioError, match="ends with one number alone"):
            ask()
