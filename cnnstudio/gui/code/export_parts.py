"""The parts of the export dialog and where they stand; what they do is the dialog's."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.code.script_panel import ScriptPanel, ScriptText
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.said_words import SIGNS, NewsTone, SaidWords


class _Told(MutedLabel):
    """What was done, wrapped, in the colour of how it went; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, objectName="export.told", accessibleName=tr("What was done"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, words: str, tone: NewsTone) -> None:
        """Shows words in the colour of their tone; a note is muted."""
        self.colour = "muted" if tone == "note" else SIGNS[tone][1]
        self._mute()
        self.setText(words)
        self.setVisible(bool(words))


class ExportParts(QWidget):
    """What is chosen at the left and on top, what is said of it at the right, and the buttons below."""

    def __init__(self, title: str, text: ScriptText) -> None:
        """``title``: what the project is called; ``text``: makes the text of a script, for the preview."""
        super().__init__()
        self._make_parts(title, text)
        self._lay_out()

    def _make_parts(self, title: str, text: ScriptText) -> None:
        self.what = ElidingCombo(objectName="export.what", accessibleName=tr("What is exported"))
        self.forms = QListWidget(objectName="export.forms", accessibleName=tr("In which form"))
        self.what.setToolTip(tr("The project without weights, or one of its runs with them"))
        self.about = QLabel(objectName="export.about", wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.why_not = SaidWords("caution")
        self.why_not.setObjectName("export.why_not")
        self.caution = SaidWords("caution")
        self.caution.setObjectName("export.caution")
        self.scaling = QCheckBox(tr("Takes pictures with values from 0 to 255"), objectName="export.scaling")
        self.scaling.setToolTip(tr("The preparation of values becomes its first layers"))
        self.read_back = MutedLabel(wordWrap=True)
        self.script = ScriptPanel(title, text)
        self.told = _Told()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(self._make_top())
        whole.addLayout(self._make_middle(), 1)
        whole.addWidget(self.told)
        whole.addLayout(self._make_foot())

    def _make_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        label = QLabel(tr("&What"))
        label.setBuddy(self.what)
        self.diagram = QPushButton(icon("network"), tr("Diagram and table…"), objectName="export.diagram")
        self.diagram.setToolTip(tr("The network as a picture (SVG, PDF, PNG) or a table is saved from the diagram"))
        top.addWidget(label)
        top.addWidget(self.what, 1)
        top.addWidget(self.diagram)
        return top

    def _make_middle(self) -> QHBoxLayout:
        self.forms.setIconSize(QSize(18, 18))
        self.forms.setSpacing(2)
        self.forms.setFixedWidth(210)
        right = QVBoxLayout()
        right.setSpacing(8)
        self.heading = heading("")
        for widget in (self.heading, self.about, self.why_not, self.caution, self.scaling, self.read_back):
            right.addWidget(widget)
        right.addWidget(self.script, 1)
        right.addStretch(0)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.forms)
        middle.addLayout(right, 1)
        return middle

    def _make_foot(self) -> QHBoxLayout:
        self.save = AccentButton(tr("Save…"), "save")
        self.save.setObjectName("export.save")
        self.save.setToolTip(tr("Asks where to and writes it"))
        self.leave = QPushButton(tr("Close"), objectName="export.close")
        self.leave.setToolTip(tr("What was wanted is written all the same (Esc)"))
        self.copy = QPushButton(icon("copy"), tr("Copy the script"), objectName="export.copy")
        self.copy.setToolTip(tr("Puts the code into the clipboard"))
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        for button in (self.leave, self.save):
            foot.addWidget(button)
        for button in (self.diagram, self.copy, self.leave):
            button.setAutoDefault(False)
        self.save.setDefault(True)
        return foot
