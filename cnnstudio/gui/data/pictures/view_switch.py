"""Two buttons of which one is on: the pictures one by one, or the averages of their classes."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of

_VIEWS = (
    ("pictures", tr("Pictures"), "images", tr("The pictures one by one")),
    ("averages", tr("Averages"), "sigma", tr("The mean picture of each class, and how much its pictures differ")),
)


class ViewSwitch(QWidget):
    """Tells which of the two is on."""

    changed = Signal(bool)
    """Whether the averages are to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._views = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, (name, words, sign, tip) in enumerate(_VIEWS):
            button = _View(sign, words)
            button.setObjectName(f"data.view.{name}")
            button.setToolTip(tip)
            self._views.addButton(button, number)
            row.addWidget(button)
        self.show_view(averages=False)
        self._views.idToggled.connect(lambda number, checked: self.changed.emit(number == 1) if checked else None)

    @property
    def shows_averages(self) -> bool:
        """Whether the averages are on."""
        return self._views.checkedId() == 1

    def show_view(self, averages: bool) -> None:
        """Turns one of the two on."""
        self._views.button(int(averages)).setChecked(True)


class _View(QPushButton):
    """Fusion draws a button that is on hardly darker than one that is off: this one stands out by the accent colour."""

    def __init__(self, sign: str, words: str) -> None:
        super().__init__(words, checkable=True)
        self._icons = icon(sign), icon(sign, "on_accent")
        self.toggled.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        is_on, roles = self.isChecked() and self.isEnabled(), QPalette.ColorRole
        self.setIcon(self._icons[is_on])
        if not is_on:
            self.setPalette(QPalette())
            return
        theme = theme_of(self.palette())
        if self.palette().color(roles.Button) != theme.colour("accent"):
            palette = QPalette()
            palette.setColor(roles.Button, theme.colour("accent"))
            palette.setColor(roles.ButtonText, theme.colour("on_accent"))
            self.setPalette(palette)

    # Qt calls these

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(12, 0)  # Fusion lets icon and words touch the edges

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange or (
            event.type() == QEvent.Type.PaletteChange and self.isChecked()
        ):
            self._colour()
