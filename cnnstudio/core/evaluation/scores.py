"""How well a network does on labelled pictures: accuracy, confusion matrix, precision and recall a class."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import SpecError
from cnnstudio.core.evaluation import class_scores
from cnnstudio.core.evaluation.class_scores import ClassScore, Confusion
from cnnstudio.core.language import tr

__all__ = ["ClassScore", "Scores", "score"]

_MOST = 2**40
"""No part of a data set has so many pictures; the sum of a thousand times a thousand cells still fits an int64."""


@dataclass(frozen=True)
class Scores:
    """The result of an evaluation.

    Attributes:
        confusion: Rows are the true classes, columns the predicted ones, in the order of ``labels``.
    """

    loss: float
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]

    @cached_property
    def matrix(self) -> Confusion:
        """``confusion`` as an array, int64 (classes, classes), read-only."""
        found = np.array(self.confusion, np.int64).reshape(len(self.labels), len(self.labels))
        found.setflags(write=False)
        return found

    @cached_property
    def count(self) -> int:
        return int(self.matrix.sum())

    @cached_property
    def misclassified(self) -> int:
        return self.count - int(np.trace(self.matrix))

    @property
    def accuracy(self) -> float:
        """The share predicted rightly; 0 when there was no picture."""
        return (self.count - self.misclassified) / self.count if self.count else 0.0

    @property
    def f1(self) -> float:
        """The mean of the classes' F1, each class counting the same."""
        return class_scores.mean_f1(self.matrix)

    def per_class(self) -> tuple[ClassScore, ...]:
        """Precision, recall and F1 of each class; 0 where there is nothing to divide by, as scikit-learn has it."""
        return class_scores.per_class(self.matrix, self.labels)

    def to_plain(self) -> dict[str, Any]:
        """As JSON values: what is stored, and all that follows from it."""
        return {
            "count": self.count,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "misclassified": self.misclassified,
            "f1": self.f1,
            "classes": list(self.labels),
            "confusion": [list(row) for row in self.confusion],
            "per_class": [
                {
                    "label": each.label,
                    "precision": each.precision,
                    "recall": each.recall,
                    "f1": each.f1,
                    "support": each.support,
                }
                for each in self.per_class()
            ],
        }

    @classmethod
    def from_plain(cls, plain: Any) -> "Scores":
        """What ``to_plain`` wrote; raises SpecError for anything else."""
        try:
            labels = tuple(str(label) for label in plain["classes"])
            confusion = tuple(tuple(int(cell) for cell in row) for row in plain["confusion"])
            loss = float(plain["loss"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise SpecError(tr("The stored scores cannot be read.")) from error
        if len(confusion) != len(labels) or any(len(row) != len(labels) for row in confusion):
            raise SpecError(tr("The stored confusion matrix does not fit its classes."))
        if any(not 0 <= cell <= _MOST for row in confusion for cell in row):
            raise SpecError(tr("The stored confusion matrix holds what is no number of pictures."))
        return cls(loss, labels, confusion)


def score(labels: tuple[str, ...], truth: npt.NDArray[Any], predicted: npt.NDArray[Any], loss: float) -> Scores:
    """The scores of ``predicted`` class numbers against the true ones, both of shape (n,)."""
    confusion = class_scores.matrix(len(labels), truth, predicted)
    return Scores(loss, labels, tuple(map(tuple, confusion.tolist())))
