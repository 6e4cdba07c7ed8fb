"""Many maps made into one image, beside the window where they are many numbers: what an image grid shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.tiles import Scaling, Tiled, tile
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.rasters import coloured

AT_ONCE = 100_000
"""Up to so many numbers become an image while the window waits: about 10 ms."""


@dataclass(frozen=True, eq=False)
class Heads:
    """What the rows and the columns of tiles are.

    Attributes:
        down, across: What all rows, and all columns, are called in one word: "filter", "input".
        row, column: The number of the one that stands in a place, from 0.
    """

    down: str
    row: Callable[[int], int]
    across: str
    column: Callable[[int], int]


@dataclass(frozen=True, eq=False)
class Maps:
    """What is to be shown, as ``ImageGrid.set_maps`` takes it.

    Attributes:
        columns: Tiles in one row; None fills the place best.
        title: What tile number i is called.
        note: What the line below says besides how many tiles there are.
        least: A number is drawn at least this large, in pixels; what does not fit is scrolled.
        limits: The values that get the first and the last colour, in place of a scaling.
        about: Whatever whoever shows them wants to know of them for as long as they are shown.
        name: What stands under tile number i where there is room for it; None for nothing.
        heads: What stands beside the rows and above the columns; None for nothing.
    """

    values: npt.NDArray[np.float32]
    scaling: Scaling
    columns: int | None
    title: Callable[[int], str]
    note: str
    least: int
    limits: tuple[float, float] | None
    about: object = None
    name: Callable[[int], str] | None = None
    heads: Heads | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a tile."""
        return (1, 1) if self.values.ndim == 1 else (self.values.shape[0], self.values.shape[1])

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return len(self.values) if self.values.ndim == 1 else self.values.shape[2]

    @property
    def gap(self) -> int:
        """Between tiles."""
        return 0 if self.values.ndim == 1 else 1

    @property
    def is_quick(self) -> bool:
        """Whether the window may wait for the image."""
        return self.values.size <= AT_ONCE

    def is_like(self, other: "Maps | None") -> bool:
        """Whether there are as many tiles of the same size in the same places."""
        return other is not None and (self.values.shape, self.columns) == (other.values.shape, other.columns)


@dataclass(frozen=True)
class Style:
    """How maps are made into an image: tiles in a row, the name of the colours, and the colour of the gaps.

    Attributes:
        under: Rows of numbers that are left empty under each tile, for its name.
    """

    columns: int
    colours: str
    ground: int
    under: int = 0


@dataclass(frozen=True, eq=False)
class Made:
    """Maps as an image, and what stands at the ends of its colours; no colours for pictures in colour."""

    maps: Maps
    style: Style
    tiled: Tiled
    image: QImage
    legend: tuple[str, str, str]

    def next_to(self, index: int | None, arrow: Qt.Key) -> int | None:
        """The tile that an arrow key leads to; the first one from none; None at the end."""
        across = self.tiled.columns
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        wanted = 0 if index is None else index + steps[arrow]
        return wanted if 0 <= wanted < self.tiled.count else None


def make(maps: Maps, style: Style) -> Made:
    """The image, on any thread."""
    given = {"columns": style.columns, "gap": maps.gap, "under": style.under}
    tiled = tile(maps.values, **given, scaling=maps.scaling, limits=maps.limits)
    image = coloured(tiled.picture, style.colours, QColor.fromRgb(style.ground))
    return Made(maps, style, tiled, image, ("" if maps.values.ndim == 4 else style.colours, *_ends(maps)))


def _ends(maps: Maps) -> tuple[str, str]:
    if maps.limits is not None:
        return number(maps.limits[0]), number(maps.limits[1])
    if maps.scaling in ("own", "channel") and maps.values.ndim > 1:
        return tr("each one’s least"), tr("greatest")
    low, high = _range(maps.values)
    if maps.scaling == "symmetric":
        high = max(abs(low), abs(high))
        low = -high
    return number(low), number(high)


def _range(values: npt.NDArray[Any]) -> tuple[float, float]:
    """The least and the greatest finite value; zeros where there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


class Tiler(QObject):
    """Makes images of maps: at once where that takes no time to speak of, else on a thread.

    One that is being made is waited for, and then the newest is made: were it dropped for each newer one, nothing
    would ever be seen of weights that change all the time.
    """

    made = Signal(object)
    """A Made."""
    failed = Signal(object)
    """A StudioError: there is not enough memory."""

    def __init__(self, style_of: Callable[[Maps], Style], parent: QObject) -> None:
        """``style_of``: asked on the window's thread when the making begins."""
        super().__init__(parent)
        self._style_of = style_of
        self._thread = Newest("picture of many maps", self)
        self._now: Maps | None = None
        self._next: Maps | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an image is still to come."""
        return self._now is not None

    def make(self, maps: Maps) -> None:
        """Has these made; nothing that was wanted before is seen after them."""
        if maps.is_quick:
            self.stop()
            self.made.emit(make(maps, self._style_of(maps)))
        elif self._now is not None:
            self._next = maps
        else:
            self._now, style = maps, self._style_of(maps)
            self._thread.run(lambda _: make(maps, style), self._done, self._failed)

    def make_again(self) -> None:
        """Has the newest made once more: its style has changed."""
        self._next = self._next or self._now

    def stop(self) -> None:
        """Nothing that was wanted is seen any more."""
        self._thread.stop()
        self._now = self._next = None

    def _done(self, made: Made) -> None:
        following, self._now, self._next = self._next, None, None
        self.made.emit(made)
        if following is not None and self._now is None:
            self.make(following)

    def _failed(self, error: StudioError) -> None:
        self.stop()
        self.failed.emit(error)
