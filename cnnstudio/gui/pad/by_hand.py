"""The way from a number that a layer makes of the drawing to convolution by hand."""

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.by_hand.origin import title_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Failed, TakeByHand, TakenByHand
from cnnstudio.gui.links.drawing import geometry_for
from cnnstudio.gui.pad.tab import Room


class ByHand(QObject):
    """Asks the network that answers for the numbers; the newest question counts."""

    taken = Signal(object)
    """A TakenByHand."""
    failed = Signal(object)
    """A StudioError: why these numbers cannot be worked by hand."""

    def __init__(self, room: Room, parent: QObject) -> None:
        super().__init__(parent)
        self._room, self._ticket = room, 0
        room.bridge.event.connect(self._receive)
        room.document.opened.connect(self._forget)

    @Slot(str, object)
    def take(self, layer: str, place: tuple[int, int, int]) -> None:
        """Asks for what the layer reads around a place of its output, of the drawing as it is now."""
        answering = self._room.networks.answering
        made = None if answering is None else self._room.drawing.made(answering.shape, geometry_for(answering))
        if answering is None or made is None:
            return
        title = title_of(layer, place, tr("{name} · drawing", name=answering.name))
        request = TakeByHand(
            "draw.by_hand", subject=answering.subject, layer=layer, picture=made.array, place=place, title=title
        )
        self._ticket = self._room.bridge.post(request)

    @Slot()
    def _forget(self) -> None:
        """Another project is opened: an answer for the one before means nothing there."""
        self._ticket = 0

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if event.ticket != self._ticket or not self._ticket:
            return
        if isinstance(event, TakenByHand):
            self._ticket = 0
            self.taken.emit(event)
        elif isinstance(event, Failed):
            self._ticket = 0
            self.failed.emit(StudioError(event.text, event.hint))
