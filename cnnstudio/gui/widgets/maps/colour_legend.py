"""The colour scale beside a picture: which colour is how much."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.rasters import colour_table

_LENGTH, _SHORT, _GAP = 120, 40, 8


class ColourLegend(QWidget):
    """A strip in a colour map, with what its ends stand for; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = self._low = self._high = ""
        self._strip = QImage()
        self._length = _LENGTH
        self.hide()

    @property
    def shown(self) -> tuple[str, str, str]:
        """The name of the map and what its ends stand for; all empty while there is none."""
        return (self._colours, self._low, self._high) if self._colours else ("", "", "")

    @property
    def _ends(self) -> tuple[str, str]:
        """What stands at the ends, in one word each where there is little room."""
        is_short = self._length == _SHORT
        return (self._low.rpartition(" ")[2] if is_short else self._low), self._high

    def be_short(self, short: bool) -> None:
        """Takes less room, or as much as is usual."""
        length = _SHORT if short else _LENGTH
        if length != self._length:
            self._length = length
            self.updateGeometry()

    def show_map(self, colours: str, low: str, high: str) -> None:
        """Shows the map of that name, or nothing for an empty name."""
        self._colours = colours
        self.setVisible(bool(colours))
        if not colours:
            return
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.setAccessibleName(tr("Colours from {low} to {high}", low=low, high=high))
            self.updateGeometry()
        self._strip = QImage(colour_table(colours).tobytes(), 256, 1, 1024, QImage.Format.Format_RGB32).copy()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = sum(map(metrics.horizontalAdvance, self._ends))
        return QSize(words + self._length + 2 * _GAP, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme_of(self.palette()).colour("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        low, high = self._ends
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        left, right = (self.fontMetrics().horizontalAdvance(words) + _GAP for words in (low, high))
        height, length = min(12, self.height()), min(self._length, self.width() - left - right)
        painter.drawImage(QRect(left, (self.height() - height) // 2, max(length, 0), height), self._strip)
