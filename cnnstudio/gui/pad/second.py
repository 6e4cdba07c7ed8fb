"""Another network's answer to the same drawing, beside that of the one that answers on all pages."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.words import plain
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.answering.method_choice import MethodChoice
from cnnstudio.gui.files.opening import ask_network
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.conversation import Conversation
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.tab import Room
from cnnstudio.gui.runs.weights import list_runs
from cnnstudio.gui.widgets.bars import Bars
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.pixel_view import PixelView

_SEEN_SIDE = 58
"""Two pixels of the screen for each of MNIST’s 28, and a frame."""

_MOST_OF_A_NAME = 24
"""Letters of a network's name in a heading."""

_NOBODY = (tr("Compare with…"), "")
_NO_MORE = (tr("No second network"), "")
_OPEN = (tr("Open another saved network…"), "open:")
"""Words and data of what stands in the list beside runs and files; no path begins so."""


class SecondAnswer(QWidget):
    """Chooses a second network, and shows what it makes of the drawing; a line as long as none is chosen.

    Its layers are to be placed by whoever has room for them.
    """

    compared = Signal(bool)
    """Whether there is a second network, each time that is found out anew."""
    layers_shown = Signal(bool)
    """Whether its layers are wanted in view."""

    def __init__(self, room: Room, name: str = "draw.second") -> None:
        """``name``: what the names of its parts begin with."""
        super().__init__(objectName=name)
        self._room, self._what = room, ""
        self._number: int | None = None
        self._choice = fitting_combo(f"{name}.choice", tr("Compare with"), 90)
        self._choice.setToolTip(tr("The same drawing for a second network: another run, or a saved one"))
        self._method = MethodChoice(room.document, room.networks, f"{name}.method", lambda: self.answering)
        self._switch = IconButton(f"{name}.maps", "layers", called=tr("Layers of the second network"))
        self._switch.setCheckable(True)
        self._answer = Answer(name, tr("The second network’s answer"))
        self._seen = PixelView(f"{name}.seen", tr("What the second network sees"), _SEEN_SIDE)
        self._seen.prefer(_SEEN_SIDE)
        self._seen.setToolTip(tr("What the second network sees: it takes pictures of another size"))
        self._answer.head.addWidget(self._seen)
        self._answer.be_brief(True)
        self.layers = LayersView(f"{name}.layers", tr("Layers of the second network"))
        parts = self._answer, self.layers
        self._conversation = Conversation(room, self, parts, lambda: self.answering, is_second=True)
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def answering(self) -> Answering | None:
        """The network that is compared with; None while there is none."""
        what = self._what if self._number is None else self._number
        return self._room.networks.known(what) if what not in ("", self._room.networks.current) else None

    def choose(self, what: str | int) -> None:
        """Compares with the run of this number, or the opened file of this path; empty for nobody."""
        self._number, self._what = (what, "") if isinstance(what, int) else (None, what)
        self._refresh()

    @property
    def bars(self) -> Bars:
        """The probabilities that it gives."""
        return self._answer.bars

    def set_truth(self, label: str) -> None:
        """Takes what the drawing really is; empty where nobody said so."""
        self._answer.set_truth(label)

    # Choosing

    @Slot()
    def _refresh(self) -> None:
        """Lists what there is, and asks it anew; who is gone is compared with no more, and nobody with itself."""
        document, networks, answering = self._room.document, self._room.networks, self.answering
        first, is_there = networks.current, answering is not None
        if not is_there:
            self._number, self._what = None, ""
        runs = tuple(run for run in document.runs if run.number != first)
        files = [entry for entry in networks.files if entry[1] != first]
        nobody = _NO_MORE if is_there else _NOBODY
        show = self._what if self._number is None else self._number
        list_runs(self._choice, runs, [*files, _OPEN], show, above=[nobody])
        for widget in (self._answer, self._switch):
            widget.setVisible(is_there)
        self._method.follow()
        self.compared.emit(is_there)
        self.layers_shown.emit(is_there and self._switch.isChecked())
        one = networks.answering
        self._seen.setVisible(answering is not None and (one is None or one.shape != answering.shape))
        if answering is not None:
            self._name_layers(plain(answering.name, _MOST_OF_A_NAME))
            self._seen.set_size(*answering.shape[:2])
            self._conversation.ask_soon()

    def _name_layers(self, name: str) -> None:
        is_on = self._switch.isChecked()
        self.layers.call(tr("Layers of {name}", name=name))
        tip = tr("Layers of {name}: shown beside those of the first, or in their place", name=name)
        if is_on:
            tip = tr("Layers of {name}: are shown; press to hide them", name=name)
        self._switch.setToolTip(tip)

    @Slot(int)
    def _activated(self, index: int) -> None:
        what = self._choice.itemData(index)
        if what == _OPEN[1]:
            self._refresh()  # it is no choice that could stay
            self._ask_file()
        else:
            self.choose(what)

    def _ask_file(self) -> None:
        path = ask_network(self, tr("Open another saved network"))
        if path:
            later = self._room.training_run.is_active
            self._room.networks.open(path, self.objectName(), later=later, beside=True)

    # Private

    def _connect(self) -> None:
        self._choice.activated.connect(self._activated)
        self._switch.toggled.connect(self._refresh)
        self._conversation.looked.connect(lambda made: self._seen.show_array(None if made is None else made.array))
        self._room.drawing.changed.connect(self._conversation.ask_soon)
        self._room.networks.changed.connect(self._refresh)
        self._room.networks.opened_beside.connect(self.choose)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._choice, 1)
        row.addWidget(self._method)
        row.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self._answer, 1)

    # What Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._conversation.ask_soon()
