"""The pictures that a layer likes as item models: the best one of every channel, and all of one channel."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.gui.viewer.likes.crops import Crops
from cnnstudio.gui.viewer.likes.liked import Liked
from cnnstudio.gui.widgets.gallery.read_tiles import ReadTiles
from cnnstudio.gui.widgets.gallery.tiles import Caption
from cnnstudio.gui.words import figure

_DARK, _LIGHT = QColor("#000000"), QColor("#ffb000")
"""A light line on a dark one is seen on any picture."""


class ChannelTiles(ReadTiles):
    """A row a channel, with the part of a picture that excites it most."""

    notes_below = True

    def __init__(self) -> None:
        super().__init__()
        self._liked: Liked | None = None

    @property
    def source(self) -> Crops | None:
        return None if self._liked is None else self._liked.crops

    def show_liked(self, liked: Liked | None) -> None:
        """Shows what was found; more of the same search leaves in view what stays as it is."""
        before, self._liked = self._liked, liked
        of_others = before is None or liked is None or before.crops is not liked.crops
        keys = np.empty(0, np.intp) if liked is None else liked.keys[:, 0]
        if of_others or len(keys) != self.rowCount():
            self.beginResetModel()
            self.put_places(keys, of_others=of_others)
            self.endResetModel()
        else:
            self.put_places(keys, of_others=False)
            self.dataChanged.emit(self.index(0, 0), self.index(len(keys) - 1, 0))

    def caption(self, row: int) -> Caption:
        assert self._liked is not None
        note = tr("silent") if self._liked.is_silent(row) else figure(float(self._liked.values[row, 0]))
        return Caption(self._liked.names[row], note, None)

    def longest(self) -> tuple[tuple[str, ...], str]:
        return (() if self._liked is None else self._liked.longest_names), "−0.0012"

    def words(self, row: int) -> str:
        assert self._liked is not None
        best = tr("silent for all pictures") if self._liked.is_silent(row) else self._liked.words(row, 0)
        return f"{self._liked.names[row]}: {best}"


class BestTiles(ReadTiles):
    """The best pictures of one channel, best first: what it sees of them, or all of them with a box around that."""

    notes_below = True

    def __init__(self) -> None:
        super().__init__()
        self._liked: Liked | None = None
        self._source: Crops | None = None
        self._channel = 0

    @property
    def source(self) -> Crops | None:
        return self._source

    @property
    def are_parts(self) -> bool:
        """Whether less than the whole pictures are shown."""
        return self._source is not None and not (self._source.are_whole or self._source.see_all)

    def show_channel(self, liked: Liked | None, channel: int, source: Crops | None) -> None:
        """``source``: gives the parts, or whole pictures."""
        of_others = source is not self._source
        keys = np.empty(0, np.intp) if liked is None or liked.is_silent(channel) else liked.keys[channel]
        keys = keys[keys >= 0]
        before = [self.place(row) for row in range(self.rowCount())]
        self._liked, self._channel = liked, channel
        if not of_others and before == keys.tolist():
            if before:  # the same pictures, with other values
                self.dataChanged.emit(self.index(0, 0), self.index(len(before) - 1, 0))
            return
        self.beginResetModel()
        self._source = source
        self.put_places(keys, of_others=of_others)
        self.endResetModel()

    def number(self, row: int) -> int:
        """The picture's number in its part."""
        assert self._liked is not None
        return self._liked.number(self.place(row))

    def caption(self, row: int) -> Caption:
        assert self._liked is not None
        value, label = float(self._liked.values[self._channel, row]), self._liked.label(self.place(row))
        return Caption(
            quoted(label), tr("{value} · no. {number:,}", value=figure(value), number=self.number(row)), None
        )

    def longest(self) -> tuple[tuple[str, ...], str]:
        rows = range(self.rowCount())
        captions = [self.caption(row) for row in rows]
        return tuple(each.text for each in captions), max((each.note for each in captions), key=len, default="")

    def words(self, row: int) -> str:
        assert self._liked is not None
        return self._liked.words(self._channel, row)

    def image(self, row: int) -> QImage | None:
        image, source = super().image(row), self._source
        if image is None or source is None or not source.are_whole or source.see_all:
            return image
        return _boxed(image, source, self.place(row))


def _boxed(image: QImage, source: Crops, key: int) -> QImage:
    """A copy with a box around what is seen of the picture."""
    top, left, bottom, right = source.seen(key)
    height, width = source.among.shape[1:3]
    across, down = image.width() / width, image.height() / height
    area = QRectF(left * across, top * down, (right - left) * across, (bottom - top) * down)
    copy = image.copy()
    edge = QRectF(copy.rect()).adjusted(0.5, 0.5, -1.5, -1.5)
    painter = QPainter(copy)
    for colour, thick in ((_DARK, 3), (_LIGHT, 1)):
        painter.setPen(QPen(colour, thick))
        # Around the pixels, not over them, unless they are at the edge.
        painter.drawRect(area.adjusted(-1.5, -1.5, 0.5, 0.5).intersected(edge))
    painter.end()
    return copy
