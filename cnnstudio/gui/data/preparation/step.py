"""One step of a chain that is read from top to bottom: what it is set to, its effect, and an editor that unfolds."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.gui.data.preparation.step_words import StepWords
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.said_words import SaidWords

_SPINE, _SIDE, _LEFT = 13, 18, 34
"""Pixels from the left: the line that joins the steps, an icon's side, where words begin."""

_INSIDE = 4
"""How far inside a header the words begin."""


class Step(QWidget):
    """A step with its icon on the line that joins it to its neighbours."""

    unfolded = Signal(bool)
    """Whether the editor came into view or went."""

    def __init__(
        self, name: str, title: str, icon_name: str, editor: QWidget | None = None, below: QWidget | None = None
    ) -> None:
        """Makes a folded step.

        Args:
            name: Its object name.
            editor: What unfolds under it; without one there is nothing to set. It stands above the words that its
                use changes, so that it stays where it is.
            below: What unfolds with it, but below the words.
        """
        super().__init__()
        self.setObjectName(name)
        self._icons = {tone: icon(icon_name, tone) for tone in ("accent", "muted", "error")}
        self._tone, self._ends = "muted", (False, False)
        self._header = _Header(title, can_unfold=editor is not None)
        self._header.setObjectName(f"{name}.header")
        self._effect = MutedLabel(wordWrap=True, objectName=f"{name}.effect")
        self._effect.setTextFormat(Qt.TextFormat.PlainText)
        self._problem = SaidWords()
        for label in (self._effect, self._problem):
            label.setContentsMargins(_INSIDE, 0, 0, 0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # a long name widens nothing
        self._problem.setObjectName(f"{name}.problem")
        self._unfolding = [each for each in (editor, below) if each is not None]
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT, 0, 0, 8)
        column.setSpacing(4)
        for widget in (self._header, editor, self._effect, self._problem, below):
            if widget is not None:
                column.addWidget(widget)
        for widget in self._unfolding:
            widget.hide()
        if editor is not None:
            self._header.toggled.connect(self._unfold)

    @property
    def words(self) -> StepWords:
        """What it says."""
        return self._header.words

    def set_ends(self, *, first: bool = False, last: bool = False) -> None:
        """Says where the line begins and ends."""
        self._ends = (first, last)

    def unfold(self, unfolded: bool = True) -> None:
        """Shows the editor or folds it away."""
        self._header.setChecked(unfolded)

    def show_words(self, words: StepWords) -> None:
        """Says these."""
        self._header.show_words(words)
        self._effect.setText(words.effect)
        self._effect.setVisible(bool(words.effect))
        self._problem.say(words.problem)
        self._tone = "error" if words.problem else "muted" if words.quiet else "accent"
        self.update()

    def _unfold(self, unfolded: bool) -> None:
        for widget in self._unfolding:
            widget.setVisible(unfolded)
        self.unfolded.emit(unfolded)

    # Qt calls this

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        painter.setPen(QPen(theme.colour("card_border"), 2))
        middle, half = self._header.sizeHint().height() / 2, _SIDE / 2 + 3
        first, last = self._ends
        if not first:
            painter.drawLine(QPointF(_SPINE, 0), QPointF(_SPINE, middle - half))
        if not last:
            painter.drawLine(QPointF(_SPINE, middle + half), QPointF(_SPINE, self.height()))
        place = QRectF(_SPINE - _SIDE / 2, middle - _SIDE / 2, _SIDE, _SIDE)
        self._icons[self._tone].paint(painter, place.toRect())


class _Header(QAbstractButton):
    """A line: title, setting, and an arrow where it unfolds something. Return and Space press it."""

    def __init__(self, title: str, *, can_unfold: bool) -> None:
        super().__init__()
        self._title, self.words = title, StepWords("")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCheckable(can_unfold)
        self._can_unfold = can_unfold
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_unfold else Qt.FocusPolicy.NoFocus)
        if can_unfold:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._arrows = icon("chevron-right", "muted"), icon("chevron-down", "muted")

    def show_words(self, words: StepWords) -> None:
        """Says these beside the title."""
        self.words = words
        self.setText(f"{self._title}: {words.setting}")
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(" ".join(filter(None, (words.problem, words.effect))))
        self.setToolTip(self.text())  # where the line is too narrow, it ends in the middle of the setting
        self.update()

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(200, max(30, self.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if self._can_unfold and event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._can_unfold and (self.underMouse() or self.hasFocus()):
            painter.setPen(QPen(theme.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected_card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        bold = bold_of(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        room = QRectF(self.rect()).adjusted(_INSIDE, 0, -_INSIDE - (20 if self._can_unfold else 0), 0)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(room, middle, self._title)
        painter.setPen(theme.colour("muted" if self.words.quiet else "text"))
        room.setLeft(room.left() + QFontMetrics(bold).horizontalAdvance(self._title) + 10)
        painter.setFont(self.font())
        elided = self.fontMetrics().elidedText(self.words.setting, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, middle, elided)
        if self._can_unfold:
            arrow = self._arrows[self.isChecked()]
            arrow.paint(painter, self.width() - 20, (self.height() - 16) // 2, 16, 16)
