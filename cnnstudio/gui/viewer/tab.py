"""What every tab of Inspect is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.core.messages import Predicted
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.questions import Questions
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.widgets.figures.figure import Figure


class Tab(QWidget):
    """One way to look at a scene.

    The page calls ``look`` and ``look_again`` only while the tab is in view, and ``leave`` when it is no more.
    """

    layer_chosen = Signal(str)
    """The name of another layer to look at."""
    picture_chosen = Signal(str, int)
    """Another picture to look at: the part of the data, "train" or "test", and its number there, from 0."""
    data_requested = Signal()
    """The person wants to go to the data."""
    taken_by_hand = Signal(object)
    """The person wants to work a number by hand: a TakenByHand with what it was made of."""
    failed = Signal(object)
    """A StudioError: something that was asked for cannot be had."""
    shown_changed = Signal()
    """Other things are seen than before, or nothing is any more."""

    def __init__(self, name: str, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName(name)
        self.questions = Questions(bridge, name, self)
        self.questions.heard.connect(self.shown_changed)

    @property
    def hint(self) -> str:
        """The words in the place of everything, the first line a title; empty while there is something to see."""
        return ""

    def look(self, scene: Scene) -> None:
        """Shows the scene; it may be another one than before, or the tab has just come into view."""
        raise NotImplementedError

    def look_again(self) -> None:
        """The weights of the scene have changed since: twice a second while a run trains, and after its epochs."""

    def show_answer(self, answer: Predicted) -> None:
        """What the network takes the scene's picture for; told after ``look``, as often as the page learns it."""

    def figure(self) -> Figure | None:
        """What it shows, to take along; None while that is nothing."""
        return None

    def begin_anew(self) -> None:
        """Another project is opened: what goes on for the one before, though nobody looks, ends."""

    def leave(self) -> None:
        """Nobody sees it any more: what only served to be seen ends."""
        self.questions.drop_all()
