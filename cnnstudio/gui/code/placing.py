"""Where what is exported is put: the place is asked for, with its ending, and looked at before anything is written."""

import os
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QDialog, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.gui.code.wanted import Offer, with_ending
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.saving import is_free, may_replace

_ENDINGS_OF_FOLDERS = {"savedmodel": "saved_model.pb", "tensorboard": "train/events.out.tfevents.*"}
"""What lies in a folder that was exported before, by the form."""


def ask_place(parent: QWidget, offer: Offer, folder: str, called: str) -> Path | None:
    """Where it is to be written; None where the person leaves it, or does not want to write over what is there.

    Args:
        folder: Where asking begins.
        called: The name that is suggested, without an ending.
    """
    return _ask_file(parent, offer, folder, called) if offer.suffix else _ask_folder(parent, offer, folder, called)


def why_not_there(path: Path) -> str:
    """Why nothing can be written there, in a sentence about the folder; empty where it can."""
    folder = path.parent
    if not os.path.isdir(folder):
        return tr("There is no folder {folder}: choose another place.", folder=quoted(folder))
    if not os.access(folder, os.W_OK | os.X_OK):
        return tr("Nothing can be written to the folder {folder}: choose another place.", folder=quoted(folder))
    return ""


def fit(dialog: QDialog, parent: QWidget, share: float, least: QSize, most: QSize, over: QRect | None = None) -> None:
    """Gives a dialog a share of the window, or of the part of the screen, it stands over, and puts it over its middle.

    A part that is smaller than ``least`` is covered from its left edge on: what stands at its right is kept in view.
    """
    window = parent.window()
    room = (window.size() if over is None else over.size()) * share
    dialog.resize(room.expandedTo(least).boundedTo(most))
    screen = window.screen().availableGeometry()
    place = dialog.rect()
    place.moveCenter(window.frameGeometry().center() if over is None else over.center())
    if over is not None and place.right() > over.right():
        place.moveRight(over.right())
    left = max(min(place.left(), screen.right() - place.width()), screen.left())
    dialog.move(left, max(min(place.top(), screen.bottom() - place.height()), screen.top()))


def _ask_file(parent: QWidget, offer: Offer, folder: str, called: str) -> Path | None:
    start, kinds = str(Path(folder) / f"{called}{offer.suffix}"), f"{offer.title} (*{offer.suffix})"
    name, _ = file_dialogs.save_name(parent, tr("Export as {title}", title=offer.title), start, kinds)
    if not name:
        return None
    chosen = Path(name).absolute()
    path = with_ending(chosen, offer.name)
    return path if is_free(parent, path, chosen) else None


def _ask_folder(parent: QWidget, offer: Offer, folder: str, called: str) -> Path | None:
    """An earlier export of this form, or an empty folder, is taken itself; in any other a new one is made."""
    title = tr("Export as {title}: where to make its folder, or which one to replace", title=offer.title)
    name = file_dialogs.folder_name(parent, title, folder)
    if not name:
        return None
    chosen = Path(name).absolute()
    path = chosen if _is_taken_itself(chosen, offer.name) else chosen / called
    return path if _is_free(path) or may_replace(parent, path) else None


def _is_taken_itself(folder: Path, form: str) -> bool:
    try:
        return any(folder.glob(_ENDINGS_OF_FOLDERS.get(form, "?"))) or not any(folder.iterdir())
    except OSError:  # it cannot be looked into: ``why_not_there`` says whether a new one can be made in it
        return False


def _is_free(path: Path) -> bool:
    """Whether no folder is there that has something in it; of a file there, and what else is wrong, writing tells."""
    try:
        return not os.path.isdir(path) or not any(path.iterdir())
    except OSError:
        return False
