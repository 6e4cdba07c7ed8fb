"""The table of a test, picture by picture, with what chooses its rows and takes it along."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import Evaluated
from cnnstudio.core.words import plain
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.pad.folder.order import CONFIDENCE, FILE, PREDICTED, SEEN, SIGN, TRUE, Cell
from cnnstudio.gui.pad.folder.rows import SIDE, Rows
from cnnstudio.gui.pad.folder.words import counted
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.widgets.sheet import do_beside

_SIGN_WIDTH = 28
_AROUND = 24
_MOST_WIDTH = 220
_MEASURED = 200
"""So many of the classes' names are measured for the columns that hold them."""

_SURE = "100.0 %"


class ResultTable(QWidget):
    """The wrong ones first, the surest of them on top; any column sorts."""

    opened = Signal(int)
    """The number of a picture that is to be looked at."""
    left = Signal()
    """Escape: it is looked at no longer."""
    all_wanted = Signal()
    """The person wants every picture again, not those of one cell."""
    failed = Signal(object)
    """A StudioError: the table could not be written."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(lambda: theme_of(self.palette()))
        self.rows.setParent(self)
        self.view = _View(self.rows)
        self._words = FittingLabel()
        self._words.setObjectName("folder.shown")
        self._wrong = QCheckBox(tr("&Wrong ones only"), objectName="folder.wrong_only")
        self._wrong.setToolTip(tr("Leaves out the pictures that were read rightly"))
        self._all = IconButton("folder.all", "x", tr("Back to all pictures"))
        self._copy = IconButton("folder.copy", "copy", tr("Copy the table (Ctrl+C)"))
        self._save = IconButton("folder.csv", "file-down", tr("Save the table as CSV…"))
        self._cell: Cell | None = None
        self._called = "test"
        self._wanted = -1
        self._lay_out()
        self.rows.arranged.connect(self._show_arranged)
        self._wrong.toggled.connect(self._filter)
        self._all.clicked.connect(self.all_wanted)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self._ask)
        self.view.copy_wanted.connect(self.copy)
        self.view.left.connect(self.left)
        self.view.picked.connect(lambda row: self.opened.emit(int(self.rows.numbers[row])))

    def show_found(self, found: Evaluated | None, called: str = "test") -> None:
        """Shows the pictures of another test, all of them; ``called``: the name of a file for its table."""
        self._cell, self._called, self._wanted = None, called, -1
        with QSignalBlocker(self.view.horizontalHeader()):
            self.view.horizontalHeader().setSortIndicator(SIGN, Qt.SortOrder.AscendingOrder)
        self.rows.put(found, wrong=self._wrong.isChecked())
        outcomes = self.rows.outcomes
        self._wrong.setEnabled(outcomes is not None and bool(outcomes.known.any()))
        self._tell()
        if found is not None and outcomes is not None:
            self.view.fit({*outcomes.labels[:_MEASURED], *found.truths[:_MEASURED]})

    def show_cell(self, cell: Cell | None) -> None:
        """Shows the pictures of a cell of the confusion matrix alone; None: all of them."""
        self._cell = cell
        self._filter()

    def choose(self, number: int) -> None:
        """Marks the row of a picture, where it is shown; as soon as it is."""
        self._wanted = number
        self._mark()

    def copy(self) -> None:
        """Puts what is shown on the clipboard, once it is written."""
        shown = self._shown()

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._words.say(tr("Copied: {shown}", shown=shown))

        do_beside(self, "table", self.rows.writing(), put, self.failed.emit)

    def save(self, path: Path) -> None:
        """Writes what is shown; ``failed`` tells why not."""
        text, shown = self.rows.writing(), self._shown()

        def work() -> None:
            write_whole(path, text())

        def say(_: None) -> None:
            self._words.say(
                tr("Saved as {name}: {shown}", name=plain(path.name, 60), shown=shown),
                tr("Saved: {shown}", shown=shown),
            )

        do_beside(self, "table", work, say, self.failed.emit)

    # Private

    def _show_arranged(self) -> None:
        self._tell()
        self._mark()

    def _mark(self) -> None:
        row = self.rows.row_of(self._wanted)
        if row is not None:
            self._wanted = -1
            both = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            index = self.rows.index(row, FILE)
            self.view.selectionModel().setCurrentIndex(index, both)
            self.view.scrollTo(index)

    def _shown(self) -> str:
        """How much of the test the table holds now: "12 of 47 pictures"."""
        count, total = len(self.rows.numbers), self.rows.count
        if count == total:
            return counted(count)
        return tr_count("{shown:,} of {count:,} picture", "{shown:,} of {count:,} pictures", total, shown=count)

    def _filter(self) -> None:
        self._wanted = -1
        self.rows.show_only(wrong=self._wrong.isChecked(), cell=self._cell)
        self._tell()

    def _tell(self) -> None:
        self._all.setVisible(self._cell is not None)
        self._words.say(self._told())

    def _told(self) -> str:
        outcomes, count = self.rows.outcomes, counted(len(self.rows.numbers))
        if outcomes is None:
            return ""
        if self.rows.is_busy:
            return tr("Sorting…")
        if self._cell is not None:
            true, predicted = (plain(outcomes.labels[each], 30) for each in self._cell)
            return (
                tr("{true} read as {predicted}: {count}", true=true, predicted=predicted, count=count)
                if true != predicted
                else tr("{true}, read rightly: {count}", true=true, count=count)
            )
        if self._wrong.isChecked() and self._wrong.isEnabled():
            return tr("{count} read wrongly", count=count) if len(self.rows.numbers) else tr("Not one mistake")
        return count

    def _ask(self) -> None:
        path = ask_where(self, tr("Save {shown}", shown=self._shown()), self._called, "csv")
        if path is not None:
            self.save(path)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._words, 1)
        for widget in (self._all, self._wrong, self._copy, self._save):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.view, 1)


class _View(QTableView):
    picked = Signal(int)
    """The row of a picture that is to be looked at."""
    copy_wanted = Signal()
    left = Signal()

    def __init__(self, rows: Rows) -> None:
        super().__init__(
            objectName="folder.table", accessibleName=tr("Picture by picture: true class, predicted class")
        )
        self.setModel(rows)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(SIDE, SIDE))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIDE + 6)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_SIGN_WIDTH)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.clicked.connect(self._moved)

    def fit(self, names: Iterable[str]) -> None:
        """Makes the columns as wide as their words; ``names``: of classes."""
        self.ensurePolished()
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        longest = max((metrics.horizontalAdvance(plain(name, 60)) for name in names), default=0)
        wanted = {TRUE: longest, PREDICTED: longest, CONFIDENCE: metrics.horizontalAdvance(_SURE)}
        self.setColumnWidth(SIGN, _SIGN_WIDTH)
        self.setColumnWidth(SEEN, max(SIDE + 16, header.sectionSizeHint(SEEN)))
        for column, width in wanted.items():
            self.setColumnWidth(column, max(min(width + _AROUND, _MOST_WIDTH), header.sectionSizeHint(column)))

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._moved(self.currentIndex())
        else:
            super().keyPressEvent(event)
