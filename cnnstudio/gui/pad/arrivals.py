"""Pictures and saved networks that are dropped or pasted on the page."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures import picture_to_ink
from cnnstudio.gui.widgets.rasters import image_array

_MOST_SIDE = 1024
"""A larger picture is made smaller first: a network needs no more."""

_MOST_PIXELS = 100_000_000


def saved_network_in(mime: QMimeData) -> str:
    """The path of a ``.keras`` file in what was dropped; empty when there is none."""
    return next((path for path in _files(mime) if path.lower().endswith(".keras")), "")


def picture_file_in(mime: QMimeData) -> str:
    """The path of a picture in what was dropped or pasted; empty when there is none."""
    known = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    return next((path for path in _files(mime) if Path(path).suffix.lower().lstrip(".") in known), "")


def holds_something(mime: QMimeData) -> bool:
    """Whether there is a picture or a saved network in it."""
    return mime.hasImage() or bool(saved_network_in(mime) or picture_file_in(mime))


def ink_of_file(path: str) -> npt.NDArray[np.float32]:
    """The ink of a picture file; raises StudioError when it cannot be read or is empty. Any thread."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        raise StudioError(f"{Path(path).name} is too large a picture.", "Cut out the part that matters first.")
    if size.isValid() and max(size.width(), size.height()) > _MOST_SIDE:
        reader.setScaledSize(size.scaled(_MOST_SIDE, _MOST_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        words = f"{Path(path).name} cannot be read as a picture."
        raise StudioError(words, "PNG, JPEG and most other usual kinds can be.")
    return ink_of_image(image)


def ink_of_image(image: QImage) -> npt.NDArray[np.float32]:
    """The ink of a picture; raises StudioError when there is nothing on it. Any thread."""
    if image.isNull():
        raise StudioError("There is no picture in the clipboard.", "Copy one first, or drop a file.")
    if max(image.width(), image.height()) > _MOST_SIDE:
        limit = QSize(_MOST_SIDE, _MOST_SIDE)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    ink = picture_to_ink(image_array(image))
    if not ink.any():
        raise StudioError("Nothing stands out on this picture.", "Something dark on a light ground is found best.")
    return ink


def _files(mime: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
