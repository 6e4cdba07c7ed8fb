"""The pictures behind the figures: mistakes first, with true and predicted class and how sure the network was."""

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.evaluation.outcomes import ORDERS, Numbers, Order
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import RunSubject
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.evaluation.picked import EVERY, Picked
from cnnstudio.gui.evaluation.picture import PictureLook
from cnnstudio.gui.evaluation.tiles import Answers, OutcomeTiles
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.notice import Notice

_QUICK = 100_000
"""Up to so many pictures are sorted at once; more beside the window."""


_GRID_SHARE, _GAP, _UNBOUNDED = 0.6, 8, (1 << 24) - 1
"""Of the height beside a picture that is looked at, so much is the grid's at most."""


class _Grid(PictureGrid):
    """Escape leaves the picture that is looked at."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class MistakesView(QWidget):
    """A grid of pictures, the one that is chosen large below it."""

    cleared = Signal()
    """The person wants to see every picture again, not those that were picked."""
    data_wanted = Signal()
    """The person wants the data of the run back."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.mistakes")
        self._answers: Answers | None = None
        self._source: PartPictures | None = None
        self._subject: RunSubject | None = None
        self._shape = (0, 0, 0)
        self._picked = EVERY
        self._looked: tuple[int, PartPictures | None] = (-1, None)
        self._sorting = Newest("mistakes", self)
        self._title = heading("")
        self._title.setObjectName("evaluate.mistakes.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._all = IconButton("evaluate.mistakes.clear", "x", tr("Back to every class"))
        kept = self._all.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that nothing below moves when it comes
        self._all.setSizePolicy(kept)
        self._which = ElidingCombo(objectName="evaluate.mistakes.which", accessibleName=tr("Which pictures"))
        self._which.addItem(tr("Mistakes only"), True)
        self._which.addItem(tr("All pictures"), False)
        self._order = ElidingCombo(objectName="evaluate.mistakes.order", accessibleName=tr("Order of the pictures"))
        for key, words in ORDERS.items():
            self._order.addItem(words, key)
        self.notice = Notice("evaluate.mistakes.notice")
        self._tiles = OutcomeTiles()
        self.grid = _Grid("evaluate.mistakes.grid", tr("Pictures with true and predicted class"), self._tiles)
        self._none = MutedLabel(wordWrap=True, objectName="evaluate.mistakes.none")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place = QStackedWidget()
        self.look = PictureLook(bridge)
        self._lay_out()
        self._connect()

    @property
    def numbers(self) -> Numbers:
        """The pictures that are shown, by their numbers in the part."""
        return self._tiles.numbers

    @property
    def title(self) -> str:
        """What the pictures are and how many."""
        return self._title.text()

    @property
    def none_words(self) -> str:
        """Why there is no picture; empty where there are some."""
        return self._none.text() if self._place.currentWidget() is self._none else ""

    @property
    def picked(self) -> Picked:
        """What was picked elsewhere."""
        return self._picked

    @property
    def has_pictures(self) -> bool:
        """Whether the pictures behind the outcomes were found."""
        return self._source is not None

    def show_answers(self, answers: Answers | None, subject: RunSubject | None, shape: tuple[int, int, int]) -> None:
        """Shows the pictures of other outcomes, as yet without pictures.

        Args:
            subject: Whose outputs can be asked for.
            shape: What its network takes.
        """
        self._answers, self._subject, self._shape = answers, subject, shape
        self._source = None
        self.pick(EVERY)

    def show_pictures(self, source: PartPictures | None, why: str = "", remedy: str = "") -> None:
        """The pictures of the outcomes were found, or not.

        Args:
            why: Why they are not there, in words.
            remedy: The words of a button that brings them; ``data_wanted`` tells of it.
        """
        self._source = source
        self.notice.say(why, "caution", ((remedy, "data"),) if remedy else ())
        if self._sorting.is_busy:
            return  # what is in the grid may be of other answers; the pictures come with the new order
        current = self._current()
        self._show(self.numbers)
        if current is not None:
            self._go_to(current)

    def pick(self, picked: Picked) -> None:
        """Shows these pictures."""
        self._picked = picked
        self._which.setEnabled(not picked.is_cell)
        self._all.setVisible(picked != EVERY)
        self.look.hide()
        self._fit_rows()
        self._sort()

    def end(self) -> None:
        """Stops what is done beside the window."""
        self._sorting.close()
        self._tiles.end()
        self.look.end()

    # Private

    def _lay_out(self) -> None:
        top, choices = QHBoxLayout(), QHBoxLayout()
        for row in (top, choices):
            row.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self._all)
        choices.addWidget(self._which, 2)
        choices.addWidget(self._order, 3)
        for widget in (self.grid, self._none):
            self._place.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(top)
        column.addLayout(choices)
        column.addWidget(self.notice)
        column.addWidget(self._place, 3)
        column.addWidget(self.look, 2)

    def _connect(self) -> None:
        self._which.currentIndexChanged.connect(self._sort)
        self._order.currentIndexChanged.connect(self._sort)
        self._all.clicked.connect(self.cleared)
        self.notice.wanted.connect(lambda _: self.data_wanted.emit())
        self._tiles.failed.connect(self.failed)
        self.grid.selectionModel().currentChanged.connect(self._look_at)
        self.grid.clicked.connect(self._look_at)
        self.grid.activated.connect(self._look_at)
        self.grid.left.connect(self._leave)
        self.look.closed.connect(self._leave)
        self.look.stepped.connect(self._step)
        self.look.failed.connect(self.failed)

    def _sort(self) -> None:
        self._sorting.stop()
        if self._answers is None:
            self._show(np.empty(0, np.int64))
            return
        outcomes, picked = self._answers.outcomes, self._picked
        wrong_only: bool = self._which.currentData()
        order: Order = self._order.currentData()
        if len(outcomes) <= _QUICK:
            self._show(picked.numbers(outcomes, wrong_only, order))
        else:
            self._sorting.run(lambda _: picked.numbers(outcomes, wrong_only, order), self._show, self.failed.emit)

    def _show(self, numbers: Numbers) -> None:
        mixed = not self._which.currentData() and not self._picked.is_cell
        self._tiles.show_outcomes(self._answers, self._source, numbers, mixed)
        self._title.setText(self._words(len(numbers)))
        self._none.setText(self._why_none())
        self._place.setCurrentWidget(self.grid if len(numbers) else self._none)

    def _words(self, count: int) -> str:
        pictures = tr_count("{count:,} picture", "{count:,} pictures", count)
        if self._picked.is_cell:
            return f"{self._picked.words}: {pictures}"
        mistakes = tr_count("{count:,} mistake", "{count:,} mistakes", count)
        what = mistakes if self._which.currentData() else pictures
        return f"{self._picked.words}: {what}" if self._picked.words else what

    def _why_none(self) -> str:
        if self._answers is None:
            return ""
        if self._picked.is_cell or not self._which.currentData():
            return tr("There are no such pictures.")
        if self._picked == EVERY:
            return tr("Not one mistake: every picture of this part was read rightly.")
        return tr("No mistakes among these. Choose “All pictures” to see the right ones.")

    def _current(self) -> int | None:
        index = self.grid.currentIndex()
        return self._tiles.place(index.row()) if index.isValid() and self.look.isVisibleTo(self) else None

    def _go_to(self, number: int) -> None:
        row = self._tiles.row(number)
        if row is not None:
            self.grid.setCurrentIndex(self._tiles.index(row, 0))

    def _look_at(self, index: QModelIndex) -> None:
        if not index.isValid() or self._answers is None:
            return
        number = self._tiles.place(index.row())
        if self.look.isVisibleTo(self) and self._looked == (number, self._source):
            return  # a click also makes it the current one
        self._looked = number, self._source
        self.look.show_picture(self._answers, number, self._source, self._subject, self._shape)
        self._fit_rows()
        self.grid.scrollTo(index)

    def _fit_rows(self) -> None:
        """Whole rows above the picture that is looked at: a row that is cut has lost its words."""
        most = _UNBOUNDED
        if self.look.isVisibleTo(self):
            row, room = self.grid.cell().height(), self.height() - self._place.y() - _GAP
            room = min(room - self.look.minimumSizeHint().height(), int(_GRID_SHARE * room))
            most = max(room // row, 1) * row
        self._place.setMaximumHeight(most)

    def _step(self, by: int) -> None:
        row = self.grid.currentIndex().row() + by
        if 0 <= row < self._tiles.rowCount():
            self.grid.setCurrentIndex(self._tiles.index(row, 0))

    def _leave(self) -> None:
        self.look.hide()
        self._fit_rows()
        self.grid.clearSelection()
        self.grid.setFocus()

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()
