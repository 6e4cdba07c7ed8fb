"""A scroll area that is not seen, only what is in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def bare_scroll(name: str, content: QWidget) -> QScrollArea:
    """The content without a frame and on what lies behind it."""
    area = QScrollArea(objectName=name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
