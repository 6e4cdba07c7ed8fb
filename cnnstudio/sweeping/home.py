"""The project file that the runs of a sweep are brought home to, which may be saved elsewhere meanwhile."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project.schema import InUse
from cnnstudio.files.project_file import ProjectFile

_PATIENCE = 5.0
"""Seconds that another program is waited for at a time: in between, the sweep looks whether it is to stop."""


class Unusable(StudioError):
    """What came of a training cannot be read: its trial has no run."""


@contextmanager
def arrived(path: Path, number: int) -> Iterator[tuple[ProjectFile, Run]]:
    """The file that came of a training, and its run; raises Unusable where they cannot be read."""
    try:
        source = ProjectFile.open(path, read_only=True)
    except StudioError as error:
        raise Unusable(error.text, error.hint) from error
    with closing(source):
        try:
            run = source.run(number)
        except StudioError as error:
            raise Unusable(error.text, error.hint) from error
        yield source, run


class Home:
    """An open project file with an experiment in it; used on the thread that made it.

    What changes the file raises InUse where another program has it for some seconds, and may be tried again.

    Attributes:
        begun: The experiment as it stood at first.
    """

    def __init__(self, path: Path, experiment: int) -> None:
        self._experiment = experiment
        self.file = ProjectFile.open(path)
        try:
            self.file.trials_interrupted()
            self.begun = self.file.experiment(experiment)
            self.file.wait_for_others(_PATIENCE)
        except BaseException:
            self.file.close()
            raise
        self._only_used = self.begun.project.sweep.keep == "used"

    def close(self) -> None:
        self.file.close()

    def take(self, trial: Trial, source: ProjectFile, run: Run) -> Trial:
        """Brings a run home with how its trial ended, both or neither; gives the trial with the run's number here.

        Raises Unusable where the source cannot be read to its end, and other StudioErrors where this file refuses.
        """
        try:
            return self.file.take_trial(self._experiment, trial, source, run, only_used=self._only_used)
        except InUse:
            raise
        except StudioError as error:
            if source.is_whole(run.number):
                raise
            raise Unusable(error.text, error.hint) from error

    def put(self, trials: Iterable[Trial]) -> None:
        """Keeps trials that have no run, or none any more."""
        self.file.put_trials(self._experiment, trials)

    def limit(self, most: int) -> None:
        """Keeps that there are at most so many combinations."""
        self.file.limit_experiment(self._experiment, most)

    def move(self, path: str) -> list[Trial]:
        """Goes on in a copy of the file; what was brought home since it was copied is brought there, too.

        Gives the trials whose runs have another number there. Raises StudioError where the copy has not the experiment,
        and goes on in the file of before.
        """
        if same_file(path, self.file.path):
            return []
        old, new = self.file, ProjectFile.open(path)
        try:
            new.wait_for_others(_PATIENCE)
            theirs, ours = new.experiment(self._experiment), old.experiment(self._experiment)
            if ours.project.sweep.most != theirs.project.sweep.most:
                new.limit_experiment(self._experiment, ours.project.sweep.most)
            there = {trial.number: trial for trial in theirs.trials}
            changed = [each for each in ours.trials if not _is_there(each, there.get(each.number))]
            new.put_trials(self._experiment, [each for each in changed if each.run is None])
            with_runs = ((each, each.run) for each in changed if each.run is not None)
            taken = [new.take_trial(self._experiment, each, old, old.run(run)) for each, run in with_runs]
        except BaseException:
            new.close()
            raise
        with closing(old):
            self.file = new
        return taken


def _is_there(trial: Trial, other: Trial | None) -> bool:
    """Whether a copy has a trial as it stands, whatever the number of its run there."""
    if other is None or (trial.run is None) != (other.run is None):
        return False
    return replace(trial, run=None) == replace(other, run=None)
