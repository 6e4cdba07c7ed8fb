"""Pictures from outside on the paper: read, put there as ink or as they are, and named."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QMimeData, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.answering import Answering
from cnnstudio.gui.arrivals import ink_of, picture_file_in, picture_of_file, picture_of_image
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.pad.from_data import Found
from cnnstudio.gui.pad.leaf import Leaf
from cnnstudio.gui.pad.tab import Placing
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_PASTED = "pasted picture"


@dataclass(frozen=True, eq=False)
class _Placed:
    """A picture that came from outside.

    Attributes:
        picture: What goes to the network as it is, (rows, columns, 1 or 3).
        original: What ink is looked for on.
        of_data: Whether it is one of the project's data.
    """

    picture: Picture
    original: Picture
    name: str
    label: str = ""
    of_data: bool = False


class Placed(QWidget):
    """A line that names the picture on the paper, and switches between it and the ink that is found on it."""

    labelled = Signal(str)
    """The name of the picture's true class; empty where it is not known."""
    came = Signal()
    """A picture is on the paper."""
    failed = Signal(object)
    """A StudioError: why there is none."""

    def __init__(self, leaf: Leaf) -> None:
        super().__init__()
        self._leaf = leaf
        self._placed: _Placed | None = None
        self._answering: Answering | None = None
        self._chosen: dict[bool, bool] = {}  # by of_data: what the person chose last for such pictures
        self._reading = Newest("picture on the paper", self)
        self._name = FittingLabel()
        self._name.setObjectName("draw.placed")
        self._as_it_is = QCheckBox("As it &is", objectName="draw.as_it_is")
        self._as_it_is.setToolTip(
            "The network gets the picture itself, in its size, as it gets its data; one can still draw over it.\n"
            "Without it the ink on it is looked for, and brought to the network by the steps beside."
        )
        self._as_it_is.clicked.connect(self._switched)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._as_it_is)
        leaf.history_changed.connect(self._follow)
        self.hide()

    def set_network(self, answering: Answering) -> None:
        """Says for which network pictures are."""
        self._answering = answering

    def take_mime(self, mime: QMimeData) -> None:
        """Takes a picture that was dropped or pasted."""
        if path := picture_file_in(mime):
            self.take_file(path)
            return
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        self._read(lambda: picture_of_image(image), _PASTED)

    def take_file(self, path: str) -> None:
        """Takes a picture file."""
        self._read(lambda: picture_of_file(path), path.replace("\\", "/").rpartition("/")[2])

    @Slot(object)
    def take_found(self, found: Found) -> None:
        """Takes a picture of the data."""
        self._place(_Placed(found.picture, found.original, found.name, found.label, of_data=True))

    def take(self, placing: Placing) -> None:
        """Takes what another tab has: ink where it has no channels, else a picture."""
        picture = placing.picture
        if picture.ndim == 2:
            self._placed = None
            self._put_ink(picture.astype(np.float32) / 255, placing.label)
        else:
            self._place(_Placed(picture, picture, placing.name, placing.label))

    # Private

    def _read(self, read: Callable[[], Picture], name: str) -> None:
        self._reading.run(lambda _: read(), lambda picture: self._place(_Placed(picture, picture, name)), self._refuse)

    def _place(self, placed: _Placed) -> None:
        sees_colours = self._answering is not None and self._answering.shape[2] == 3
        can = self._answering is None or self._answering.shape[2] in (1, 3)
        as_it_is = can and self._chosen.get(placed.of_data, placed.of_data or sees_colours)
        self._put(placed, as_it_is)

    def _put(self, placed: _Placed, as_it_is: bool) -> None:
        def put_ink(ink: np.ndarray) -> None:
            self._placed = placed
            self._put_ink(ink, placed.label)

        if not as_it_is:
            self._reading.run(lambda _: ink_of(placed.original), put_ink, self._refuse)
            return
        self._reading.stop()
        turned = self._answering is not None and self._answering.preprocessing.invert and not placed.of_data
        self._placed = placed
        self._leaf.lay(np.subtract(255, placed.picture, dtype=np.uint8) if turned else placed.picture)
        self.labelled.emit(placed.label)
        self.came.emit()

    def _put_ink(self, ink: np.ndarray, label: str) -> None:
        self._leaf.put(ink)
        self.labelled.emit(label)
        self.came.emit()

    def _refuse(self, error: StudioError) -> None:
        self._follow()
        self.failed.emit(error)

    @Slot()
    def _switched(self) -> None:
        if self._placed is not None:
            on = self._as_it_is.isChecked()
            self._chosen[self._placed.of_data] = on
            self._put(self._placed, on)

    @Slot()
    def _follow(self) -> None:
        """The line is there as long as its picture is."""
        if self._leaf.sheet.is_empty:
            self._placed = None
        placed = self._placed
        self.setVisible(placed is not None)
        if placed is not None:
            name = plain(placed.name, 200)
            self._name.say(name[:1].upper() + name[1:])
        blocker = QSignalBlocker(self._as_it_is)
        self._as_it_is.setChecked(self._leaf.ground is not None)
        blocker.unblock()
