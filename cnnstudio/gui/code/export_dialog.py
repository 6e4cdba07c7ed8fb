"""Everything that is taken along as a file, in one place: what, in which form, with which options, and where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
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
from cnnstudio.gui.code.script_panel import ScriptPanel, ScriptText, script_text
from cnnstudio.gui.code.wanted import ICONS, SCRIPTS, Offer, Wanted, offers, with_ending
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.said_words import SaidWords

_NOW = "This project as it is now"


class ExportDialog(QDialog):
    """Asks what is to be written; writes nothing itself."""

    wanted = Signal(object)
    """A Wanted, with its place."""
    diagram_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        project: Project,
        title: str,
        runs: Sequence[Run] = (),
        run: Run | None = None,
        *,
        folder: str = "",
        text: ScriptText = script_text,
    ) -> None:
        """Makes it.

        Args:
            runs: Those with weights.
            run: The one to begin with; None for the project.
            folder: Where a place is asked for at first.
            text: Makes the text of a script, for the preview.
        """
        super().__init__(parent)
        self._project, self._title, self._runs, self._folder = project, title, tuple(runs), folder
        self.setObjectName("export.dialog")
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        self._offers: tuple[Offer, ...] = ()
        self._lay_out()
        self._connect(run)
        room = parent.window().size()
        self.resize(min(max(room.width() * 8 // 10, 860), 1200), min(max(room.height() * 17 // 20, 540), 820))

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

    # Private

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        label = QLabel("&What")
        label.setBuddy(self._what)
        self._diagram = QPushButton(icon("network"), "Diagram and table…", objectName="export.diagram")
        self._diagram.setToolTip("The network as a picture (SVG, PDF, PNG) or a table is saved from the diagram")
        top.addWidget(label)
        top.addWidget(self._what, 1)
        top.addWidget(self._diagram)
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
        self._save = AccentButton("Save…", "save")
        self._save.setObjectName("export.save")
        self._save.setToolTip("Asks where to and writes it")
        self._close = QPushButton("Close", objectName="export.close", toolTip="Writes nothing (Esc)")
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
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(12)
        whole.addLayout(top)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)

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
        self._copy.clicked.connect(self._script.copy)
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
            "What is written is read back and compared before it takes its place; the message bar says how far apart "
            "both are."
        )
        self._script.setVisible(is_code)
        self._copy.setVisible(is_code)
        if is_code:
            self._script.show_project(self._project if run is None else run.project, is_run=run is not None)
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

    def _ask(self) -> None:
        offer, run = self.offer, self.run
        with_scaling = offer.takes_scaling and self._scaling.isChecked()
        solution = offer.name in SCRIPTS and self._script.is_solution
        parts = [self._title, "" if run is None else title_of(Path(run.name)), "0 to 255" if with_scaling else ""]
        parts.append("solution" if solution else "")
        called = " ".join(filter(None, dict.fromkeys(parts)))
        start = str(Path(self._folder) / f"{called}{offer.suffix}")
        kinds = f"{offer.title} (*{offer.suffix})" if offer.suffix else "All files (*)"
        title = f"Export as {offer.title}" if offer.suffix else f"Export as {offer.title}: a new folder"
        name, _ = QFileDialog.getSaveFileName(self, title, start, kinds)
        if name:
            path = with_ending(Path(name).absolute(), offer.name)
            project = self._project if run is None else run.project
            self.wanted.emit(Wanted(project, run, offer.name, path, with_scaling, solution))
            self.accept()
