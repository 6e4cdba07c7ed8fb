"""The order of the Tab key as a person reads: from the top down, and in a row from left to right."""

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QWidget

_WHOLE = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
"""What is inside these is theirs."""


def in_sight_order(root: QWidget) -> list[QWidget]:
    """The widgets in ``root`` that Tab reaches and that are in view, as they stand; what is in a panel stays together.

    It is asked for as they stand now, since forms and rows come and go.
    """
    found: list[QWidget] = []
    for child in _in_rows(root):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            found.append(child)
        if not isinstance(child, _WHOLE):
            found += in_sight_order(child)
    return found


def put_in_order(widgets: list[QWidget]) -> None:
    """Makes Tab go from each of them to the next."""
    for before, after in pairwise(widgets):
        if before.nextInFocusChain() is not after:
            QWidget.setTabOrder(before, after)


def _in_rows(parent: QWidget) -> list[QWidget]:
    """The children in view, row by row: one whose middle is above the lower edge of a row's first belongs to it."""
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisibleTo(parent) and not child.isWindow()
    ]
    children.sort(key=lambda child: (child.y(), child.x()))
    rows: list[list[QWidget]] = []
    for child in children:
        middle = child.mapToParent(QPoint(0, child.height() // 2)).y()
        if rows and middle < rows[-1][0].geometry().bottom() and child.x() >= rows[-1][-1].x():
            rows[-1].append(child)
        else:
            rows.append([child])
    return [child for row in rows for child in row]
