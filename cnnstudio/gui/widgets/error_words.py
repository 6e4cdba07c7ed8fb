"""Words that say why something typed is not taken: in a line of their own, or over what stands below a field."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from cnnstudio.gui.theme import theme_of


class ErrorWords(QLabel):
    """A line in the theme's error colour, hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setForegroundRole(QPalette.ColorRole.BrightText)  # the theme's error colour
        self.hide()

    def say(self, words: str) -> None:
        """Shows ``words``; hides when there are none."""
        self.setText(words)
        self.setVisible(bool(words))


class ErrorBubble(ErrorWords):
    """The same over what is below a field, so that nothing moves; a click goes through to what it covers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
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
