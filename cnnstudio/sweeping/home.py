"""The project file that the runs of a sweep are brought home to, which may be saved elsewhere meanwhile."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from cnnstudio.core.run import Run
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project_file import ProjectFile


class Home:
    """An open project file with an experiment in it; used on the thread that made it."""

    def __init__(self, path: Path, experiment: int) -> None:
        self._experiment = experiment
        self.file = ProjectFile.open(path)
        try:
            self._only_used = self.file.experiment(experiment).project.sweep.keep == "used"
        except BaseException:
            self.file.close()
            raise

    def close(self) -> None:
        self.file.close()

    def take(self, trial: Trial, source: ProjectFile, run: Run) -> Trial:
        """Brings a run home with how its trial ended, both or neither; gives the trial with the run's number here."""
        return self.file.take_trial(self._experiment, trial, source, run, only_used=self._only_used)

    def put(self, trials: Iterable[Trial]) -> None:
        """Keeps trials that have no run, or none any more."""
        self.file.put_trials(self._experiment, trials)

    def move(self, path: str) -> list[Trial]:
        """Goes on in a copy of the file; what was brought home since it was copied is brought there, too.

        Gives the trials whose runs have another number there. Raises StudioError where the copy has not the experiment.
        """
        if same_file(path, self.file.path):
            return []
        old, new = self.file, ProjectFile.open(path)
        try:
            there = {trial.number: trial for trial in new.experiment(self._experiment).trials}
            changed = [each for each in old.experiment(self._experiment).trials if there.get(each.number) != each]
            new.put_trials(self._experiment, [each for each in changed if each.run is None])
            with_runs = ((each, each.run) for each in changed if each.run is not None)
            taken = [new.take_trial(self._experiment, each, old, old.run(run)) for each, run in with_runs]
        except BaseException:
            new.close()
            raise
        with closing(old):
            self.file = new
        return taken
