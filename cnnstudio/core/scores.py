"""How well a network does on labelled pictures: accuracy, confusion matrix, precision and recall a class."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import SpecError


@dataclass(frozen=True)
class ClassScore:
    """One class: of the pictures called so, the share that is (precision); of those that are, the share found (recall).

    Attributes:
        support: How many pictures of the class there are.
    """

    label: str
    precision: float
    recall: float
    support: int


@dataclass(frozen=True)
class Scores:
    """The result of an evaluation.

    Attributes:
        confusion: Rows are the true classes, columns the predicted ones, in the order of ``labels``.
    """

    loss: float
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        return sum(map(sum, self.confusion))

    @property
    def misclassified(self) -> int:
        return self.count - sum(row[index] for index, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """The share predicted rightly; 0 when there was no picture."""
        return 1 - self.misclassified / self.count if self.count else 0.0

    def per_class(self) -> tuple[ClassScore, ...]:
        """Precision and recall of each class; 0 where there is nothing to divide by, as scikit-learn has it."""
        predicted = [sum(column) for column in zip(*self.confusion, strict=True)]
        result = []
        for index, row in enumerate(self.confusion):
            right, support = row[index], sum(row)
            precision = right / predicted[index] if predicted[index] else 0.0
            result.append(ClassScore(self.labels[index], precision, right / support if support else 0.0, support))
        return tuple(result)

    def to_plain(self) -> dict[str, Any]:
        """As JSON values: what is stored, and all that follows from it."""
        return {
            "count": self.count,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "misclassified": self.misclassified,
            "classes": list(self.labels),
            "confusion": [list(row) for row in self.confusion],
            "per_class": [
                {
                    "label": each.label,
                    "precision": each.precision,
                    "recall": each.recall,
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
            raise SpecError("The stored scores cannot be read.") from error
        if len(confusion) != len(labels) or any(len(row) != len(labels) for row in confusion):
            raise SpecError("The stored confusion matrix does not fit its classes.")
        return cls(loss, labels, confusion)


def score(labels: tuple[str, ...], truth: npt.NDArray[Any], predicted: npt.NDArray[Any], loss: float) -> Scores:
    """The scores of ``predicted`` class numbers against the true ones, both of shape (n,)."""
    size = len(labels)
    confusion = np.bincount(truth.astype(np.int64) * size + predicted.astype(np.int64), minlength=size * size)
    return Scores(loss, labels, tuple(tuple(map(int, row)) for row in confusion.reshape(size, size)))
