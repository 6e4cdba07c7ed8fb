"""The picture with a frame around the part of it that a number sees."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.pixel_view import PixelView

Box = tuple[int, int, int, int]
"""Top, left, bottom and right in pixels of the picture, the last two excluded."""


class FieldView(PixelView):
    """What is not seen is darkened."""

    def __init__(self, name: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(name, tr("The picture, with what the number sees"), side, parent)
        self._box: Box | None = None

    @property
    def box(self) -> Box | None:
        """What is framed."""
        return self._box

    def show_box(self, box: Box | None) -> None:
        """Frames a part of the picture, or none."""
        if box != self._box:
            self._box = box
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._box is None or self.array is None:
            return
        painter, theme = QPainter(self), theme_of(self.palette())
        whole, seen = QRectF(self.picture_area), self._area_of(self._box, self.picture_area)
        shade, inside = QPainterPath(), QPainterPath()
        shade.addRect(whole)
        inside.addRect(seen)
        painter.fillPath(shade.subtracted(inside), QColor(0, 0, 0, 120))
        frame = seen.adjusted(-1, -1, 1, 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(theme.colour("base"), 4), QPen(theme.colour("accent"), 2)):
            painter.setPen(pen)
            painter.drawRect(frame)

    def _area_of(self, box: Box, area: QRect) -> QRectF:
        assert self.array is not None
        down, across = area.height() / self.array.shape[0], area.width() / self.array.shape[1]
        top, left, bottom, right = box
        return QRectF(area.x() + left * across, area.y() + top * down, (right - left) * across, (bottom - top) * down)
