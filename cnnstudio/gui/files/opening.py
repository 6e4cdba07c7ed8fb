"""What a path is to the program, told by its name, or where that says nothing by its first bytes; questions for one."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import FILE
from cnnstudio.gui.widgets import file_dialogs

Kind = Literal["project", "network", "weights", "data", "picture", "code", "lab", ""]

NETWORKS = "*.keras *.h5 *.hdf5"
"""The names of saved networks, as file dialogs want them."""

SAVED_FILTER = tr("Saved networks ({endings});;All files (*)", endings=NETWORKS)

CODE_FILTER = tr("Keras code (*.py *.ipynb);;All files (*)")

_ARCHIVES = (".zip", ".npz", ".gz", ".tgz", ".tar", "ubyte", ".idx")
_STARTS: dict[bytes, Kind] = {
    b"\x89HDF\r\n\x1a\n": "network",
    b"SQLite format 3\x00": "project",
    b"PK\x03\x04": "network",
}
"""What files begin with whose names say nothing; a zip of pictures is called one."""
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm")
_TEXTS = (".py", ".ipynb", ".toml")
_DATA_FILES = tr("Data (*.zip *.npz *.gz *.tgz *.tar *ubyte *.idx);;All files (*)")

ONE_PICTURE = tr(
    "Pictures become data as a folder: drop the folder they are in, with one sub-folder a class. "
    "To try a network on one picture, drop it on the Draw page."
)


def kind_of(path: Path) -> Kind:
    """What it is opened as; empty for what is not opened at all. ``"weights"`` are those of an open project."""
    return kind_by_name(path) or _kind_within(path)


def kind_by_name(path: Path) -> Kind:
    """The same without a look into the file; empty where the name says nothing."""
    name = path.name.lower()
    if name.endswith(".cnnstudio"):
        return "project"
    if name.endswith(".weights.h5"):
        return "weights"
    if name.endswith((".keras", ".h5", ".hdf5")):
        return "network"
    if name.endswith(_PICTURES):
        return "picture"
    if name.endswith(_TEXTS) and not os.path.isdir(path):
        return "lab" if name.endswith(".toml") else "code"
    return "data" if name.endswith(_ARCHIVES) or os.path.isdir(path) else ""


def _kind_within(path: Path) -> Kind:
    """What the first bytes of a file say that it is; empty where they say nothing, or it cannot be read."""
    if not os.path.isfile(path):  # a pipe would be waited for without an end
        return ""
    try:
        with path.open("rb") as file:
            start = file.read(max(map(len, _STARTS)))
    except OSError:
        return ""
    return next((kind for magic, kind in _STARTS.items() if start.startswith(magic)), "")


def first_to_open(paths: Sequence[Path]) -> Path | None:
    """The one of several dropped paths that is opened; of pictures the first, so that words can be said about it."""
    kinds = {path: kind_of(path) for path in paths}
    ours = [path for path in paths if kinds[path] not in {"", "picture"}]
    return next(iter(ours), next((path for path in paths if kinds[path]), None))


def hangs(event: QDropEvent) -> bool:
    """Whether there are files over the window; what they are is looked at once they are dropped."""
    return any(url.isLocalFile() for url in event.mimeData().urls())


def dropped(event: QDropEvent) -> Path | None:
    """What is opened of what was dropped on the window; where nothing of it is, the first file, so that it is said."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return first_to_open(paths) or next(iter(paths), None)


def project_on(path: Path) -> Project:
    """A project that begins with data: its network has no layers yet and takes the pictures' shape."""
    return Project(Network((28, 28, 1)), data=DataRecipe(FILE, str(path)))


def title_of(path: Path) -> str:
    """What a project that begins with these data is called."""
    name = path.name or tr("Pictures")
    if not os.path.isdir(path):
        for ending in (".gz", ".tar", ".tgz", ".zip", ".npz"):
            name = name.removesuffix(ending)
    return name[:80] or tr("Pictures")


def ask_network(parent: QWidget, title: str = tr("Open a saved network")) -> str:
    """Asks for a saved network; its path, empty when the person thinks better of it."""
    name, _ = file_dialogs.open_name(parent, title, "", SAVED_FILTER)
    return name


def ask_folder(parent: QWidget, start: str) -> Path | None:
    """Asks for a folder of pictures; None when the person thinks better of it."""
    name = file_dialogs.folder_name(parent, tr("Open a folder of pictures"), start)
    return Path(name).absolute() if name else None


def ask_file(parent: QWidget, start: str, title: str = tr("Open a data file")) -> Path | None:
    """Asks for a file of data; None when the person thinks better of it."""
    name, _ = file_dialogs.open_name(parent, title, start, _DATA_FILES)
    return Path(name).absolute() if name else None
