"""The selected kernel over the epochs: when it can be seen, what is read for it, and the words where there is none."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox

from cnnstudio.core.inspecting.kernels import View
from cnnstudio.core.language import tr
from cnnstudio.core.messages import RunSubject
from cnnstudio.core.pictures.tiles import Scaling
from cnnstudio.core.transferring.pretrained_blocks import held_in_words
from cnnstudio.gui.viewer.kernels.epoch_row import EpochPanel, Epochs, together
from cnnstudio.gui.viewer.kernels.past import Past
from cnnstudio.gui.viewer.kernels.sheet import Place
from cnnstudio.gui.viewer.scene import Scene

_MOST_NUMBERS = 2_000_000


@dataclass(frozen=True, eq=False)
class Wanted:
    """A weight of a layer in a scene, and the tile of it that is selected, if any."""

    scene: Scene
    layer: str
    view: View
    place: Place | None
    scaling: Scaling
    colours: str

    @property
    def can_be(self) -> bool:
        """Whether there is such a thing: of pictures, of a run that was trained here."""
        run = self.scene.run
        return self.view.form == "pictures" and run is not None and not run.is_imported

    @property
    def held(self) -> str:
        """That it is the same after every epoch, as it is frozen, in words; empty where it may change."""
        row = self.scene.analysis.row_of(self.layer)
        is_held = row is not None and any(each.held for each in row.params.arrays if each.name == self.view.weight)
        return held_in_words(self.scene.network, row.path) if row is not None and is_held else ""


class OverEpochs(QObject):
    """The button, and the panel that it opens."""

    changed = Signal()
    """Opened, closed, or more is known: ``show`` is to be called again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.past, self.panel = Past(self), EpochPanel()
        self.button = QCheckBox(tr("Over the e&pochs"), objectName="inspect.kernels.over_epochs")
        self.button.setToolTip(tr("Shows the selected kernel as it was after every epoch that is kept"))
        self.past.changed.connect(self.changed)
        self.button.toggled.connect(self.changed)
        self.panel.hide()

    def show(self, wanted: Wanted | None) -> None:
        """Shows the selected kernel epoch by epoch, or says why there is nothing to show."""
        can_be = wanted is not None and wanted.can_be
        self.button.setVisible(can_be)
        self.panel.setVisible(can_be and self.button.isChecked())
        if wanted is None or self.panel.isHidden():
            self.past.forget()
        elif wanted.held:
            self.past.forget()
            self.panel.say(wanted.held)
        elif math.prod(wanted.view.shape) > _MOST_NUMBERS:
            self.panel.say(tr("This layer has too many weights to read all of them for every epoch."))
        elif wanted.place is None:
            self.panel.say(tr("Select a kernel above, by a click or the arrow keys, to see how it changed."))
        else:
            self._read(wanted, wanted.place)

    def stop(self) -> None:
        """Nobody looks any more."""
        self.past.forget()

    def _read(self, wanted: Wanted, place: Place) -> None:
        scene, subject, run = wanted.scene, wanted.scene.subject, wanted.scene.run
        if run is None or not isinstance(subject, RunSubject):
            return
        self.past.look(subject.file, run, wanted.layer, wanted.view)
        output, channel = place
        kernels = self.past.of(output)
        if not kernels:
            reading = tr("Reading…") if self.past.is_reading else tr("Of this kernel no epoch is kept in the file yet.")
            self.panel.say(self.past.refusal or reading)
            return
        parts: list[npt.NDArray[np.float32]] = [
            each if channel is None else each[:, :, channel] for each in kernels.values()
        ]
        shown = 0 if scene.is_live else scene.moment.epoch
        self.panel.show_epochs(Epochs(tuple(kernels), together(parts), wanted.scaling, wanted.colours, shown))
