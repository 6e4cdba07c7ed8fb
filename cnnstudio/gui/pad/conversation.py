"""One network's talk about the drawing: asked whenever either changes, and what it says is shown."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Failed, Followed, Predicted
from cnnstudio.core.pictures.sheet import Made
from cnnstudio.core.words import capitalised
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.links.drawing import geometry_for
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.asking import Asking
from cnnstudio.gui.pad.eyes import invitation
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.tab import Room

_LEAST_MS = 8
"""A question that is not answered yet is replaced by a newer one at most once in this time, well within a frame."""


class Conversation(QObject):
    """Asks only while its place is in view; what another network said never stands under this one's name."""

    asking = Signal()
    """It is about to look at the drawing, in view or not."""
    looked = Signal(object)
    """The Made that the network sees; None while there is nothing to see."""
    _at_once = Signal()
    """It is to ask before anything is painted."""

    def __init__(
        self,
        room: Room,
        place: QWidget,
        parts: tuple[Answer, LayersView],
        who: Callable[[], Answering | None],
        *,
        name: str = "",
        is_second: bool = False,
    ) -> None:
        """Begins it.

        Args:
            place: What has to be in view.
            parts: Where its answer and its layers' maps are shown.
            who: The network that is asked now, if any.
            name: Who asks; empty for the place's object name.
            is_second: Whether it stands beside another, so that the answer has to say whose it is.
        """
        super().__init__(place)
        self._drawing, self._place, self._who = room.drawing, place, who
        self._answer, self._layers = parts
        self._asked: Hashable = None
        self._is_second = self._says_whose = is_second
        self._asking = Asking(room.bridge, name or place.objectName(), self)
        self._soon = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self.ask)
        # The loop comes to what is posted before it paints and before its timers: the engine is at work meanwhile.
        self._at_once.connect(self._ask_posted, Qt.ConnectionType.QueuedConnection)
        self._is_asking_at_once = False
        self._since = QElapsedTimer()
        """Runs from the last question on."""
        self._layers.came.connect(self._layers_came)
        self._asking.answered.connect(self._answered)
        self._asking.failed.connect(self._failed)
        self._asking.weights_changed.connect(self._weights_changed)

    @Slot()
    def ask_soon(self) -> None:
        """Asks as soon as may be, once for all that has changed until then.

        A mouse may move a thousand times a second: one question waits for the answer to the last, if that comes soon.
        """
        if self._soon.isActive() or self._is_asking_at_once:
            return
        passed = self._since.elapsed() if self._asking.is_waiting else _LEAST_MS
        if passed < _LEAST_MS:
            self._soon.start(_LEAST_MS - passed)
        else:
            self._is_asking_at_once = True
            self._at_once.emit()

    def say_whose(self, on: bool) -> None:
        """Whether the network's name stands under its answer."""
        if on != self._says_whose:
            self._says_whose = on
            self.ask_soon()

    @Slot()
    def ask(self) -> None:
        """Asks, where there is a network and something to ask about."""
        self._since.start()
        self._is_asking_at_once = False
        self.asking.emit()
        answering = self._who() if self._place.isVisible() else None
        if answering is None:
            return
        made = self._drawing.made(answering.shape, geometry_for(answering))
        self._ask_about(answering, made)
        self.looked.emit(made)  # while the network is already at work

    # Private

    @Slot()
    def _ask_posted(self) -> None:
        if self._is_asking_at_once:  # else it has asked meanwhile
            self.ask()

    def _ask_about(self, answering: Answering, made: Made | None) -> None:
        whom = answering.subject, answering.opening, answering.preprocessing
        if whom != self._asked or made is None:
            self._asked = whom
            self._forget()
        if made is None:
            self._asking.get_ready(answering.subject)
            words = "" if self._is_second else invitation(answering)
            self._answer.show_words(words, self._note(answering), answering.labels)
            return
        if not self._asking.has_asked:
            self._answer.show_words("…", self._asking.waiting, answering.labels)
            self._layers.show_words(self._asking.waiting)
        self._asking.ask(answering.subject, made.array, with_maps=self._layers.isVisible())

    def _note(self, answering: Answering) -> str:
        if self._says_whose:
            return " · ".join(filter(None, (answering.name, answering.state)))
        return capitalised(answering.state)

    def _forget(self) -> None:
        self._asking.forget()
        self._layers.show_maps(None)

    @Slot(object)
    def _answered(self, event: Predicted | Followed) -> None:
        answering = self._who()
        self._answer.show_prediction(event, "" if answering is None else self._note(answering))
        if isinstance(event, Followed):  # else nobody sees the maps now: they are asked for when they are in view again
            self._layers.show_maps(event)
        if self._soon.isActive():
            self._soon.start(0)  # what is shown now is painted before

    @Slot()
    def _layers_came(self) -> None:
        """What was asked while they were out of view was asked without maps."""
        if self._asking.has_asked and not self._layers.maps.layers:
            self._layers.show_words(self._asking.waiting)
        self.ask_soon()

    @Slot(object)
    def _failed(self, event: Failed) -> None:
        answering = self._who()
        labels = () if answering is None else answering.labels
        self._answer.show_words(tr("No answer"), f"{event.text} {event.hint}".strip(), labels)
        self._layers.show_words(tr("No answer"))

    @Slot()
    def _weights_changed(self) -> None:
        answering = self._who()
        if answering is not None and answering.state:
            self.ask_soon()
