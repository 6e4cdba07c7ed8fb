"""Beside a field: a quiet button that lets its setting vary; under it: over what it varies, to be clicked."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton

_SIDE, _SIGN = 18, 14
_AROUND_WORDS = 14

ROOM = _SIDE + 2
"""What the button takes at the right of a field; fields without one leave it free, to end where the others do."""


class VaryButton(IconButton):
    """For the mouse; the keyboard has the context menu, and a command."""

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(
            f"{name}.vary", words=tr("Vary in a sweep…"), called=tr("Vary {label}", label=label), parent=parent
        )
        self.setIcon(icon("split", "muted"))
        self.setIconSize(QSize(_SIGN, _SIGN))
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # What Qt calls

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        QToolTip.hideText()  # that of the field would stay over the next row


class VariesChip(IconButton):
    """Says what a setting varies over; a click edits it. Hidden while it does not vary."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.varies", parent=parent)
        self._label, self._words, self._over = label, "", ""
        self.setIcon(icon("split", "accent"))
        self.setIconSize(QSize(_SIGN, _SIGN))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def words(self) -> str:
        """What it says where there is room."""
        return self._words

    def say(self, over: str, before: str = tr("varies")) -> None:
        """Shows what it varies over; hides where that is empty."""
        self._over, self._words = over, f"{before}: {over}" if over else ""
        self.setToolTip(f"{self._words}\n{tr('Click to change it')}")
        self.setAccessibleName(f"{self._label} {self._words}")
        self._fit()
        self.setVisible(bool(over))

    def _fit(self) -> None:
        room = self.width() - self.iconSize().width() - _AROUND_WORDS
        metrics = self.fontMetrics()
        wordings = (self._words, self._over, _ends(self._over))
        fitting = (each for each in wordings if metrics.horizontalAdvance(each) <= room)
        words = next(fitting, metrics.elidedText(self._over, Qt.TextElideMode.ElideRight, room))
        self.setText(words.replace("&", "&&"))

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _ends(over: str) -> str:
    """Of a range its ends alone: "0.0001 … 0.1" of "0.0001 … 0.1, 3 values on a log scale"; all of a list."""
    return over.partition(", ")[0] if " … " in over else over
