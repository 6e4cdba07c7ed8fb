"""Drawings and pictures written to files: where the person wants them, and whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMessageBox, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_atomically, write_whole
from cnnstudio.gui.preferences import LAST_FOLDER
from cnnstudio.gui.widgets import file_dialogs

_ELSEWHERE = tr("Choose another place.")


def ask_where(widget: QWidget, title: str, name: str, ending: str) -> Path | None:
    """Asks for the place of a new file; None where the person leaves it, or keeps what is there.

    Asking begins in the folder that was chosen last, at first beside the project.

    Args:
        widget: Over whose window is asked.
        name: The file's name as it is suggested, without its ending.
        ending: As "png"; a name that has another one, or none, is given it.
    """
    window = widget.window()
    project, last = window.windowFilePath(), window.property(LAST_FOLDER)
    beside = Path(project).parent if project else Path.home()
    folder = Path(last) if last and os.path.isdir(last) else beside
    chosen, _ = file_dialogs.save_name(widget, title, str(folder / f"{name}.{ending}"), f"*.{ending}")
    if not chosen:
        return None
    window.setProperty(LAST_FOLDER, str(Path(chosen).parent))
    path = Path(chosen) if Path(chosen).suffix.lower() == f".{ending}" else Path(f"{chosen}.{ending}")
    return path if is_free(widget, path, chosen) else None


def is_free(parent: QWidget, path: Path, chosen: str | Path) -> bool:
    """Whether ``path`` may be written: nothing is there, or the person lets it go.

    Args:
        chosen: The name as the file dialog gave it. Where an ending was added to it, the dialog has asked of another
            file than the one that would be replaced.
    """
    return path == Path(chosen) or not os.path.exists(path) or may_replace(parent, path)


def may_replace(parent: QWidget, path: Path) -> bool:
    """Asks whether what is there may be written over."""
    buttons = QMessageBox.StandardButton
    question = tr("{name} is there already. Replace it?", name=quoted(path))
    answer = QMessageBox.question(parent, tr("Replace"), question, buttons.Yes | buttons.Cancel, buttons.Cancel)
    return answer == buttons.Yes


def write_png(path: Path, image: QImage) -> None:
    """Writes the pixels, on any thread; raises StudioError."""

    def write(temp: Path) -> None:
        writer = QImageWriter(str(temp), b"png")
        if not writer.write(image):
            raise StudioError(
                tr("{name} could not be written: {why}.", name=path.name, why=writer.errorString()),
                _ELSEWHERE,
            )

    write_atomically(path, write, suffix=".png")


def write_svg(path: Path, size: QSize, title: str, dpi: int, paint: Callable[[QPainter], None]) -> None:
    """Writes what ``paint`` draws in ``size`` pixels as shapes and text, on any thread; raises StudioError."""
    buffer = QBuffer()  # not the file: the generator tells nobody when a disk is full
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(dpi)  # at its default of 72 dpi text and lines come apart
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    try:
        paint(painter)
    finally:
        painter.end()
    data = bytes(buffer.data().data())
    write_whole(path, data)
