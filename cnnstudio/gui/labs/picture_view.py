"""A picture of a step, as wide as there is room; unpacked only once its step is shown, and not on the GUI thread."""

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.labs.lab import Picture
from cnnstudio.core.labs.picture_header import size_of
from cnnstudio.data.watch import Watch

_MOST_HEIGHT = 360
_SHARPEST = QSize(1600, 2 * _MOST_HEIGHT)
"""More pixels than this are never seen, and not kept."""


def unpacked(files: Mapping[str, bytes], watch: Watch) -> dict[str, QImage]:
    """The pictures, made no larger than they are ever shown; on any thread."""
    images = {}
    for name, data in files.items():
        watch.check()
        images[name] = _unpacked(data)
    return images


class PictureView(QWidget):
    """Has its place at once, as the file says how large the picture is; the picture is given by ``show_image``."""

    def __init__(self, picture: Picture, data: bytes | None) -> None:
        super().__init__(objectName=f"lab.picture.{picture.name}", accessibleName=picture.words)
        self.setToolTip(picture.words)
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
        else:
            self._image = image
        self.update()

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
            painter.drawText(self.rect(), Qt.TextFlag.TextWordWrap, f"(Picture missing) {self.picture.words}")
        elif self._image is not None:
            painter.drawImage(QRect(QPoint(0, 0), self._size_in(self.width())), self._image)

    def _size_in(self, width: int) -> QSize:
        if self._size.isEmpty():
            return QSize(width, 3 * self.fontMetrics().lineSpacing())
        room = QSize(max(width, 1), _MOST_HEIGHT)
        fits = self._size.boundedTo(room) == self._size
        return self._size if fits else self._size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


def _unpacked(data: bytes) -> QImage:
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.boundedTo(_SHARPEST) != size:
        reader.setScaledSize(size.scaled(_SHARPEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return reader.read()
