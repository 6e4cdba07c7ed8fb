"""Rows of float32 that lie in several pieces, in files or in memory, as one array that is read part by part."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.spec import FloatArray, Shape

Places = npt.NDArray[np.int64]


class FeatureRows:
    """What the frozen part gives for n pictures, (n, …) float32; indexed as an array is, on any thread.

    Args:
        pieces: (count, numbers) each, memory-mapped or not.
        places: For each picture its row, counted through all pieces.
        shape: Of one picture's features.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, pieces: tuple[FloatArray, ...], places: Places, shape: Shape) -> None:
        self._pieces, self._places, self._shape = pieces, places, shape
        self._starts = np.cumsum([0, *(len(each) for each in pieces)])

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self._places), *self._shape)

    @property
    def ndim(self) -> int:
        return len(self._shape) + 1

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, were they in memory."""
        return len(self._places) * int(np.prod(self._shape)) * 4

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, key: Any) -> FloatArray:
        """One picture's for a number, several for a slice, a list of numbers or a mask; always new arrays."""
        wanted = self._places[key]
        places = np.atleast_1d(wanted)
        found = np.empty((len(places), int(np.prod(self._shape))), np.float32)
        owner = np.searchsorted(self._starts, places, side="right") - 1
        for number in np.unique(owner):
            here = owner == number
            found[here] = self._pieces[number][places[here] - self._starts[number]]
        shaped = found.reshape(-1, *self._shape)
        return shaped if np.ndim(wanted) else shaped[0]
