"""The sum behind the number that is looked at, term by term."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea

from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.scrolling import bare_scroll
from cnnstudio.gui.by_hand.telling import sum_html
from cnnstudio.gui.theme import theme_of

_LEAST, _MOST = 3, 12
"""Lines for which there is room without scrolling."""


class SumPanel:
    """Lines of text in a scroll area that is as high as they are as they wrap, up to twelve."""

    def __init__(self, name: str) -> None:
        self._label = _Lines(name)
        self.area: QScrollArea = bare_scroll(f"{name}.area", self._label)
        self._label.is_wrapped.connect(self._fit)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands there."""
        return self._label.lines

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Shows these; the first says which number it is about."""
        self._label.show_lines(lines)
        self._fit()

    def _fit(self) -> None:
        line = self._label.fontMetrics().lineSpacing()
        wide = self.area.width()  # not the viewport's, which a scroll bar makes narrower
        self.area.setFixedHeight(min(max(self._label.heightForWidth(wide), _LEAST * line), _MOST * line) + 6)


class _Lines(QLabel):
    """Follows the theme in its colours."""

    is_wrapped = Signal()
    """Its lines are as wide as another room."""

    def __init__(self, name: str) -> None:
        super().__init__(objectName=name, wordWrap=True)
        self.lines: tuple[str, ...] = ()
        self.setAccessibleName(tr("The sum"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        if lines != self.lines:
            self.lines = lines
            self.setAccessibleDescription("; ".join(lines))
            self._write()

    def _write(self) -> None:
        self.setText(sum_html(self.lines, theme_of(self.palette())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.is_wrapped.emit()
