"""A project as a script, seen before it is written: with gaps for students, as the key, or as it is."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from cnnstudio.core import blanks
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.scripting import Beside, notebook_of, script_of
from cnnstudio.core.words import enumerated
from cnnstudio.files.scripts import needs_bases, needs_pictures
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.code_view import CodeView
from cnnstudio.gui.widgets.said_words import SaidWords

ScriptText = Callable[[Project, str, bool], str]
"""A project, its name, and whether its blanks are filled in, to the text of its script."""

_NO_BLANKS = tr(
    "To make a version for students, leave settings blank first: on Build or Train, with the dashed circle or a right "
    "click on a setting."
)


class ScriptPanel(QWidget):
    """The text of a script, made beside the window."""

    changed = Signal()
    """There is another text, or there can be none."""

    def __init__(self, name: str, text: ScriptText) -> None:
        """``name``: what the project is called."""
        super().__init__()
        self._name, self._text = name, text
        self._is_notebook = False
        self._project: Project | None = None
        self.why_not = ""
        """Why there is no script; empty where there is one, and while it is made."""
        self.code = ""
        """The text, once it is made."""
        self._newest = Newest("writing a script", self)
        self._add_choice()
        self._words = MutedLabel(wordWrap=True, objectName="export.blanks")
        self._beside = MutedLabel(wordWrap=True, objectName="export.beside")
        self._refusal = SaidWords("caution")
        self._refusal.setObjectName("export.refused")
        self._view = CodeView("export.preview", tr("The script as it will be written"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._words, self._blanks, self._beside, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._view, 1)
        self._key.toggled.connect(lambda _: self._make())

    def _add_choice(self) -> None:
        """What stands in the place of blanks."""
        self._blanks = QWidget()
        self._gaps = QRadioButton(tr("For students: with gaps"), objectName="export.gaps", checked=True)
        self._key = QRadioButton(tr("Solution: filled in, and marked"), objectName="export.solution")
        self._gaps.setToolTip(tr("Where a setting is left blank stands ... with a comment what is to be filled in"))
        self._key.setToolTip(tr("The same script with every value, those that were blank marked by a comment"))
        self._which = QButtonGroup(self)
        row = QHBoxLayout(self._blanks)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self._gaps, self._key):
            self._which.addButton(button)
            row.addWidget(button)
        row.addStretch(1)

    @property
    def is_solution(self) -> bool:
        """Whether blanks are filled in."""
        return self._project is not None and bool(self._project.blanks) and self._key.isChecked()

    def show_project(self, project: Project, *, is_run: bool = False, is_notebook: bool = False) -> None:
        """Shows the script of a project, or of that of a run, or the cells of its notebook."""
        left = project.blanks
        known = blanks.are_known(left)
        self._blanks.setVisible(bool(left))
        self._key.setEnabled(known)
        if not known:
            self._gaps.setChecked(True)
        self._words.setText(_blank_words(project) if left else _NO_BLANKS)
        self._words.setVisible(bool(left) or not is_run)
        self._beside.setText(beside_words(project))
        self._beside.setVisible(bool(beside_words(project)))
        if project is not self._project or is_notebook != self._is_notebook:
            self._project, self._is_notebook = project, is_notebook
            self._make()

    def copy(self) -> None:
        """Puts the text into the clipboard."""
        QApplication.clipboard().setText(self.code)

    def _make(self) -> None:
        project, name, solution = self._project, self._name, self.is_solution
        text = notebook_text if self._is_notebook else self._text
        if project is None:
            return
        self.code, self.why_not = "", ""
        self.changed.emit()
        self._newest.run(lambda _: text(project, name, solution), self._show, self._refuse)

    def _show(self, code: str) -> None:
        self.code = code
        self._refusal.say("")
        self._view.setVisible(True)
        self._view.set_code(code)
        self.changed.emit()

    def _refuse(self, error: StudioError) -> None:
        self.why_not = error.text
        self._refusal.say(str(error))
        self._view.setVisible(False)
        self.changed.emit()


def beside_words(project: Project) -> str:
    """What is saved beside the script, in a sentence; empty where it needs nothing."""
    files = [
        tr("the divided pictures (.pictures.npz), since Keras cannot load the very same")
        if needs_pictures(project)
        else "",
        tr("the weights of the pretrained layers (.base.npz)") if needs_bases(project) else "",
        tr("the weights that training begins with") if project.plan.start else "",
    ]
    needed = list(filter(None, files))
    return tr("Saving it writes beside it {files}.", files=enumerated(needed)) if needed else ""


def script_text(project: Project, name: str, solution: bool) -> str:
    """The script as it will be written, but for what is only known of the pictures once they are read."""
    try:
        return script_of(project, _beside(project, name), name=name, solution=solution)
    except SpecError as error:
        raise StudioError(str(error)) from error


def notebook_text(project: Project, name: str, solution: bool) -> str:
    """The cells of the notebook below each other, each begun by ``# %%``; words stand behind ``#``."""
    try:
        cells = json.loads(notebook_of(project, _beside(project, name), name=name, solution=solution))["cells"]
    except SpecError as error:
        raise StudioError(str(error)) from error
    return "\n\n".join(map(_cell_text, cells)) + "\n"


def _cell_text(cell: dict[str, Any]) -> str:
    text = "".join(cell["source"])
    if cell["cell_type"] == "code":
        return f"# %%\n{text}"
    return "# %% [markdown]\n" + "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def _beside(project: Project, name: str) -> Beside:
    return Beside(
        f"{name}.pictures.npz" if needs_pictures(project) else "",
        f"{name}.weights.npz" if project.plan.start else "",
        bases=f"{name}.base.npz" if needs_bases(project) else "",
    )


def _blank_words(project: Project) -> str:
    """Which settings are left blank, and that there is no solution where none is known."""
    left = project.blanks
    first = [blanks.in_words(blank, project.network, project.plan) for blank in left[:4]]
    words, more = tr("Left blank: {settings}.", settings="; ".join(first)), len(left) - len(first)
    if more:
        words = tr("Left blank: {settings} and {count:,} more.", settings="; ".join(first), count=more)
    return words if blanks.are_known(left) else f"{words} {blanks.NO_SOLUTION}"
