"""The table of runs as it is seen: any number of rows selected, sorted by a click, names edited in place."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run_table import KEYS, to_tabs
from cnnstudio.gui.comparison.model import SETTINGS, Index, RunModel
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.plots.hues import Look, sample
from cnnstudio.gui.widgets.table_rows import selection_of, text_of

_MEASURED = 30
"""The width of a column is that of its widest cell among so many."""
_WIDEST, _WIDEST_NAME, _NARROWEST, _AROUND = 240, 180, 40, 12
_ELASTIC, _NARROWEST_ELASTIC, _WIDEST_ELASTIC = "architecture", 130, 900
"""The column that has the room the others leave."""
_ARROW = 12
_SAMPLE = QSize(22, 12)
_MAX_NAME = 80
_PEN = "compare.name"


class RunTable(QTableView):
    """Shows a RunModel; what is selected stays so, whatever is sorted, filtered or read anew."""

    chosen_changed = Signal()
    """Other runs are selected."""
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)
    """A point of the screen at which a menu is wanted."""
    edited = Signal()
    """A name is not under the pen any more."""

    def __init__(self, model: RunModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare.table")
        self.setAccessibleName(tr("Runs"))
        self._rows = model
        self._chosen: list[int] = []
        self._looks: Mapping[int, Look] = {}
        self._widths: dict[str, int] = {}
        self._told = Turn(self)
        self._told.came.connect(self.chosen_changed)
        self.setModel(model)
        model.set_font(self.font())
        self._dress()
        names = _Names(self)
        names.closeEditor.connect(lambda *_: QTimer.singleShot(0, self, self.edited.emit))
        self.setItemDelegate(names)
        model.arranged.connect(self._arranged)
        model.columnsInserted.connect(self._fit_columns)
        self.selectionModel().selectionChanged.connect(self._selected)
        self.horizontalHeader().sectionResized.connect(self._keep_width)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        FocusFrame(self)  # a selected row looks the same without the keyboard
        self.setIconSize(_SAMPLE)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        )  # fmt: skip
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(40)
        header.setFixedHeight(2 * self.fontMetrics().height() + 8)
        header.setHighlightSections(False)
        # Each time it is drawn it would ask every row whether all of its column is selected.
        header.setSelectionModel(QItemSelectionModel(self._rows, header))
        header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)

    # What is selected

    @property
    def is_editing(self) -> bool:
        """Whether a name is under the pen: rows must not move meanwhile."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def is_told_soon(self) -> bool:
        """Whether ``chosen_changed`` is about to be told."""
        return self._told.is_wanted

    @property
    def chosen(self) -> tuple[int, ...]:
        """The numbers of the selected runs in the order in which they were selected."""
        return tuple(self._chosen)

    def choose(self, numbers: Sequence[int]) -> None:
        """Selects these runs and no other; those that are not in view are passed over."""
        there = [number for number in numbers if self._rows.place(number) is not None]
        changed = there != self._chosen
        self._chosen = there
        self._select()
        if there:
            place = self._rows.place(there[-1])
            self.scrollTo(self._rows.index(place or 0, 0))
        if changed:
            self._told.start()

    def keep_selected(self) -> None:
        """Marks the selected rows whole, after columns came or went."""
        self._select()

    def show_looks(self, looks: Mapping[int, Look]) -> None:
        """Shows beside each of these runs what its curve looks like."""
        self._looks = looks
        theme, ratio = theme_of(self.palette()), self.devicePixelRatioF()
        self._rows.show_samples({number: sample(look, theme, _SAMPLE, ratio) for number, look in looks.items()})

    def begin_rename(self) -> None:
        """Puts the name of the first selected run under the pen."""
        place = self._rows.place(self._chosen[0]) if self._chosen else None
        column = next((at for at, each in enumerate(self._rows.columns) if each.key == "name"), None)
        if place is not None and column is not None:
            index = self._rows.index(place, column)
            self.scrollTo(index)
            if (pen := self.indexWidget(index)) is not None:
                pen.setFocus()  # it is asked for once more: Qt would refuse it
                return
            self._end_rename()
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:  # it may have begun to train a moment ago
                self.edit(index)

    def _end_rename(self) -> None:
        """Keeps what stands under the pen, if a name is there."""
        pen = self.viewport().findChild(QLineEdit, _PEN)
        if self.is_editing and pen is not None:
            self.commitData(pen)
            self.closeEditor(pen, QAbstractItemDelegate.EndEditHint.NoHint)

    def copy(self) -> None:
        """Puts the selected rows on the clipboard, with tabs between their cells, of which none is cut.

        As they are shown, where one of them is still being read.
        """
        model, places = self._rows, self._places()
        rows = model.rows([model.numbers[place] for place in places])
        whole = (
            to_tabs(rows, model.columns)
            if len(rows) == len(places)
            else text_of(model, [each.title for each in model.columns], places)
        )
        QGuiApplication.clipboard().setText(whole)

    @Slot()
    def _selected(self) -> None:
        """What is selected by hand; those selected before keep their order."""
        now = set(self._ranges())
        kept = [number for number in self._chosen if number in now]
        known = set(kept)
        self._chosen = kept + [number for number in self._ranges() if number not in known]
        self._told.start()

    def _ranges(self) -> list[int]:
        numbers = self._rows.numbers
        return [
            number
            for each in self.selectionModel().selection()
            for number in numbers[each.top() : each.bottom() + 1]
        ]  # fmt: skip

    def _select(self) -> None:
        """Marks the chosen rows, told of to nobody."""
        model, places = self._rows, self._places()
        with QSignalBlocker(self.selectionModel()):
            flags = QItemSelectionModel.SelectionFlag
            if places:
                self.selectionModel().setCurrentIndex(model.index(places[-1], 0), flags.NoUpdate)
            self.selectionModel().select(selection_of(model, places), flags.ClearAndSelect)
        self.viewport().update()

    def _places(self) -> list[int]:
        """Where the chosen rows are, from the top."""
        return sorted(place for number in self._chosen if (place := self._rows.place(number)) is not None)

    @Slot()
    def _arranged(self) -> None:
        """Selects again what is still in view."""
        there = [number for number in self._chosen if self._rows.place(number) is not None]
        if there != self._chosen:
            self._chosen = there
            self._told.start()
        self._select()
        self._fit_columns()

    # Columns

    def measure(self) -> None:
        """Makes every column as wide as its cells are; of a column that was dragged the width stays."""
        self._fit_columns(anew=True)

    @Slot()
    def _fit_columns(self, *_: object, anew: bool = False) -> None:
        header, model = self.horizontalHeader(), self._rows
        with QSignalBlocker(header):
            for place, column in enumerate(model.columns):
                if column.key not in self._widths or (anew and self._widths[column.key] < 0):
                    self._widths[column.key] = -self._wanted(place)
                header.resizeSection(place, abs(self._widths[column.key]))
            self._stretch()
            by, order = model.sorted_by
            place = next((at for at, each in enumerate(model.columns) if each.key == by), -1)
            header.setSortIndicator(place, order)

    def _stretch(self) -> None:
        """Gives the architecture what the other columns leave, within bounds, unless the person has dragged it."""
        header, columns = self.horizontalHeader(), self._rows.columns
        place = next((at for at, each in enumerate(columns) if each.key == _ELASTIC), -1)
        if place < 0 or self._widths.get(_ELASTIC, 0) > 0:
            return
        others = sum(header.sectionSize(each) for each in range(len(columns)) if each != place)
        room = self.viewport().width() - others
        header.resizeSection(place, max(min(room, self._wanted(place, _WIDEST_ELASTIC)), _NARROWEST_ELASTIC))

    def _wanted(self, place: int, most: int = 0) -> int:
        """Pixels for the title with the arrow of sorting and for the first cells, in bold where they can come to be."""
        model, metrics = self._rows, self.fontMetrics()
        bold = self.font()
        bold.setBold(True)
        key = model.columns[place].key
        words = metrics if key in KEYS and key not in SETTINGS else type(metrics)(bold)
        title = max(words.horizontalAdvance(word) for word in model.columns[place].title.split()) + _ARROW
        cells = (model.index(row, place).data() for row in range(min(_MEASURED, model.rowCount())))
        widest = max(map(words.horizontalAdvance, cells), default=0)
        sign = _SAMPLE.width() + 4 if place == 0 else 0
        most = most or (_WIDEST if key != "name" else _WIDEST_NAME)
        return max(min(max(title, widest + sign), most), _NARROWEST) + _AROUND

    @Slot(int, int, int)
    def _keep_width(self, place: int, before: int, now: int) -> None:
        if now and place < len(self._rows.columns):
            self._widths[self._rows.columns[place].key] = now

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        with QSignalBlocker(self.horizontalHeader()):
            self._stretch()
        self.updateGeometries()

    def hideEvent(self, event: QHideEvent) -> None:
        self._end_rename()  # Qt itself does so only where the pen has the keyboard: the rows would stand still
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_rows"):
            self.show_looks(self._looks)
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._rows.set_font(self.font())
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
            self.horizontalHeader().setFixedHeight(2 * self.fontMetrics().height() + 8)

    def sizeHintForColumn(self, column: int) -> int:
        return self._wanted(column)  # a double click on the edge of a title: without asking 2,000 rows


class _Names(QStyledItemDelegate):
    """Edits names."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent, objectName=_PEN, accessibleName=tr("Name of the run"), maxLength=_MAX_NAME)
        editor.setFrame(True)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: QModelIndex) -> None:  # type: ignore[override]
        if isinstance(editor, QLineEdit) and isinstance(model, RunModel):
            model.setData(index, editor.text())
