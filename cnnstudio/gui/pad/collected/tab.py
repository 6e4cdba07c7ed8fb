"""My digits, or drawings: those of the project, corrected, tested, trained on and taken along."""

from collections import Counter
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.pictures.collected import Collected, classes_of, in_order, steps_for, title
from cnnstudio.core.words import percent
from cnnstudio.data.drawn import SIDE
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.collected.answers import Answers
from cnnstudio.gui.pad.collected.chosen import ChosenDrawing
from cnnstudio.gui.pad.collected.export import ExportButton
from cnnstudio.gui.pad.collected.filter import Filter
from cnnstudio.gui.pad.collected.learning import learning_from, learning_words, still_holds
from cnnstudio.gui.pad.collected.step_button import StepButton
from cnnstudio.gui.pad.collected.tiles import DrawnGrid, shown
from cnnstudio.gui.pad.keys import class_of
from cnnstudio.gui.pad.tab import Placing, Room, Tab
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import Card, heading
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.said_words import SaidWords

_SIDE_SHARE, _SIDE_WIDTHS = 0.27, (330, 480)
"""How much of the width the right side takes, and its bounds in pixels."""

_MOST_BARS = 12
_TRAIN = tr("Makes them the project's data, as one undo step, and shows what training begins with (Alt+A)")
_EMPTY = tr(
    "Draw something on the paper, say what it is, and add it. What you add is kept in this project: to test networks "
    "with, and to train on."
)


class CollectionTab(Tab):
    """Shows the drawings while it is in view; each change goes through ``Collection``, where it can be undone."""

    def __init__(self, room: Room) -> None:
        super().__init__("draw.collected", room)
        self._collection = room.collection
        self._answers = Answers(room, self)
        self._grid, self._chosen, self._filter = DrawnGrid(), ChosenDrawing(), Filter()
        self._counts = Bars("draw.collected.counts", tr("How many drawings each class has"))
        # Where there is little room it takes what its bars need at least, before anything is scrolled.
        self._counts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._summary = FittingLabel()
        self._summary.setObjectName("draw.collected.summary")
        self._refused = SaidWords("problem")
        self._refused.setObjectName("draw.collected.refusal")
        self._undo, self._redo = (
            StepButton("undo", "undo-2", tr("Undo"), "Ctrl+Z"),
            StepButton("redo", "redo-2", tr("Do again"), "Ctrl+Y"),
        )
        self._test = _button(
            "test", "list-checks", tr("Te&st on them"), tr("Asks the network what it takes each of them for")
        )
        self._train = _button("train", "play", tr("Tr&ain on them"), _TRAIN)
        self._export = ExportButton(lambda: tuple(self._grid.drawn.shown), lambda: self._shape, lambda: self._title)
        self._empty = EmptyState("draw.collected.empty", "images")
        self._empty.say(tr("No drawings are collected yet"), _EMPTY, tr("Draw something"))
        self._lay_out()
        self._connect()
        self._follow()

    # What the person does

    @Slot()
    def test(self) -> None:
        """Has the answering network score every drawing."""
        self._answers.ask()

    @Slot()
    def train(self) -> None:
        """Makes the drawings the project's data, as one undo step, and shows what training begins with."""
        document, drawings = self.room.document, self._collection.drawings
        wanted = learning_from(document.project, drawings, self.room.networks.answering)
        document.change(wanted, tr("Take {title} as data", title=self._title))
        if document.project == wanted:
            words = learning_words(document, len(drawings))
            self.plan_requested.emit(words, still_holds(document, self.room.training_run))

    @Slot()
    def copy(self) -> None:
        """Puts a copy of the current drawing on the paper."""
        drawing = self._grid.current()
        if drawing is not None and drawing.is_whole:
            picture = shown(drawing)
            number = local(f"{drawing.number:,}")
            plain = picture if picture.shape[2] == 3 else picture[..., 0]
            self.placing_requested.emit(Placing(plain, drawing.label, f"{self._title} {number}"))

    @Slot()
    def remove(self) -> None:
        """Deletes the marked drawings."""
        self._collection.remove(self._grid.marked())

    def relabel(self, label: str) -> None:
        """Gives the marked drawings another label."""
        self._collection.relabel(self._grid.marked(), label)

    def _take_digit(self, digit: str) -> None:
        """The class of that number, of the network that answers or else of the drawings."""
        answering = self.room.networks.answering
        known = classes_of(set(self._collection.labels)) if answering is None else answering.labels
        if label := class_of(digit, known):
            self.relabel(label)

    # Showing

    @Slot()
    def refresh(self) -> None:
        """Shows what there is now."""
        drawings, answers = self._collection.drawings, self._answers.labels
        self._pages.setCurrentIndex(1 if drawings else 0)
        self._filter.refresh(drawings, answers)
        self._show_filtered()
        self._show_counts()
        self._undo.say(self._collection.undo_text)
        self._redo.say(self._collection.redo_text)
        self._refused.say(self._answers.refusal)
        self._show_test()

    @Slot()
    def _show_filtered(self) -> None:
        grid = self._grid
        row, current, marked = grid.currentIndex().row(), grid.current_number(), grid.marked()
        found = self._filter.of(self._collection.drawings, self._answers.labels)
        grid.drawn.show_drawings(found, self._answers.labels)
        if not marked or grid.current_number() != current or grid.marked() != marked:
            numbers = [each.number for each in found]
            # Of a drawing that is gone the next one takes the place.
            grid.go_to(numbers.index(current) if current in numbers else max(row, 0))
            if current in numbers:
                grid.mark(set(marked))
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        drawing = self._grid.current()
        answering = self.room.networks.answering
        classes, whose = ((), "") if answering is None else (answering.labels, answering.name)
        steps = steps_for(self._shape, self._collection.labels)
        self._chosen.set_network(self._shape, steps, classes, whose)
        self._chosen.show_drawing(drawing, self._labels, self._said_of(drawing), len(self._grid.marked()))

    def _said_of(self, drawing: Collected | None) -> str:
        answer = None if drawing is None else self._answers.labels.get(drawing.number)
        if drawing is None or answer is None:
            return ""
        sure = self._answers.confidence(drawing.number) or 0.0
        told = {"name": self._answers.by_whom, "label": answer, "share": percent(sure)}
        if answer == drawing.label:
            return tr("{name} takes it for {label} ({share}): right.", **told)
        return tr("{name} takes it for {label} ({share}): wrong.", **told)

    def _show_counts(self) -> None:
        counts = Counter(each.label for each in self._collection.drawings)
        labels = classes_of(set(counts))
        if len(labels) > _MOST_BARS:
            most = {label for label, _ in counts.most_common(_MOST_BARS)}
            labels = in_order(most)
        most = max(counts.values(), default=1)
        bars = [Bar(label, counts[label], local(f"{counts[label]:,}")) for label in labels]
        self._counts.show_bars(bars, high=most)

    def _show_test(self) -> None:
        answering, drawings = self.room.networks.answering, self._collection.drawings
        tally = self._answers.tally(drawings)
        count = tr_count("{count:,} drawing", "{count:,} drawings", len(drawings))
        if self._answers.is_asking:
            asked = tr("{name} is asked…", name=self._answers.by_whom)
            if self.room.training_run.is_active:
                asked = tr("{name} is asked when the training has ended…", name=self._answers.by_whom)
            self._summary.say(f"{count} · {asked}", tr("Asking…"))
        elif tally.asked:
            share = percent(tally.right / tally.asked)
            figures = tr("{right:,} of {all:,} right, {share}", right=tally.right, all=tally.asked, share=share)
            self._summary.say(f"{count} · {self._answers.by_whom}: {figures}", figures)
        else:
            self._summary.say(count)
        self._test.setEnabled(answering is not None and not self._answers.is_asking)
        why = "" if answering else tr("No network has weights yet: train one, or open a saved one.")
        self._test.setToolTip(why or tr("Asks {name} what it takes each of them for (Alt+S)", name=answering.name))

    @property
    def _title(self) -> str:
        """What all drawings are called."""
        answering = self.room.networks.answering
        return title((*self._collection.labels, *(answering.labels if answering else ())))

    @property
    def _shape(self) -> tuple[int, int, int]:
        """The input of the network that answers, or MNIST's."""
        answering = self.room.networks.answering
        return (SIDE, SIDE, 1) if answering is None else answering.shape

    @property
    def _labels(self) -> tuple[str, ...]:
        answering = self.room.networks.answering
        known = () if answering is None else answering.labels
        return tuple(dict.fromkeys((*known, *classes_of(set(self._collection.labels)))))

    # Private

    @Slot()
    def _follow(self, *_: Any) -> None:
        self.setWindowTitle(self._title)
        if self.isVisible():
            self.refresh()

    def _connect(self) -> None:
        for signal in (self._collection.changed, self._answers.changed, self.room.networks.changed):
            signal.connect(self._follow)
        grid, chosen, collection = self._grid, self._chosen, self._collection
        grid.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        grid.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        grid.digit_typed.connect(self._take_digit)
        chosen.label_wanted.connect(self.relabel)
        for each in (grid, chosen):
            each.remove_wanted.connect(self.remove)
            each.copy_wanted.connect(self.copy)
        grid.undo_wanted.connect(collection.undo)
        grid.redo_wanted.connect(collection.redo)
        grid.drawn.failed.connect(self.room.document.refused)
        self._filter.chosen.connect(self._show_filtered)
        self._undo.clicked.connect(collection.undo)
        self._redo.clicked.connect(collection.redo)
        self._test.clicked.connect(self.test)
        self._train.clicked.connect(self.train)
        self._empty.clicked.connect(self.paper_requested)
        self._export.failed.connect(self.room.document.refused)
        self._export.done.connect(self.room.networks.say)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._filter, self._undo, self._redo, self._test, self._train, self._export):
            line.addWidget(widget)
        line.insertWidget(3, self._summary, 1)
        pictures = Panel()
        inside = QVBoxLayout(pictures)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self._grid)
        counts = Card()
        counts.body.addWidget(heading(tr("How many of each")))
        counts.body.addWidget(self._counts, 1)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(self._chosen)
        side.addWidget(counts, 1)
        right = QWidget()
        right.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        self._side = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setWidget(right)  # in a low window it is scrolled, and nothing lies over anything else
        for widget in (right, self._side.viewport()):
            widget.setAutoFillBackground(False)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(pictures, 1)
        columns.addWidget(self._side)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self._refused)
        column.addLayout(columns, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    # Qt calls this

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least, most = _SIDE_WIDTHS
        self._side.setFixedWidth(min(max(round(_SIDE_SHARE * event.size().width()), least), most))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


def _button(name: str, icon_name: str, words: str, tip: str) -> QPushButton:
    made = QPushButton(icon(icon_name), words, objectName=f"draw.collected.{name}")
    made.setAccessibleName(words.replace("&", ""))
    made.setToolTip(tip)
    return made
