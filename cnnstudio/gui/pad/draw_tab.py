"""Draw: paper, what the network sees of it, and what it makes of that, while the pen moves."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.collected import Collected, title
from cnnstudio.core.pictures.sheet import Made, Sheet, kept
from cnnstudio.core.words import plain
from cnnstudio.data.pictures.decoding import SUFFIXES
from cnnstudio.gui.files.arrivals import picture_file_in
from cnnstudio.gui.links.drawing import geometry_for
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.by_hand import ByHand
from cnnstudio.gui.pad.canvas import Canvas, is_claimed
from cnnstudio.gui.pad.columns import Columns, TwoLayers, column
from cnnstudio.gui.pad.conversation import Conversation
from cnnstudio.gui.pad.eyes import sees_photographs
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.following.pointing import NumberPointing
from cnnstudio.gui.pad.frame import frame_of
from cnnstudio.gui.pad.from_data import Found, FromData
from cnnstudio.gui.pad.placed import Placed
from cnnstudio.gui.pad.second import SecondAnswer
from cnnstudio.gui.pad.seen import Seen
from cnnstudio.gui.pad.tab import Placing, Room, Tab
from cnnstudio.gui.pad.tools import Tools
from cnnstudio.gui.pad.truth import Truth
from cnnstudio.gui.runs.no_run import NoRun
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.card import Card

_FIRST_SHARE, _SECOND_SHARE = 4, 5
"""Of the height of the answers: the second has a line for choosing it besides, and what it sees."""

_ADDS = (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Keys that keep the drawing, wherever the focus is; Enter where nothing has taken it."""

_LAYERS = tr("Layer by layer")
_MOST_OF_A_NAME = 24
"""Letters of a network's name in a heading."""

_KINDS = tr("Pictures ({endings})", endings=" ".join(f"*{suffix}" for suffix in sorted(SUFFIXES)))


class DrawTab(Tab):
    """Asks the engine on every piece of a stroke, and only while the page is in view; the newest answer counts."""

    taken_by_hand = Signal(object)
    """The person wants to work a number of a layer by hand: a TakenByHand."""
    page_requested = Signal(str)
    """Where what keeps from training is mended."""
    file_requested = Signal()
    """The person wants to open a saved network."""
    paste_requested = Signal()
    """The person wants what is in the clipboard."""
    touched = Signal()
    """A stroke has begun, or something else lies on the paper."""

    def __init__(self, room: Room) -> None:
        super().__init__("draw.drawing", room)
        self._networks = room.networks
        self._canvas, self._seen, self._answer, self._truth = Canvas(), Seen(), Answer(), Truth()
        self._layers = LayersView(title=_LAYERS)
        self._tools, self._from_data = Tools(self._canvas), FromData(room.document)
        self._placed = Placed(self._canvas.leaf)
        self._drawing = room.drawing
        self._second = SecondAnswer(room)
        self._two_layers = TwoLayers(self._layers, self._second.layers)
        self._talk = Conversation(
            room, self, (self._answer, self._layers), lambda: self._networks.answering, name="draw"
        )
        self._serial = room.document.serial
        self._by_hand = ByHand(room, self)
        self._collection = room.collection
        self._kept: Sheet | None = None
        self._found: Found | None = None
        """The picture that was last chosen from the data."""
        self._empty = NoRun(
            "draw.empty",
            "brush",
            room.document,
            room.training_run,
            begins=tr("A drawing can be tested here as soon as it has."),
            then=tr("Then draw something here, and see what the network takes it for."),
            second=tr("Open a saved network…"),
        )
        self._lay_out()
        self._connect_parts()
        self._networks.changed.connect(self._subject_changed)
        room.document.project_changed.connect(self._subject_changed)
        room.document.data_changed.connect(self._empty.refresh)
        room.training_run.state_changed.connect(self._subject_changed)
        room.document.opened.connect(self._opened)
        room.document.refused.connect(self._not_kept)
        self._count_kept()
        self._subject_changed()

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies on the paper."""
        return self._canvas.is_empty

    def takes(self, mime: QMimeData) -> bool:
        return mime.hasImage() or bool(picture_file_in(mime))

    def take(self, mime: QMimeData) -> None:
        """Puts a picture on the paper, once it is read."""
        self._placed.take_mime(mime)

    def place(self, placing: Placing) -> None:
        """Puts on the paper what another tab has."""
        self._placed.take(placing)

    @Slot()
    def _put(self) -> None:
        """Hands the sheet to all who look at the drawing, whichever page is in view."""
        answering = self._networks.answering
        self._drawing.put(self._canvas.sheet, self._seen.steps, None if answering is None else geometry_for(answering))
        self._truth.set_addable(not self._canvas.is_empty)
        if not self._canvas.is_empty and self._canvas.sheet is not self._kept:
            self._truth.say()

    @Slot(object)
    def _looked(self, made: Made | None) -> None:
        self._seen.show_made(made)
        if answering := self._networks.answering:
            self._canvas.show_frame(frame_of(made, answering.shape[:2]), self._drawing.ground(answering.shape))

    # What changes

    @Slot()
    def _subject_changed(self) -> None:
        answering = self._networks.answering
        self._pages.setCurrentIndex(0 if answering is None else 1)
        self._empty.refresh()
        if answering is not None:
            self._seen.describe(answering.shape, answering.preparation)
            self._seen.stand_for(sees_photographs(answering))
            self._truth.set_labels(answering.labels)
            self._count_kept()
            self._placed.set_network(answering)
            if self._tools.palette_row.isHidden() is (answering.shape[2] == 3):
                self._tools.palette_row.be_of_use(answering.shape[2] == 3)
                self._tools.updateGeometry()  # so that its card knows already how high it is now
                self._columns.share_anew()
            self._talk.ask_soon()

    @Slot(object)
    def _refuse(self, error: StudioError) -> None:
        self._networks.say(str(error), refusal=True)

    @Slot()
    def _add(self) -> None:
        """Keeps the drawing with its class; the next one begins on clean paper."""
        answering = self._networks.answering
        made = None if answering is None else self._drawing.made(answering.shape)
        if made is not None and self._truth.can_add and self._canvas.sheet is not self._kept:
            self._kept = self._canvas.sheet
            self._collection.add(kept(self._kept, made), self._truth.label)

    @Slot(object)
    def _added(self, drawing: Collected) -> None:
        if self._canvas.sheet is self._kept:  # else the next one has begun meanwhile
            self._canvas.clear()
        words = tr("Kept as {label}", label=plain(drawing.label, 40))
        self._truth.say(tr("{words} ({count:,} in all)", words=words, count=self._collection.count), words)

    @Slot(object)
    def _not_kept(self, error: StudioError) -> None:
        self._kept = None  # and may be tried again

    @Slot()
    def _opened(self) -> None:
        """A drawing belongs to what was open when it was drawn: another project begins on clean paper."""
        if self.room.document.serial != self._serial:
            self._serial = self.room.document.serial
            self._kept = None
            self._truth.choose("")
            self._truth.say()
            self._canvas.leaf.begin_anew()

    @Slot()
    def _count_kept(self) -> None:
        answering = self._networks.answering
        known = () if answering is None else answering.labels
        self._truth.set_kept(self._collection.count, title((*self._collection.labels, *known)))

    @Slot(str)
    def _choose_layer(self, name: str) -> None:
        """Selects it on all pages, where the project's network has it: a file's or an older run's may have others."""
        if self.room.document.analysis.row_of(name) is not None:
            self.room.selection.select(name)

    @Slot(bool)
    def _compare(self, on: bool) -> None:
        """Two answers share the column; the line in which the second can be chosen takes no more than it needs."""
        layout = self._answers.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self._answer, _FIRST_SHARE if on else 1)
        layout.setStretchFactor(self._second, _SECOND_SHARE if on else 0)
        self._answer.be_brief(on)
        self._talk.say_whose(on)
        for one, other in ((self._answer.bars, self._second.bars), (self._second.bars, self._answer.bars)):
            one.keep_step_with(other if on else None)  # as high here as there, so that they can be compared

    @Slot(bool)
    def _show_layers(self, of_second: bool) -> None:
        """Where there are layers of two networks, each says whose they are."""
        answering = self._networks.answering
        is_named = of_second and answering is not None
        self._layers.call(tr("Layers of {name}", name=plain(answering.name, _MOST_OF_A_NAME)) if is_named else _LAYERS)
        self._two_layers.show_second(of_second)

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
        else:
            self._from_data.stop()

    @Slot(object)
    def _take_found(self, found: Found) -> None:
        self._found = found
        self._placed.take_found(found)

    @Slot()
    def _history_changed(self) -> None:
        """The number of a picture of the data is there as long as that picture lies on the paper."""
        origin, found = self._canvas.leaf.origin, self._found
        if origin is None or found is None or origin.picture is not found.picture:
            self._tools.leave_data()

    def _open_picture(self) -> None:
        path, _ = file_dialogs.open_name(self, tr("Open a picture"), "", _KINDS)
        if path:
            self._placed.take_file(path)

    # What Qt calls

    def event(self, event: QEvent) -> bool:
        # Wherever the focus is beside the paper, Ctrl+Z takes back a stroke; a field of text has claimed it before.
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and self._is_drawn_on and is_claimed(event):
            event.accept()
            return True
        return super().event(event)

    @property
    def _is_drawn_on(self) -> bool:
        return self._pages.currentWidget() is not self._empty

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self._is_drawn_on:
            super().keyPressEvent(event)
        elif is_plain and event.key() in _ADDS:
            if not event.isAutoRepeat():
                self._add()
        elif not any(part.take_key(event) for part in (self._truth, self._tools, self._canvas)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._talk.ask_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._seen.fit(event.size().height())

    # Private

    def _connect_parts(self) -> None:
        self._talk.asking.connect(self._put)
        self._talk.looked.connect(self._looked)
        self._canvas.ink_changed.connect(self._talk.ask_soon)
        self._canvas.cleared.connect(self._cleared)
        self._canvas.finished.connect(self._add)
        self._canvas.history_changed.connect(self._history_changed)
        self._canvas.history_changed.connect(self.touched)
        self._seen.changed.connect(self._talk.ask_soon)
        self._truth.changed.connect(self._answer.set_truth)
        self._truth.changed.connect(self._second.set_truth)
        self._second.compared.connect(self._compare)
        self._second.layers_shown.connect(self._show_layers)
        self._second.layers.layer_clicked.connect(self._choose_layer)
        self._truth.add_requested.connect(self._add)
        self._collection.added.connect(self._added)
        self._collection.changed.connect(self._count_kept)
        self._layers.layer_clicked.connect(self._choose_layer)
        NumberPointing(self._layers.maps).wanted.connect(self._by_hand.take)
        self._by_hand.taken.connect(self.taken_by_hand)
        self._by_hand.failed.connect(self._refuse)
        self.room.selection.changed.connect(self._mark_layer)
        self._tools.open_requested.connect(self._open_picture)
        self._tools.paste_requested.connect(self.paste_requested)
        self._tools.data_switched.connect(self._show_data)
        self._from_data.found.connect(self._take_found)
        self._from_data.failed.connect(self._refuse)
        self._from_data.chosen.connect(self._canvas.setFocus)
        self._placed.failed.connect(self._refuse)
        self._placed.came.connect(lambda: self._networks.say(""))
        self._placed.labelled.connect(self._truth.choose)
        self._empty.train_requested.connect(self.train_requested)
        self._empty.page_requested.connect(self.page_requested)
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
        self._answers = column((self._answer, 1), (self._second, 0))
        self._columns = Columns(paper, self._canvas, column((self._seen, 0), (self._two_layers, 1)), self._answers)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self._columns)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
