"""One small picture, enlarged by whole multiples so that every pixel is a square."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.rasters import picture_image


class PixelView(QWidget):
    """Shows ``array``, uint8 (height, width, channels), as large as it fits; an empty frame without one."""

    def __init__(self, name: str, label: str, side: int, parent: QWidget | None = None) -> None:
        """``side``: the least width and height, in pixels of the screen."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMinimumSize(side, side)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._side = side
        self._array: npt.NDArray[np.uint8] | None = None
        self._image = QImage()
        self._size = (1, 1)
        self._fills = False

    @property
    def array(self) -> npt.NDArray[np.uint8] | None:
        """What is shown."""
        return self._array

    @property
    def picture_area(self) -> QRect:
        """Where the picture lies in the widget."""
        return self._area()

    def show_array(self, array: npt.NDArray[Any] | None) -> None:
        """Shows another picture, or none."""
        self._array = array
        self._image = QImage() if array is None else picture_image(array)
        if array is not None:
            self._size = (array.shape[0], array.shape[1])
        self.update()

    def set_size(self, rows: int, columns: int) -> None:
        """How large the pictures are, so that the empty frame is where the next one will be."""
        self._size = (rows, columns)
        self.update()

    def fill(self) -> None:
        """Shows each picture as large as there is room, though then its pixels differ in width by one of the screen."""
        self._fills = True

    def prefer(self, side: int) -> None:
        """Takes a square of this side where there is room, and never more."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumSize(side, side)
        self._side = side
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def heightForWidth(self, width: int) -> int:
        return width

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        frame = QPen(QColor(theme.card_border), 1)
        area = self._area()
        if not self._image.isNull():
            smaller = area.width() < self._image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
            painter.drawImage(area, self._image)
        painter.setPen(frame)
        painter.drawRect(area.adjusted(-1, -1, 0, 0))

    def _area(self) -> QRect:
        """Where the picture lies: a whole number of the screen's own pixels for each of its pixels."""
        ratio = self.devicePixelRatio()
        rows, columns = self._size
        room = min((self.width() - 2) / columns, (self.height() - 2) / rows) * ratio
        scale = (int(room) if room >= 1 and not self._fills else room) / ratio
        size = QSize(round(columns * scale), round(rows * scale))
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(left, top, size.width(), size.height())
