"""The plain table in which a loss is worked through."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget

from cnnstudio.gui.widgets.letters import keep_fit


def worked_table(name: str, called: str, headers: Sequence[str], *, around: int, wide: int) -> QTableWidget:
    """An empty table that is only read.

    Args:
        name, called: Its object name and what is read out of it.
        around: The pixels that a line is higher than its letters.
        wide: The column that takes the room that is left.
    """
    table = QTableWidget(0, len(headers), objectName=name)
    table.setAccessibleName(called)
    table.setHorizontalHeaderLabels(list(headers))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    lines = table.verticalHeader()
    keep_fit(table, lambda: lines.setDefaultSectionSize(table.fontMetrics().height() + around))
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
    return table
