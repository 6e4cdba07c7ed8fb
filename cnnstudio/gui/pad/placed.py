"""Pictures from outside on the paper: read, put there as ink or as they are, and named."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QMimeData, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.words import capitalised, plain
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.files.arrivals import ink_of, picture_file_in, picture_of_file, picture_of_image
from cnnstudio.gui.links.drawing import geometry_for
from cnnstudio.gui.pad.eyes import sees_photographs
from cnnstudio.gui.pad.from_data import Found
from cnnstudio.gui.pad.leaf import Leaf
from cnnstudio.gui.pad.origin import Origin
from cnnstudio.gui.pad.tab import Placing
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.fitting_label import FittingLabel

_PASTED = tr("Pasted picture")
_BROUGHT = {"crop": tr("cut to the middle"), "pad": tr("fitted in"), "stretch": tr("squeezed, as the data are")}
"""What is done to a picture of other proportions than the network's, by the mode of a Geometry."""


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
        self._shown: Origin | None = None
        self._answering: Answering | None = None
        self._chosen: dict[bool, bool] = {}  # by of_data: what the person chose last for such pictures
        self._reading = Newest("picture on the paper", self)
        self._name = FittingLabel()
        self._name.setObjectName("draw.placed")
        self._as_it_is = QCheckBox(tr("A&s it is"), objectName="draw.as_it_is")
        self._as_it_is.setToolTip(
            tr(
                "The network gets the picture itself, in its size, as it gets its data; one can still draw over it.\n"
                "Without it the ink on it is looked for, and brought to the network by the steps beside."
            )
        )
        self._as_it_is.clicked.connect(self._switched)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._as_it_is)
        leaf.history_changed.connect(self._history_changed)
        for widget in (self, self._as_it_is):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the paper below stays where it is
            widget.setSizePolicy(policy)
        self.hide()

    def set_network(self, answering: Answering) -> None:
        """Says for which network pictures are."""
        self._answering = answering
        self._follow()

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
        name = capitalised(found.name)
        self._place(Origin(found.picture, found.original, name, found.label, of_data=True))

    def take(self, placing: Placing) -> None:
        """Takes what another tab has: ink where it has no channels, else a picture."""
        picture = placing.picture
        if picture.ndim == 2:
            self._reading.stop()
            self._tell(placing.label, lambda: self._leaf.put(picture.astype(np.float32) / 255))
        else:
            self._place(Origin(picture, picture, placing.name, placing.label), placing.as_it_is)

    # Private

    def _read(self, read: Callable[[], Picture], name: str) -> None:
        self._reading.run(lambda _: read(), lambda picture: self._place(Origin(picture, picture, name)), self._refuse)

    def _place(self, origin: Origin, as_it_is: bool | None = None) -> None:
        answering = self._answering
        if answering is not None and answering.shape[2] not in (1, 3):
            as_it_is = False  # no picture can be that: ink can
        elif as_it_is is None and answering is not None and sees_photographs(answering):
            as_it_is = True
        elif as_it_is is None:
            as_it_is = self._chosen.get(origin.of_data, origin.of_data)
        self._put(origin, as_it_is)

    def _put(self, origin: Origin, as_it_is: bool) -> None:
        def put_ink(ink: FloatArray) -> None:
            self._tell(origin.label, lambda: self._leaf.put(ink, origin))

        if as_it_is:
            self._reading.stop()
            self._tell(origin.label, lambda: self._leaf.lay(origin.picture, origin))
        else:
            self._reading.run(lambda _: ink_of(origin.original), put_ink, self._refuse)

    def _tell(self, label: str, put: Callable[[], None]) -> None:
        put()
        self.labelled.emit(label)
        self.came.emit()

    def _refuse(self, error: StudioError) -> None:
        self._follow()
        self.failed.emit(error)

    @Slot()
    def _switched(self) -> None:
        if origin := self._leaf.origin:
            on = self._chosen[origin.of_data] = self._as_it_is.isChecked()
            self._put(origin, on)

    @Slot()
    def _history_changed(self) -> None:
        """Undo brought another picture back, or took this one: its class goes with it."""
        before, self._shown = self._shown, self._leaf.origin
        if self._shown is not before:
            self.labelled.emit("" if self._shown is None else self._shown.label)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """The line is there as long as its picture is."""
        origin, answering, is_laid = self._leaf.origin, self._answering, self._leaf.ground is not None
        self.setVisible(origin is not None)
        # A photograph has no ink that steps could be taken with; only what came as ink may go back.
        self._as_it_is.setVisible(answering is None or not is_laid or not sees_photographs(answering))
        if origin is not None:
            name = plain(origin.name, 200)
            how = _brought(origin.picture, answering) if is_laid and answering is not None else ""
            self._name.say(*((f"{name} · {how}", capitalised(how)) if how else (name,)))
        with QSignalBlocker(self._as_it_is):
            self._as_it_is.setChecked(is_laid)


def _brought(picture: Picture, answering: Answering) -> str:
    """What is done to a picture of other proportions than the network's; empty where it has the same."""
    rows, columns = answering.shape[:2]
    # Of the same proportions but for a row or column that no whole number of pixels can be without.
    is_same = abs(picture.shape[0] * columns - picture.shape[1] * rows) < max(*picture.shape[:2], rows, columns)
    return "" if is_same else _BROUGHT[geometry_for(answering).mode]
