"""What can be done from a trial: look at its run, take its network, look at its kernels, compare several."""

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import combine, with_seed
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.gui.document import Document
from cnnstudio.gui.sweeps.results.looking import Looking

_MOST_COMPARED = 8
"""So many runs the Compare page draws."""


class TrialDeeds(QObject):
    """Goes from the selected trials to their runs and networks."""

    page_requested = Signal(str)
    """The page on which the person goes on."""
    kernels_requested = Signal()
    """The kernels of the chosen run are wanted."""
    compare_requested = Signal(object)
    """The numbers of the runs to compare."""
    said = Signal(str)
    """What was done, in words."""

    def __init__(self, document: Document, looking: Looking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._looking = document, looking

    def one(self) -> Trial | None:
        """The selected trial where it is the only one."""
        chosen = self._looking.chosen
        return self._looking.trial(chosen[0]) if len(chosen) == 1 else None

    def runs(self) -> tuple[int, ...]:
        """The numbers of the selected trials' runs that are there."""
        found = (self._looking.run(number) for number in self._looking.chosen)
        return tuple(run.number for run in found if run is not None)

    @Slot(int)
    def look(self, number: int) -> None:
        """Shows the run of a trial with its curves."""
        if self._choose_run(self._looking.trial(number)):
            self.page_requested.emit("train")

    @Slot()
    def look_at_chosen(self) -> None:
        """Shows the run of the selected trial."""
        if (trial := self.one()) is not None:
            self.look(trial.number)

    @Slot()
    def kernels(self) -> None:
        """Shows the kernels of the selected trial's run."""
        if self._choose_run(self.one()):
            self.kernels_requested.emit()

    @Slot()
    def compare(self) -> None:
        """Lays the runs of the selected trials beside each other."""
        runs = self.runs()
        if len(runs) > 1:
            self.compare_requested.emit(runs)

    @Slot()
    def take_network(self) -> None:
        """Puts the project of the selected trial on the desk, as one step that can be undone; the sweep stays."""
        trial = self.one()
        project = None if trial is None else self.project_of(trial)
        if trial is None or project is None or self._document.is_read_only:
            return
        self._document.put_back(project, tr("Take the network of trial {number}", number=trial.number))
        self.page_requested.emit("build")
        self.said.emit(
            tr("The network and plan of trial {number:,} are here. Undo takes them back.", number=trial.number)
        )

    def project_of(self, trial: Trial) -> Project | None:
        """What was trained, or would be; None where it cannot be."""
        run, field = self._looking.run(trial.number), self._looking.field
        if run is not None:
            return run.project
        found = None if field is None else combine(field.experiment.project, trial.values).project
        return None if found is None else with_seed(found, trial.seed)

    def _choose_run(self, trial: Trial | None) -> bool:
        run = None if trial is None else self._looking.run(trial.number)
        if run is not None:
            self._document.choose_run(run.number)
        return run is not None


def why_not_look(deeds: TrialDeeds) -> str:
    """Why there is no run to look at, in words; empty where there is one."""
    trial = deeds.one()
    if trial is None:
        return tr("Select one trial.")
    return "" if deeds.runs() else tr("This trial has no run.")


def why_not_compare(deeds: TrialDeeds) -> str:
    """Why there is nothing to compare, in words; empty where there is."""
    count = len(deeds.runs())
    return "" if 1 < count <= _MOST_COMPARED else tr("Select 2 to {most} trials that have a run.", most=_MOST_COMPARED)


def why_not_take(deeds: TrialDeeds) -> str:
    """Why no network can be taken, in words; empty where one can."""
    trial = deeds.one()
    if trial is None:
        return tr("Select one trial.")
    return trial.reason or tr("It cannot be.") if deeds.project_of(trial) is None else ""
