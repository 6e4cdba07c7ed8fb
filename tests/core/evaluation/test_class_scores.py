"""The figures of each class of a confusion matrix, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from cnnstudio.core.evaluation import class_scores
from tests.core.outcomes_made import drawn

MATRIX = np.array([[8, 2, 0], [1, 3, 6], [0, 0, 5]])
LABELS = ("ant", "bee", "cat")


@settings(deadline=None)
@given(st.integers(2, 40), st.integers(0, 300), st.integers(0, 999))
def test_that_every_figure_of_a_class_is_scikit_learn_s(classes: int, count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth, predicted = generator.integers(0, classes, (2, count))
    matrix = class_scores.matrix(classes, truth, predicted)
    assert matrix.tolist() == _their_matrix(truth, predicted, classes)
    if not count:
        return
    theirs = metrics.precision_recall_fscore_support(truth, predicted, labels=range(classes), zero_division=0)
    ours = class_scores.per_class(matrix, tuple(map(str, range(classes))))
    for name, expected in zip(("precision", "recall", "f1", "support"), theirs, strict=True):
        assert [getattr(each, name) for each in ours] == pytest.approx(list(expected), abs=1e-12)
    f1 = metrics.f1_score(truth, predicted, average="macro")
    assert class_scores.mean_f1(matrix) == pytest.approx(f1, abs=1e-12)


def _their_matrix(truth: np.ndarray, predicted: np.ndarray, classes: int) -> list[list[int]]:
    if not len(truth):
        return [[0] * classes for _ in range(classes)]
    return metrics.confusion_matrix(truth, predicted, labels=range(classes)).tolist()


@pytest.mark.parametrize("normalize", ["true", "pred"])
def test_that_shares_of_rows_and_columns_are_scikit_learn_s(normalize: str) -> None:
    outcomes, _ = drawn(6, 400, seed=3)
    share = class_scores.by_row if normalize == "true" else class_scores.by_column
    theirs = metrics.confusion_matrix(outcomes.truth, outcomes.predicted, labels=range(6), normalize=normalize)
    assert np.abs(share(outcomes.confusion) - theirs).max() <= 1e-12


def test_that_an_empty_row_or_column_has_shares_of_zero() -> None:
    matrix = np.array([[0, 0], [0, 3]])
    assert class_scores.by_row(matrix).tolist() == [[0, 0], [0, 1]]
    assert class_scores.by_column(matrix).tolist() == [[0, 0], [0, 1]]


def test_that_the_worst_classes_come_first_and_those_found_whole_not_at_all() -> None:
    worst = class_scores.worst_classes(MATRIX, LABELS)
    assert [(each.label, each.number, each.missed, each.right) for each in worst] == [
        ("bee", 1, 7, 3),
        ("ant", 0, 2, 8),
    ]
    assert [each.label for each in class_scores.worst_classes(MATRIX, LABELS, most=1)] == ["bee"]


def test_that_of_two_equally_bad_classes_the_one_that_missed_more_is_worse() -> None:
    matrix = np.array([[1, 1, 0], [2, 2, 0], [0, 0, 0]])
    assert [each.number for each in class_scores.worst_classes(matrix, LABELS)] == [1, 0]


def test_that_the_pairs_mistaken_most_often_come_first() -> None:
    pairs = class_scores.confused_pairs(MATRIX)
    assert [(pair.true, pair.predicted, pair.count, pair.share) for pair in pairs] == [
        (1, 2, 6, 0.6),
        (0, 1, 2, 0.2),
        (1, 0, 1, 0.1),
    ]
    assert len(class_scores.confused_pairs(MATRIX, most=2)) == 2
    assert MATRIX[0, 0] == 8  # and the matrix is as it was


def test_that_of_pairs_as_frequent_the_larger_share_of_its_class_comes_first() -> None:
    pairs = class_scores.confused_pairs(np.array([[90, 2, 0], [0, 1, 2], [0, 0, 1]]))
    assert [(pair.true, pair.predicted) for pair in pairs] == [(1, 2), (0, 1)]


def test_that_nothing_mistaken_gives_no_pairs_and_no_worst_class() -> None:
    matrix = np.diag([4, 0, 2])
    assert class_scores.confused_pairs(matrix) == ()
    assert class_scores.worst_classes(matrix, LABELS) == ()


def test_that_a_thousand_classes_are_scored() -> None:
    truth, predicted = np.random.default_rng(0).integers(0, 1000, (2, 50_000))
    labels = tuple(map(str, range(1000)))
    matrix = class_scores.matrix(1000, truth, predicted)
    assert sum(each.support for each in class_scores.per_class(matrix, labels)) == 50_000
    assert class_scores.worst_classes(matrix, labels)
    assert class_scores.confused_pairs(matrix)
    assert np.allclose(class_scores.by_row(matrix).sum(axis=1), 1)
