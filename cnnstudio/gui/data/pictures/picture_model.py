"""The pictures of a data set, filtered by split and by class: as an item model, and as the grid over it."""

from typing import cast

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.data.chosen import SPLITS, Split, draw_sign, sentence
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.gallery.read_tiles import ReadTiles
from cnnstudio.gui.widgets.gallery.tiles import Caption


class PictureModel(ReadTiles):
    """The pictures of a pool, of one split and class or of any."""

    signs = SPLITS

    def __init__(self) -> None:
        super().__init__()
        self._pool: Pool | None = None

    def show_pictures(self, pool: Pool | None, split: Split | None, label: int | None) -> None:
        """Shows the pictures of a split and of a class; None: of any."""
        self.beginResetModel()
        others = pool is None or self._pool is None or pool.data is not self._pool.data
        self._pool = pool
        self.put_places(np.empty(0, np.intp) if pool is None else pool.places(split, label), of_others=others)
        self.endResetModel()

    @property
    def pool(self) -> Pool | None:
        """All pictures, whether they are shown or not."""
        return self._pool

    @property
    def source(self) -> Pool | None:
        return self._pool

    def row(self, place: int) -> int | None:
        """The row of a place; of the next one that is shown, or the last, where it is not. None: nothing is shown."""
        if not len(self._places):
            return None
        return min(int(np.searchsorted(self._places, place)), len(self._places) - 1)

    def shows(self, place: int) -> bool:
        """Whether the picture of this place is among those shown."""
        row = self.row(place)
        return row is not None and self.place(row) == place

    # A grid calls these

    def caption(self, row: int) -> Caption:
        assert self._pool is not None
        place = self.place(row)
        label = self._pool.data.labels[self._pool.label(place)]
        return Caption(label, tr("no. {number:,}", number=self._pool.chosen(place).number), self._pool.split(place))

    def longest(self) -> tuple[tuple[str, ...], str]:
        if self._pool is None:
            return (), ""
        last = max(len(self._pool.data.x_train), len(self._pool.data.x_test)) - 1
        return self._pool.data.labels, tr("no. {number:,}", number=last)

    def words(self, row: int) -> str:
        assert self._pool is not None
        text, note, _ = self.caption(row)
        picture = sentence(self._pool.split(self.place(row)), self._pool.on_test)
        return tr("{picture} {number}, class {label}", picture=picture, number=note, label=text)

    def draw_sign(self, painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
        draw_sign(painter, place, cast(Split, sign), theme)


class Thumbnails(PictureGrid):
    """The grid over the pictures of a pool."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.pictures = PictureModel()
        """The item model behind it."""
        super().__init__("data.thumbnails", tr("Pictures"), self.pictures, parent)
        self.setDragEnabled(True)

    def go_to(self, place: int) -> None:
        """Makes the picture of a place in the pool the current one, or the next one that is shown."""
        row = self.pictures.row(place)
        if row is not None:
            index = self.pictures.index(row, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)
