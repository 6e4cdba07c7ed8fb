"""What a confusion matrix says about each class: precision, recall, F1, the worst classes and the pairs mixed up most.

A confusion matrix is an int64 array (classes, classes): rows are the true classes, columns the predicted ones.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Confusion = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClassScore:
    """One class: of the pictures called so, the share that is (precision); of those that are, the share found (recall).

    Attributes:
        support: How many pictures of the class there are.
        f1: The harmonic mean of precision and recall.
        number: Its place among the classes, from 0.
        predicted: How many pictures were called so.
        right: How many of them are.
    """

    label: str
    precision: float
    recall: float
    support: int
    f1: float
    number: int
    predicted: int
    right: int

    @property
    def missed(self) -> int:
        """How many pictures of the class were called something else."""
        return self.support - self.right


@dataclass(frozen=True)
class ConfusedPair:
    """``count`` pictures of the class ``true`` were taken for ``predicted`` (both class numbers).

    Attributes:
        share: The part of the pictures of the true class that they are, 0 to 1.
    """

    true: int
    predicted: int
    count: int
    share: float


def matrix(size: int, truth: npt.NDArray[np.integer], predicted: npt.NDArray[np.integer]) -> Confusion:
    """The confusion matrix of class numbers, both (n,), from 0 to ``size`` − 1."""
    pairs = truth.astype(np.int64) * size + predicted.astype(np.int64)
    return np.bincount(pairs, minlength=size * size).astype(np.int64).reshape(size, size)


def per_class(confusion: Confusion, labels: tuple[str, ...]) -> tuple[ClassScore, ...]:
    """The figures of each class, in the order of ``labels``; 0 where there is nothing to divide by.

    As ``precision_recall_fscore_support(…, zero_division=0)`` of scikit-learn has it.
    """
    right, support, predicted = np.diagonal(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    precision, recall = shares(right, predicted), shares(right, support)
    f1 = shares(2 * right, support + predicted)
    return tuple(
        ClassScore(labels[number], p, r, s, f, number, c, t)
        for number, (p, r, s, f, c, t) in enumerate(
            zip(
                precision.tolist(),
                recall.tolist(),
                support.tolist(),
                f1.tolist(),
                predicted.tolist(),
                right.tolist(),
                strict=True,
            )
        )
    )


def mean_f1(confusion: Confusion) -> float:
    """The mean F1 of the classes that are there or were predicted, each counting the same; 0 without pictures.

    As ``f1_score(average="macro")`` of scikit-learn has it, and the ``"f1"`` that is measured while a network learns.
    """
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    there = both > 0
    return float(shares(2 * np.diagonal(confusion)[there], both[there]).mean()) if there.any() else 0.0


def worst_classes(confusion: Confusion, labels: tuple[str, ...], most: int = 5) -> tuple[ClassScore, ...]:
    """The classes of which the smallest share was found, the worst first; of equals the one that missed more.

    Classes without pictures, and those found whole, are not among them.
    """
    found = [each for each in per_class(confusion, labels) if each.missed]
    return tuple(sorted(found, key=lambda each: (each.recall, -each.missed, each.number))[:most])


def confused_pairs(confusion: Confusion, most: int = 10) -> tuple[ConfusedPair, ...]:
    """The pairs of true and predicted class mistaken most often, by the number of pictures, the largest first.

    Of equals the one that is the larger share of its class, then the first in the matrix; none that never happened.
    """
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    rows, columns = np.nonzero(wrong)
    counts = wrong[rows, columns]
    share = shares(counts, confusion.sum(axis=1)[rows])
    order = np.lexsort((columns, rows, -share, -counts))[:most]
    return tuple(
        ConfusedPair(int(rows[each]), int(columns[each]), int(counts[each]), float(share[each])) for each in order
    )


def by_row(confusion: Confusion) -> Shares:
    """Each cell as a share of its row, float64: of the pictures of a class, where they went; 0 in an empty row."""
    return shares(confusion, confusion.sum(axis=1, keepdims=True))


def by_column(confusion: Confusion) -> Shares:
    """Each cell as a share of its column: of the pictures called so, what they are; 0 in an empty column."""
    return shares(confusion, confusion.sum(axis=0, keepdims=True))


def shares(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> Shares:
    """``part / whole``, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(part.shape, np.float64), where=whole > 0)
