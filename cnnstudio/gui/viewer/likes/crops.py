"""What numbers of a layer's output see of the pictures of a part of the data, as tiles ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.field import Field, box
from cnnstudio.core.spec import Pair
from cnnstudio.data.dataset import Picture, Pictures
from cnnstudio.gui.widgets.gallery.read_tiles import PictureSource, are_quick

Box = tuple[int, int, int, int]
"""Top, left, bottom and right, the last two excluded."""

_NOTHING = np.zeros((1, 1, 1), np.uint8)


@dataclass(frozen=True, eq=False)
class Crops(PictureSource):
    """Parts of pictures, by one number for both the picture and the place in the layer's output.

    Attributes:
        among: The pictures that were looked at, (n, height, width, channels).
        field: What one output number sees of them.
        places: Rows and columns of the layer's output; (1, 1) for a list of numbers.
        are_whole: Whether the whole picture is given, not only what is seen of it.
    """

    among: Pictures
    field: Field
    places: Pair
    are_whole: bool = False

    @property
    def is_quick(self) -> bool:
        return are_quick((self.among,))

    @property
    def picture_bytes(self) -> int:
        return int(np.prod(self.among.shape[1:]))

    def keys(self, numbers: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.intp]:
        """For pictures (…) and rows and columns (…, 2) the numbers by which their parts are asked for; −1 stays."""
        rows, columns = self.places
        keys = (numbers * rows + places[..., 0]) * columns + places[..., 1]
        return np.where(numbers < 0, -1, keys).astype(np.intp)

    def number(self, key: int) -> int:
        """The picture's number."""
        return key // (self.places[0] * self.places[1])

    def place(self, key: int) -> Pair:
        """Row and column in the layer's output."""
        return key // self.places[1] % self.places[0], key % self.places[1]

    def seen(self, key: int) -> Box:
        """The pixels of the picture that are seen from there."""
        height, width = self.among.shape[1:3]
        return box(self.field, self.place(key), (height, width))

    @property
    def see_all(self) -> bool:
        """Whether every place sees, or may see, the whole picture."""
        return self.field.is_whole((self.among.shape[1], self.among.shape[2]))

    def pictures(self, places: Sequence[int]) -> Sequence[Picture]:
        known = [key for key in places if key >= 0]
        read = self.among[np.asarray([self.number(key) for key in known], np.intp)] if known else ()
        found = dict(zip(known, read, strict=True))
        return [self._part(key, found[key]) if key >= 0 else _NOTHING for key in places]

    def _part(self, key: int, picture: Picture) -> Picture:
        top, left, bottom, right = self.seen(key)
        if self.are_whole or bottom <= top or right <= left:
            return picture
        return np.ascontiguousarray(picture[top:bottom, left:right])
