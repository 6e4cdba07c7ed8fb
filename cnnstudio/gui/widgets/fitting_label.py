"""A line of quiet words that says less where there is less room, instead of being cut or wrapped."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.gui.widgets.card import MutedLabel


class FittingLabel(MutedLabel):
    """Shows the first of several wordings that fits into one line; the tool tip has the first one, which says all.

    It paints the words itself: a QLabel that takes others has the whole window laid out and painted anew.
    """

    _wordings: tuple[str, ...] = ("",)
    _shown = _tip = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def full(self) -> str:
        """What it says where there is room."""
        return self._wordings[0]

    def text(self) -> str:
        """What it says in the room there is."""
        return self._shown

    def say(self, *wordings: str, tip: str = "") -> None:
        """Takes wordings of the same fact, the longest first, and what the tool tip adds to them."""
        if (wordings, tip) == (self._wordings, self._tip):
            return
        self._wordings, self._tip = wordings, tip
        self.setAccessibleDescription(tip)
        self.setAccessibleName(self.full)
        self._fit()

    def fill(self, on: bool) -> None:
        """Whether it has room for several lines, and says all in them."""
        self.setWordWrap(on)
        self.setAlignment(Qt.AlignmentFlag.AlignTop if on else Qt.AlignmentFlag.AlignVCenter)
        vertical = QSizePolicy.Policy.Expanding if on else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Ignored, vertical)
        self._fit()

    def _follow_look(self) -> None:
        super()._follow_look()
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        fitting = (each for each in self._wordings if metrics.horizontalAdvance(each) <= room)
        shortest = metrics.elidedText(self._wordings[-1], Qt.TextElideMode.ElideRight, room)
        words = self.full if self.wordWrap() else next(fitting, shortest)
        if words != self._shown:
            self._shown = words
            self.update()
        tip = "\n\n".join(filter(None, ("" if words == self.full else self.full, self._tip)))
        if tip != self.toolTip():
            self.setToolTip(tip)

    # What Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        flags = self.alignment() | (Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextSingleLine)
        painter, palette, enabled = QPainter(self), self.palette(), self.isEnabled()
        self.style().drawItemText(
            painter, self.contentsRect(), flags, palette, enabled, self._shown, self.foregroundRole()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.full), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())
