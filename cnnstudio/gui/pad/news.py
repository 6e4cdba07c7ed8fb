"""The line above the page that says what became of a file or a picture, plainly where it was refused."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.sign import Sign


class News(QWidget):
    """A sign, words that wrap, and a button that takes them away; not there while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_refusal = False
        self._sign = Sign()
        self._words = QLabel(objectName="draw.news", wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = IconButton()
        close.setObjectName("draw.news.close")
        close.setIcon(icon("x"))
        close.setToolTip("Take this away")
        close.setAccessibleName("Take this message away")
        close.clicked.connect(lambda: self.say(""))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)
        layout.addWidget(close)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    @property
    def is_refusal(self) -> bool:
        """Whether it says that something was not done."""
        return self._is_refusal

    def say(self, text: str, *, refusal: bool = False) -> None:
        """Says something, or nothing any more; a ``refusal`` is in the colour of errors, with its sign."""
        self._words.setText(text)
        self._is_refusal = refusal
        self._sign.set_icon(*(("circle-alert", "error") if refusal else ("info", "accent")))
        self._colour()
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        wanted = theme_of(self.palette()).colour("error" if self._is_refusal else "muted")
        if self._words.palette().color(QPalette.ColorRole.WindowText) != wanted:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self._words.setPalette(palette)
