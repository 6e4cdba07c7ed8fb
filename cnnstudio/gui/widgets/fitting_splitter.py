"""A splitter that shares its length out by a rule until the person moves a handle."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class FittingSplitter(QSplitter):
    """Two widgets with a handle between them; both always stay in view."""

    def __init__(
        self, orientation: Qt.Orientation, first: QWidget, second: QWidget, rule: Callable[[int], int]
    ) -> None:
        """``rule``: the pixels of the first widget, given those for both."""
        super().__init__(orientation, childrenCollapsible=False, handleWidth=8)
        self._rule = rule
        self._by_hand = False
        self.addWidget(first)
        self.addWidget(second)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._moved)

    def fit(self) -> None:
        """Shares the length out anew, as after what the rule goes by has changed."""
        if self._by_hand:
            return
        whole = (self.width() if self.orientation() is Qt.Orientation.Horizontal else self.height()) - 8
        first = self._rule(whole)
        self.setSizes([first, whole - first])

    def _moved(self, position: int, handle: int) -> None:
        self._by_hand = True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self.fit)  # once what is in it has its own letters

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._by_hand:
            super().resizeEvent(event)
        else:  # in the place of Qt's own sharing out: with both everything would be laid out twice
            self.fit()
