"""What was read in code: the layers with shapes and totals, and notes that lead to their lines."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.keras_code import Note
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.pictures.finding import Tone
from cnnstudio.core.project import Project
from cnnstudio.core.tables import UNTOLD, TableRow
from cnnstudio.gui.code.reading import Reading
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.said_words import SIGNS, TONE_WORDS

TONES: dict[str, Tone] = {"note": "note", "otherwise": "caution", "missing": "problem"}
"""The tone of each severity of a note."""

_HEAD = (tr("Layer"), tr("Kind"), tr("Settings"), tr("Output"), tr("Parameters"))
_LINE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class FoundModel(QAbstractTableModel):
    """Adapts the rows of a summary; settings that are to be filled in are said in place of values."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[TableRow, ...] = ()
        self._blank: set[str] = set()
        self.warning = QBrush()

    def show(self, reading: Reading) -> None:
        """Takes another reading."""
        self.beginResetModel()
        self._rows = (*reading.table.rows, reading.table.totals) if reading.table is not None else ()
        project = reading.project
        self._blank = set() if project is None else {blank.node for blank in project.blanks}
        self.endResetModel()

    def words(self, row: int, column: int) -> str:
        """What stands in a cell."""
        each = self._rows[row]
        cells = each.cells(lambda number: local(f"{number:,}"))
        return "  " * each.indent + cells[0] if column == 0 else cells[6 if column == 4 else column]

    # What Qt calls

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEAD)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            row = self._rows[index.row()]
            return self.warning if row.is_node and row.name in self._blank else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEAD[section]
        return None


class FoundPanel(QWidget):
    """The right half of the import: says what was understood, and what was not."""

    line_wanted = Signal(int)
    """The number of a line to be shown, from 1."""
    network_chosen = Signal(int)
    """Another one of the networks in the code is meant."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = QLabel(objectName="code.found", wordWrap=True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._networks = ElidingCombo(
            objectName="code.networks", accessibleName=tr("Which network of the code is meant")
        )
        self._networks.setToolTip(tr("The code has several networks; this one is taken"))
        self._networks.activated.connect(self.network_chosen)
        self._model = FoundModel()
        self._table = self._make_table()
        self._make_notes()
        self._nothing = EmptyState("code.nothing", "file")
        self._nothing.say(
            tr("Nothing is read yet"),
            tr(
                "Paste Keras code at the left, type it, or open a .py or .ipynb file. It is read as text and never run."
            ),
        )
        self._lay_out()
        self.show_nothing()

    def _make_notes(self) -> None:
        self._notes_title = heading(tr("Notes"))
        self._notes = QListWidget(objectName="code.notes", accessibleName=tr("Notes on the code"), wordWrap=True)
        self._notes.setToolTip(tr("Enter or a click goes to the line"))
        self._notes.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._notes.setIconSize(QSize(16, 16))
        self._notes.itemClicked.connect(self._go)
        self._notes.itemActivated.connect(self._go)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        found = QWidget()
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget, stretch in ((self._networks, 0), (self._table, 3), (self._notes_title, 0), (self._notes, 2)):
            column.addWidget(widget, stretch)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(found)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(heading(tr("What is read")))
        whole.addWidget(self._summary)
        whole.addWidget(self._stack, 1)

    def show_nothing(self, words: str = "") -> None:
        """There is nothing to show; ``words`` say why where there is code."""
        self._summary.setText(words)
        self._summary.setVisible(bool(words))
        self._stack.setCurrentIndex(0)

    def show_reading(self, reading: Reading) -> None:
        """Shows what was found."""
        self._summary.setText(in_words(reading))
        self._summary.show()
        self._model.warning = QBrush(theme_of(self.palette()).colour("warning"))
        self._model.show(reading)
        for column in (0, 1, 3, 4):
            self._table.resizeColumnToContents(column)
        self._table.setVisible(reading.project is not None)
        self._show_networks(reading)
        self._show_notes(reading.found.notes)
        self._stack.setCurrentIndex(1)

    # Private

    def _make_table(self) -> QTableView:
        table = QTableView(objectName="code.layers", accessibleName=tr("Layers that were read"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        head = table.horizontalHeader()
        for column, width in enumerate((128, 112, 0, 104, 92)):
            if width:
                table.setColumnWidth(column, width)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        return table

    def _show_networks(self, reading: Reading) -> None:
        names = reading.found.networks
        self._networks.setVisible(len(names) > 1)
        if len(names) > 1:
            self._networks.clear()
            self._networks.addItems(
                [tr("{network}, line {line}", network=each.name or tr("network"), line=each.line) for each in names]
            )
            self._networks.setCurrentIndex(reading.found.chosen)

    def _show_notes(self, notes: Sequence[Note]) -> None:
        self._notes.clear()
        for note in sorted(notes, key=lambda each: (each.severity == "note", each.line)):
            tone = TONES[note.severity]
            where = tr("Line {line}: ", line=note.line) if note.line else ""
            item = QListWidgetItem(icon(*SIGNS[tone]), f"{where}{note.text}")
            item.setData(_LINE, note.line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{TONE_WORDS[tone]}, {where}{note.text}")
            self._notes.addItem(item)
        counted = _counted(notes)
        self._notes_title.setText(tr("Notes: {counted}", counted=counted) if counted else tr("Notes"))
        self._notes_title.setVisible(bool(notes))
        self._notes.setVisible(bool(notes))

    def _go(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        if line:
            self.line_wanted.emit(line)


def _counted(notes: Sequence[Note]) -> str:
    """ "2 not understood, 1 read otherwise than it stands"; empty where there are none of these."""
    missing = sum(note.severity == "missing" for note in notes)
    otherwise = sum(note.severity == "otherwise" for note in notes)
    said = (
        tr("{count:,} not understood", count=missing) if missing else "",
        tr("{count:,} read otherwise than it stands", count=otherwise) if otherwise else "",
    )
    return ", ".join(filter(None, said))


def _plan_words(project: Project) -> str:
    """ "12 epochs in batches of 128 with Adadelta"; a question mark stands for what is blank."""
    plan, gaps = project.plan, {blank.setting for blank in project.blanks if not blank.node}
    epochs = UNTOLD if "epochs" in gaps else local(f"{plan.epochs:,}")
    size = UNTOLD if "batch_size" in gaps else local(f"{plan.batch_size:,}")
    rule = tr("an optimiser to fill in") if "optimizer" in gaps else plan.optimizer
    return tr_count(
        "{epochs} epoch in batches of {size} with {rule}",
        "{epochs} epochs in batches of {size} with {rule}",
        1 if epochs == "1" else 2,
        epochs=epochs,
        size=size,
        rule=rule,
    )


def in_words(reading: Reading) -> str:
    """ "9 layers, 600,810 parameters. 12 epochs in batches of 128 with Adadelta. 3 settings to fill in"."""
    project, analysis = reading.project, reading.analysis
    if project is None or analysis is None:
        return tr("No network was found in it.")
    layers = sum(1 for _ in project.network.layers())
    parameters = tr("{count:,} parameters", count=analysis.totals.parameters)
    parameters = tr("parameters known once the blanks are filled in") if reading.waits else parameters
    sentences = [f"{tr_count('{count:,} layer', '{count:,} layers', layers)}, {parameters}"]
    blanks = len(project.blanks)
    if "plan" in reading.found.told:
        sentences.append(_plan_words(project))
    if blanks:
        sentences.append(tr_count("{count:,} setting to fill in", "{count:,} settings to fill in", blanks))
    if analysis.problems:
        first = analysis.problems[0]
        sentences.append(f"{first.name}: {first.problem.text if first.problem else ''}".rstrip("."))
    return ". ".join(sentences) + "."
