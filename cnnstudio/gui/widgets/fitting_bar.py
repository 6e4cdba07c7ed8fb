"""A progress bar whose words are shorter where there is less room, instead of being cut."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar

_EDGES = 12
"""Pixels at the two sides of the words that stay free."""


class FittingBar(QProgressBar):
    """Shows the first of several wordings that fits; all of it is the tool tip and what a screen reader says."""

    _wordings: tuple[str, ...] = ("",)

    def say(self, *wordings: str) -> None:
        """Takes wordings of the same fact, the longest first."""
        self._wordings = wordings
        self.setAccessibleDescription(wordings[0])
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), self.width() - _EDGES
        fitting = (each for each in self._wordings if metrics.horizontalAdvance(each) <= room)
        shortest = metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, room)
        words = next(fitting, shortest)
        self.setFormat(words)
        self.setToolTip("" if words == self._wordings[0] else self._wordings[0])

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
