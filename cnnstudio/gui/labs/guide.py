"""How a lab is written, for teachers: the guide that comes with the program, and every fact a check can look at."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.facts import rows
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.facts_table import FactsTable
from cnnstudio.gui.labs.teaching import facts_text, guide_parts
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Making, Turn
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.markdown_view import MarkdownView
from cnnstudio.gui.widgets.tab_bar import set_up

_OVER = object()


class GuideDialog(Dialog):
    """Read beside the window; it does not hold the window up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lab.guide")
        self.setWindowTitle(tr("How to write a lab"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._texts = ("", "")
        self._tabs = QTabWidget(objectName="lab.guide.tabs", documentMode=True)
        set_up(self._tabs)
        self._said = MutedLabel(tr("Reading the guide…"))
        copy = QPushButton(icon("copy"), tr("Copy the page"), objectName="lab.guide.copy")
        copy.setToolTip(tr("The text of the page in view, as Markdown"))
        copy.clicked.connect(self._copy)
        close = QPushButton(tr("Close"), objectName="lab.guide.close")
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(copy)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._tabs, 1)
        column.addLayout(foot)
        self.resize(min(860, parent.width() - 60), min(860, parent.height() - 60))
        self._making: Making = iter(())
        self._turns = Turn(self)
        self._turns.came.connect(self._go_on)
        self._newest = Newest("reading the guide", self)
        self._newest.run(lambda watch: (guide_parts(), facts_text()), self._show, self._refuse)

    @property
    def words(self) -> str:
        """All its text."""
        return "\n".join(self._texts)

    def _show(self, read: tuple[tuple[str, ...], str]) -> None:
        parts, facts = read
        self._texts = ("\n\n".join(parts), facts)
        guide = _Page("lab.guide.text")
        self._tabs.addTab(guide, tr("The guide"))
        self._tabs.addTab(FactsTable(rows()), tr("Facts"))
        self._making = guide.making(parts)
        self._turns.start()

    @Slot()
    def _go_on(self) -> None:
        """Adds a part in each turn of the window: all at once would hold it up."""
        if next(self._making, _OVER) is _OVER:
            self._said.setText("")
        else:
            self._turns.start()

    def _refuse(self, error: StudioError) -> None:
        self._said.setText(str(error))

    def _copy(self) -> None:
        number = self._tabs.currentIndex()
        if number >= 0:
            QApplication.clipboard().setText(self._texts[number])
            self._said.setText(tr("Copied."))


class _Page(QScrollArea):
    """Markdown to scroll through; in parts, as a text of Qt's gets slow with its length."""

    def __init__(self, name: str) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        place = QWidget(objectName=name)
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.setWidget(place)

    def making(self, parts: Iterable[str]) -> Making:
        """Adds them, one a step."""
        for part in parts:
            self._column.insertWidget(self._column.count() - 1, MarkdownView("", part))
            yield
