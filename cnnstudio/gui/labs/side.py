"""The place of the lab panel: beside the pages, as wide as it was drawn, or folded into a strip at the edge."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.turns import paint_in_turn
from cnnstudio.gui.widgets.icon_button import IconButton

USUAL, LEAST, MOST = 315, 260, 720
"""Pixels of the panel."""

MADE_FOR, _PAGES_NEED = 876, 560
"""Pixels that the pages need to show everything, and the least beside a panel that was drawn wider by hand."""

_WIDE = 400
"""The most that the panel takes by itself in a large window: a line of text that is read easily."""
_STRIP = 36


class LabSide(QWidget):
    """The pages, and at their right what is put in by ``put``."""

    width_changed = Signal(int)
    """The panel was drawn to another width."""
    folded = Signal(bool)

    def __init__(self, pages: QWidget, below: QWidget | None = None, parent: QWidget | None = None) -> None:
        """``below``: stands under the pages, in view wherever they are scrolled to."""
        super().__init__(parent)
        self._panel: QWidget | None = None
        self._wanted = 0
        self._split = QSplitter(Qt.Orientation.Horizontal, objectName="lab.splitter", childrenCollapsible=False)
        self._split.setHandleWidth(8)
        self._split.addWidget(_left(pages, below))
        self._split.splitterMoved.connect(self._moved)
        self._strip = _Strip()
        self._strip.button.clicked.connect(lambda: self.set_folded(False))
        self._strip.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._split, 1)
        row.addWidget(self._strip)

    def put(self, panel: QWidget) -> None:
        """Takes the panel, hidden."""
        self._panel = panel
        panel.setMinimumWidth(LEAST)
        panel.hide()
        self._split.addWidget(panel)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)

    def set_width(self, width: int) -> None:
        """How wide the panel was the last time; 0 for as it is usually."""
        self._wanted = min(max(width, LEAST), MOST) if width else 0

    @property
    def is_open(self) -> bool:
        """Whether the panel is in view."""
        return self._panel is not None and not self._panel.isHidden()

    def set_open(self, opened: bool) -> None:
        """Shows the panel, or neither it nor its strip."""
        if opened != self.is_open:
            paint_in_turn(self)  # the page beside it is laid out anew, which takes as long
        self._strip.hide()
        if self._panel is not None:
            self._panel.setVisible(opened)
            if opened:
                self._fit()

    def pages_on_screen(self) -> QRect:
        """Where the pages are, with what stands at their left."""
        place, corner = self._split.widget(0), self.window().mapToGlobal(QPoint(0, 0))
        right = place.mapToGlobal(place.rect().bottomRight())
        return QRect(QPoint(corner.x(), place.mapToGlobal(QPoint(0, 0)).y()), right)

    def set_folded(self, folded: bool) -> None:
        """Shows the strip in the place of the panel, or the panel."""
        self.set_open(not folded)
        self._strip.setVisible(folded)
        self.folded.emit(folded)

    def say(self, words: str) -> None:
        """What the strip says the lab is."""
        self._strip.say(words)

    def _moved(self) -> None:
        if self._panel is not None:
            self._wanted = self._panel.width()
            self.width_changed.emit(self._wanted)

    def _fit(self) -> None:
        """Gives the panel the width it had; where the window is small the pages come first."""
        if self.is_open:
            room = self._split.width() - self._split.handleWidth()
            width = max(LEAST, min(self._wanted, room - _PAGES_NEED)) if self._wanted else usual(room)
            self._split.setSizes([max(room - width, 1), width])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)  # once the splitter has its own size


def usual(room: int) -> int:
    """The panel's width in a room, in pixels: the pages come first, and of what they need not it takes a part."""
    spare = room - MADE_FOR
    return max(LEAST, spare) if spare < USUAL else min(USUAL + (spare - USUAL) // 4, _WIDE)


def _left(pages: QWidget, below: QWidget | None) -> QWidget:
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(_scrolling(pages), 1)
    if below is not None:
        column.addWidget(below)
    return place


def _scrolling(pages: QWidget) -> QScrollArea:
    """The pages, which scroll sideways where a small window leaves them less than they need beside a lab."""
    pages.setMinimumHeight(1)  # a page that would be higher than the window is made lower, never cut at its foot
    area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="lab.pages")
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(pages)
    pages.setAutoFillBackground(False)
    return area


class _Strip(QWidget):
    """What is left of a lab that is folded away: a button at the window's edge, and its name along it."""

    def __init__(self) -> None:
        super().__init__(objectName="lab.strip")
        self._words = ""
        self.setFixedWidth(_STRIP)
        self.button = IconButton("lab.unfold", "graduation-cap", tr("Unfold the lab (Ctrl+L)"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, words: str) -> None:
        self._words = words
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        painter.fillRect(0, 0, 1, self.height(), theme.colour("card_border"))
        painter.setPen(theme.colour("muted"))
        room = self.height() - 56
        painter.translate(self.width() / 2 - self.fontMetrics().height() / 2 + self.fontMetrics().height(), 48)
        painter.rotate(90)
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(0, 0, room, self.fontMetrics().height(), Qt.AlignmentFlag.AlignLeft, words)
