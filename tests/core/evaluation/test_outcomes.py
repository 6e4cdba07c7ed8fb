"""What follows from the outcomes picture by picture, against scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.calibration import calibration_curve

from cnnstudio.core.evaluation import outcomes as figures
from cnnstudio.core.evaluation.outcomes import ORDERS, Order, Outcomes
from tests.core.outcomes_made import drawn
from tests.core.outcomes_made import given as made


def _few() -> Outcomes:
    """Five pictures of three classes, the first, third and last of them wrong."""
    outputs = np.array(
        [[0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0.1, 0.0, 0.9], [0.5, 0.3, 0.2], [0.25, 0.4, 0.35]], np.float32
    )
    return made(np.array([1, 1, 0, 0, 2]), outputs)


def _mistakes(outcomes: Outcomes, order: Order = "surest") -> np.ndarray:
    return figures.in_order(outcomes, np.flatnonzero(~outcomes.right), order)


def test_that_the_sum_of_the_outcomes_is_what_a_run_stores() -> None:
    scores = figures.scores(_few())
    assert scores.confusion == ((1, 0, 1), (1, 1, 0), (0, 1, 0))
    assert (scores.count, scores.misclassified, scores.loss) == (5, 3, 0.5)


def test_that_the_matrix_is_worked_out_once_and_cannot_be_written_to() -> None:
    outcomes = _few()
    assert outcomes.confusion is outcomes.confusion
    with pytest.raises(ValueError, match="read-only"):
        outcomes.confusion[0, 0] = 7


def test_that_mistakes_come_in_the_order_asked_for() -> None:
    found = {order: _mistakes(_few(), order).tolist() for order in ORDERS}
    assert found == {"surest": [2, 0, 4], "least_sure": [4, 0, 2], "furthest": [2, 0, 4], "data": [0, 2, 4]}


def test_that_equally_sure_mistakes_stand_as_in_the_data() -> None:
    outputs = np.tile(np.array([[0.5, 0.25, 0.25]], np.float32), (40, 1))
    assert _mistakes(made(np.full(40, 1), outputs)).tolist() == list(range(40))


def test_that_outputs_that_are_no_numbers_come_last() -> None:
    outcomes = _few()
    broken = outcomes.confidence.copy()
    broken[2] = np.nan
    outcomes = replace(outcomes, confidence=broken)
    assert _mistakes(outcomes).tolist() == [0, 4, 2]
    assert _mistakes(outcomes, "least_sure").tolist() == [4, 0, 2]


@pytest.mark.parametrize("bins", [5, 15])
@pytest.mark.parametrize("seed", range(4))
def test_that_the_calibration_curve_is_scikit_learn_s(bins: int, seed: int) -> None:
    outcomes, _ = drawn(4, 500, seed)
    found = figures.calibration(outcomes, bins)
    assert found is not None
    accuracy, confidence = calibration_curve(outcomes.right, outcomes.confidence.astype(np.float64), n_bins=bins)
    held = found.counts > 0
    assert np.abs(found.accuracy[held] - accuracy).max() <= 1e-12
    assert np.abs(found.confidence[held] - confidence).max() <= 1e-12
    assert np.isnan(found.accuracy[~held]).all()
    expected = sum(found.counts[held] / 500 * np.abs(accuracy - confidence))
    assert found.error == pytest.approx(expected, abs=1e-12)
    assert found.counts.sum() == 500
    assert found.right == pytest.approx(metrics.accuracy_score(outcomes.truth, outcomes.predicted), abs=1e-12)


def test_that_a_confidence_on_an_edge_belongs_to_the_bin_below() -> None:
    outputs = np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]], np.float32)
    found = figures.calibration(made(np.array([0, 0, 0]), outputs), bins=2)
    assert found is not None
    assert found.counts.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("sure", "right", "words"),
    [(0.9, 5, "too sure of itself by 40.0 points"), (0.6, 9, "less sure than it could be by 30.0 points")],
)
def test_that_being_too_sure_is_said_in_words(sure: float, right: int, words: str) -> None:
    outputs = np.tile(np.array([[sure, 1 - sure]], np.float32), (10, 1))
    found = figures.calibration(made((np.arange(10) >= right).astype(np.int64), outputs))
    assert found is not None
    assert words in found.words()


def test_that_being_as_sure_as_right_is_said_in_words() -> None:
    outputs = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    found = figures.calibration(made((np.arange(10) >= 9).astype(np.int64), outputs))
    assert found is not None
    assert found.words().startswith("It is 90.0 % sure on average and right in 90.0 %: about as sure as it is right.")


@pytest.mark.parametrize("value", [np.nan, np.inf, 3.7, -0.2])
def test_that_outputs_that_are_no_probabilities_have_no_calibration(value: float) -> None:
    outputs = np.array([[0.7, 0.3], [0.4, 0.6]], np.float32)
    outputs[0, 0] = value
    assert figures.calibration(made(np.array([0, 1]), outputs)) is None


def test_that_no_pictures_have_no_figures_and_no_error() -> None:
    nothing = made(np.array([], np.int64), np.zeros((0, 2), np.float32))
    assert figures.calibration(nothing) is None
    assert figures.roc(nothing) is None
    assert len(_mistakes(nothing)) == 0
    assert figures.scores(nothing).accuracy == 0


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 200), st.integers(0, 999), st.integers(0, 1), st.sampled_from([0.0, 2.0]), st.integers(1, 7))
def test_that_the_roc_curve_is_scikit_learn_s(count: int, seed: int, positive: int, sure: float, digits: int) -> None:
    outcomes, outputs = drawn(2, count, seed, sure)
    outputs = outputs.astype(np.float64).round(digits)  # with few digits many pictures are equal
    outputs[:, 1] = 1 - outputs[:, 0]
    outcomes = made(outcomes.truth.astype(np.int64), outputs)
    found = figures.roc(outcomes, positive)
    sought = outcomes.truth == positive
    if sought.all() or not sought.any():
        assert found is None
        return
    assert found is not None
    given_to = outputs[:, 1].astype(np.float32).astype(np.float64)
    given_to = given_to if positive else 1 - given_to
    alarms, hits, thresholds = metrics.roc_curve(sought, given_to)
    assert found.false_alarms == pytest.approx(alarms, abs=1e-12)
    assert found.found == pytest.approx(hits, abs=1e-12)
    assert found.thresholds == pytest.approx(thresholds)
    assert found.auc == pytest.approx(metrics.roc_auc_score(sought, given_to), abs=1e-12)


@pytest.mark.parametrize("scale", [1, 5, 30, 100])
@pytest.mark.parametrize("count", [50, 5000])
def test_that_the_auc_of_sure_outputs_is_scikit_learn_s_on_the_network_s_own_column(scale: int, count: int) -> None:
    generator = np.random.default_rng(count)
    truth, logits = generator.integers(0, 2, count), generator.normal(size=(count, 2))
    logits[np.arange(count), truth] += 0.5
    logits = (scale * logits).astype(np.float32)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    outputs = powers / powers.sum(axis=1, keepdims=True)
    outcomes = made(truth, outputs)
    for positive, sign in ((1, 1), (0, -1)):
        found = figures.roc(outcomes, positive)
        assert found is not None
        alarms, hits, _ = metrics.roc_curve(truth == positive, sign * outputs[:, 1])
        assert np.array_equal(found.false_alarms, alarms)
        assert np.array_equal(found.found, hits)
        assert found.auc == pytest.approx(metrics.roc_auc_score(truth == positive, sign * outputs[:, 1]), abs=1e-12)


def test_that_outcomes_without_the_second_output_still_have_a_curve() -> None:
    outcomes, outputs = drawn(2, 300, 1)
    found = figures.roc(replace(outcomes, second=None))
    assert found is not None
    assert found.auc == pytest.approx(metrics.roc_auc_score(outcomes.truth, outputs[:, 1]), abs=1e-4)


def test_that_only_two_classes_with_pictures_of_both_have_a_roc_curve() -> None:
    assert figures.roc(_few()) is None
    outputs = np.array([[0.7, 0.3], [0.4, 0.6]], np.float32)
    assert figures.roc(made(np.array([1, 1]), outputs)) is None
    assert figures.roc(made(np.array([0, 1]), outputs)) is not None


def test_that_two_outputs_that_do_not_belong_together_have_no_roc_curve() -> None:
    outputs = np.array([[0.9, 0.8], [0.3, 0.6], [0.2, 0.1]], np.float32)
    assert figures.roc(made(np.array([1, 1, 0]), outputs)) is None


def test_that_a_picture_whose_class_is_not_known_counts_in_no_figure() -> None:
    labels = ("a", "b")
    truth, predicted = np.array([0, 1, -1, -1], np.int32), np.array([0, 0, 1, 0], np.int32)
    sure = np.array([0.9, 0.8, 0.99, 0.7], np.float32)
    of_truth = np.array([0.9, 0.2, 0, 0], np.float32)
    some = Outcomes(labels, truth, predicted, sure, of_truth, 0.5)
    known = Outcomes(labels, truth[:2], predicted[:2], sure[:2], of_truth[:2], 0.5)
    assert some.known.tolist() == [True, True, False, False]
    assert figures.scores(some) == figures.scores(known)
    found, expected = figures.calibration(some), figures.calibration(known)
    assert found is not None
    assert expected is not None
    assert (found.error, found.sure, found.right) == (expected.error, expected.sure, expected.right)
    assert figures.roc(some) is None
    none = Outcomes(labels, truth[2:], predicted[2:], sure[2:], of_truth[2:], float("nan"))
    assert (figures.scores(none).count, figures.scores(none).accuracy, figures.calibration(none)) == (0, 0.0, None)
