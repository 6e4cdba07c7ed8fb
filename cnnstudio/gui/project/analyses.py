"""The analyses of the last few projects, so that undo has its own at once."""

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.project import Project

_KEPT = 4


class Analyses:
    """Analyses projects, each once for as many classes; of a change only what it touches is worked out anew."""

    def __init__(self, first: Project) -> None:
        self._found: tuple[tuple[Project, int | None, Analysis], ...] = ()
        self.now = analyse(first.network)
        """The one that holds."""

    def take(self, project: Project, classes: int | None) -> None:
        """Makes the analysis of ``project`` the one that holds."""
        self.now = self.of(project, classes)

    def of(self, project: Project, classes: int | None) -> Analysis:
        """The analysis of a project for data of so many classes; None: no data are loaded."""
        known = (found for of, count, found in self._found if of is project and count == classes)
        found = next(known, None)
        if found is None:
            found = analyse(project.network, classes, project.plan.loss, before=self.now)
            self._found = ((project, classes, found), *self._found[: _KEPT - 1])
        return found
