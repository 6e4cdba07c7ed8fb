"""The left column of the Data page: source, state, findings, what is in the data, and how they are divided."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.gui.data.counts import ClassCounts
from cnnstudio.gui.data.findings import FindingsList
from cnnstudio.gui.data.fitting import FitNotices
from cnnstudio.gui.data.parts import LABEL_WIDTH, PartsForm
from cnnstudio.gui.data.sources import SourceList
from cnnstudio.gui.data.state import SourceState
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.form import SettingsForm

_WIDTH = 330


class LeftColumn(QScrollArea):
    """Makes its parts and puts them below each other; the page tells them what to show."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sources = SourceList()
        self.open_folder = _button("data.open_folder", "folder-open", "Open a folder…")
        self.open_folder.setToolTip("A folder of pictures, one sub-folder a class")
        self.open_file = _button("data.open_file", "file", "Open a file…")
        self.open_file.setToolTip("A .zip of pictures, an .npz, IDX files or CIFAR's archives")
        self.state = SourceState()
        self.reading = SettingsForm(("labels", "megapixels"), prefix="data.reading", label_width=LABEL_WIDTH)
        self.fit = FitNotices(document)
        self.findings = FindingsList()
        self.facts = QLabel(wordWrap=True, objectName="data.facts")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.counts = ClassCounts()
        self.parts = PartsForm(document)
        self._content = _section("What is in it", (self.facts, self.counts))
        self._found = _section("Findings", (self.findings,))
        self._divided = _section("Parts", (self.parts,))
        self._lay_out()
        for freed in (self.state, self.fit, self.findings):
            freed.keyboard_freed.connect(self.sources.setFocus)

    def show_content(self, shown: bool) -> None:
        """Shows what tells of data that are there, or not."""
        for section in (self._found, self._content, self._divided):
            section.setVisible(shown)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 12, 16)
        column.setSpacing(8)
        column.addWidget(heading("Data set"))
        column.addWidget(self.sources)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.open_folder, 1)
        buttons.addWidget(self.open_file, 1)
        column.addLayout(buttons)
        for widget in (self.state, self.reading, self.fit, self._found, self._content, self._divided):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_WIDTH)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)


def _section(title: str, widgets: Sequence[QWidget]) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(8)
    column.addWidget(heading(title))
    for widget in widgets:
        column.addWidget(widget)
    return section


def _button(name: str, icon_name: str, words: str) -> QPushButton:
    return QPushButton(icon(icon_name), words, objectName=name, accessibleName=words)
