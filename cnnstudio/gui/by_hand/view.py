"""Convolution by hand: tables of numbers, the window on them, the sum written out, and the output filling in."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.by_hand.computing import Output, Place
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.making import from_picture
from cnnstudio.core.by_hand.text import cells_of
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.gui.by_hand.blocks import Block, Cell, left_blocks, output_blocks
from cnnstudio.gui.by_hand.boards import Boards
from cnnstudio.gui.by_hand.edit_tables import pasted_words, with_pasted, with_typed
from cnnstudio.gui.by_hand.kept import KeptSheet
from cnnstudio.gui.by_hand.keys import is_redo, is_undo
from cnnstudio.gui.by_hand.menus import BoardMenu, KernelMenu
from cnnstudio.gui.by_hand.player import Player
from cnnstudio.gui.by_hand.saving import SaveMenu
from cnnstudio.gui.by_hand.scrolling import bare_scroll
from cnnstudio.gui.by_hand.settings import ExerciseSettings
from cnnstudio.gui.by_hand.sum_panel import SumPanel
from cnnstudio.gui.by_hand.telling import NO_STEP, about, place_words, size_html, sum_lines
from cnnstudio.gui.by_hand.top_bar import TopBar
from cnnstudio.gui.by_hand.try_row import TryRow
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.said_words import NewsTone
from cnnstudio.gui.widgets.verdict import Verdict

_NAME = "learn.convolution"
_SIDE = 236


class ByHandView(QWidget):
    """Shows one exercise, lets it be changed and gone through; keeps it in the open project."""

    changed = Signal()
    """The exercise, or what was tried, is another one."""
    origin_requested = Signal()
    """The person wants to see where the numbers come from."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self.worksheet = worksheet = Worksheet(self)
        self._shown: Exercise | None = None
        self._told = ("", "", "")
        """The title of an exercise, what there is to say about it, and the way to where it comes from."""
        self._channels: tuple[int, ...] = ()
        self._boards = Boards(_NAME)
        self._tables, self._results = self._boards.tables, self._boards.results
        self._verdict = Verdict(f"{_NAME}.said")
        self._trying = TryRow(_NAME, worksheet)
        self._sum = SumPanel(f"{_NAME}.sum")
        self.player = Player(worksheet, f"{_NAME}.player")
        self._kernel_menu = KernelMenu(worksheet, self._filter_now, self)
        self._save_menu = SaveMenu(worksheet, document.background, self._seen, self._say, self)
        self._bar = TopBar(_NAME, worksheet, self._kernel_menu, self._save_menu)
        self._lay_out()
        self._connect()
        self.kept = KeptSheet(document, worksheet)
        self.kept.refused.connect(self._say)
        self._show_all()

    # What others rely on

    @property
    def exercise(self) -> Exercise:
        """What stands here."""
        return self.worksheet.exercise

    @property
    def tries(self) -> Tries:
        """What was tried while the output was hidden."""
        return self.worksheet.tries

    @property
    def output(self) -> Output | None:
        """What comes out; None while a large exercise is computed."""
        return self.worksheet.output

    @property
    def place(self) -> Place | None:
        """The row, column and filter of the output that is looked at; None where nothing comes out."""
        return self.worksheet.place

    @property
    def sum_words(self) -> str:
        """The sum as it stands there, line by line."""
        return "\n".join(self._sum.lines)

    @property
    def said(self) -> str:
        """What was refused last, or what came of saving; empty when there is nothing to say."""
        return self._verdict.words or self._trying.said

    def show_exercise(self, exercise: Exercise, place: Place = (0, 0, 0), *, hidden: bool = False) -> None:
        """Shows an exercise at a step, as one undo step; ``hidden``: without its answer, to be worked out."""
        self.worksheet.begin(exercise, place, hidden=hidden)

    def show_picture(self, picture: FloatArray, title: str) -> None:
        """Takes a picture (rows, columns, channels) as the input, or the middle of it."""
        self.worksheet.change(lambda exercise: from_picture(exercise, picture, title=title))

    def tell(self, words: str, origin: str = "", channels: tuple[int, ...] = ()) -> None:
        """Says what there is to say about what stands here now, beside its title.

        Args:
            origin: The words of a button that leads to where its numbers come from, as "Show in Inspect"; it emits
                ``origin_requested``.
            channels: What the channels of the input are called there; empty where from 0 on.
        """
        is_named = bool(channels or self._channels)
        self._told, self._channels = (self.exercise.title, words, origin), channels
        if is_named:
            self._show_step()
        self._show_told()

    def set_source(self, menu: QMenu) -> None:
        """Offers what brings numbers of a picture or a layer."""
        self._bar.set_source(menu)

    def try_cell(self, place: Place, text: str) -> bool:
        """Types an answer into a cell of the hidden output; whether it was a number."""
        return self.worksheet.try_cell(place, text)

    def undo(self) -> None:
        """Takes the last edit back."""
        self.worksheet.undo()

    def redo(self) -> None:
        """Does again what was taken back."""
        self.worksheet.redo()

    # Making

    def _lay_out(self) -> None:
        card = Card()
        card.body.setContentsMargins(12, 8, 12, 8)
        card.body.setSpacing(6)
        card.body.addWidget(self._boards, 1)
        for widget in (self._verdict, self._trying, self.player, self._sum.area):
            card.body.addWidget(widget)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._make_side())
        below.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(below, 1)

    def _make_side(self) -> QScrollArea:
        self._size = QLabel(objectName=f"{_NAME}.size", wordWrap=True)
        self._size.setTextFormat(Qt.TextFormat.RichText)
        self._size.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._size.setAccessibleName(tr("Size of the output"))
        self._about = MutedLabel(objectName=f"{_NAME}.about", wordWrap=True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(ExerciseSettings(self.worksheet, f"{_NAME}.settings"))
        column.addWidget(self._size)
        column.addWidget(self._about)
        column.addStretch(1)
        side = bare_scroll(f"{_NAME}.side", place)
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_least_width(side, _SIDE, also_most=True)
        return side

    def _connect(self) -> None:
        worksheet = self.worksheet
        worksheet.changed.connect(self._show_all)
        worksheet.changed.connect(self.changed)
        worksheet.computed.connect(self._show_output)
        worksheet.stepped.connect(self._show_step)
        worksheet.refused.connect(self._say)
        self._bar.origin_requested.connect(self.origin_requested)
        self._trying.began.connect(self._results.setFocus)
        self._tables.typed.connect(self._typed)
        self._tables.pasted.connect(self._pasted)
        for board in (self._tables, self._results):
            board.refused.connect(self._say)
        self._results.typed.connect(self._answered)
        self._results.pasted.connect(self._answered_many)
        self._results.pointed.connect(self._pointed)
        self._menus = (
            BoardMenu(worksheet, self._tables, self._kernel_menu),
            BoardMenu(worksheet, self._results, None),
        )

    # Editing

    def _filter_now(self) -> int:
        """The filter at the cursor, else the one of the step."""
        at = self._tables.cursor_at
        if at is not None and at[0].kind in ("kernel", "bias"):
            return at[0].index[0]
        return self.place[2] if self.place is not None else 0

    def _typed(self, block: Block, cell: Cell, text: str) -> None:
        self.worksheet.change(lambda exercise: with_typed(exercise, block, cell, text))

    def _pasted(self, block: Block, cell: Cell, text: str) -> None:
        before = self.exercise
        if self.worksheet.change(lambda exercise: with_pasted(exercise, block, cell, text)):
            words = pasted_words(before, self.exercise, block, cell, text)
            if words:
                self._say(words, "note")

    def _answered(self, block: Block, cell: Cell, text: str) -> None:
        self.worksheet.try_cell((*cell, block.index[0]), text)

    def _answered_many(self, block: Block, cell: Cell, text: str) -> None:
        try:
            rows = cells_of(text)
        except SpecError as error:
            self._say(str(error))
            return
        self.worksheet.try_cells(
            {
                (cell[0] + down, cell[1] + across, block.index[0]): word
                for down, row in enumerate(rows[: block.rows - cell[0]])
                for across, word in enumerate(row[: block.columns - cell[1]])
            }
        )

    def _pointed(self, block: Block, cell: Cell) -> None:
        self.player.pause()
        self.worksheet.go_to((*cell, block.index[0]))

    # Showing

    def _seen(self) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[str, ...]]:
        """The tables at the left, those of the output, and the lines of the sum."""
        return self._tables.blocks, self._results.blocks, self._sum.lines

    def _say(self, words: str, tone: NewsTone = "problem") -> None:
        """What went well takes no room of its own and goes with the next step."""
        went_well = tone == "good"
        self._verdict.say("" if went_well else words, tone)
        self._trying.say(words if went_well else "")

    def _show_all(self) -> None:
        if self._shown is not self.exercise:
            self._shown = self.exercise
            self._boards.end_typing()
        self._bar.follow()
        self._show_told()
        self._show_step()

    def _show_told(self) -> None:
        """What was said about an exercise holds as long as it has that title; an example speaks for itself."""
        title, words, origin = self._told
        if title != self.exercise.title:
            title, words, origin = self.exercise.title, "", ""
        self._about.setText(about(self.exercise) if words in ("", title) else words)
        self._bar.offer_origin(origin)
        self._size.setText(size_html(self.exercise, is_part=bool(origin)))

    def _show_step(self) -> None:
        work, place = self.worksheet.work, self.place
        known = place is not None and self.worksheet.is_known(place)
        is_whole = len(self._channels) == self.exercise.input.shape[2]
        names = self._channels if is_whole and self._told[0] == self.exercise.title else ()
        self._tables.show_blocks(left_blocks(self.exercise, work, known=known, names=names))
        if work is None or place is None:
            self._sum.show_lines((NO_STEP,))
        else:
            self._sum.show_lines((place_words(self.exercise, place), *sum_lines(work, known=known, names=names)))
        self._show_output()
        if self.player.is_playing:
            self._boards.follow(self.place)

    def _show_output(self) -> None:
        worksheet = self.worksheet
        step = worksheet.step if worksheet.is_filling else None
        blocks = output_blocks(self.exercise, self.output, self.tries, self.place, step, worksheet.states)
        self._results.show_blocks(blocks)
        self._trying.follow()
        self._boards.fit()

    # What Qt calls

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and (is_undo(event) or is_redo(event)):
            event.accept()  # they are meant for what is here, not for the project
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_undo(event):
            self.undo()
        elif is_redo(event):
            self.redo()
        else:
            super().keyPressEvent(event)
