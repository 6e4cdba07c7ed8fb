"""The further metrics of a plan, counted by Keras while it goes through an epoch; each for class numbers or rows."""

from typing import Any

import keras

from cnnstudio.core.ending import end_activation, left_to_do
from cnnstudio.core.network import Network
from cnnstudio.core.training.plan import BY_NUMBER, Plan

BUCKETS = 1024
"""Into how many the outputs of a class are sorted for AUC; those in one of them count as equal."""

_SPAN = 20.0
"""Probabilities are told apart from e⁻²⁰ to 1 − e⁻²⁰; float32 has none nearer to 1."""


def metrics(plan: Plan, network: Network, classes: int) -> list[Any]:
    """Accuracy, and ``"top_k"``, ``"auc"`` and ``"f1"`` where the plan asks for them, under these names.

    Accuracy is always how often the largest output is the true class. No weight of a class counts in any of them.
    """
    by_number, keras_metrics = plan.loss in BY_NUMBER, keras.metrics
    accuracy = keras_metrics.SparseCategoricalAccuracy if by_number else keras_metrics.CategoricalAccuracy
    found = [accuracy(name="accuracy")]
    if plan.top_k:
        top_k = keras_metrics.SparseTopKCategoricalAccuracy if by_number else keras_metrics.TopKCategoricalAccuracy
        found.append(top_k(k=min(plan.top_k, classes), name="top_k"))
    if plan.auc:
        found.append(AreaUnderCurve(classes, end_activation(network), left_to_do(plan.loss, network)))
    if plan.f1:
        found.append(MeanF1(classes))
    return found


class MeanF1(keras.metrics.Metric):  # type: ignore[misc]  # Keras has no types
    """F1 of each class by the largest output, the mean over the classes that are there or were predicted.

    As ``sklearn.metrics.f1_score(average="macro")``. Keras's own also counts the classes of which there is no picture,
    as 0.
    """

    def __init__(self, classes: int, name: str = "f1") -> None:
        super().__init__(name=name)
        self._classes = classes
        self._right, self._true, self._predicted = (
            self.add_variable((classes,), "zeros", name=of) for of in ("right", "true", "predicted")
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        truth, predicted = _numbers(y_true), keras.ops.argmax(y_pred, axis=-1)
        true, said = (keras.ops.one_hot(each, self._classes, dtype="float32") for each in (truth, predicted))
        for variable, rows in ((self._right, true * said), (self._true, true), (self._predicted, said)):
            variable.assign(variable + keras.ops.sum(rows, axis=0))

    def result(self) -> Any:
        both = self._true + self._predicted
        there = keras.ops.sum(keras.ops.cast(both > 0, "float32"))
        return keras.ops.sum(_divided(2 * self._right, both)) / keras.ops.maximum(there, 1)


class AreaUnderCurve(keras.metrics.Metric):  # type: ignore[misc]
    """The area under the ROC curve of each class against all others, the mean over the classes where there is one.

    It is the share of pairs, one picture of the class and one of another, whose outputs stand in the right order
    (Hanley and McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747). Sorted into ``BUCKETS`` that stand
    closer together near 0 and 1, where the outputs of a network that has learned are; Keras's own has 200 evenly wide
    ones, and counts a class without pictures as 0.

    Args:
        activation: What the outputs have gone through, Keras's name.
        left: What they are still to go through, as of ``core.ending.left_to_do``.
    """

    def __init__(self, classes: int, activation: str, left: str = "", name: str = "auc") -> None:
        super().__init__(name=name)
        self._classes, self._activation, self._left = classes, left or activation, left
        self._inside, self._outside = (
            self.add_variable((BUCKETS, classes), "zeros", name=of) for of in ("inside", "outside")
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        ops, classes = keras.ops, self._classes
        inside = ops.one_hot(_numbers(y_true), classes, dtype="float32")
        places = ops.cast(ops.floor(self._place(ops.cast(y_pred, "float32")) * (BUCKETS - 1) + 0.5), "int32")
        flat = ops.reshape(places * classes + ops.arange(classes, dtype="int32"), (-1,))
        for variable, rows in ((self._inside, inside), (self._outside, 1 - inside)):
            counted = ops.segment_sum(ops.reshape(rows, (-1,)), flat, num_segments=BUCKETS * classes)
            variable.assign(variable + ops.reshape(counted, (BUCKETS, classes)))

    def result(self) -> Any:
        inside, outside = self._inside + 0.0, self._outside + 0.0
        below = keras.ops.cumsum(outside, axis=0) - outside / 2
        pairs = keras.ops.sum(inside, axis=0) * keras.ops.sum(outside, axis=0)
        there = keras.ops.sum(keras.ops.cast(pairs > 0, "float32"))
        return keras.ops.sum(_divided(keras.ops.sum(inside * below, axis=0), pairs)) / keras.ops.maximum(there, 1)

    def _place(self, outputs: Any) -> Any:
        """From 0 to 1, in the order of the outputs."""
        ops = keras.ops
        if self._left:
            outputs = getattr(ops, self._left)(outputs)
        elif self._activation == "tanh":
            outputs = (outputs + 1) / 2
        if self._activation in ("softmax", "sigmoid", "hard_sigmoid", "tanh"):
            outputs = ops.clip(outputs, 0.0, 1.0)
            logit = ops.log(outputs + 1e-30) - ops.log(1 - outputs + 1e-30)
            return ops.clip(logit / (2 * _SPAN) + 0.5, 0.0, 1.0)
        return (1 + outputs / (1 + ops.abs(outputs))) / 2


def _numbers(y_true: Any) -> Any:
    """Class numbers (n,) of class numbers or of one-hot rows."""
    if len(y_true.shape) > 1 and y_true.shape[-1] != 1:
        return keras.ops.argmax(y_true, axis=-1)
    return keras.ops.reshape(keras.ops.cast(y_true, "int32"), (-1,))


def _divided(above: Any, below: Any) -> Any:
    """The quotient; 0 where it would be 0 / 0."""
    return above / keras.ops.where(below > 0, below, 1.0)
