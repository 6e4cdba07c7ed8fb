"""The pictures of a data set as an item model: any of them, filtered by split and by class."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.background import Background
from cnnstudio.gui.data.in_turn import InTurn
from cnnstudio.gui.data.pictures.pool import Places, Pool
from cnnstudio.gui.data.pictures.splits import Split, sentence
from cnnstudio.gui.data.pictures.tiles import Caption, TileModel, thumbnails
from cnnstudio.gui.widgets.rasters import picture_image

_BATCH_BYTES = 2**20
"""Numbers read and made smaller in one go, in the background: little enough for the newest to be soon in turn."""


class PictureModel(TileModel):
    """Holds the places of the pictures shown, no pictures; small ones in memory are made as they are drawn.

    Large ones and those in a file are read in the background, those in view first.
    """

    failed = Signal(object)
    """A StudioError: the pictures cannot be read any more."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._reading = InTurn(background)
        self._pool: Pool | None = None
        self._places: Places = np.empty(0, np.intp)
        self._wanted = range(0)

    def show_pictures(self, pool: Pool | None, split: Split | None, label: int | None) -> None:
        """Shows the pictures of a split and of a class; None: of any."""
        self.beginResetModel()
        if pool is None or self._pool is None or pool.data is not self._pool.data:
            self.forget()
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

    def full_image(self, row: int) -> QImage:
        """The picture at one pixel a pixel. Raises StudioError."""
        assert self._pool is not None
        return picture_image(self._pool.picture(self.place(row)))

    # A grid calls these

    def rowCount(self, parent: object = None) -> int:
        return len(self._places)

    def caption(self, row: int) -> Caption:
        assert self._pool is not None
        place = self.place(row)
        label = self._pool.data.labels[self._pool.label(place)]
        return Caption(label, f"no. {self._pool.chosen(place).number}", self._pool.split(place))

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
            for place, image in zip(missing, thumbnails(self._pool.pictures(missing), side), strict=True):
                self.keep(place, image)
        elif not self._reading.is_busy:
            self._read(self._pool, missing)

    # Private

    def _missing(self) -> list[int]:
        """The places in view whose images are not there."""
        return [place for place in self._places[self._wanted.start : self._wanted.stop].tolist() if not self.has(place)]

    def _read(self, pool: Pool, missing: list[int]) -> None:
        size = int(np.prod(pool.data.input_shape))
        batch, side = missing[: max(_BATCH_BYTES // size, 1)], self.side

        def arrived(images: list[QImage]) -> None:
            if self._pool is not None and pool.data is self._pool.data and side == self.side:
                for place, image in zip(batch, images, strict=True):
                    self.keep(place, image)
            self._tell(set(batch))

        def refused(error: StudioError) -> None:
            self.failed.emit(error)

        self._reading.run(lambda: thumbnails(pool.pictures(batch), side), arrived, refused)

    def _tell(self, places: set[int]) -> None:
        """Lets those of the places that are in view be drawn, and then the next be read."""
        for row in self._wanted:
            if self.place(row) in places:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
        if self._pool is not None:
            self.want(self._wanted, self.side)
