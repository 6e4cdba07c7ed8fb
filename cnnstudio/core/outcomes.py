"""What a network said to each picture of a part of the data, and every figure that follows from it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One row a picture, in the order of the part of the data; arrays are read-only.

    Attributes:
        labels: The classes, in their order.
        truth, predicted: int32 (n,), class numbers.
        confidence: float32 (n,), the largest output: a probability where the network ends with softmax.
        truth_confidence: float32 (n,), the output of the true class.
        loss: The mean loss over the pictures, penalties of the layers included.
    """

    labels: tuple[str, ...]
    truth: npt.NDArray[np.int32]
    predicted: npt.NDArray[np.int32]
    confidence: npt.NDArray[np.float32]
    truth_confidence: npt.NDArray[np.float32]
    loss: float

    def __len__(self) -> int:
        return len(self.truth)
