"""Words that say what is wrong or to be heeded, with a sign before them: never by colour alone."""

from typing import Literal

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Tone
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel

NewsTone = Tone | Literal["good"]
"""Of all that is said in the window: a finding's, and good news."""

SIGNS: dict[NewsTone, tuple[str, str]] = {
    "good": ("circle-check", "good"),
    "note": ("info", "accent"),
    "caution": ("triangle-alert", "warning"),
    "problem": ("circle-alert", "error"),
}
"""Icon and colour of the theme of each tone."""

TONE_WORDS: dict[NewsTone, str] = {
    "good": tr("Good news"),
    "note": tr("Note"),
    "caution": tr("Caution"),
    "problem": tr("Problem"),
}
"""What a screen reader says for the sign."""

_SIDE, _GAP = 16, 6


class SaidWords(MutedLabel):
    """A wrapped line in the colour of its tone, hidden while there is nothing to say."""

    def __init__(self, tone: NewsTone = "problem", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, wordWrap=True)
        self._tone = tone
        name, self.colour = SIGNS[tone]
        self._sign = icon(name, self.colour)
        self._mute()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(_SIDE + _GAP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.say(text)
        self.hide()

    def say(self, words: str) -> None:
        """Shows ``words``; hides when there are none."""
        self.setText(words)
        self.setAccessibleName(f"{TONE_WORDS[self._tone]}: {words}" if words else "")
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        area, line = self.contentsRect(), self.fontMetrics().height()
        words = self.heightForWidth(self.width()) - self.height() + area.height()
        top = area.top() + max(area.height() - words, 0) // 2 + max(line - _SIDE, 0) // 2  # beside the first line
        self._sign.paint(QPainter(self), QRect(area.left(), top, _SIDE, _SIDE))


class SaidBubble(SaidWords):
    """The same over what is below a field, so that nothing moves; a click goes through to what it covers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("problem", "", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(8, 6, 8, 6)

    def say_under(self, field: QWidget, form: QWidget, words: str) -> None:
        """Shows ``words`` under ``field``, as wide as the ``form`` in which it is."""
        parent = self.parentWidget()
        self.say(words)
        place = QPoint(form.mapTo(parent, QPoint(0, 0)).x(), field.mapTo(parent, QPoint(0, field.height())).y() + 3)
        self.setGeometry(QRect(place, QSize(form.width(), self.heightForWidth(form.width()))))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("error"))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
        super().paintEvent(event)
