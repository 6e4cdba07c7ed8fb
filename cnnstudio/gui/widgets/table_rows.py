"""Whole rows of a table: as a selection, and as text for the clipboard."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QItemSelection


def selection_of(model: QAbstractItemModel, places: Sequence[int]) -> QItemSelection:
    """The rows in these places, from top to bottom; those that touch are one range, which Qt paints much faster."""
    selection, last, start = QItemSelection(), model.columnCount() - 1, 0
    for at, place in enumerate(places):
        if at + 1 == len(places) or places[at + 1] != place + 1:
            selection.select(model.index(places[start], 0), model.index(place, last))
            start = at + 1
    return selection


def text_of(model: QAbstractItemModel, titles: Sequence[str], places: Sequence[int]) -> str:
    """The titles of the columns and these rows, with tabs between the cells, as spreadsheets take them."""
    lines = [list(titles), *([model.index(row, at).data() for at in range(model.columnCount())] for row in places)]
    return "\n".join(map("\t".join, lines))
