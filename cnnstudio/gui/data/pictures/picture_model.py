"""The pictures of a data set, filtered by split and by class: as an item model, and as the grid over it."""

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.data.chosen import Split, sentence
from cnnstudio.gui.data.pictures.grid import PictureGrid
from cnnstudio.gui.data.pictures.pool import Places, Pool
from cnnstudio.gui.data.pictures.tiles import Caption, TileModel, thumbnails
from cnnstudio.gui.newest import Newest

_BATCH_BYTES = 2**20
"""Numbers read and made smaller in one go, in the background: little enough for the newest to be soon in turn."""
_AT_ONCE = 150
"""So many small pictures are made for one frame; the rest of a screenful comes with the next ones."""


class PictureModel(TileModel):
    """Holds the places of the pictures shown, no pictures; small ones in memory are made as they are drawn.

    Large ones and those in a file are read in the background, those in view first.
    """

    failed = Signal(object)
    """A StudioError: the pictures cannot be read any more."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = Newest("thumbnails", self)
        self._pool: Pool | None = None
        self._places: Places = np.empty(0, np.intp)
        self._wanted = range(0)

    def show_pictures(self, pool: Pool | None, split: Split | None, label: int | None) -> None:
        """Shows the pictures of a split and of a class; None: of any."""
        self.beginResetModel()
        if pool is None or self._pool is None or pool.data is not self._pool.data:
            self.forget()
            self._reading.stop()
        self._pool, self._wanted = pool, range(0)
        self._places = np.empty(0, np.intp) if pool is None else pool.places(split, label)
        self.endResetModel()

    @property
    def pool(self) -> Pool | None:
        """All pictures, whether they are shown or not."""
        return self._pool

    def place(self, row: int) -> int:
        """The place of a row's picture in the pool."""
        return int(self._places[row])

    def row(self, place: int) -> int | None:
        """The row of a place; of the next one that is shown, or the last, where it is not. None: nothing is shown."""
        if not len(self._places):
            return None
        return min(int(np.searchsorted(self._places, place)), len(self._places) - 1)

    def shows(self, place: int) -> bool:
        """Whether the picture of this place is among those shown."""
        row = self.row(place)
        return row is not None and self.place(row) == place

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()

    # A grid calls these

    def rowCount(self, parent: object = None) -> int:
        return len(self._places)

    def caption(self, row: int) -> Caption:
        assert self._pool is not None
        place = self.place(row)
        label = self._pool.data.labels[self._pool.label(place)]
        return Caption(label, f"no. {self._pool.chosen(place).number:,}", self._pool.split(place))

    def longest(self) -> tuple[tuple[str, ...], str]:
        if self._pool is None:
            return (), ""
        return self._pool.data.labels, f"no. {max(len(self._pool.data.x_train), len(self._pool.data.x_test)) - 1:,}"

    def words(self, row: int) -> str:
        assert self._pool is not None
        text, note, split = self.caption(row)
        assert split is not None
        return f"{sentence(split, self._pool.on_test)} {note}, class {text}"

    def image(self, row: int) -> QImage | None:
        return self.kept(self.place(row))

    def want(self, rows: range, side: int) -> None:
        self.take_side(side)
        self._wanted = rows
        missing = self._missing()
        if self._pool is None or not missing:
            return
        if self._pool.is_quick:
            some = missing[:_AT_ONCE]
            for place, image in zip(some, thumbnails(self._pool.pictures(some), side), strict=True):
                self.keep(place, image)
            if len(missing) > _AT_ONCE:
                QTimer.singleShot(0, self, self._draw_next)
        elif not self._reading.is_busy:
            self._read(self._pool, missing)

    # Private

    def _missing(self) -> list[int]:
        """The places in view whose images are not there."""
        return [place for place in self._places[self._wanted.start : self._wanted.stop].tolist() if not self.has(place)]

    def _draw_next(self) -> None:
        """Has the next of those in view drawn, which makes their images."""
        self._tell(set(self._missing()[:_AT_ONCE]))

    def _read(self, pool: Pool, missing: list[int]) -> None:
        size = int(np.prod(pool.data.input_shape))
        batch, side = missing[: max(_BATCH_BYTES // size, 1)], self.side

        def arrived(images: list[QImage]) -> None:
            if side == self.side:
                for place, image in zip(batch, images, strict=True):
                    self.keep(place, image)
            self._tell(set(batch))
            self.want(self._wanted, self.side)

        self._reading.run(lambda _: thumbnails(pool.pictures(batch), side), arrived, self.failed.emit)

    def _tell(self, places: set[int]) -> None:
        """Lets those of the places that are in view be drawn."""
        for row in self._wanted:
            if self.place(row) in places:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))


class Thumbnails(PictureGrid):
    """The grid over the pictures of a pool."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.pictures = PictureModel()
        """The item model behind it."""
        super().__init__("data.thumbnails", "Pictures", self.pictures, parent)
        self.setDragEnabled(True)

    def go_to(self, place: int) -> None:
        """Makes the picture of a place in the pool the current one, or the next one that is shown."""
        row = self.pictures.row(place)
        if row is not None:
            index = self.pictures.index(row, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)
