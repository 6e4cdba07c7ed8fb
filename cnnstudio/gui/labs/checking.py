"""What is wrong in a lab's file, for who writes it: in the words of ``cnnstudio lab check``, and again at a press."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs import told
from cnnstudio.core.labs.mistakes import LabErrors
from cnnstudio.core.labs.told import Told
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.shelf import read
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.verdict import Verdict


class CheckDialog(Dialog):
    """Reads the file beside the window; stays open beside the editor in which the lab is written."""

    open_wanted = Signal(object)
    """The path of a lab that can be used."""

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lab.checking")
        self.setWindowTitle(tr("Check {name}", name=path.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._newest = Newest("checking a lab", self)
        self._said = Verdict("lab.checking.said")
        self._lines = QPlainTextEdit(objectName="lab.checking.lines", readOnly=True, tabChangesFocus=True)
        self._lines.setAccessibleName(tr("What is to be looked at, a line each"))
        where = MutedLabel(str(path), wordWrap=True)
        where.setTextFormat(Qt.TextFormat.PlainText)
        self._again = QPushButton(icon("rotate-cw"), tr("Check again"), objectName="lab.checking.again")
        self._again.setToolTip(tr("Reads the file anew, after you have changed it"))
        self._again.clicked.connect(self.check)
        copy = QPushButton(icon("copy"), tr("Copy"), objectName="lab.checking.copy", toolTip=tr("All lines as text"))
        copy.clicked.connect(self._copy)
        close = QPushButton(tr("Close"), objectName="lab.checking.close")
        close.clicked.connect(self.close)
        self._open = AccentButton(tr("Open the lab"), "play")
        self._open.setObjectName("lab.checking.open")
        self._open.clicked.connect(self._open_lab)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._again, copy):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (close, self._open):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        for part in (where, self._said):
            column.addWidget(part)
        column.addWidget(self._lines, 1)
        column.addLayout(foot)
        self.resize(min(720, parent.width() - 60), 420)
        self.check()

    @property
    def words(self) -> str:
        """What it comes to, and every line."""
        return f"{self._lines.toPlainText()}\n{self._said.words}".strip()

    def check(self) -> None:
        """Reads the file as it is now."""
        path = self._path
        self._said.say(tr("Reading the file…"))
        self._again.setEnabled(False)
        self._open.setEnabled(False)
        self._newest.run(lambda watch: _look(path), self._show, self._refuse)

    def _show(self, found: Told) -> None:
        self._again.setEnabled(True)
        self._open.setEnabled(found.is_lab)
        self._lines.setPlainText("\n".join(found.lines))
        self._lines.setPlaceholderText(tr("Nothing to look at again.") if found.is_lab else "")
        self._said.say(found.words, "good" if found.is_lab else "problem")

    def _refuse(self, error: StudioError) -> None:
        self._again.setEnabled(True)
        self._lines.clear()
        self._said.say(str(error), "problem")

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.words)

    def _open_lab(self) -> None:
        self.open_wanted.emit(self._path)
        self.close()


def _look(path: Path) -> Told:
    try:
        return told.of_lab(read(path).lab)
    except LabErrors as errors:
        return told.of_mistakes(errors)
