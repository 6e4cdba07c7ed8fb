"""Widgets side by side, and under each other."""

from collections.abc import Iterable

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget


def row_of(*widgets: QWidget, first_grows: bool = False) -> QWidget:
    """The widgets from the left, each as wide as it wants to be; the room that is left may be the first one's."""
    place = QWidget()
    layout = QHBoxLayout(place)
    _fill(layout, widgets)
    if first_grows:
        layout.setStretch(0, 1)
    else:
        layout.addStretch(1)
    return place


def column_of(*widgets: QWidget, last_grows: bool = False) -> QWidget:
    """The widgets from the top; the room that is left may be the last one's."""
    place = QWidget()
    layout = QVBoxLayout(place)
    _fill(layout, widgets)
    if last_grows:
        layout.setStretch(len(widgets) - 1, 1)
    return place


def _fill(layout: QBoxLayout, widgets: Iterable[QWidget]) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
