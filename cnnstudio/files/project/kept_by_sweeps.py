"""What an open project file keeps of its sweeps: each that was begun, and how its trials ended."""

from collections.abc import Iterable
from dataclasses import replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.words import quoted
from cnnstudio.files.project import experiments
from cnnstudio.files.project.copying import adopt_run
from cnnstudio.files.project.kept_by_runs import KeptByRuns


class KeptBySweeps(KeptByRuns):
    """The part of a project file that is about sweeps; every method raises StudioError in words."""

    def begin_experiment(self, project: Project, started: str, trials: Iterable[Trial] = ()) -> int:
        """Adds a sweep that begins, with the trials that are known of it, and gives its number.

        Args:
            project: With its sweep.
            started: ISO 8601, with the offset from UTC.
        """
        with self._database.writing() as connection:
            return experiments.begin(connection, project, started, trials)

    def experiments(self) -> tuple[Experiment, ...]:
        """Every sweep that was begun, with its trials, the oldest first."""
        with self._database.reading() as connection, self._database.checked(tr("A sweep")):
            return experiments.read_all(connection)

    def experiment(self, number: int) -> Experiment:
        """The sweep with this number, with its trials."""
        with self._database.reading() as connection, self._database.checked(tr("A sweep")):
            found = experiments.read(connection, number)
        if found is None:
            raise StudioError(
                tr("There is no sweep {number} in {path}.", number=number, path=quoted(self.path)),
                tr("It may have been deleted."),
            )
        return found

    def put_trials(self, experiment: int, trials: Iterable[Trial]) -> None:
        """Keeps trials as they stand now, all of them or, where the file refuses, none."""
        with self._database.writing() as connection:
            experiments.check_there(connection, experiment)
            experiments.put_trials(connection, experiment, trials)

    def take_trial(
        self, experiment: int, trial: Trial, source: KeptByRuns, run: Run, *, only_used: bool = False
    ) -> Trial:
        """Adds a run of ``source`` here, and keeps with it how its trial ended, both or neither.

        Gives the trial, with the number of the run here.

        Args:
            only_used: Whether of its weights those of its used epoch alone come along, and it cannot go on.
        """
        only = run.used_epoch if only_used else None
        with self._database.writing() as connection:
            experiments.check_there(connection, experiment)
            new = replace(trial, run=adopt_run(connection, source._database, run.number, run.name, only))
            experiments.put_trials(connection, experiment, [new])
        return new

    def limit_experiment(self, number: int, most: int) -> None:
        """Lets a sweep have at most so many combinations from now on, as where no others are found."""
        with self._database.writing() as connection, self._database.checked(tr("A sweep")):
            experiments.check_there(connection, number)
            experiments.limit(connection, number, most)

    def delete_experiment(self, number: int) -> None:
        """Removes what is known of a sweep; the runs that came of it stay."""
        with self._database.writing() as connection:
            experiments.check_there(connection, number)
            experiments.delete(connection, number)

    def trials_interrupted(self) -> None:
        """Trials that are still "running" wait again: for when nobody is training them any more."""
        with self._database.writing() as connection:
            experiments.interrupt(connection)
