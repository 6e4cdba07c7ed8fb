"""Widgets side by side."""

from PySide6.QtWidgets import QHBoxLayout, QWidget


def row_of(*widgets: QWidget) -> QWidget:
    """The widgets from the left, each as wide as it wants to be."""
    place = QWidget()
    layout = QHBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return place
