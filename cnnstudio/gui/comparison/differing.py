"""What differs between the selected runs, setting by setting, in words."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.comparison import Difference
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import plain
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.letters import bold_of, keep_fit

_PARTS = {"network": tr("Network"), "data": tr("Data"), "preprocessing": tr("Preprocessing"), "plan": tr("Plan")}
_ROWS = 200
_ROOM = 200
_AROUND = 20
_NO_TWO = tr("Select two or more runs in the table: every setting in which they differ is listed here.")


def said(runs: Sequence[Run], found: Sequence[Difference] | None) -> tuple[str, ...]:
    """The line above the list, at length and in short."""
    if len(runs) < 2:
        return (_NO_TWO,)
    names = [plain(run.name, 40) for run in runs]
    if len(names) == 2:
        who = tr("{first} and {last}", first=names[0], last=names[1])
    else:
        who = tr("The {count:,} selected runs", count=len(names))
    if found is None:
        return (tr("{runs}: looking for what differs…", runs=who),)
    if not found:
        same = tr("{runs} are of the same project with the same seed.", runs=who)
        return (f"{same} {tr('Trained again, they differ by chance alone.')}",)
    if len(found) == 1:
        return f"{tr('{runs} differ in one setting.', runs=who)} {found[0].text}", found[0].text
    short = tr("{runs} differ in {count:,} settings", runs=who, count=len(found))
    return (
        f"{short}: {', '.join(each.label for each in found)}",
        short,
        tr("{count:,} settings differ", count=len(found)),
    )


def _title(runs: Sequence[Run], found: Sequence[Difference] | None) -> str:
    if len(runs) < 2:
        return tr("Select two runs")
    return tr("Looking…") if found is None else tr("No setting differs")


class DifferencesView(QWidget):
    """A row for each setting that differs, a column for each of the runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = FittingLabel()
        self._words.setObjectName("compare.differences.words")
        self._list = _Copied(objectName="compare.differences", accessibleName=tr("What differs"))
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._list.setShowGrid(False)
        self._list.setAlternatingRowColors(True)
        self._list.setTabKeyNavigation(False)
        self._list.verticalHeader().hide()
        keep_fit(self._list, self._fit_rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._list, 1)
        self._empty = EmptyState("compare.differences.empty", "git-compare")
        column.addWidget(self._empty, 1)
        self.show_differences((), None)

    def _fit_rows(self) -> None:
        self._list.verticalHeader().setDefaultSectionSize(self._list.fontMetrics().height() + 10)

    @property
    def words(self) -> str:
        """The line above the list."""
        return self._words.full

    def rows(self) -> list[list[str]]:
        """What the list says."""
        table = self._list
        return [
            [table.item(row, column).text() for column in range(table.columnCount())]
            for row in range(table.rowCount())
        ]  # fmt: skip

    def show_differences(self, runs: Sequence[Run], found: Sequence[Difference] | None) -> None:
        """Shows what differs between the runs; None while it is looked for."""
        self._words.say(*said(runs, found))
        shown = () if found is None or len(runs) < 2 else found[:_ROWS]
        self._list.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        self._words.setVisible(bool(shown))
        self._empty.say(_title(runs, found), escape(self._words.full))
        self._list.clear()
        self._list.setRowCount(len(shown))
        names = [plain(run.name, _ROOM) for run in runs] if shown else []
        self._list.setColumnCount(2 + len(names))
        self._list.setHorizontalHeaderLabels([tr("Part"), tr("Setting"), *names])
        for row, each in enumerate(shown):
            for column, words in enumerate((_PARTS[each.part], each.label, *each.values)):
                item = QTableWidgetItem(plain(words, _ROOM))
                item.setToolTip(words)
                if column >= 2:
                    item.setFont(bold_of(self.font()))
                self._list.setItem(row, column, item)
        header = self._list.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMaximumSectionSize(420)
        self._list.resizeColumnsToContents()
        for each in range(self._list.columnCount()):
            header.resizeSection(each, header.sectionSize(each) + _AROUND)


class _Copied(QTableWidget):
    """Ctrl+C copies the whole list with tabs between its columns."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        columns = range(self.columnCount())
        lines = [[self.horizontalHeaderItem(column).text() for column in columns]]
        lines += [[self.item(row, column).text() for column in columns] for row in range(self.rowCount())]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
