"""Beside the map: the classes, and below them the nearest pictures, which need room only when there are any."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from cnnstudio.gui.viewer.embedding.legend import Legend
from cnnstudio.gui.viewer.embedding.neighbours import NeighboursPanel

_SHARES = (200, 260)
_WIDTHS = (600, 228)


def with_side(view: QWidget, legend: Legend, nearest: NeighboursPanel) -> QSplitter:
    """The map with the classes and the nearest pictures beside it."""
    both = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
    both.addWidget(view)
    both.addWidget(Side(legend, nearest))
    both.setStretchFactor(0, 1)
    both.setSizes(_WIDTHS)
    return both


class Side(QSplitter):
    """Gives the classes all that the nearest pictures leave; once the person has moved the handle, that counts."""

    def __init__(self, legend: Legend, nearest: NeighboursPanel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent, childrenCollapsible=False, handleWidth=8)
        self.addWidget(legend)
        self.addWidget(nearest)
        self._is_moved = False
        self.splitterMoved.connect(self._moved)
        nearest.filled.connect(self._share)
        self._share(False)

    def _moved(self) -> None:
        self._is_moved = True

    def _share(self, has_pictures: bool) -> None:
        if not self._is_moved:
            self.setStretchFactor(0, 0 if has_pictures else 1)
            self.setSizes(_SHARES if has_pictures else (10_000, 1))  # 1: as little as its words need
