"""Everything that is taken along as a file, in one place: what, in which form, with which options, and where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.project import Project
from cnnstudio.core.run import Run
from cnnstudio.files.importing import title_of
from cnnstudio.gui.code.placing import ask_place, fit, why_not_there
from cnnstudio.gui.code.script_panel import ScriptPanel, ScriptText, beside_words, script_text
from cnnstudio.gui.code.wanted import ICONS, SCRIPTS, Offer, Wanted, offers
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.said_words import SaidWords

_NOW = "This project as it is now"


class _Told(MutedLabel):
    """What was done, wrapped, in the colour of how it went; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, objectName="export.told", accessibleName="What was done")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, words: str, colour: str) -> None:
        """Shows words in a colour of the theme."""
        self.colour = colour
        self._mute()
        self.setText(words)
        self.setVisible(bool(words))


class ExportDialog(QDialog):
    """Asks what is to be written; writes nothing itself."""

    wanted = Signal(object)
    """A Wanted, with its place."""
    diagram_wanted = Signal()
    form_chosen = Signal(str)
    """The name of the form, to begin with it another time."""
    window_folder = Signal(str)
    """The folder into which something was written."""

    def __init__(
        self,
        parent: QWidget,
        project: Project,
        title: str,
        runs: Sequence[Run] = (),
        run: Run | None = None,
        *,
        folder: str = "",
        form: str = "",
        text: ScriptText = script_text,
    ) -> None:
        """Makes it.

        Args:
            runs: Those with weights.
            run: The one to begin with; None for the project.
            folder: Where a place is asked for at first.
            form: The name of the form to begin with; without it, or where it cannot be had, the first one that can.
            text: Makes the text of a script, for the preview.
        """
        super().__init__(parent)
        self._project, self._title, self._runs, self._folder = project, title, tuple(runs), folder
        self._offers: tuple[Offer, ...] = ()
        self.setObjectName("export.dialog")
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._make_parts(title, text)
        self._lay_out()
        self._connect(run)
        self._begin_with(form)
        fit(self, parent, 0.85, QSize(860, 540), QSize(1200, 820))

    def _make_parts(self, title: str, text: ScriptText) -> None:
        self._what = ElidingCombo(objectName="export.what", accessibleName="What is exported")
        self._forms = QListWidget(objectName="export.forms", accessibleName="In which form")
        self._what.setToolTip("The project without weights, or one of its runs with them")
        self._about = QLabel(objectName="export.about", wordWrap=True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._why_not = SaidWords("caution")
        self._why_not.setObjectName("export.why_not")
        self._scaling = QCheckBox("Takes pictures with values from 0 to 255", objectName="export.scaling")
        self._scaling.setToolTip("The preparation of values becomes its first layers")
        self._read_back = MutedLabel(wordWrap=True)
        self._script = ScriptPanel(title, text)
        self._told = _Told()

    @property
    def offer(self) -> Offer:
        """The form that is chosen."""
        return self._offers[max(self._forms.currentRow(), 0)]

    @property
    def run(self) -> Run | None:
        """The run that is chosen; None for the project."""
        number = self._what.currentData()
        return next((run for run in self._runs if run.number == number), None)

    def choose(self, name: str) -> None:
        """Chooses a form."""
        self._forms.setCurrentRow([offer.name for offer in self._offers].index(name))

    def tell(self, words: str, tone: str = "accent") -> None:
        """Says what is done, or was done, with what was wanted.

        Args:
            tone: As of the message bar.
        """
        self._told.say(words, "muted" if tone == "accent" else tone)

    # Private

    def _begin_with(self, form: str) -> None:
        names = [offer.name for offer in self._offers if not offer.why_not]
        if form in names:
            self.choose(form)
        self._forms.currentRowChanged.connect(lambda _: self.form_chosen.emit(self.offer.name))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(12)
        whole.addLayout(self._make_top())
        whole.addLayout(self._make_middle(), 1)
        whole.addWidget(self._told)
        whole.addLayout(self._make_foot())

    def _make_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        label = QLabel("&What")
        label.setBuddy(self._what)
        self._diagram = QPushButton(icon("network"), "Diagram and table…", objectName="export.diagram")
        self._diagram.setToolTip("The network as a picture (SVG, PDF, PNG) or a table is saved from the diagram")
        top.addWidget(label)
        top.addWidget(self._what, 1)
        top.addWidget(self._diagram)
        return top

    def _make_middle(self) -> QHBoxLayout:
        self._forms.setIconSize(QSize(18, 18))
        self._forms.setSpacing(2)
        self._forms.setFixedWidth(210)
        right = QVBoxLayout()
        right.setSpacing(8)
        self._heading = heading("")
        for widget in (self._heading, self._about, self._why_not, self._scaling, self._read_back):
            right.addWidget(widget)
        right.addWidget(self._script, 1)
        right.addStretch(0)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._forms)
        middle.addLayout(right, 1)
        return middle

    def _make_foot(self) -> QHBoxLayout:
        self._save = AccentButton("Save…", "save")
        self._save.setObjectName("export.save")
        self._save.setToolTip("Asks where to and writes it")
        self._close = QPushButton("Close", objectName="export.close")
        self._close.setToolTip("What was wanted is written all the same (Esc)")
        self._copy = QPushButton(icon("copy"), "Copy the script", objectName="export.copy")
        self._copy.setToolTip("Puts the code into the clipboard")
        foot = QHBoxLayout()
        foot.addWidget(self._copy)
        foot.addStretch(1)
        for button in (self._close, self._save):
            foot.addWidget(button)
        for button in (self._diagram, self._copy, self._close):
            button.setAutoDefault(False)
        self._save.setDefault(True)
        return foot

    def _connect(self, run: Run | None) -> None:
        self._what.addItem(_NOW, 0)
        for each in self._runs:
            self._what.addItem(each.name, each.number)
        chosen = self._what.findData(run.number) if run is not None else 0
        self._what.setCurrentIndex(max(chosen, 0))
        self._what.currentIndexChanged.connect(lambda _: self._follow_what())
        self._forms.currentRowChanged.connect(lambda _: self._follow())
        self._script.changed.connect(self._follow_script)
        self._diagram.clicked.connect(self._leave_for_diagram)
        self._close.clicked.connect(self.reject)
        self._save.clicked.connect(self._ask)
        self._copy.clicked.connect(self._copy_script)
        self._follow_what(0 if self.run is None else 2)

    def _follow_what(self, row: int | None = None) -> None:
        """Shows the forms that there are of what is chosen; that which was chosen stays."""
        row = max(self._forms.currentRow(), 0) if row is None else row
        self._offers = tuple(offers(self.run))
        self._forms.blockSignals(True)
        self._forms.clear()
        for offer in self._offers:
            item = QListWidgetItem(icon(ICONS[offer.name], "muted" if offer.why_not else None), offer.title)
            item.setToolTip(offer.why_not or offer.about)
            if offer.why_not:
                item.setForeground(self.palette().placeholderText())
            self._forms.addItem(item)
        self._forms.setCurrentRow(row)
        self._forms.blockSignals(False)
        self._follow()

    def _follow(self) -> None:
        offer, run = self.offer, self.run
        is_code = offer.name in SCRIPTS
        self._heading.setText(offer.title)
        self._about.setText(offer.about)
        self._why_not.say(offer.why_not)
        self._scaling.setVisible(offer.takes_scaling)
        self._scaling.setEnabled(not offer.why_not)
        self._read_back.setVisible(not is_code and not offer.why_not)
        self._read_back.setText(
            "What is written is read back and compared before it takes its place; below and in the message bar stands "
            "how far apart both are."
        )
        self._script.setVisible(is_code)
        self._copy.setVisible(is_code)
        if is_code:
            is_notebook = offer.name == "notebook"
            self._script.show_project(self._chosen_project, is_run=run is not None, is_notebook=is_notebook)
        self._follow_script()

    def _follow_script(self) -> None:
        is_code, why_not = self.offer.name in SCRIPTS, self.offer.why_not
        why_not = why_not or (self._script.why_not if is_code else "")
        self._save.setEnabled(not why_not)
        self._save.setAccessibleDescription(why_not)
        self._copy.setEnabled(is_code and bool(self._script.code))

    def _leave_for_diagram(self) -> None:
        self.diagram_wanted.emit()
        self.accept()

    def _copy_script(self) -> None:
        self._script.copy()
        needed = beside_words(self._chosen_project)
        self.tell(f"Copied. {needed} “Save…” writes it." if needed else "Copied.", "good")

    @property
    def _chosen_project(self) -> Project:
        return self._project if self.run is None else self.run.project

    def _ask(self) -> None:
        offer, run = self.offer, self.run
        with_scaling = offer.takes_scaling and self._scaling.isChecked()
        solution = offer.name in SCRIPTS and self._script.is_solution
        path = ask_place(self, offer, self._folder, self._called(with_scaling=with_scaling, solution=solution))
        if path is None:
            return
        why_not = why_not_there(path)
        if why_not:
            self.tell(why_not, "error")
            return
        self._folder = str(path.parent)
        self.window_folder.emit(self._folder)
        self.wanted.emit(Wanted(self._chosen_project, run, offer.name, path, with_scaling, solution))

    def _called(self, *, with_scaling: bool, solution: bool) -> str:
        """The name that is suggested, without an ending."""
        run = self.run
        parts = [self._title, "" if run is None else title_of(Path(run.name)), "0 to 255" if with_scaling else ""]
        parts.append("solution" if solution else "")
        return " ".join(filter(None, dict.fromkeys(parts)))
