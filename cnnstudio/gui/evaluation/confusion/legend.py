"""The legend of a confusion matrix: two scales of colours, each with the value that has the full colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.words import percent
from cnnstudio.gui.evaluation.confusion.colours import RIGHT, WRONG, scale_image
from cnnstudio.gui.evaluation.confusion.shown import Shown
from cnnstudio.gui.theme import theme_of


class Legend(QWidget):
    """The two scales of colours, each with the value that has the full colour."""

    _LENGTH, _GAP = 44, 6

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[tuple[str, str], ...] = ()
        self._is_stacked = False

    def show_scales(self, shown: Shown | None) -> None:
        """Says what full colour stands for; nothing without a matrix."""
        self._parts = ()
        if shown is not None:
            words = [local(f"{value:,.0f}") if shown.by == "counts" else percent(value) for value in shown.greatest]
            self._parts = (
                (tr("right, to {most}", most=words[0]), RIGHT),
                (tr("wrong, to {most}", most=words[1]), WRONG),
            )
        self.setAccessibleName("; ".join(words for words, _ in self._parts))
        self.setToolTip(tr("The colour grows with the square root, so that few pictures are seen beside many."))
        self.updateGeometry()
        self.update()

    def stack(self, stacked: bool) -> None:
        """Puts the scales below each other, or side by side."""
        if stacked != self._is_stacked:
            self._is_stacked = stacked
            self.updateGeometry()
            self.update()

    # Qt calls these

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = [metrics.horizontalAdvance(words) + self._LENGTH + 2 * self._GAP for words, _ in self._parts]
        if self._is_stacked:
            return QSize(max(wide, default=0), 2 * metrics.height() + self._GAP)
        return QSize(sum(wide), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        left, top, high = 0.0, 0.0, self.fontMetrics().height()
        for words, hue in self._parts:
            strip = QRectF(left, top + (high - 10) / 2, self._LENGTH, 10)
            painter.drawImage(strip, scale_image(theme, hue))
            painter.setPen(theme.colour("card_border"))
            painter.drawRect(strip)
            painter.setPen(theme.colour("muted"))
            wide = self.fontMetrics().horizontalAdvance(words)
            place = QRectF(strip.right() + self._GAP, top, wide, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            if self._is_stacked:
                top += high + self._GAP
            else:
                left = place.right() + 2 * self._GAP
