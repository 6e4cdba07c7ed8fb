"""Widgets side by side."""

from PySide6.QtWidgets import QHBoxLayout, QWidget


def row_of(*widgets: QWidget, first_grows: bool = False) -> QWidget:
    """The widgets from the left, each as wide as it wants to be; the room that is left may be the first one's."""
    place = QWidget()
    layout = QHBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    if first_grows:
        layout.setStretch(0, 1)
    else:
        layout.addStretch(1)
    return place
