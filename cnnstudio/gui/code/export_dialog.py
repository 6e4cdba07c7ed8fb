"""Everything that is taken along as a file, in one place: what, in which form, with which options, and where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.files.saved.importing import title_of
from cnnstudio.files.scripts import otherwise_than
from cnnstudio.gui.code.export_parts import ExportParts
from cnnstudio.gui.code.placing import ask_place, fit, why_not_there
from cnnstudio.gui.code.script_panel import ScriptText, beside_words, script_text
from cnnstudio.gui.code.wanted import ICONS, SCRIPTS, Offer, Wanted, offers
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.said_words import NewsTone

_NOW = tr("This project as it is now")


class ExportDialog(Dialog):
    """Asks what is to be written; writes nothing itself."""

    wanted = Signal(object)
    """A Wanted, with its place."""
    diagram_wanted = Signal()
    form_chosen = Signal(str)
    """The name of the form, to begin with it another time."""
    left_unwritten = Signal(str)
    """The name of the file that was chosen when its project had left the desk."""
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
        self._is_left = self._is_asking = False
        self.setObjectName("export.dialog")
        self.setWindowTitle(tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parts = ExportParts(title, text)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.addWidget(self._parts)
        self._connect(run)
        self._begin_with(form)
        fit(self, parent, 0.85, QSize(860, 540), QSize(1200, 820))

    @property
    def offer(self) -> Offer:
        """The form that is chosen."""
        return self._offers[max(self._parts.forms.currentRow(), 0)]

    @property
    def run(self) -> Run | None:
        """The run that is chosen; None for the project."""
        number = self._parts.what.currentData()
        return next((run for run in self._runs if run.number == number), None)

    def choose(self, name: str) -> None:
        """Chooses a form."""
        self._parts.forms.setCurrentRow([offer.name for offer in self._offers].index(name))

    def tell(self, words: str, tone: NewsTone = "note") -> None:
        """Says what is done, or was done, with what was wanted.

        Args:
            tone: As of the message bar.
        """
        self._parts.told.say(words, tone)

    @Slot()
    def leave(self) -> None:
        """Closes it because its project has left the desk; where it asks for a place, once that is answered."""
        self._is_left = True
        if not self._is_asking:
            self.reject()

    # Private

    def _begin_with(self, form: str) -> None:
        names = [offer.name for offer in self._offers if not offer.why_not]
        if form in names:
            self.choose(form)
        self._parts.forms.currentRowChanged.connect(lambda _: self.form_chosen.emit(self.offer.name))

    def _connect(self, run: Run | None) -> None:
        self._parts.what.addItem(_NOW, 0)
        for each in self._runs:
            self._parts.what.addItem(each.name, each.number)
        chosen = self._parts.what.findData(run.number) if run is not None else 0
        self._parts.what.setCurrentIndex(max(chosen, 0))
        self._parts.what.currentIndexChanged.connect(lambda _: self._follow_what())
        self._parts.forms.currentRowChanged.connect(lambda _: self._follow())
        self._parts.script.changed.connect(self._follow_script)
        self._parts.diagram.clicked.connect(self._leave_for_diagram)
        self._parts.leave.clicked.connect(self.reject)
        self._parts.save.clicked.connect(self._ask)
        self._parts.copy.clicked.connect(self._copy_script)
        self._follow_what(0 if self.run is None else 2)

    def _follow_what(self, row: int | None = None) -> None:
        """Shows the forms that there are of what is chosen; that which was chosen stays."""
        row = max(self._parts.forms.currentRow(), 0) if row is None else row
        self._offers = tuple(offers(self.run))
        self._parts.forms.blockSignals(True)
        self._parts.forms.clear()
        for offer in self._offers:
            item = QListWidgetItem(icon(ICONS[offer.name], "muted" if offer.why_not else None), offer.title)
            item.setToolTip(offer.why_not or offer.about)
            if offer.why_not:
                item.setForeground(self.palette().placeholderText())
            self._parts.forms.addItem(item)
        self._parts.forms.setCurrentRow(row)
        self._parts.forms.blockSignals(False)
        self._follow()

    def _follow(self) -> None:
        offer, run = self.offer, self.run
        is_code = offer.name in SCRIPTS
        self._parts.heading.setText(offer.title)
        self._parts.about.setText(offer.about)
        self._parts.why_not.say(offer.why_not)
        self._parts.caution.say(otherwise_than(run) if is_code and run is not None else "")
        self._parts.scaling.setVisible(offer.takes_scaling)
        self._parts.scaling.setEnabled(not offer.why_not)
        self._parts.read_back.setVisible(not is_code and not offer.why_not)
        self._parts.read_back.setText(
            tr(
                "What is written is read back and compared before it takes its place; below and in the message bar "
                "stands how far apart both are."
            )
        )
        self._parts.script.setVisible(is_code)
        self._parts.copy.setVisible(is_code)
        if is_code:
            is_notebook = offer.name == "notebook"
            self._parts.script.show_project(self._chosen_project, is_run=run is not None, is_notebook=is_notebook)
        self._follow_script()

    def _follow_script(self) -> None:
        is_code, why_not = self.offer.name in SCRIPTS, self.offer.why_not
        why_not = why_not or (self._parts.script.why_not if is_code else "")
        self._parts.save.setEnabled(not why_not)
        self._parts.save.setAccessibleDescription(why_not)
        self._parts.copy.setEnabled(is_code and bool(self._parts.script.code))

    def _leave_for_diagram(self) -> None:
        self.diagram_wanted.emit()
        self.accept()

    def _copy_script(self) -> None:
        self._parts.script.copy()
        needed = beside_words(self._chosen_project)
        self.tell(tr("Copied. {needed} “Save…” writes it.", needed=needed) if needed else tr("Copied."), "good")

    @property
    def _chosen_project(self) -> Project:
        return self._project if self.run is None else self.run.project

    def _ask(self) -> None:
        offer, run = self.offer, self.run
        with_scaling = offer.takes_scaling and self._parts.scaling.isChecked()
        solution = offer.name in SCRIPTS and self._parts.script.is_solution
        self._is_asking = True
        try:
            path = ask_place(self, offer, self._folder, self._called(with_scaling=with_scaling, solution=solution))
        finally:
            self._is_asking = False
        if self._is_left:
            self.reject()
            if path is not None:
                self.left_unwritten.emit(path.name)
            return
        if path is None:
            return
        why_not = why_not_there(path)
        if why_not:
            self.tell(why_not, "problem")
            return
        self._folder = str(path.parent)
        self.window_folder.emit(self._folder)
        self.wanted.emit(Wanted(self._chosen_project, run, offer.name, path, with_scaling, solution))

    def _called(self, *, with_scaling: bool, solution: bool) -> str:
        """The name that is suggested, without an ending."""
        run = self.run
        parts = [self._title, "" if run is None else title_of(Path(run.name)), tr("0 to 255") if with_scaling else ""]
        parts.append(tr("solution") if solution else "")
        return " ".join(filter(None, dict.fromkeys(parts)))
