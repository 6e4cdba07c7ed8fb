"""Hints that are shown one by one, as they are asked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.markdown_view import MarkdownView


class Hints(QWidget):
    """The hints shown so far and a button for the next; hidden where there is neither."""

    wanted = Signal()

    def __init__(self, name: str, hints: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._hints = hints
        self._shown: list[MarkdownView] = []
        self._next = QPushButton(icon("info"), tr("Show a hint"), objectName=f"{name}.next")
        self._next.setToolTip(tr("Hints are counted in the report"))
        self._next.clicked.connect(self.wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._next, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def shown(self) -> tuple[str, ...]:
        """The hints in view."""
        return tuple(view.markdown for view in self._shown)

    @property
    def has_keyboard(self) -> bool:
        """Whether the button for the next one has it."""
        return self._next.hasFocus()

    @property
    def may_ask(self) -> bool:
        """Whether there is a button for the next one."""
        return not self._next.isHidden()

    def show_given(self, count: int, *, may_ask: bool) -> None:
        """Shows the first ``count`` of them; ``may_ask``: whether the next one may be asked for."""
        count = min(count, len(self._hints))
        for number in range(len(self._shown), count):
            view = MarkdownView(
                f"{self.objectName()}.{number + 1}",
                tr("**Hint {number}:** {hint}", number=number + 1, hint=self._hints[number]),
            )
            self._shown.append(view)
            self._column.insertWidget(number, view)
        left = len(self._hints) - count
        words = tr("Show a hint") if not count else tr("Show another hint ({left} left)", left=left)
        self._next.setText(words)
        self._next.setVisible(may_ask and left > 0)
        self.setVisible(count > 0 or (may_ask and left > 0))
