"""The project as it is edited: what it is now, what is wrong with it, and the steps back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QUndoStack

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.project import Project
from cnnstudio.gui.project.analyses import Analyses
from cnnstudio.gui.project.edit import Edit


class Edits:
    """Puts one project in the place of another, and back.

    Args:
        first: The project until another one begins.
        classes: Asks how many classes the data have; None while none are loaded.
        changed: Is called when the project is another one, with whether a person did it.
        owner: The stack goes when it does.
    """

    def __init__(
        self, first: Project, classes: Callable[[], int | None], changed: Callable[[bool], None], owner: QObject
    ) -> None:
        self._classes, self._changed = classes, changed
        # Not a child of the owner: a stack that dies in a garbage collection frees its steps twice (PySide 6.11).
        self.stack = QUndoStack(QCoreApplication.instance())
        owner.destroyed.connect(self.stack.deleteLater)
        self.project = first
        self._analyses = Analyses(first)

    @property
    def analysis(self) -> Analysis:
        """That of the project as it is now."""
        return self._analyses.now

    def begin(self, project: Project) -> None:
        """Takes a project that was just opened; whoever opens it says so."""
        self.stack.clear()
        self.project = project
        self.analyse()

    def analyse(self) -> None:
        """Looks at the project again: the data may have other classes."""
        self._analyses.take(self.project, self._classes())

    def change(self, project: Project, text: str, merge: str, beside: Callable[[bool], None] | None) -> None:
        """Puts ``project`` in the place of the present one, as one undo step."""
        # What cannot be analysed is raised here, and not in the middle of Qt's undo stack.
        self._analyses.of(project, self._classes())
        self.stack.push(Edit(self.install, self.project, project, text, merge, beside))

    def install(self, project: Project, *, by_person: bool = True) -> None:
        """Puts ``project`` in the place of the present one without a step back."""
        self.project = project
        self.analyse()
        self._changed(by_person)
