"""Accuracy, confusion matrix, precision and recall, against scikit-learn."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from cnnstudio.core.errors import SpecError
from cnnstudio.core.evaluation.scores import Scores, score
from tests.core.strategies import JSON, read_or_refused

LABELS = ("ant", "bee", "cat", "dog")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_that_every_figure_is_scikit_learn_s(pairs: list[tuple[int, int]]) -> None:
    truth, predicted = np.array(pairs, np.int64).T
    found = score(LABELS, truth, predicted, 0.5)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(4), zero_division=0
    )
    assert found.confusion == tuple(map(tuple, metrics.confusion_matrix(truth, predicted, labels=range(4)).tolist()))
    assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, predicted))
    assert found.count == len(pairs)
    assert found.misclassified == np.count_nonzero(truth != predicted)
    classes = found.per_class()
    assert [each.label for each in classes] == list(LABELS)
    assert [each.precision for each in classes] == pytest.approx(list(precision))
    assert [each.recall for each in classes] == pytest.approx(list(recall))
    assert [each.f1 for each in classes] == pytest.approx(list(f1), abs=1e-12)
    there = sorted({each for pair in pairs for each in pair})
    assert found.f1 == pytest.approx(np.mean(f1[there]), abs=1e-12)
    assert [each.support for each in classes] == list(support)


def test_that_no_picture_gives_no_accuracy_and_no_error() -> None:
    nothing = score(LABELS, np.array([], np.int64), np.array([], np.int64), 0.0)
    assert (nothing.count, nothing.accuracy) == (0, 0)


def test_that_scores_survive_json_and_say_what_follows_from_them() -> None:
    found = score(LABELS, np.array([0, 1, 2, 2]), np.array([0, 1, 2, 3]), 0.25)
    plain = json.loads(json.dumps(found.to_plain()))
    assert Scores.from_plain(plain) == found
    assert (plain["count"], plain["misclassified"], plain["accuracy"]) == (4, 1, 0.75)
    assert plain["per_class"][2] == {"label": "cat", "precision": 1.0, "recall": 0.5, "f1": 2 / 3, "support": 2}


@given(JSON, st.sampled_from(["classes", "confusion", "loss"]))
def test_that_any_json_is_scores_or_refused_in_words(value: Any, key: str) -> None:
    whole = {"classes": ["a", "b"], "confusion": [[1, 0], [0, 1]], "loss": 0.5}
    for plain in (value, whole | {key: value}):
        read_or_refused(Scores.from_plain, plain, Scores)


def test_that_a_matrix_that_does_not_fit_its_classes_is_refused() -> None:
    for confusion in ([[1, 0]], [[1, 0], [1]], [[1, 0], [0, 1], [0, 0]], [[1, -1], [0, 1]], [[10**30, 0], [0, 1]]):
        with pytest.raises(SpecError):
            Scores.from_plain({"classes": ["a", "b"], "confusion": confusion, "loss": 0.5})
