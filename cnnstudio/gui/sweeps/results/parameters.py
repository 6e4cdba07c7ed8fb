"""How many parameters the networks of a sweep have, counted beside the window."""

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.runs.run_facts import network_facts
from cnnstudio.core.sweeps.combinations import Values, combine
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.data.watch import Watch
from cnnstudio.gui.threads.newest import Newest


class ParameterCounts(QObject):
    """Counts those of each combination once; of a sweep that goes on those that are new."""

    counted = Signal(object)
    """By the numbers of the combinations, a dict; a new one each time."""
    failed = Signal(object)
    """A StudioError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Newest("parameters of a sweep", self)
        self._experiment: Experiment | None = None
        self._done: set[int] = set()
        self._known: dict[int, int] = {}

    @property
    def is_busy(self) -> bool:
        """Whether some are being counted."""
        return self._work.is_busy

    def follow(self, experiment: Experiment | None) -> None:
        """Counts what is missing of this experiment."""
        before, self._experiment = self._experiment, experiment
        if before is None or experiment is None or not _is_same(before, experiment):
            self._work.stop()
            self._done, self._known = set(), {}
        if not self._work.is_busy:
            self._count()

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _count(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        can = (each for each in experiment.trials if each.status != "impossible")
        missing = {each.combination: each.values for each in can if each.combination not in self._done}
        if missing:
            self._done |= missing.keys()
            self._work.run(lambda watch: _counted(experiment, missing, watch), self._take, self.failed.emit)

    @Slot(object)
    def _take(self, found: dict[int, int]) -> None:
        self._known = {**self._known, **found}
        self.counted.emit(self._known)
        self._count()


def _is_same(before: Experiment, now: Experiment) -> bool:
    return before.number == now.number and (before.project is now.project or before.project == now.project)


def _counted(experiment: Experiment, missing: dict[int, Values], watch: Watch) -> dict[int, int]:
    found = {}
    for number, values in missing.items():
        watch.check()
        made = combine(experiment.project, values).project
        if made is not None:
            found[number] = network_facts(made.network).parameters
    return found
