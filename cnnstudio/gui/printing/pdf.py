"""Writing a PDF: painted into memory and then put on the disk, so that a file is whole or the old one stays."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.files.atomic import write_whole


def write_pages(path: Path, title: str, paint: Callable[[QPainter, QPdfWriter], None], dots: int) -> None:
    """Writes what is painted, as ``made_pages`` makes it; raises as that, and where the file cannot be written."""
    write_whole(path, made_pages(path.name, title, paint, dots))


def made_pages(name: str, title: str, paint: Callable[[QPainter, QPdfWriter], None], dots: int) -> bytes:
    """A PDF of what is painted, made on any thread; raises StudioError, and whatever ``paint`` raises.

    Qt's writer tells nobody when a disk is full, so it is given none.

    Args:
        name: Of the file, for the words where it cannot be made.
        paint: Sets the first page's size, begins the painter on the writer, and paints page by page.
        dots: Dots per inch of the painter's coordinates.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("CNN Studio")
    writer.setResolution(dots)
    painter = QPainter()
    try:
        paint(painter, writer)
    finally:
        is_whole = (
            painter.isActive() and painter.end()
        )  # one that is still at work when its writer goes ends the process
    if not is_whole:
        raise StudioError(
            tr("{name} could not be made.", name=name), tr("Close other programs: there may be too little memory.")
        )
    return bytes(data.data())
