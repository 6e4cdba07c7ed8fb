"""Figures beside pictures where there is room for both, else the pictures on a tab of their own."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

_MARGIN = 24
"""Pixels beyond the least of both sides before they stand beside each other, so that neither is cramped."""
_FIGURES, _PICTURES = 520, 480


class Sides(QSplitter):
    """Tabs of figures and the pictures behind them. The tabs stay what they are; the pictures come after the last."""

    def __init__(self, tabs: QTabWidget, pictures: QWidget, title: str) -> None:
        """``title``: of the tab that the pictures have where there is little room."""
        super().__init__(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        self._tabs, self._pictures, self._title = tabs, pictures, title
        self._figures = tabs.currentWidget()
        """The figures that were looked at last."""
        tabs.currentChanged.connect(self._keep_place)
        self.addWidget(tabs)
        self.addWidget(pictures)
        self.setSizes([_FIGURES, _PICTURES])

    @property
    def is_folded(self) -> bool:
        """Whether the pictures are on a tab."""
        return self._tabs.indexOf(self._pictures) >= 0

    def bring_pictures(self) -> None:
        """Shows the pictures, which may be behind the figures."""
        if self.is_folded:
            self._tabs.setCurrentWidget(self._pictures)

    def fold(self, folded: bool) -> None:
        """Puts the pictures on a tab, or beside the tabs."""
        if folded == self.is_folded:
            return
        if folded:
            self._tabs.addTab(self._pictures, self._title)
        else:
            if self._tabs.currentWidget() is self._pictures:
                self._tabs.setCurrentWidget(self._figures)
            self._tabs.removeTab(self._tabs.indexOf(self._pictures))
            self.addWidget(self._pictures)
            self._pictures.show()
            self.setSizes([_FIGURES, _PICTURES])

    @Slot()
    def _keep_place(self) -> None:
        if self._tabs.currentWidget() is not self._pictures:
            self._figures = self._tabs.currentWidget()

    # Qt calls these

    def minimumSizeHint(self) -> QSize:
        return self._tabs.minimumSizeHint().expandedTo(QSize(self._pictures.minimumSizeHint().width(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        both = self._tabs.minimumSizeHint().width() + self._pictures.minimumSizeHint().width()
        self.fold(self.width() < both + self.handleWidth() + _MARGIN)
