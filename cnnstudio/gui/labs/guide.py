"""How a lab is written, for teachers: the guide that comes with the program, and every fact a check can look at."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.teaching import facts_text, guide_parts
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.markdown_view import MarkdownView
from cnnstudio.gui.widgets.tab_bar import give_room


class GuideDialog(QDialog):
    """Read beside the window; it does not hold the window up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lab.guide")
        self.setWindowTitle(tr("How to write a lab"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._texts = ("", "")
        self._tabs = QTabWidget(objectName="lab.guide.tabs", documentMode=True)
        give_room(self._tabs)
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
        self._newest = Newest("reading the guide", self)
        self._newest.run(lambda watch: (guide_parts(), facts_text()), self._show, self._refuse)

    @property
    def words(self) -> str:
        """All its text."""
        return "\n".join(self._texts)

    def _show(self, read: tuple[tuple[str, ...], str]) -> None:
        parts, facts = read
        self._texts = ("\n\n".join(parts), facts)
        self._said.setText("")
        self._tabs.addTab(_page("lab.guide.text", parts), tr("The guide"))
        self._tabs.addTab(_page("lab.guide.facts", (facts,)), tr("Facts"))

    def _refuse(self, error: StudioError) -> None:
        self._said.setText(str(error))

    def _copy(self) -> None:
        number = self._tabs.currentIndex()
        if number >= 0:
            QApplication.clipboard().setText(self._texts[number])
            self._said.setText(tr("Copied."))


def _page(name: str, parts: tuple[str, ...]) -> QScrollArea:
    """Markdown to scroll through; in parts, as a text of Qt's gets slow with its length."""
    place = QWidget(objectName=name)
    column = QVBoxLayout(place)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(8)
    for part in parts:
        column.addWidget(MarkdownView("", part))
    column.addStretch(1)
    area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(place)
    return area
