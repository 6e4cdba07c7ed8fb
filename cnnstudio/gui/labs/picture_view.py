"""A picture of a step, as wide as there is room; unpacked only once its step is shown, and not on the GUI thread."""

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.labs.lab import Picture
from cnnstudio.core.labs.picture_header import size_of
from cnnstudio.core.language import tr
from cnnstudio.data.watch import Watch
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.dialog import Dialog

_MOST_HEIGHT = 360
_SHARPEST = QSize(1600, 2 * _MOST_HEIGHT)
"""More pixels than this are never seen, and not kept."""

_ENLARGE = tr("Click to see it larger")
_DIMMED = QColor("#cfd2d7")
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def unpacked(files: Mapping[str, bytes], watch: Watch) -> dict[str, QImage]:
    """The pictures, made no larger than they are ever shown; on any thread."""
    images = {}
    for name, data in files.items():
        watch.check()
        images[name] = _unpacked(data)
    return images


class PictureView(QWidget):
    """Has its place at once, as the file says how large the picture is; the picture is given by ``show_image``.

    A click, or Enter, shows it as large as it is.
    """

    def __init__(self, picture: Picture, data: bytes | None) -> None:
        super().__init__(objectName=f"lab.picture.{picture.name}", accessibleName=picture.words)
        self.picture = picture
        size = None if data is None else size_of(data)
        self._size = QSize() if size is None else QSize(*size)
        self._image: QImage | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def image(self) -> QImage | None:
        """What is shown; None until it is there."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Shows the picture; that it is missing where there is none."""
        if image is None or image.isNull():
            self._size = QSize()
            self.updateGeometry()
            self.setToolTip(self.picture.words)
        else:
            self._image = image
            self.setToolTip(f"{self.picture.words}\n{_ENLARGE}")
            self.setAccessibleDescription(_ENLARGE)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def enlarge(self) -> None:
        """Shows it in a window of its own."""
        if self._image is not None:
            LargePicture(self.picture, self._image, self.window()).open()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._size_in(width).height() + 4

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._size.isEmpty():
            painter.drawText(
                self.rect(), Qt.TextFlag.TextWordWrap, tr("(Picture missing) {words}", words=self.picture.words)
            )
        elif self._image is not None:
            area = QRect(QPoint(0, 0), self._size_in(self.width()))
            painter.drawImage(area, self._image)
            if theme_of(self.palette()).dark:  # white paper would be the brightest thing on the screen
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.fillRect(area, _DIMMED)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            if self.hasFocus():
                painter.setPen(QPen(theme_of(self.palette()).colour("accent"), 2))
                painter.drawRect(area.adjusted(1, 1, -1, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.enlarge()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.enlarge()
        else:
            super().keyPressEvent(event)

    def _size_in(self, width: int) -> QSize:
        if self._size.isEmpty():
            return QSize(width, 3 * self.fontMetrics().lineSpacing())
        room = QSize(max(width, 1), _MOST_HEIGHT)
        fits = self._size.boundedTo(room) == self._size
        return self._size if fits else self._size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


class LargePicture(Dialog):
    """A picture alone, with what is to be seen in it; Escape or a click closes it."""

    def __init__(self, picture: Picture, image: QImage, parent: QWidget) -> None:
        super().__init__(parent, objectName="lab.picture.large")
        self.setWindowTitle(tr("Picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.size() * 0.9
        size = image.size() if image.size().boundedTo(room) == image.size() else None
        shown = image if size else image.scaled(room, _KEEP, Qt.TransformationMode.SmoothTransformation)
        label = QLabel(pixmap=QPixmap.fromImage(shown), accessibleName=picture.words)
        words = MutedLabel(picture.words, wordWrap=True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.accept()


def _unpacked(data: bytes) -> QImage:
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.boundedTo(_SHARPEST) != size:
        reader.setScaledSize(size.scaled(_SHARPEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return reader.read()
