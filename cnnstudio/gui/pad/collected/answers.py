"""What the network that answers takes each of the drawings for, once it was asked."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Cancelled, Evaluate, Evaluated, Event, Failed
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.drawn import number_of
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.pad.tab import Room


@dataclass(frozen=True)
class Tally:
    """How many drawings have an answer, and how many of those are right."""

    asked: int
    right: int


class Answers(QObject):
    """Has all drawings scored by the engine; the answers hold as long as the same network answers in the same way."""

    changed = Signal()
    """There are other answers, or the asking began or ended."""

    def __init__(self, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._ticket = 0
        self._of_whom: Hashable = None
        self._found: dict[int, tuple[str, float]] = {}
        self.refusal = ""
        """Why there is no answer, in words."""
        self.by_whom = ""
        """The name of the network whose answers these are."""
        room.bridge.event.connect(self._receive)
        room.networks.changed.connect(self._follow)
        room.document.opened.connect(self.forget)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._ticket != 0

    @property
    def labels(self) -> dict[int, str]:
        """What each drawing was taken for, by its number."""
        return {number: label for number, (label, _) in self._found.items()}

    def confidence(self, number: int) -> float | None:
        """How sure the network was of a drawing; None where it was not asked."""
        found = self._found.get(number)
        return None if found is None else found[1]

    def tally(self, drawings: Sequence[Collected]) -> Tally:
        """Of these drawings, by the labels they have now."""
        asked = [each for each in drawings if each.number in self._found]
        return Tally(len(asked), sum(self._found[each.number][0] == each.label for each in asked))

    def ask(self) -> None:
        """Asks about all drawings of the project."""
        answering, path = self._room.networks.answering, self._room.document.path
        if answering is None or path is None:
            return
        self.refusal = ""
        self._of_whom, self.by_whom = answering.identity, answering.name
        # Rendered by the data as they are drawn: the same pictures that a network would learn from. What is no class of
        # the network is answered as well, and is wrong.
        recipe = DataRecipe(DRAWN, str(path))
        request = Evaluate(sender="draw.collected", subject=answering.subject, data=recipe, whole=True)
        self._ticket = self._room.bridge.post(request)
        self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """Lets go of all answers."""
        self._ticket, self._of_whom, self.refusal, self.by_whom = 0, None, "", ""
        self._found = {}
        self.changed.emit()

    # Private

    @Slot()
    def _follow(self) -> None:
        answering = self._room.networks.answering
        if self._of_whom is not None and (answering is None or answering.identity != self._of_whom):
            self.forget()

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not self._ticket or event.ticket != self._ticket:
            return
        match event:
            case Evaluated():
                self._take(event)
            case Failed():
                self._end(f"{event.text} {event.hint}".strip())
            case Cancelled():
                self._end(tr("It was stopped."))

    def _take(self, event: Evaluated) -> None:
        outcomes = event.outcomes
        if outcomes is not None and len(event.files) == len(outcomes):
            said = zip(outcomes.predicted.tolist(), outcomes.confidence.tolist(), strict=True)
            answers = ((outcomes.labels[place], sure) for place, sure in said)
            numbers = map(number_of, event.files)
            self._found = {
                number: answer for number, answer in zip(numbers, answers, strict=True) if number is not None
            }
        self._end("")

    def _end(self, refusal: str) -> None:
        self._ticket, self.refusal = 0, refusal
        self.changed.emit()
