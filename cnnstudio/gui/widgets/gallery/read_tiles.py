"""An item model of pictures that are read as they come into view: small ones at once, others beside the window."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from cnnstudio.data.dataset import Picture, Pictures
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import in_turn
from cnnstudio.gui.widgets.gallery.tiles import TileModel, thumbnails

_BATCH_BYTES = 2**20
"""Numbers read and made smaller in one go, in the background: little enough for the newest to be soon in turn."""
_AT_ONCE = 150
"""So many small pictures are made for one frame; the rest of a screenful comes with the next ones."""


class ReadTiles(TileModel):
    """Pictures out of a source, each row with the picture's place in it; holds places, no pictures.

    Those in memory are made as they are drawn; large ones and those in a file are read in the background, those in
    view first.
    """

    failed = Signal(object)
    """A StudioError: the pictures cannot be read any more."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = Newest("thumbnails", self)
        self._places: NDArray[np.intp] = np.empty(0, np.intp)
        self._wanted = range(0)

    @property
    def source(self) -> "PictureSource | None":
        """Where pictures are read from; None while there are none."""
        raise NotImplementedError

    def put_places(self, places: NDArray[np.intp], *, of_others: bool) -> None:
        """Shows the pictures of these places; ``of_others``: they are not of the source they were of before."""
        if of_others:
            self.forget()
            self._reading.stop()
        self._wanted, self._places = range(0), places

    def place(self, row: int) -> int:
        """The place of a row's picture in the source."""
        return int(self._places[row])

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()

    # A grid calls these

    def rowCount(self, parent: object = None) -> int:
        return len(self._places)

    def image(self, row: int) -> QImage | None:
        return self.kept(self.place(row))

    def want(self, rows: range, side: int) -> None:
        self.take_side(side)
        self._wanted = rows
        missing, source = self._missing(), self.source
        if source is None or not missing:
            return
        if source.is_quick:
            some = missing[:_AT_ONCE]
            for place, image in zip(some, thumbnails(source.pictures(some), side), strict=True):
                self.keep(place, image)
            if len(missing) > _AT_ONCE:
                in_turn(self, self._draw_next)
        elif not self._reading.is_busy:
            self._read(source, missing)

    # Private

    def _missing(self) -> list[int]:
        """The places in view whose images are not there."""
        return [place for place in self._places[self._wanted.start : self._wanted.stop].tolist() if not self.has(place)]

    def _draw_next(self) -> None:
        """Has the next of those in view drawn, which makes their images."""
        self._tell(set(self._missing()[:_AT_ONCE]))

    def _read(self, source: "PictureSource", missing: list[int]) -> None:
        batch, side = missing[: max(_BATCH_BYTES // max(source.picture_bytes, 1), 1)], self.side

        def arrived(images: list[QImage]) -> None:
            if side == self.side:
                for place, image in zip(batch, images, strict=True):
                    self.keep(place, image)
            self._tell(set(batch))
            self.want(self._wanted, self.side)

        self._reading.run(lambda _: thumbnails(source.pictures(batch), side), arrived, self.failed.emit)

    def _tell(self, places: set[int]) -> None:
        """Lets those of the places that are in view be drawn."""
        for row in self._wanted:
            if row < len(self._places) and self.place(row) in places:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))


class PictureSource:
    """Pictures by their place, as ReadTiles asks for them."""

    @property
    def is_quick(self) -> bool:
        """Whether pictures are in memory and so small that a screenful is drawn at once, within a frame."""
        raise NotImplementedError

    @property
    def picture_bytes(self) -> int:
        """The size of one."""
        raise NotImplementedError

    def pictures(self, places: Sequence[int]) -> Sequence[Picture]:
        """Pictures in the order of their places. Raises StudioError where their file is gone."""
        raise NotImplementedError


def are_quick(parts: Sequence[Pictures]) -> bool:
    """Whether pictures of these arrays are in memory and so small that a screenful is drawn at once."""
    stored = any(isinstance(part, StoredPictures) for part in parts)
    return not stored and all(int(np.prod(part.shape[1:])) <= 3 * 64 * 64 for part in parts)
