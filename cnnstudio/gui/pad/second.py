"""Another network's answer to the same drawing, beside that of the one that answers on all pages."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Failed, Followed, Predicted
from cnnstudio.gui.answering import Answering
from cnnstudio.gui.drawing import Drawing
from cnnstudio.gui.icons import icon
from cnnstudio.gui.opening import NETWORKS
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.asking import Asking
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.tab import Room
from cnnstudio.gui.run_weights import list_runs
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.pixel_view import PixelView

_SOON_MS = 8
_LIVE_MS = 500
_SEEN_SIDE = 86

_NOBODY = ("Compare with…", "")
_OPEN = ("Open another saved network…", "open:")
"""Words and data of what stands in the list beside runs and files; no path begins so."""


class SecondAnswer(QWidget):
    """Chooses a second network, and shows what it makes of the drawing; a line as long as none is chosen."""

    chosen = Signal()
    """Another network is compared with, or none."""

    def __init__(self, room: Room, name: str = "draw.second") -> None:
        """``name``: what the names of its parts begin with."""
        super().__init__(objectName=name)
        self._room, self._what = room, ""
        self._number: int | None = None
        self._drawing = Drawing.of(room.document)
        self._asking = Asking(room.bridge, name, self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self._choice = fitting_combo(f"{name}.choice", "Compare with", 90)
        self._choice.setToolTip("The same drawing for a second network: another run, or a saved one")
        self._switch = IconButton()
        self._switch.setObjectName(f"{name}.maps")
        self._switch.setIcon(icon("layers"))
        self._switch.setCheckable(True)
        self._switch.setToolTip("What every layer of the second network makes of the drawing")
        self._switch.setAccessibleName("Layers of the second network")
        self._answer = Answer(name, "The second network’s answer")
        self._seen = PixelView(f"{name}.seen", "What the second network sees", _SEEN_SIDE)
        self._seen.prefer(_SEEN_SIDE)
        self._seen.setToolTip("What the second network sees: it takes pictures of another size")
        self._answer.body.insertWidget(1, self._seen)
        self._layers = LayersView(f"{name}.layers", "Layer by layer")
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def answering(self) -> Answering | None:
        """The network that is compared with; None while there is none."""
        what = self._what if self._number is None else self._number
        return self._room.networks.known(what) if what != "" else None

    def choose(self, what: str | int) -> None:
        """Compares with the run of this number, or the opened file of this path; empty for nobody."""
        self._number, self._what = (what, "") if isinstance(what, int) else (None, what)
        self._asking.forget()
        self._refresh()
        self.chosen.emit()

    def set_truth(self, label: str) -> None:
        """Takes what the drawing really is; empty where nobody said so."""
        self._answer.set_truth(label)

    # Asking and answering

    @Slot()
    def _ask_soon(self) -> None:
        if self._number is not None or self._what:
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        answering = self.answering
        if answering is None or not self.isVisible():
            return
        made = self._drawing.made(answering.shape)
        self._seen.show_array(None if made is None else made.array)
        if made is None:
            self._asking.forget()
            self._layers.show_maps(None)
            self._answer.show_words("", self._note(answering), answering.labels)
            return
        if not self._asking.has_asked:
            self._answer.show_words("…", self._asking.waiting, answering.labels)
        self._asking.ask(answering.subject, made.array, with_maps=self._switch.isChecked())

    @Slot(object)
    def _answered(self, event: Predicted | Followed) -> None:
        answering = self.answering
        self._answer.show_prediction(event, "" if answering is None else self._note(answering))
        self._layers.show_maps(event if isinstance(event, Followed) else None)

    @Slot(object)
    def _failed(self, event: Failed) -> None:
        self._answer.show_words("No answer", f"{event.text} {event.hint}".strip())
        self._layers.show_maps(None)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        """Its weights have changed under the drawing: asks at most twice a second, one answer after the other."""
        if not isinstance(event, BatchEnded | EpochEnded) or self._asking.is_awaited or self._live.isActive():
            return
        answering = self.answering
        if answering is not None and answering.state:
            self._live.start()
            self._ask_soon()

    @staticmethod
    def _note(answering: Answering) -> str:
        return " · ".join(filter(None, (answering.name, answering.state)))

    # Choosing

    @Slot()
    def _refresh(self) -> None:
        """Lists what there is, and asks it anew; who is gone is compared with no more."""
        document, networks, answering = self._room.document, self._room.networks, self.answering
        if answering is None:
            self._number, self._what = None, ""
        files = [_NOBODY, *networks.files, _OPEN]
        list_runs(self._choice, document.runs, files, self._what if self._number is None else self._number)
        first = networks.answering
        for widget in (self._answer, self._switch):
            widget.setVisible(answering is not None)
        self._layers.setVisible(answering is not None and self._switch.isChecked())
        self._seen.setVisible(answering is not None and (first is None or first.shape != answering.shape))
        if answering is not None:
            self._seen.set_size(*answering.shape[:2])
            self._ask_soon()

    @Slot(int)
    def _activated(self, index: int) -> None:
        what = self._choice.itemData(index)
        if what == _OPEN[1]:
            self._refresh()  # it is no choice that could stay
            self._ask_file()
        else:
            self.choose(what)

    def _ask_file(self) -> None:
        kinds = f"Saved networks ({NETWORKS});;All files (*)"
        path, _ = QFileDialog.getOpenFileName(self, "Open another saved network", "", kinds)
        if path:
            later = self._room.training_run.is_active
            self._room.networks.open(path, self.objectName(), later=later, beside=True)

    # Private

    def _connect(self) -> None:
        self._soon.timeout.connect(self._ask)
        self._choice.activated.connect(self._activated)
        self._switch.toggled.connect(self._refresh)
        self._asking.answered.connect(self._answered)
        self._asking.failed.connect(self._failed)
        self._drawing.changed.connect(self._ask_soon)
        self._room.networks.changed.connect(self._refresh)
        self._room.networks.opened_beside.connect(self.choose)
        self._room.bridge.event.connect(self._receive)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._choice, 1)
        row.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self._answer, 1)
        layout.addWidget(self._layers, 1)

    # What Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()
