"""What can be done with one picture of the data: it goes to the clipboard or into a file."""

import re
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.saving import is_free


def copy_picture(image: QImage) -> str:
    """Puts the picture on the clipboard; what to say of it."""
    QGuiApplication.clipboard().setImage(image)
    return tr("The picture is on the clipboard ({width} × {height}).", width=image.width(), height=image.height())


def copy_text(text: str, words: str) -> str:
    """Puts text on the clipboard; gives the words that say so."""
    QGuiApplication.clipboard().setText(text)
    return words


def save_picture(parent: QWidget, image: QImage, name: str) -> str:
    """Asks where to, and writes a PNG; what to say of it, nothing where it was not wanted."""
    chosen, _ = file_dialogs.save_name(parent, tr("Save the picture"), f"{name}.png", tr("PNG pictures (*.png)"))
    if not chosen:
        return ""
    path = Path(chosen)
    if path.suffix.lower() != ".png":
        path = path.with_name(f"{path.name}.png")
    if not is_free(parent, path, chosen):
        return ""
    if not image.save(str(path), "PNG"):
        return tr("{name} cannot be written there.", name=path.name)
    return tr("Saved as {name}.", name=path.name)


def file_name(data: DataSet, chosen: Chosen) -> str:
    """A name for a file of the picture, without its ending: "mnist-train-1234-7"."""
    labels = data.y_train if chosen.part == "train" else data.y_test
    words = f"{data.name}-{chosen.part}-{chosen.number}-{data.labels[labels[chosen.number]]}"
    return re.sub(r"[^\w-]+", "_", words)[:80]
