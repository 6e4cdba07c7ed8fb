"""The way from a number of a map to convolution by hand, with the numbers that it was made of."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnstudio.core.by_hand.layers import can_take
from cnnstudio.core.by_hand.origin import title_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import TakeByHand, TakenByHand
from cnnstudio.core.network import Layer
from cnnstudio.gui.viewer.maps.figure import Shown
from cnnstudio.gui.viewer.questions import Questions

_KEY = "H"
_OFFER = tr("Work this number by hand: opens what was read and the kernel on the Learn page ({key})", key=_KEY)
_NOWHERE = tr("Point at a number first, by a click or with Space: then it can be worked by hand")
_OTHER = tr("Only a number of a convolution (Conv2D) or a pooling can be worked by hand step by step")


class ByHand(QObject):
    """Asks the engine for the numbers around the place that is pointed at, when its button is pressed."""

    taken = Signal(object)
    """A TakenByHand."""
    failed = Signal(object)
    """A StudioError: why these numbers cannot be worked by hand."""

    def __init__(self, button: QAbstractButton, keys_of: QWidget, questions: Questions) -> None:
        """``keys_of``: the key counts while this or a part of it has the keyboard."""
        super().__init__(button)
        self._button, self._questions = button, questions
        self._at: tuple[Shown, tuple[int, int, int]] | None = None
        button.clicked.connect(self.take)
        QShortcut(QKeySequence(_KEY), keys_of, self.take, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.point(None, None)

    def point(self, shown: Shown | None, place: tuple[int, ...] | None) -> None:
        """Says what is pointed at now; None for nothing."""
        self._at, why = None, _NOWHERE
        if shown is not None and place is not None:
            row = shown.scene.analysis.row_of(shown.layer)
            is_fit = row is not None and isinstance(row.node, Layer) and can_take(row.node.spec)
            why = "" if is_fit and len(place) == 3 else _OTHER
            if not why:
                self._at = shown, (place[0], place[1], place[2])
        self._button.setEnabled(not why)
        self._button.setToolTip(why or _OFFER)

    @Slot()
    def take(self) -> None:
        """Asks for the numbers of what is pointed at."""
        if self._at is None:
            return
        shown, place = self._at
        scene = shown.scene
        if scene.picture is None:
            return
        of = " · ".join(filter(None, (scene.title, scene.picture_title)))
        request = TakeByHand(
            self._questions.sender_name,
            subject=scene.subject,
            layer=shown.layer,
            picture=scene.picture,
            place=place,
            title=title_of(shown.layer, place, of),
        )
        self._questions.ask(request, shown.key, self._answered, lambda why: self.failed.emit(StudioError(why)))

    def _answered(self, event: TakenByHand) -> None:
        self.taken.emit(event)
