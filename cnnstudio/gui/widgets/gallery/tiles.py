"""What stands in a grid of pictures: small images made as they come into view, with a few words under each."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from PIL import Image
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from cnnstudio.data.dataset import Picture
from cnnstudio.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_KEPT_BYTES = 64 * 2**20


class Caption(NamedTuple):
    """What stands under a picture: its class, a quieter note where there is room for it, and the name of a sign."""

    text: str
    note: str
    sign: str | None


class TileModel(QAbstractListModel):
    """An item model whose items are pictures; keeps the images last seen, as large as they are drawn.

    Attributes:
        signs: The names of the signs that may stand before the words.
        notes_below: Whether notes stand under the words, each in full, and cells are as wide as their words need.
    """

    signs: tuple[str, ...] = ()
    notes_below = False

    def __init__(self) -> None:
        super().__init__()
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._bytes = 0
        self._side = 64

    @property
    def side(self) -> int:
        """The longer side of the images, in pixels of the screen."""
        return self._side

    def caption(self, row: int) -> Caption:
        """The words under a picture."""
        raise NotImplementedError

    def draw_sign(self, painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
        """Draws the sign of that name; only of a model that has signs."""
        raise NotImplementedError

    def longest(self) -> tuple[tuple[str, ...], str]:
        """Every text that may stand under a picture, and the widest note."""
        raise NotImplementedError

    def words(self, row: int) -> str:
        """The picture in words, for a tool tip and for who cannot see it."""
        raise NotImplementedError

    def want(self, rows: range, side: int) -> None:
        """Makes the images of these rows at hand, at once or soon; tells by ``dataChanged`` when more are there."""
        raise NotImplementedError

    def image(self, row: int) -> QImage | None:
        """The image of a row; None while it is not there yet."""
        raise NotImplementedError

    def take_side(self, side: int) -> None:
        """Forgets images that are not of this size."""
        if side != self._side:
            self._side = side
            self.forget()

    def forget(self) -> None:
        """Lets go of all images."""
        self._images.clear()
        self._bytes = 0

    def keep(self, key: int, image: QImage) -> None:
        """Keeps an image, and lets go of those not seen for longest."""
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _KEPT_BYTES and len(self._images) > 1:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()

    def has(self, key: int) -> bool:
        """Whether the image of this key is kept."""
        return key in self._images

    def kept(self, key: int) -> QImage | None:
        """The image kept under this key."""
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.words(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            caption = self.caption(index.row())
            return ", ".join(filter(None, (caption.text, caption.note)))
        return None


def thumbnail(picture: Picture, side: int) -> QImage:
    """The picture as large as fits into a square: enlarged by a whole number, or averaged where it is larger."""
    height, width = picture.shape[:2]
    factor = side / max(height, width)
    if factor < 1:
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        flat = picture if picture.shape[2] == 3 else picture[..., 0]
        small = Image.fromarray(flat).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        return _image(small.tobytes(), size, len(small.getbands()))
    flat = picture if picture.shape[2] == 3 else picture[..., :1]
    image = _image(flat.tobytes(), (width, height), flat.shape[2])
    return image.scaled(QSize(width, height) * int(factor))


def thumbnails(pictures: Sequence[Picture], side: int) -> list[QImage]:
    """Each of the pictures."""
    return [thumbnail(picture, side) for picture in pictures]


def _image(numbers: bytes, size: tuple[int, int], channels: int) -> QImage:
    form = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    # Converted, the image owns its memory; and this is the form a window is drawn in.
    return QImage(numbers, *size, size[0] * channels, form).convertToFormat(QImage.Format.Format_RGB32)
