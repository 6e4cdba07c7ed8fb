"""A picture from outside: a file that is opened or dropped, or what is in the clipboard."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSignalBlocker, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QPushButton

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import Picture
from cnnstudio.data.pictures.decoding import SUFFIXES
from cnnstudio.data.pictures.ink import is_dark_on_light
from cnnstudio.gui.files.arrivals import (
    as_drawn_input,
    as_input,
    pasted,
    picture_file_in,
    picture_of_file,
    picture_of_image,
)
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.picture.chosen import Chosen, Source
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.row import row_of

_NOTHING = tr("Open a picture file, drop one here, or paste a picture (Ctrl+V).")
_KINDS = tr("Pictures ({endings})", endings=" ".join(f"*{suffix}" for suffix in sorted(SUFFIXES)))


class FromFile(Source):
    """Reads it with the care that data are read with, and brings it into the shape that the network takes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shape: tuple[int, int, int] | None = None
        self._geometry = Geometry()
        self._name = self._path = self._why = ""
        self._original: Picture | None = None
        self._picture: Picture | None = None
        self._working = Newest("picture file", self)
        self._drawn = QCheckBox(tr("Read it as a drawing"), objectName="inspect.picture.drawn")
        self._drawn.setToolTip(
            tr(
                "Only what stands out from the paper, light on dark and centred, as on the Draw page. "
                "Without it the picture is taken as the data are: in their size and colour."
            )
        )
        self._drawn.toggled.connect(self._make)
        opens = QPushButton(icon("folder-open"), tr("Open a picture…"), objectName="inspect.picture.open")
        opens.clicked.connect(self.ask)
        pastes = QPushButton(icon("clipboard-paste"), tr("Paste"), objectName="inspect.picture.paste", toolTip="Ctrl+V")
        pastes.clicked.connect(self.paste)
        self.settings, self.actions = row_of(self._drawn), row_of(opens, pastes)

    @property
    def chosen(self) -> Chosen:
        if self._original is None and not self._why:
            is_awaited = self._working.is_busy
            why = tr("It is being read…") if is_awaited else _NOTHING
            return Chosen(why_not=why, is_awaited=is_awaited)
        words = plain(self._name)
        if self._drawn.isChecked():
            words = tr("{name} · read as a drawing", name=words)
        return Chosen(
            self._picture,
            self._name,
            words,
            self._path,
            why_not=self._why,
            found=self._found,
            is_awaited=self._working.is_busy,
            is_refused=bool(self._why) and not self._working.is_busy,
        )

    def set_shape(self, shape: tuple[int, int, int]) -> None:
        if shape != self._shape:
            self._shape = shape
            self._make()

    def set_geometry(self, geometry: Geometry) -> None:
        if geometry != self._geometry:
            self._geometry = geometry
            self._make()

    @Slot()
    def ask(self) -> None:
        """Asks for a picture file."""
        path, _ = file_dialogs.open_name(
            self.actions, tr("Open a picture"), "", tr("{kinds};;All files (*)", kinds=_KINDS)
        )
        if path:
            self.open(path)

    def open(self, path: str) -> None:
        """Takes the picture in a file."""
        self._begin(Path(path).name, path, lambda: picture_of_file(path))

    @Slot()
    def paste(self) -> None:
        """Takes the picture in the clipboard."""
        self.take(pasted())

    def take(self, mime: QMimeData) -> None:
        """Takes what was dropped or pasted."""
        if path := picture_file_in(mime):
            self.open(path)
        else:
            image = QImage(mime.imageData()) if mime.hasImage() else QImage()
            self._begin(tr("pasted picture"), "", lambda: picture_of_image(image))

    # Private

    @property
    def _found(self) -> Shape | None:
        """The shape in which it came, where the network takes another one."""
        original, picture = self._original, self._picture
        return None if original is None or picture is None or original.shape == picture.shape else original.shape

    def _begin(self, name: str, path: str, read: Callable[[], Picture]) -> None:
        self._name, self._path, self._why = name, path, ""
        self._original = self._picture = None
        self._working.run(lambda _: read(), self._read, self._refused)
        self.changed.emit()

    def _read(self, picture: Picture) -> None:
        self._original = picture
        if self._shape is not None:
            # A network for grey pictures that gets dark strokes on paper was shown light ones on dark, as MNIST's are.
            blocker = QSignalBlocker(self._drawn)
            self._drawn.setChecked(self._shape[2] == 1 and not self._geometry.invert and is_dark_on_light(picture))
            blocker.unblock()
        self._make()

    @Slot()
    def _make(self) -> None:
        """Brings the picture into the network's shape."""
        original, shape, geometry = self._original, self._shape, self._geometry
        if original is None or shape is None:
            return
        self._picture, self._why = None, ""
        if self._drawn.isChecked():
            self._working.run(lambda _: as_drawn_input(original, shape), self._made, self._refused)
        else:
            self._working.run(lambda _: as_input(original, shape, geometry), self._made, self._refused)
        self.changed.emit()

    def _made(self, picture: Picture) -> None:
        self._picture = picture
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        self._why = str(error)
        self.changed.emit()
