"""Pictures and saved networks that are dropped or pasted, and picture files that are opened."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import ink_to_input, picture_to_ink
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.dataset import Picture
from cnnstudio.data.pictures.decoding import SUFFIXES, BadPicture, decode, without_pillows_warnings
from cnnstudio.data.reshaping import reshape
from cnnstudio.gui.files.opening import kind_by_name, kind_of
from cnnstudio.gui.widgets.rasters import image_array

_MOST_SIDE = 1024
"""A larger picture is made smaller first: a network needs no more."""


def pasted() -> QMimeData:
    """What is in the clipboard; some desktops give nothing at all where it is empty."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def saved_network_in(mime: QMimeData) -> str:
    """The path of a saved network in what was dropped; empty when there is none."""
    return next((path for path in _files(mime) if kind_of(Path(path)) == "network"), "")


def picture_file_in(mime: QMimeData) -> str:
    """The path of a picture in what was dropped or pasted; empty when there is none."""
    return next((path for path in _files(mime) if Path(path).suffix.lower() in SUFFIXES), "")


def may_hold_something(mime: QMimeData) -> bool:
    """Whether there may be a picture or a saved network in it, by the names alone: it may still hang over the page."""
    kinds = {kind_by_name(Path(path)) for path in _files(mime)}
    return mime.hasImage() or bool(kinds & {"network", "picture", ""})


def picture_of_file(path: str) -> Picture:
    """The picture (height, width, 1 or 3) in a file, read with the care that data are read with; any thread.

    Raises StudioError when it cannot be read.
    """
    name = Path(path).name
    try:
        with Path(path).open("rb") as stream, without_pillows_warnings():
            picture = decode(stream, side=(_MOST_SIDE // 2, _MOST_SIDE // 2)).picture
    except BadPicture as error:
        words = tr("{name} cannot be read as a picture: {error}.", name=name, error=error)
        raise StudioError(words, tr("Choose another picture, PNG or JPEG for instance.")) from error
    except OSError as error:
        why = in_sentence(error.strerror) if error.strerror else tr("it is gone")
        words = tr("{name} cannot be read: {why}.", name=name, why=why)
        raise StudioError(words, tr("Choose another file.")) from error
    return _at_most(picture)


def picture_of_image(image: QImage) -> Picture:
    """The picture (height, width, 3) that was pasted or dropped, on white; raises StudioError for none. Any thread."""
    if image.isNull():
        raise StudioError(tr("There is no picture in the clipboard."), tr("Copy one first, or drop a file."))
    if max(image.width(), image.height()) > _MOST_SIDE:
        limit = QSize(_MOST_SIDE, _MOST_SIDE)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    values = image_array(image).astype(np.uint16)
    alpha = values[..., 3:]
    return np.asarray((values[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255, np.uint8)


def ink_of(picture: Picture) -> FloatArray:
    """What is drawn on a picture, as ink; raises StudioError when there is nothing on it. Any thread."""
    ink = picture_to_ink(picture)
    if not ink.any():
        raise StudioError(
            tr("Nothing stands out on this picture."), tr("Something dark on a light ground is found best.")
        )
    return ink


def as_input(picture: Picture, shape: tuple[int, int, int], geometry: Geometry) -> Picture:
    """The picture as an input of ``shape``, brought there as the network's data are. Any thread.

    Raises StudioError where the network takes other channels than any picture has.
    """
    if picture.shape != shape and shape[2] not in (1, 3):
        words = tr("The network takes pictures of {shape}.", shape=shape_in_words(shape))
        raise StudioError(
            words, tr("No picture can be brought there: it has 1 channel, grey, or 3: red, green and blue.")
        )
    return reshape(picture, geometry, shape)


def as_drawn_input(picture: Picture, shape: tuple[int, int, int]) -> Picture:
    """What is drawn on the picture as an input of ``shape``, light on dark, as MNIST's makers did it. Any thread.

    Raises StudioError when there is nothing on it.
    """
    found = ink_to_input(ink_of(picture), shape)
    if found is None:
        raise StudioError(
            tr("Nothing stands out on this picture."), tr("Something dark on a light ground is found best.")
        )
    return found


def _at_most(picture: Picture) -> Picture:
    """Every so manyth pixel of a picture that is still too large: a panorama, or a kind that is not made smaller."""
    step = -(-max(picture.shape[:2]) // (2 * _MOST_SIDE))
    return np.ascontiguousarray(picture[::step, ::step])


def _files(mime: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
