"""A small card beside the pointer: the picture of a point, and what it is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.gallery.tiles import thumbnail

_SIDE, _EDGE, _AWAY, _MOST = 112, 8, 16, 320


class HoverCard(QWidget):
    """Lies over its parent, which it keeps inside of; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("inspect.embedding.card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._reading = Newest("thumbnail of a point", self)
        self._image: QImage | None = None
        self._lines: tuple[str, ...] = ()
        self.hide()

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says; nothing while it is not there."""
        return () if self.isHidden() else self._lines

    @property
    def image(self) -> QImage | None:
        """The picture, enlarged; None while it is read."""
        return self._image

    def show_picture(self, source: PartPictures, place: int, lines: tuple[str, ...], at: QPointF) -> None:
        """Shows a picture of the source with words below, beside a point of the parent."""
        self._reading.stop()
        self._image, self._lines = None, lines
        self._move_beside(at)
        if source.is_quick:
            self._arrived(source.pictures([place])[0])
        else:
            self._reading.run(lambda _: source.pictures([place])[0], self._arrived, self._refused)
        self.raise_()
        self.show()

    def put_away(self) -> None:
        """Shows nothing."""
        self._reading.stop()
        self.hide()

    def _arrived(self, picture: Picture) -> None:
        self._image = thumbnail(picture, _SIDE)
        self.update()

    def _refused(self, error: StudioError) -> None:
        self._lines = (error.text,)
        self.update()

    def _move_beside(self, at: QPointF) -> None:
        metrics = QFontMetrics(self.font())
        words = max((metrics.horizontalAdvance(line) + 2 for line in self._lines), default=0)  # 2: it is rounded
        width = min(max(words, _SIDE), _MOST) + 2 * _EDGE
        height = _SIDE + len(self._lines) * metrics.lineSpacing() + 3 * _EDGE
        room = self.parentWidget().size()
        left = at.x() + _AWAY if at.x() + _AWAY + width <= room.width() else at.x() - _AWAY - width
        top = min(max(at.y() - height / 2, 0), max(room.height() - height, 0))
        self.setGeometry(round(max(left, 0)), round(top), width, height)

    # Qt calls this

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.setBrush(theme.colour("window"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size = QSize(_SIDE, _SIDE) if self._image is None else self._image.size()
        left = (self.width() - size.width()) / 2
        area = QRectF(left, _EDGE + (_SIDE - size.height()) / 2, size.width(), size.height())
        if self._image is None:
            painter.fillRect(area, theme.colour("grid"))
        else:
            painter.drawImage(area, self._image)
        metrics = painter.fontMetrics()
        for row, line in enumerate(self._lines):
            painter.setPen(theme.colour("muted" if row else "text"))
            top = _SIDE + 2 * _EDGE + row * metrics.lineSpacing()
            room = QRectF(_EDGE, top, self.width() - 2 * _EDGE, metrics.lineSpacing())
            words = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
