"""One going of an experiment: trials given to a crew, their runs brought home, orders obeyed, until it ends."""

import contextlib
import queue
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.run import Epoch
from cnnstudio.core.sweeps.combinations import combine, seeds, with_seed
from cnnstudio.core.sweeps.experiment import Experiment, Trial, score_of
from cnnstudio.core.sweeps.foretold import Judge
from cnnstudio.core.sweeps.news import (
    Moved,
    News,
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import as_trials
from cnnstudio.sweeping.crew import Began, Crew, Failed, Hands, HasEpoch, Job, Told, Trained
from cnnstudio.sweeping.home import Home
from cnnstudio.sweeping.naming import run_name
from cnnstudio.sweeping.orders import Move, Order, Pause, Retry, Stop
from cnnstudio.sweeping.strategy import Pruner, Strategy
from cnnstudio.sweeping.trials import Trials

_BETWEEN_LOOKS = 0.1
"""Seconds after which orders are looked for where a crew has nothing to tell."""

_ALIKE = 5
"""So many trials that fail with the same words before any has a run: the next ones would, too."""


class Going:
    """Used on one thread; what is given is closed by who gives it.

    A trial is written once, when it is over: one that is under way waits as far as the file knows.
    """

    def __init__(
        self,
        experiment: Experiment,
        home: Home,
        crew: Crew,
        strategy: Strategy,
        pruner: Pruner,
        judge: Judge,
        orders: "queue.SimpleQueue[Order]",
        tell: Callable[[News], None],
    ) -> None:
        self._experiment, self._home, self._crew = experiment, home, crew
        self._strategy, self._pruner, self._judge = strategy, pruner, judge
        self._orders, self._tell = orders, tell
        self._trials = Trials(experiment.trials)
        self._first_seed = seeds(experiment.project)[0]
        self._hands = 0
        self._under_way: dict[int, Job] = {}
        self._hopeless: dict[int, str] = {}
        """Why trials under way were told to end, by their numbers."""
        self._stopped = self._paused = False
        self._left = experiment.project.sweep.minutes * 60 or float("inf")
        """Seconds in which trials are begun still."""
        self._alike = ("", 0)
        """The words with which the newest trials failed, and how many of them."""

    def to_the_end(self) -> SweepEnded:
        """Runs until all is over, or it is stopped, or its time is up."""
        self._tell_began()
        now = time.monotonic()
        while True:
            self._obey()
            if self._stopped:
                return SweepEnded(False, f"It was stopped. {self._left_over()}")
            if self._alike[1] >= _ALIKE:
                return SweepEnded(False, f"The first {_ALIKE} all failed alike. {self._alike[0]}", failed=True)
            self._begin_more()
            if not self._under_way and not self._paused:
                if self._left <= 0 and self._is_more:
                    return SweepEnded(False, f"Its time is up. {self._left_over()}")
                if self._hands and not self._is_more:
                    return SweepEnded(True)
            told = self._crew.told(_BETWEEN_LOOKS)
            before, now = now, time.monotonic()
            self._left -= 0 if self._paused else now - before
            if told is not None:
                self._hear(told)

    def _tell_began(self) -> None:
        trials = self._trials
        done, impossible = trials.count("done", "pruned", "failed"), trials.count("impossible")
        total = len(trials) - impossible + self._to_come
        self._tell(SweepBegan(self._experiment.number, total, done, impossible, self._crew.where))

    @property
    def _to_come(self) -> int:
        """How many trials may come by TPE that are not known yet."""
        sweep = self._experiment.project.sweep
        return max(0, sweep.most_tried - self._trials.last_combination) * sweep.seeds if sweep.method == "tpe" else 0

    # Orders

    def _obey(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                match self._orders.get_nowait():
                    case Stop():
                        self._stopped = True
                    case Pause(on):
                        self._paused = on
                        self._tell(Paused(on))
                    case Retry(numbers):
                        self._retry(numbers)
                    case Move(path):
                        for trial in self._home.move(path):
                            self._put(trial)
                        self._tell(Moved(path))

    def _retry(self, numbers: tuple[int, ...]) -> None:
        failed = self._trials.with_status("failed")
        again = [_anew(each) for each in failed if not numbers or each.number in numbers]
        self._home.put(again)
        for trial in again:
            self._put(trial)
        self._alike = ("", 0)

    # From the sweep to the crew

    @property
    def _is_more(self) -> bool:
        """Whether there is a trial to begin; by TPE, one more is asked for where none waits."""
        return self._trials.count("waiting") > 0 or self._ask()

    def _begin_more(self) -> None:
        """Gives the crew as many as it has hands for."""
        while not self._paused and self._left > 0 and len(self._under_way) < self._hands and self._is_more:
            trial = self._trials.next()
            assert trial is not None
            project = combine(self._experiment.project, trial.values, trial.combination).project
            if project is None:  # only where another version of this program judges otherwise
                self._failed(trial, "Its values cannot stand together any more.", 0.0)
                continue
            job = Job(trial.number, with_seed(project, trial.seed), run_name(self._experiment, trial))
            self._under_way[trial.number] = job
            self._trials.put(replace(trial, status="running"))
            self._crew.begin(job)

    def _ask(self) -> bool:
        """Asks for a combination that can be trained, and stores its trials; whether there was one."""
        while (found := self._strategy.ask()) is not None:
            new = as_trials(self._experiment.project, found, self._judge.combination(found), len(self._trials) + 1)
            self._home.put(new)
            for trial in new:
                self._put(trial)
            if new[0].status == "waiting":
                return True
            self._strategy.tell(new)
        return False

    # From the crew to the file

    def _hear(self, told: Told) -> None:
        match told:
            case Hands(count, text):
                self._hands = count
                self._tell(WorkersChanged(count, text))
            case Began(trial, worker, again) if trial in self._under_way:
                self._tell(TrialBegan(trial, worker, again))
            case HasEpoch(trial, epoch) if trial in self._under_way:
                self._tell(TrialEpoch(trial, epoch))
                self._look_at(self._trials[trial], epoch)
            case Trained():
                if self._under_way.pop(told.trial, None) is not None:
                    self._bring_home(told)
                with contextlib.suppress(OSError):  # it goes with its folder
                    told.file.unlink()
            case Failed(trial, reason, seconds) if trial in self._under_way:
                del self._under_way[trial]
                self._failed(self._trials[trial], reason, seconds)

    def _look_at(self, trial: Trial, epoch: Epoch) -> None:
        """Ends a trial that is hopeless; combinations are judged by their first seed."""
        if trial.seed != self._first_seed or trial.number in self._hopeless:
            return
        if why := self._pruner.after(trial, epoch):
            self._hopeless[trial.number] = why
            self._crew.stop(trial.number)

    def _bring_home(self, told: Trained) -> None:
        trial = self._trials[told.trial]
        try:
            source = ProjectFile.open(told.file, read_only=True)
        except StudioError as error:
            self._failed(trial, f"Its run did not come home whole. {error}", told.seconds)
            return
        with closing(source):
            run = source.run(told.run)
            score = score_of(run, self._experiment.project.sweep.score)
            ended = replace(trial, status="done", run=run.number, score=score, seconds=told.seconds, reason=run.reason)
            if run.status == "failed":
                ended = replace(ended, status="failed")
            elif run.status == "stopped":  # nobody else stops one
                ended = replace(ended, status="pruned", reason=self._hopeless.get(trial.number, ""))
            self._follow(ended)
            self._begin_more()  # the crew works while the run is copied, which takes a while for large networks
            self._put(self._home.take(ended, source, run))
        self._alike = ("", 0)

    def _failed(self, trial: Trial, reason: str, seconds: float) -> None:
        """There is no run of it."""
        failed = replace(trial, status="failed", run=None, seconds=seconds, reason=reason)
        self._home.put([failed])
        self._tell(TrialChanged(failed))
        self._follow(failed)
        if not self._trials.count("done", "pruned"):
            words, count = self._alike
            self._alike = (reason, count + 1 if reason == words else 1)

    def _follow(self, trial: Trial) -> None:
        """What follows from a trial that is over for those that come."""
        self._trials.put(trial)
        self._hopeless.pop(trial.number, None)
        self._pruner.over(trial)
        if trial.status == "pruned":
            self._prune_seeds(trial)
        of_it = self._trials.of(trial.combination)
        if all(each.is_over for each in of_it):
            self._strategy.tell(of_it)

    def _prune_seeds(self, trial: Trial) -> None:
        """The other seeds of a hopeless combination are not begun any more."""
        from cnnstudio.sweeping.pruning import with_its_seeds  # Optuna is there where a trial was pruned

        others = with_its_seeds(trial, self._trials.of(trial.combination))
        self._home.put(others)
        for other in others:
            self._put(other)

    def _put(self, trial: Trial) -> None:
        self._trials.put(trial)
        self._tell(TrialChanged(trial))

    def _left_over(self) -> str:
        """How many runs there are to go on with, in a sentence."""
        left = self._trials.count("waiting", "running") + self._to_come
        return f"{left:,} {'run is' if left == 1 else 'runs are'} left."


def _anew(trial: Trial) -> Trial:
    """The trial as one that waits; a run that came of it stays in the file."""
    return Trial(trial.number, trial.combination, trial.values, trial.seed)
