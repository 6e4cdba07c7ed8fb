"""The losses of a plan as Keras computes them, and the labels in the form each of them takes."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from cnnstudio.core.ending import ends_in_logits
from cnnstudio.core.network import Network
from cnnstudio.core.training.plan import BY_NUMBER, Plan


class OwnLoss(keras.losses.Loss):  # type: ignore[misc]  # Keras has no types
    """A loss that Keras has in parts alone.

    Args:
        of_pictures: Gives one number for each of n pictures, of what ``targets`` makes and the outputs (n, classes).
    """

    def __init__(self, name: str, of_pictures: Callable[[Any, Any], Any]) -> None:
        super().__init__(name=name)
        self._of_pictures = of_pictures

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self._of_pictures(y_true, y_pred)


def loss_function(plan: Plan, network: Network) -> Any:
    """The plan's loss for the outputs of ``network``; the same figures as of Keras's loss of that name.

    Categorical cross-entropy takes class numbers instead of one-hot rows, and sparse categorical cross-entropy takes
    smoothed labels, too. As in any Keras script, a cross-entropy after softmax or sigmoid is computed from the logits
    before it: binary cross-entropy as if each went through a sigmoid, also after softmax, and the others as if they
    went through softmax together (Keras 3.15, ``_get_logits`` in its TensorFlow backend).
    """
    logits, smoothing, losses = ends_in_logits(network), plan.label_smoothing, keras.losses
    match plan.loss:
        case "categorical_crossentropy" | "sparse_categorical_crossentropy" if not smoothing:
            return losses.SparseCategoricalCrossentropy(from_logits=logits)
        case "categorical_crossentropy" | "sparse_categorical_crossentropy":
            return OwnLoss(plan.loss, lambda y, p: losses.categorical_crossentropy(_rows(y, p), p, logits, smoothing))
        case "binary_crossentropy":
            return losses.BinaryCrossentropy(from_logits=logits, label_smoothing=smoothing)
        case "binary_crossentropy_sum":
            return OwnLoss(plan.loss, lambda y, p: p.shape[-1] * losses.binary_crossentropy(y, p, logits, smoothing))
        case "categorical_focal_crossentropy":
            return losses.CategoricalFocalCrossentropy(
                gamma=plan.focal_gamma, from_logits=logits, label_smoothing=smoothing
            )
        case _:
            return OwnLoss(plan.loss, lambda y, p: losses.mean_squared_error(_smoothed(y, smoothing), p))


def targets(loss: str, labels: npt.NDArray[np.int64], classes: int) -> npt.NDArray[Any]:
    """The labels as the loss wants them: class numbers (n,), or one-hot float32 (n, classes)."""
    return labels if loss in BY_NUMBER else np.eye(classes, dtype=np.float32)[labels]


def _rows(numbers: Any, outputs: Any) -> Any:
    """One-hot rows of the class numbers, as wide as the outputs."""
    flat = keras.ops.reshape(keras.ops.cast(numbers, "int32"), (-1,))
    return keras.ops.one_hot(flat, outputs.shape[-1], dtype=outputs.dtype)


def _smoothed(rows: Any, share: float) -> Any:
    """As ``CategoricalCrossentropy`` does it; Keras's squared error has no smoothing of its own."""
    return rows * (1 - share) + share / rows.shape[-1]
