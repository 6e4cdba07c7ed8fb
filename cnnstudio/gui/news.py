"""The line above the page that says what became of a file or a picture, plainly where it was refused."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.lines import Lines
from cnnstudio.gui.widgets.sign import Sign


class News(QWidget):
    """A sign, words, lines that unfold, and a button that takes them away; not there while there is nothing to say."""

    def __init__(self, name: str, networks: Networks) -> None:
        super().__init__()
        self._networks = networks
        self._sign = Sign()
        self._words = QLabel(objectName=name, wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = QPushButton(tr("Details"), checkable=True, objectName=f"{name}.more")
        self._lines = Lines()
        self._lines.setObjectName(f"{name}.details")
        self._more.toggled.connect(self._lines.setVisible)
        close = IconButton(f"{name}.close", "x", tr("Take this away"), called=tr("Take this message away"))
        close.clicked.connect(lambda: networks.say(""))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._lines)
        networks.said.connect(self._follow)
        self._show_words()
        if not networks.news:
            self.hide()  # and it is not shown here: without a parent as yet it would be a window

    @property
    def is_refusal(self) -> bool:
        """Whether it says that something was not done, in the colour of errors, with its sign."""
        return self._networks.is_refusal

    @Slot()
    def _follow(self) -> None:
        self._show_words()
        self.setVisible(bool(self._networks.news))

    def _show_words(self) -> None:
        self._words.setText(self._networks.news)
        details = "" if self._networks.details in self._networks.news else self._networks.details
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._lines.setPlainText(details)
        self._lines.fit(details.count("\n") + 1)
        self._lines.hide()
        self._sign.set_icon(*(("circle-alert", "error") if self.is_refusal else ("info", "accent")))
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        wanted = theme_of(self.palette()).colour("error" if self.is_refusal else "muted")
        if self._words.palette().color(QPalette.ColorRole.WindowText) != wanted:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self._words.setPalette(palette)
