"""The loss of a batch worked out by hand: with labels, smoothing, weights and penalty; Keras is asked in the engine's
tests."""

import math
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.training import losses
from cnnstudio.core.training.plan import LOSSES, Plan

NAMES = ("cat", "dog", "cow")
OUTPUTS = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
TRUTH = np.array([0, 1])


def worked(plan: Plan, **more: Any) -> losses.Worked:
    return losses.work(plan, OUTPUTS, TRUTH, NAMES, logits=np.log(OUTPUTS), **more)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_that_the_lines_add_up_to_the_picture_and_the_pictures_to_the_mean(loss: str, smoothing: float) -> None:
    plan = Plan(loss=loss, label_smoothing=smoothing)
    found = [worked(plan, index=index) for index in (0, 1)]
    for each in found:
        assert math.fsum(term.value for term in each.terms) == pytest.approx(each.picture, rel=1e-12)
    assert np.mean([each.picture for each in found]) == pytest.approx(found[0].mean, rel=1e-12)
    assert found[0].loss == found[0].mean


def test_that_categorical_cross_entropy_is_one_line_for_the_true_class() -> None:
    found = worked(Plan())
    assert [(term.of, term.arithmetic) for term in found.terms] == [("cat", "−log 0.7")]
    assert found.picture == pytest.approx(-math.log(0.7))
    assert found.formula == "−Σ y · log p  =  −log p of the true class"
    assert found.where[1] == "y is 1 for the true class and 0 for every other."


def test_that_smoothed_labels_give_every_class_its_line() -> None:
    found = worked(Plan(label_smoothing=0.3))
    assert [term.arithmetic for term in found.terms] == ["−0.8 · log 0.7", "−0.1 · log 0.2", "−0.1 · log 0.1"]
    assert found.formula == "−Σ y · log p"
    assert found.where[1] == "y is 0.8 for the true class and 0.1 for every other."


def test_that_the_sum_is_the_mean_times_the_classes_and_smooths_each_question_by_itself() -> None:
    mean, total = (worked(Plan(loss=loss)) for loss in ("binary_crossentropy", "binary_crossentropy_sum"))
    assert total.loss == pytest.approx(3 * mean.loss, rel=1e-12)
    assert mean.terms[0].arithmetic.endswith(" / 3")
    assert mean.terms[1].arithmetic.startswith("−log (1 − ")
    smoothed = Plan(loss="binary_crossentropy", label_smoothing=0.2)
    assert losses.labels(smoothed, TRUTH, 3).tolist() == [[0.9, 0.1, 0.1], [0.1, 0.9, 0.1]]


def test_that_focal_cross_entropy_without_gamma_is_a_quarter_of_the_plain_one() -> None:
    focal = worked(Plan(loss="categorical_focal_crossentropy", focal_gamma=0))
    assert focal.loss == pytest.approx(worked(Plan()).loss / 4)
    assert worked(Plan(loss="categorical_focal_crossentropy")).terms[0].arithmetic == "−0.25 · (1 − 0.7)^2 · log 0.7"


def test_that_the_squared_error_takes_the_outputs_as_they_are() -> None:
    found = worked(Plan(loss="mean_squared_error"))
    assert [term.arithmetic for term in found.terms] == ["(0.7 − 1)² / 3", "(0.2 − 0)² / 3", "(0.1 − 0)² / 3"]
    assert found.picture == pytest.approx((0.09 + 0.04 + 0.01) / 3)


def test_that_weights_and_penalty_are_steps_of_their_own() -> None:
    found = worked(Plan(), weights=(2.0, 0.5, 1.0), penalty=0.25)
    weighted = (2 * -math.log(0.7) + 0.5 * -math.log(0.3)) / 2
    assert [step.value for step in found.steps] == pytest.approx([found.mean, weighted, weighted + 0.25])
    assert found.loss == found.steps[-1].value


def test_that_one_picture_and_one_class_are_said_as_one() -> None:
    classes = losses.SHOWN + 1
    logits, names = np.zeros((1, classes)), [f"class {number}" for number in range(classes)]
    found = losses.work(Plan(label_smoothing=0.1), logits, np.array([0]), names, logits=logits)
    assert [term.of for term in found.terms][-1] == "1 other class"
    assert found.steps[0].arithmetic == "mean over 1 picture"


def test_that_of_many_classes_the_largest_are_shown_and_the_rest_is_one_line() -> None:
    random = np.random.default_rng(2)
    logits = random.normal(0, 1, (1, 1000))
    names = [f"class {number}" for number in range(1000)]
    found = losses.work(Plan(label_smoothing=0.1), logits, np.array([5]), names, logits=logits)
    assert [term.of for term in found.terms][-1] == f"{1000 - losses.SHOWN:,} other classes"
    assert len(found.terms) == losses.SHOWN + 1
    assert "class 5" in [term.of for term in found.terms]
    assert math.fsum(term.value for term in found.terms) == pytest.approx(found.picture, rel=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_outputs_of_0_and_1_give_finite_figures(loss: str) -> None:
    sure = np.array([[0.0, 1.0, 0.0]])
    assert np.isfinite(losses.of_pictures(Plan(loss=loss), sure, np.array([0]))).all()
    far = np.array([[-1e4, 1e4, 0.0]])
    assert np.isfinite(losses.of_pictures(Plan(loss=loss), far, np.array([0]), far)).all()


def test_that_balanced_weights_are_those_of_scikit_learn_and_their_mean_over_pictures_is_1() -> None:
    from sklearn.utils.class_weight import compute_class_weight

    truth = np.repeat([0, 1, 3], [50, 10, 3])
    weights = losses.class_weights(Plan(class_weight="balanced"), truth, 4)
    assert weights is not None
    np.testing.assert_allclose(
        weights[[0, 1, 3]], compute_class_weight("balanced", classes=np.array([0, 1, 3]), y=truth)
    )
    assert weights[2] == 1
    assert weights[truth].mean() == pytest.approx(1)


def test_that_classes_behind_the_last_given_weight_count_1() -> None:
    given = losses.class_weights(Plan(class_weight="given", class_weights=(3.0, 0.5)), TRUTH, 4)
    assert given is not None
    assert given.tolist() == [3.0, 0.5, 1.0, 1.0]
    assert losses.class_weights(Plan(class_weights=(3.0,)), TRUTH, 4) is None
