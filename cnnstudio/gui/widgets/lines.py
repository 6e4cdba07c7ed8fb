"""Lines of text that stand below words when they are asked for."""

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.letters import set_letters

_LEAST_LINES, _MOST_LINES = 5, 10
_SMALL = 0.9


class Lines(QPlainTextEdit):
    """Lines to scroll through and to copy; long ones, as paths, are wrapped."""

    def __init__(self) -> None:
        super().__init__(readOnly=True)
        self.setAccessibleName(tr("Details"))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        set_letters(self, _SMALL)
        self.setTabChangesFocus(True)

    def fit(self, lines: int) -> None:
        """Makes room for so many lines, and for more as they may be wrapped; of many, some are scrolled to."""
        self.setFixedHeight(min(max(lines, _LEAST_LINES), _MOST_LINES) * self.fontMetrics().lineSpacing() + 14)
