"""What a tab asks the engine, and who is told the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Cancelled, EngineState, Event, Failed, Look, Progressed, Study
from cnnstudio.gui.bridge import Bridge

_PATIENCE_MS = 200
"""An older answer stays this long while another one is awaited: shorter waits would only flicker."""

_CANCELLED = tr("This was stopped before it was done.")

Answered = Callable[[Any], bool | None]
"""Told each event about a request; of a study it says True where the event was the last one."""


@dataclass(frozen=True, eq=False)
class _Question:
    ticket: int
    about: object
    is_study: bool
    answered: Answered
    failed: Callable[[str], None]
    waiting: Callable[[str], None]


class Questions(QObject):
    """Asks for one tab; of each kind of request only the newest counts."""

    heard = Signal()
    """An answer was passed on, or why there is none, or what is waited for."""

    def __init__(self, bridge: Bridge, sender: str, parent: QObject) -> None:
        super().__init__(parent)
        self.sender_name = sender
        """What the requests are to have as their ``sender``."""
        self._bridge = bridge
        self._asked: dict[type[Look], _Question] = {}
        self._shown: dict[type[Look], object] = {}
        self._begun: set[int] = set()
        """The tickets of what is awaited and has been heard of."""
        self._waiting = tr("Waiting for the engine…")
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(self._say_waiting)
        bridge.event.connect(self._receive)

    def ask(
        self,
        request: Look,
        about: object,
        answered: Answered,
        failed: Callable[[str], None],
        waiting: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Posts a request, in the place of an older one of its kind.

        Args:
            about: Tells whether the answer is of the same thing as what is shown, so that this may stay meanwhile.
            failed: Told in words why there is no answer.
            waiting: Told in words what is waited for, where an answer about something else takes long.
        """
        kind = type(request)
        self.end(kind)
        ticket = self._bridge.post(request)
        self._asked[kind] = _Question(ticket, about, isinstance(request, Study), answered, failed, waiting)
        if self._shown.get(kind) != about:
            self._late.start()

    def is_asked(self, kind: type[Look], about: object = None) -> bool:
        """Whether an answer is awaited, or more of it; with ``about``: whether one about just that."""
        question = self._asked.get(kind)
        return question is not None and (about is None or question.about == about)

    def drop(self, kind: type[Look]) -> None:
        """No answer of this kind is wanted any more, and what is shown is over."""
        self.end(kind)
        self._shown.pop(kind, None)

    def drop_all(self) -> None:
        """As ``drop``, of every kind."""
        for kind in {*self._asked, *self._shown}:
            self.drop(kind)

    def end(self, kind: type[Look]) -> None:
        """No more of an answer is wanted; what has come so far stays."""
        before = self._asked.pop(kind, None)
        if before is not None and before.is_study:
            self._bridge.drop(before.ticket)

    # Private

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self._waiting = tr("Waiting for the engine…") if event.ready else event.text
            return
        kind = next((kind for kind, question in self._asked.items() if question.ticket == event.ticket), None)
        if kind is not None:
            self._answered(kind, self._asked[kind], event)
            self.heard.emit()

    def _take(self, kind: type[Look]) -> _Question | None:
        question = self._asked.pop(kind, None)
        if question is not None:
            self._begun.discard(question.ticket)
        return question

    def _answered(self, kind: type[Look], question: _Question, event: Event) -> None:
        if isinstance(event, Cancelled | Failed):
            self._take(kind)
            self._shown.pop(kind, None)
            question.failed(f"{event.text} {event.hint}".strip() if isinstance(event, Failed) else _CANCELLED)
            return
        self._begun.add(question.ticket)
        if not isinstance(event, Progressed):  # that some of it is done shows nothing yet
            self._shown[kind] = question.about
        if not question.is_study:
            self._take(kind)
        is_last = question.answered(event)
        if is_last and self._asked.get(kind) is question:
            self._take(kind)

    @Slot()
    def _say_waiting(self) -> None:
        for kind, question in list(self._asked.items()):
            if self._shown.get(kind) != question.about and question.ticket not in self._begun:
                self._shown.pop(kind, None)
                question.waiting(self._waiting)
                self.heard.emit()
