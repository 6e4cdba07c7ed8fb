"""What tells the runs of a project apart, in a few words for each: looked for beside the window."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.project import Project
from cnnstudio.core.runs.comparison import told_apart
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.differences import differences
from cnnstudio.gui.threads.newest import Newest

_MOST = 200
"""So many of the latest runs are told apart; thousands would take a minute."""


class ToldRuns(QObject):
    """Keeps the words for the runs that were named last."""

    changed = Signal()
    """There are other words."""
    failed = Signal(object)
    """A StudioError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Newest("what tells runs apart", self)
        self._words: dict[int, str] = {}
        self._asked: tuple[tuple[int, Project], ...] = ()

    @property
    def words(self) -> dict[int, str]:
        """By the number of the run; none for a run that nothing tells from the others."""
        return self._words

    @property
    def is_busy(self) -> bool:
        """Whether words are still to come."""
        return self._work.is_busy

    def look(self, runs: tuple[Run, ...]) -> None:
        """Looks for what tells these runs apart, unless they have the projects they had the last time."""
        asked = tuple((run.number, run.project) for run in runs[-_MOST:])
        known = len(asked) == len(self._asked) and all(
            one[0] == other[0] and (one[1] is other[1] or one[1] == other[1])
            for one, other in zip(asked, self._asked, strict=True)
        )
        if known:
            return
        self._asked = asked
        if len(asked) < 2:
            self._work.stop()
            self._put({})
        else:
            self._work.run(lambda _: _told(runs), self._put, self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _put(self, words: dict[int, str]) -> None:
        if words != self._words:
            self._words = words
            self.changed.emit()


def _told(runs: tuple[Run, ...]) -> dict[int, str]:
    latest = runs[-_MOST:]
    words = told_apart(differences(latest, runs))
    return {run.number: told for run, told in zip(latest, words, strict=False) if told}
