"""What every tab of the Draw page is, and what it works with."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.runs.training_run import TrainingRun


@dataclass(frozen=True)
class Room:
    """What the tabs share: the project, which network answers and who asks it, the paper and what was kept of it."""

    document: Document
    training_run: TrainingRun
    networks: Networks
    bridge: Bridge
    selection: Selection
    drawing: Drawing
    collection: Collection


@dataclass(frozen=True, eq=False)
class Placing:
    """A picture to put on the paper.

    Attributes:
        picture: uint8 (rows, columns), or with 1 or 3 channels.
        label: The name of its true class; empty where it is not known.
        name: What it is called, "three.png"; empty where it has no name.
        as_it_is: Whether the network gets the picture itself (True), or the ink that is found on it, which goes through
            the steps (False); None: as such pictures were taken last.
    """

    picture: npt.NDArray[np.uint8]
    label: str = ""
    name: str = ""
    as_it_is: bool | None = None


class Tab(QWidget):
    """One way to test a network with pictures of one's own."""

    placing_requested = Signal(object)
    """A Placing: the picture goes on the paper of the first tab, which then comes into view."""
    paper_requested = Signal()
    """The person wants to go to the paper of the first tab."""
    data_requested = Signal()
    """The person wants to go to the Data page."""
    train_requested = Signal()
    """The person wants to train."""
    plan_requested = Signal(str, object)
    """The person is to see what is set for training: in words, and a function that says whether they still hold."""

    def __init__(self, name: str, room: Room) -> None:
        super().__init__()
        self.setObjectName(name)
        self.room = room

    def takes(self, mime: QMimeData) -> bool:
        """Whether what was dropped or pasted is for this tab, whichever is in view."""
        return False

    def take(self, mime: QMimeData) -> None:
        """Takes what was dropped or pasted; only where ``takes`` says so. The tab has come into view before."""
