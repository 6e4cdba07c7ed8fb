"""Some of many pictures, which need not be in memory."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.data.dataset import Pictures, take


@dataclass(frozen=True, eq=False)
class Among:
    """Some of the pictures, read as they are asked for.

    Attributes:
        numbers: (n,), which ones.
    """

    pictures: Pictures
    numbers: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: Any) -> NDArray[np.uint8]:
        return self.pictures[self.numbers[key]]

    def __reduce__(self) -> tuple[type["Among"], tuple[Pictures, NDArray[np.intp]]]:
        """To another process go these pictures alone, and of a file only where they are."""
        return Among, (take(self.pictures, self.numbers), np.arange(len(self.numbers)))
