"""Draw: paper, what the network sees of it, and what it makes of that, while the pen moves."""

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.collected import Collected
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Failed, Followed, Predicted
from cnnstudio.core.sheet import Sheet, kept
from cnnstudio.data.pictures.decoding import SUFFIXES
from cnnstudio.gui.arrivals import picture_file_in
from cnnstudio.gui.collection import Collection
from cnnstudio.gui.drawing import Drawing
from cnnstudio.gui.no_run import NoRun
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.asking import Asking
from cnnstudio.gui.pad.canvas import Canvas
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.frame import frame_of
from cnnstudio.gui.pad.from_data import FromData
from cnnstudio.gui.pad.placed import Placed
from cnnstudio.gui.pad.second import SecondAnswer
from cnnstudio.gui.pad.seen import Seen
from cnnstudio.gui.pad.tab import Placing, Room, Tab
from cnnstudio.gui.pad.tools import Tools
from cnnstudio.gui.pad.truth import Truth
from cnnstudio.gui.widgets.card import Card

_SOON_MS = 8
"""A mouse may move a thousand times a second: the network is asked once in this time, well within a frame."""

_FIRST_SHARE, _SECOND_SHARE = 5, 7
"""Of the height of the answers: the second has a line for choosing it besides, and what it sees."""

_WIDTHS = [430, 420, 270]
"""How the columns share the room: paper, what is seen and made of it, the answer."""

_KINDS = f"Pictures ({' '.join(f'*{suffix}' for suffix in sorted(SUFFIXES))})"


class DrawTab(Tab):
    """Asks the engine on every piece of a stroke, and only while the page is in view; the newest answer counts."""

    build_requested = Signal()
    """The network has a problem, which is mended there."""
    file_requested = Signal()
    """The person wants to open a saved network."""
    paste_requested = Signal()
    """The person wants what is in the clipboard."""

    def __init__(self, room: Room) -> None:
        super().__init__("draw.drawing", room)
        self._networks = room.networks
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._canvas, self._seen, self._answer, self._truth = Canvas(), Seen(), Answer(), Truth()
        self._layers = LayersView(title="Layer by layer")
        self._tools, self._from_data = Tools(self._canvas), FromData(room.document)
        self._placed = Placed(self._canvas.leaf)
        self._drawing = Drawing.of(room.document)
        self._second = SecondAnswer(room)
        self._asking = Asking(room.bridge, "draw", self)
        self._collection = Collection.of(room.document)
        self._kept: Sheet | None = None
        self._empty = NoRun(
            "draw.empty",
            "brush",
            room.document,
            room.training_run,
            begins="A drawing can be tested here as soon as it has.",
            then="Then draw something here, and see what the network takes it for.",
            second="Open a saved network…",
        )
        self._lay_out()
        self._connect_parts()
        self._networks.changed.connect(self._subject_changed)
        room.document.project_changed.connect(self._subject_changed)
        room.document.data_changed.connect(self._empty.refresh)
        room.training_run.state_changed.connect(self._subject_changed)
        self._count_kept()
        self._subject_changed()

    def takes(self, mime: QMimeData) -> bool:
        return mime.hasImage() or bool(picture_file_in(mime))

    def take(self, mime: QMimeData) -> None:
        """Puts a picture on the paper, once it is read."""
        self._placed.take_mime(mime)

    def place(self, placing: Placing) -> None:
        """Puts on the paper what another tab has."""
        self._placed.take(placing)

    # Asking and answering

    def _ask_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        answering = self._networks.answering
        mode = answering.preprocessing.geometry.mode if answering is not None else "stretch"
        self._drawing.put(self._canvas.sheet, self._seen.steps, mode)
        self._truth.set_addable(not self._canvas.is_empty)
        if answering is None or not self.isVisible():
            return
        made = self._drawing.made(answering.shape)
        self._seen.show_made(made)
        self._canvas.show_frame(frame_of(made, answering.shape[:2]), self._drawing.ground(answering.shape))
        if made is None:
            self._asking.forget()
            self._asking.get_ready(answering.subject)
            self._layers.show_maps(None)
            self._answer.show_words(_invitation(answering.labels), answering.state.capitalize(), answering.labels)
            return
        if not self._asking.has_asked:
            self._answer.show_words("…", self._asking.waiting, answering.labels)
            self._layers.show_words(self._asking.waiting)
        self._asking.ask(answering.subject, made.array, with_maps=self._layers.isVisible())

    @Slot(object)
    def _answered(self, event: Predicted | Followed) -> None:
        answering = self._networks.answering
        self._answer.show_prediction(event, answering.state.capitalize() if answering else "")
        if isinstance(event, Followed):
            self._layers.show_maps(event)

    @Slot(object)
    def _failed(self, event: Failed) -> None:
        self._answer.show_words("No answer", f"{event.text} {event.hint}".strip())
        self._layers.show_words("No answer")

    @Slot()
    def _weights_changed(self) -> None:
        answering = self._networks.answering
        if answering is not None and answering.state:
            self._ask_soon()

    # What changes

    @Slot()
    def _subject_changed(self) -> None:
        answering = self._networks.answering
        self._pages.setCurrentIndex(0 if answering is None else 1)
        self._empty.refresh()
        if answering is not None:
            self._seen.describe(answering.shape, answering.preparation)
            self._truth.set_labels(answering.labels)
            self._placed.set_network(answering)
            self._tools.palette_row.be_of_use(answering.shape[2] == 3)
            self._ask_soon()

    @Slot(object)
    def _refuse(self, error: StudioError) -> None:
        self._networks.say(str(error), refusal=True)

    @Slot()
    def _add(self) -> None:
        """Keeps the drawing with its class; the next one begins on clean paper."""
        answering = self._networks.answering
        made = None if answering is None else self._drawing.made(answering.shape)
        if made is not None and self._truth.can_add:
            self._kept = self._canvas.sheet
            self._collection.add(kept(self._kept, made), self._truth.label)

    @Slot(object)
    def _added(self, drawing: Collected) -> None:
        if self._canvas.sheet is self._kept:  # else the next one has begun meanwhile
            self._canvas.clear()

    @Slot()
    def _count_kept(self) -> None:
        self._truth.set_count(self._collection.count)

    @Slot(str)
    def _choose_layer(self, name: str) -> None:
        """Selects it on all pages, where the project's network has it: a file's or an older run's may have others."""
        if self.room.document.analysis.row_of(name) is not None:
            self.room.selection.select(name)

    @Slot()
    def _share_answers(self) -> None:
        """Two answers share the column; the line in which the second can be chosen takes no more than it needs."""
        layout = self._answers.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self._second, 0 if self._second.answering is None else _SECOND_SHARE)

    @Slot()
    def _mark_layer(self) -> None:
        self._layers.mark(self.room.selection.current or "")

    @Slot()
    def _cleared(self) -> None:
        self._truth.choose("")

    @Slot(bool)
    def _show_data(self, on: bool) -> None:
        self._from_data.setVisible(on)
        if on:
            self._from_data.show_it()

    def _open_picture(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open a picture", "", _KINDS)
        if path:
            self._placed.take_file(path)

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_A:
            self._add()
        elif not (self._truth.take_key(event) or self._tools.take_key(event)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._seen.fit(event.size().height())

    # Private

    def _connect_parts(self) -> None:
        self._asking.answered.connect(self._answered)
        self._asking.failed.connect(self._failed)
        self._asking.weights_changed.connect(self._weights_changed)
        self._canvas.ink_changed.connect(self._ask_soon)
        self._canvas.cleared.connect(self._cleared)
        self._canvas.finished.connect(self._add)
        self._seen.changed.connect(self._ask_soon)
        self._truth.changed.connect(self._answer.set_truth)
        self._truth.changed.connect(self._second.set_truth)
        self._second.chosen.connect(self._share_answers)
        self._truth.add_requested.connect(self._add)
        self._collection.added.connect(self._added)
        self._collection.changed.connect(self._count_kept)
        self._layers.layer_clicked.connect(self._choose_layer)
        self.room.selection.changed.connect(self._mark_layer)
        self._tools.open_requested.connect(self._open_picture)
        self._tools.paste_requested.connect(self.paste_requested)
        self._tools.data_switched.connect(self._show_data)
        self._from_data.found.connect(self._placed.take_found)
        self._from_data.failed.connect(self._refuse)
        self._placed.failed.connect(self._refuse)
        self._placed.came.connect(lambda: self._networks.say(""))
        self._placed.labelled.connect(self._truth.choose)
        self._empty.train_requested.connect(self.train_requested)
        self._empty.build_requested.connect(self.build_requested)
        self._empty.data_requested.connect(self.data_requested)
        self._empty.second_clicked.connect(self.file_requested)

    def _lay_out(self) -> None:
        paper = Card()
        self._from_data.hide()
        for widget in (self._tools, self._from_data, self._placed):
            paper.body.addWidget(widget)
        paper.body.addWidget(self._canvas, 1)
        paper.body.addWidget(self._truth)
        paper.body.addStretch()
        paper.body.setContentsMargins(12, 12, 12, 12)
        columns = QSplitter(childrenCollapsible=False)
        columns.setObjectName("draw.columns")
        columns.setHandleWidth(12)
        columns.addWidget(paper)
        columns.addWidget(_column((self._seen, 0), (self._layers, 1)))
        self._answers = _column((self._answer, _FIRST_SHARE), (self._second, 0))
        columns.addWidget(self._answers)
        columns.setSizes(_WIDTHS)
        for column, share in enumerate(_WIDTHS):
            columns.setStretchFactor(column, share)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(columns)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)


def _column(*parts: tuple[QWidget, int]) -> QWidget:
    """Widgets one under the other, with their shares of the height."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    for widget, share in parts:
        layout.addWidget(widget, share)
    return column


def _invitation(labels: tuple[str, ...]) -> str:
    """What clean paper asks for: clothes and faces are dropped or pasted rather than drawn."""
    digits = all(len(label) == 1 and label.isdecimal() for label in labels)
    return "Draw a digit" if digits else "Draw something, or drop or paste a picture"
