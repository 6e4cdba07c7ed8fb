"""The plain table in which a loss is worked through."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget


def worked_table(name: str, called: str, headers: Sequence[str], *, line: int, wide: int) -> QTableWidget:
    """An empty table that is only read.

    Args:
        name, called: Its object name and what is read out of it.
        line: The pixels of a line.
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
    table.verticalHeader().setDefaultSectionSize(line)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    header.setHighlightSections(False)
    return table
