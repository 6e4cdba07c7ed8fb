"""What a network said to each picture of a part of the data, and every figure that follows from it.

What follows from the confusion matrix alone (figures of each class, pairs mixed up) is in ``class_scores``.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.evaluation import class_scores
from cnnstudio.core.evaluation.class_scores import Confusion
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import tr
from cnnstudio.core.words import percent

Numbers = npt.NDArray[np.int64]
"""Numbers of pictures in their part of the data, from 0."""

Figures = npt.NDArray[np.float64]

Order = Literal["surest", "least_sure", "furthest", "data"]

ORDERS: dict[Order, str] = {
    "surest": tr("Surest first"),
    "least_sure": tr("Least sure first"),
    "furthest": tr("Furthest from the truth first"),
    "data": tr("As in the data"),
}
"""How mistakes may be sorted, and what the person reads."""

BINS = 15
"""Of a calibration curve, as C. Guo et al. have it."""

_ROUNDING = 1e-5
"""By how much float32 probabilities may miss 1, alone or together."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One row a picture, in the order of the part of the data; arrays are read-only.

    Attributes:
        labels: The classes, in their order.
        truth, predicted: int32 (n,), class numbers. Truth is −1 where it is not known: such a picture counts in no
            figure.
        confidence: float32 (n,), the largest output: a probability where the network ends with softmax.
        truth_confidence: float32 (n,), the output of the true class; 0 where it is not known.
        loss: The mean loss over the pictures, penalties of the layers included.
        second: float32 (n,), of two classes the output of the second one, from which alone sure pictures are told
            apart; None of more classes, and where it was not kept.
    """

    labels: tuple[str, ...]
    truth: npt.NDArray[np.int32]
    predicted: npt.NDArray[np.int32]
    confidence: npt.NDArray[np.float32]
    truth_confidence: npt.NDArray[np.float32]
    loss: float
    second: npt.NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.truth)

    @cached_property
    def confusion(self) -> Confusion:
        """int64 (classes, classes), read-only: rows are the true classes, columns the predicted ones."""
        known = self.known
        found = class_scores.matrix(len(self.labels), self.truth[known], self.predicted[known])
        found.setflags(write=False)
        return found

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Of each picture whether its true class is known, (n,)."""
        return self.truth >= 0

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Of each picture whether its class was found, (n,)."""
        return np.equal(self.truth, self.predicted)

    @property
    def are_probabilities(self) -> bool:
        """Whether every confidence lies from 0 to 1; a network without softmax or sigmoid gives other numbers."""
        both = np.concatenate([self.confidence, self.truth_confidence])
        return bool(np.all((both >= -_ROUNDING) & (both <= 1 + _ROUNDING)))  # NaN is neither


@dataclass(frozen=True, eq=False)
class Calibration:
    """Whether the network is as often right as it is sure, in bins of equal width from 0 to 1.

    Attributes:
        edges: (bins + 1,); a bin holds the confidences above its lower edge up to its upper one, the first also 0.
        counts: int64 (bins,), pictures.
        confidence, accuracy: (bins,), the mean confidence and the share that is right; NaN in an empty bin.
        error: Expected calibration error, the mean of |accuracy − confidence| weighed by pictures; 0 is perfect.
            C. Guo et al., "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599.
        sure, right: The mean confidence and the accuracy over all pictures.
    """

    edges: Figures
    counts: npt.NDArray[np.int64]
    confidence: Figures
    accuracy: Figures
    error: float
    sure: float
    right: float

    def words(self) -> str:
        """In one sentence: "It is 97.1 % sure on average and right in 94.0 %: too sure of itself by 3.1 points."."""
        gap = 100 * (self.sure - self.right)
        words = {"sure": percent(self.sure), "right": percent(self.right)}
        if abs(gap) < 1:
            start = tr("It is {sure} sure on average and right in {right}: about as sure as it is right.", **words)
        elif gap > 0:
            start = tr(
                "It is {sure} sure on average and right in {right}: too sure of itself by {gap:.1f} points.",
                gap=gap,
                **words,
            )
        else:
            start = tr(
                "It is {sure} sure on average and right in {right}: less sure than it could be by {gap:.1f} points.",
                gap=-gap,
                **words,
            )
        error = tr("The expected calibration error is {error}.", error=percent(self.error))
        return f"{start} {error}"


@dataclass(frozen=True, eq=False)
class Roc:
    """How many pictures of the positive class are found at the price of how many false alarms.

    Attributes:
        positive: The number of the class looked for.
        false_alarms, found: (points,), false positive and true positive rate, from (0, 0) to (1, 1).
        thresholds: (points,), falling; a picture counts as positive from this output on; the first is infinite.
        auc: The area under the curve: how often a random picture of the class gets more than one of the other.
    """

    positive: int
    false_alarms: Figures
    found: Figures
    thresholds: Figures
    auc: float


def scores(outcomes: Outcomes) -> Scores:
    """The outcomes summed up, as a run stores them for its test."""
    return Scores(outcomes.loss, outcomes.labels, tuple(map(tuple, outcomes.confusion.tolist())))


def in_order(outcomes: Outcomes, numbers: Numbers, order: Order) -> Numbers:
    """The pictures with these numbers, (n,) rising, in this order; equals stand as in the data.

    ``"furthest"`` begins with those whose true class got least. Outputs that are no numbers come last.
    """
    if order == "data":
        return numbers
    keys = {"surest": -outcomes.confidence, "least_sure": outcomes.confidence, "furthest": outcomes.truth_confidence}
    return numbers[np.argsort(keys[order][numbers], kind="stable")]


def calibration(outcomes: Outcomes, bins: int = BINS) -> Calibration | None:
    """How well confidence and accuracy agree; None without pictures, or where the outputs are no probabilities."""
    if not len(outcomes) or not outcomes.are_probabilities:
        return None
    known = outcomes.known
    if not known.any():
        return None
    sure, right = outcomes.confidence[known].astype(np.float64), outcomes.right[known]
    edges = np.linspace(0, 1, bins + 1)
    places = np.searchsorted(edges[1:-1], sure)
    counts = np.bincount(places, minlength=bins)
    with np.errstate(invalid="ignore"):  # an empty bin is 0 / 0, which is NaN, as meant
        confidence = np.bincount(places, sure, bins) / counts
        accuracy = np.bincount(places, right, bins) / counts
    held = counts > 0
    error = float(np.sum(counts[held] * np.abs(accuracy[held] - confidence[held])) / len(sure))
    return Calibration(
        edges, counts.astype(np.int64), confidence, accuracy, error, float(sure.mean()), float(right.mean())
    )


def roc(outcomes: Outcomes, positive: int = 1) -> Roc | None:
    """The ROC curve of two classes for the class number ``positive``, drawn from the output of class 1.

    None where there are not two classes, where one has no picture, or where the two outputs are no probabilities
    that sum to 1, so that one does not follow from the other.
    """
    sought = outcomes.truth == positive
    count = int(sought.sum())
    fits = len(outcomes.labels) == 2 and bool(outcomes.known.all())
    if not fits or not 0 < count < len(outcomes) or not _sum_to_one(outcomes):
        return None
    output = _second(outcomes)
    output = output if positive == 1 else -output  # and not 1 − output, in which small ones are lost
    order = np.argsort(-output, kind="stable")
    ranked, hits = output[order], np.cumsum(sought[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # of equal outputs the last: they come together
    found, alarms = hits[last], last + 1 - hits[last]
    corners = _corners(found, alarms)
    found, alarms, thresholds = found[corners], alarms[corners], ranked[last][corners]
    curve = np.append(0, alarms) / (len(outcomes) - count), np.append(0, found) / count
    area = float(np.sum(np.diff(curve[0]) * (curve[1][1:] + curve[1][:-1])) / 2)
    thresholds = thresholds if positive == 1 else 1 + thresholds
    return Roc(positive, *curve, np.append(np.inf, thresholds), area)


def _sum_to_one(outcomes: Outcomes) -> bool:
    """Whether two outputs are the probabilities of two classes; the wrong pictures show both of them."""
    wrong = ~outcomes.right
    together = outcomes.confidence[wrong] + outcomes.truth_confidence[wrong]
    return outcomes.are_probabilities and bool(np.all(np.abs(together - 1) <= _ROUNDING))


def _second(outcomes: Outcomes) -> Figures:
    """What class 1 got of each picture, (n,); where that was not kept, what class 0 left of 1 for some of them."""
    if outcomes.second is not None:
        return outcomes.second.astype(np.float64)
    true, largest = outcomes.truth_confidence.astype(np.float64), outcomes.confidence.astype(np.float64)
    return np.where(outcomes.truth == 1, true, np.where(outcomes.predicted == 1, largest, 1 - true))


def _corners(found: npt.NDArray[np.int64], alarms: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """The points at which the curve turns, as scikit-learn chooses them: those half-way between others are left out."""
    kept = np.ones(len(found), np.bool_)
    kept[1:-1] = (np.diff(found, 2) != 0) | (np.diff(alarms, 2) != 0)
    return kept
