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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._side = side
        self._array: npt.NDArray[np.uint8] | None = None
        self._image = QImage()

    @property
    def array(self) -> npt.NDArray[np.uint8] | None:
        """What is shown."""
        return self._array

    def show_array(self, array: npt.NDArray[Any] | None) -> None:
        """Shows another picture, or none."""
        self._array = array
        self._image = QImage() if array is None else picture_image(array)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        frame = QPen(QColor(theme.card_border), 1)
        if self._image.isNull():
            side = min(self.width(), self.height()) - 1
            painter.setPen(frame)
            painter.drawRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            return
        area = self._area()
        painter.drawImage(area, self._image)
        painter.setPen(frame)
        painter.drawRect(area.adjusted(-1, -1, 0, 0))

    def _area(self) -> QRect:
        """Where the picture lies: a whole number of the screen's own pixels for each of its pixels."""
        ratio = self.devicePixelRatio()
        room = min((self.width() - 2) / self._image.width(), (self.height() - 2) / self._image.height()) * ratio
        scale = (int(room) if room >= 1 else room) / ratio
        size = QSize(round(self._image.width() * scale), round(self._image.height() * scale))
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(left, top, size.width(), size.height())
