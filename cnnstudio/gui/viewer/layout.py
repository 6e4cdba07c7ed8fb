"""Puts the parts of Inspect in their places."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget


def lay_out(page: QWidget, side: QWidget, news: QWidget, pages: QStackedWidget) -> None:
    """Puts ``side`` at the left of a page; at its right the news and below them the page that is shown."""
    news.setContentsMargins(16, 8, 16, 0)
    right = QWidget()
    below = _column(right)
    below.addWidget(news)
    below.addWidget(pages, 1)
    splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
    splitter.addWidget(side)
    splitter.addWidget(right)
    splitter.setStretchFactor(0, 0)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([340, 900])
    _column(page).addWidget(splitter)


def content_of(choice: QWidget, picture: QWidget, tabs: QWidget) -> QWidget:
    """What there is where a network can be looked into: which one, the picture, and the tabs."""
    content = QWidget()
    column = _column(content)
    column.setContentsMargins(16, 12, 16, 8)
    column.setSpacing(12)
    column.addWidget(choice)
    column.addWidget(picture)
    column.addWidget(tabs, 1)
    return content


def _column(place: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
