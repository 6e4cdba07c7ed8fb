"""The table of trials as it is seen: sorted by a click, with the selection that all pictures share."""

from typing import get_args

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.experiment import TrialStatus
from cnnstudio.core.sweeps.standing import status_in_words
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.sweeps.results.model import ARROW, BEFORE, Index, TrialModel, in_two_lines
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.table_rows import selection_of, text_of

_MEASURED = 30
"""The width of a column is that of its widest cell among so many, and the last one."""
_WIDEST, _NARROWEST, _AROUND = 260, 44, 16

_FIT_MS = 200
"""After a change columns are made wider, where wider words came."""


class TrialTable(QTableView):
    """Shows a TrialModel; what is selected stays so however it is sorted, and no longer where it is not in view."""

    opened = Signal(int)
    """The number of a trial on which Enter was pressed, or that was clicked twice."""
    menu_wanted = Signal(QPoint)
    """A point of the screen at which a menu is wanted."""

    def __init__(self, model: TrialModel, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.trials")
        self.setAccessibleName(tr("Trials"))
        self._rows, self._looking = model, looking
        self._measured: tuple[str, ...] = ()
        """The keys of the columns."""
        self._widths: list[int] = []
        """Those that the columns were given here; 0 before."""
        self._fitting = QTimer(self, singleShot=True, interval=_FIT_MS)
        self._fitting.timeout.connect(self._fit_columns)
        self._following = InSight(self, self._fit_anew)
        self.setItemDelegate(_Cells(self))
        self.setModel(model)
        self._dress()
        model.arranged.connect(self._arranged)
        model.dataChanged.connect(self._fit_soon)
        looking.chosen_changed.connect(self._select)
        self.selectionModel().selectionChanged.connect(self._selected)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.numbers[index.row()]))

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        )  # fmt: skip
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_NARROWEST)
        header.setHighlightSections(False)
        # Each time it is drawn it would ask every row whether all of its column is selected.
        header.setSelectionModel(QItemSelectionModel(self._rows, header))
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(self.scrollToTop)
        self._fit_font()

    def _fit_font(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setFixedHeight(2 * self.fontMetrics().height() + 8)

    def copy(self) -> None:
        """Puts the selected rows on the clipboard, with tabs between their cells."""
        model = self._rows
        titles = [column.title for column in model.columns]
        QGuiApplication.clipboard().setText(text_of(model, titles, self._places()))

    # What is selected

    def _selected(self) -> None:
        """What is selected by hand; those selected before keep their order."""
        numbers = self._rows.numbers
        rows = (row for each in self.selectionModel().selection() for row in range(each.top(), each.bottom() + 1))
        now = {number: None for row in rows for number in self._rows.members(numbers[row])}
        self._looking.choose([*(each for each in self._looking.chosen if each in now), *now])

    def _select(self) -> None:
        """Marks the chosen rows."""
        model, places = self._rows, self._places()
        if places == self._marked():
            return
        with QSignalBlocker(self.selectionModel()):
            flags = QItemSelectionModel.SelectionFlag
            if places:
                newest = model.place(self._looking.chosen[-1])
                index = model.index(places[0] if newest is None else newest, 0)
                self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
                self.scrollTo(index)
            self.selectionModel().select(selection_of(model, places), flags.ClearAndSelect)
        self.viewport().update()

    def _places(self) -> list[int]:
        """Where the chosen rows are, from the top."""
        return sorted({place for number in self._looking.chosen if (place := self._rows.place(number)) is not None})

    def _marked(self) -> list[int]:
        """The places of the rows that are marked."""
        selection = self.selectionModel().selection()
        return sorted(row for each in selection for row in range(each.top(), each.bottom() + 1))

    def _arranged(self) -> None:
        self._select()
        self._fit_soon()
        keys = [column.key for column in self._rows.columns]
        by, order = self._rows.sorted_by
        with QSignalBlocker(self.horizontalHeader()):
            self.horizontalHeader().setSortIndicator(keys.index(by) if by in keys else 0, order)

    @Slot()
    def _fit_soon(self) -> None:
        """Columns that are new are given a width at once, others a little later: pictures go first."""
        if self._measured != tuple(column.key for column in self._rows.columns):
            self._fit_columns()
        elif not self._fitting.isActive():
            self._fitting.start()

    @Slot()
    def _fit_columns(self) -> None:
        """Makes columns wide enough as wider words come; never narrower, and none that was given a width by hand."""
        keys, header = tuple(column.key for column in self._rows.columns), self.horizontalHeader()
        if keys != self._measured:
            self._measured, self._widths = keys, [0] * len(keys)
        for at, before in enumerate(self._widths):
            wanted = self.sizeHintForColumn(at)
            if wanted > before and before in (0, header.sectionSize(at)):
                self._widths[at] = wanted
                header.resizeSection(at, wanted)

    def _sample(self, column: int) -> list[str]:
        """Some of its cells; of how trials stand, which changes, all that there may be."""
        model = self._rows
        if model.columns[column].key == "status":
            return [BEFORE + status_in_words(each) for each in get_args(TrialStatus)]
        count = model.rowCount()
        rows = (*range(min(_MEASURED, count)), *((count - 1,) if count > _MEASURED else ()))
        return [model.index(row, column).data() for row in rows]

    # Qt calls these

    def sizeHintForColumn(self, column: int) -> int:
        model, metrics = self._rows, self.fontMetrics()
        lines = in_two_lines(model.columns[column].title)
        title = max(map(metrics.horizontalAdvance, lines)) + metrics.horizontalAdvance(ARROW)
        widest = max(map(metrics.horizontalAdvance, self._sample(column)), default=0)
        return max(min(max(title, widest), _WIDEST), _NARROWEST) + _AROUND

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(self._rows.numbers[current.row()])
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            self._looking.point(self._rows.numbers[current.row()])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._looking.point(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_following"):
            self._following.follow()

    def _fit_anew(self) -> None:
        """The size of text is another one."""
        self._fit_font()
        self._measured = ()
        self._fit_columns()


class _Cells(QStyledItemDelegate):
    """Words begin a little after their column: the numbers before them end where theirs ends. "Failed" is seen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.displayAlignment & Qt.AlignmentFlag.AlignLeft:  # type: ignore[attr-defined]
            option.text = BEFORE + option.text  # type: ignore[attr-defined]
        model = index.model()
        if isinstance(model, TrialModel) and model.columns[index.column()].key == "status" and model.has_failed(index):
            palette = option.palette  # type: ignore[attr-defined]
            palette.setColor(QPalette.ColorRole.Text, theme_of(palette).colour("error"))
