"""One going of an experiment: trials given to a crew, their runs brought home, orders obeyed, until it ends."""

import contextlib
import queue
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run import Epoch, Run
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
from cnnstudio.core.words import quoted
from cnnstudio.files.project.schema import InUse, in_use
from cnnstudio.sweeping.beginning import as_trials
from cnnstudio.sweeping.crew import Began, Crew, Failed, Hands, HasEpoch, Job, Lost, Told, Trained
from cnnstudio.sweeping.home import Home, Unusable, arrived
from cnnstudio.sweeping.naming import run_name
from cnnstudio.sweeping.orders import Move, Order, Ordered, Pause, Retry
from cnnstudio.sweeping.strategy import Pruner, Strategy
from cnnstudio.sweeping.trials import Trials

_T = TypeVar("_T")

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
        self._orders, self._tell = Ordered(orders), tell
        self._trials = Trials(experiment.trials)
        self._first_seed = seeds(experiment.project)[0]
        self._hands = Hands(0)
        self._under_way: dict[int, Job] = {}
        self._hopeless: dict[int, str] = {}
        """Why trials under way were told to end, by their numbers."""
        self._paused = False
        self._left = experiment.project.sweep.minutes * 60 or float("inf")
        """Seconds in which trials are begun still; those in which nobody can train, or none is begun, do not count."""
        self._no_others = False
        """Whether by TPE no combination is found any more that was not tried."""
        self._alike = ("", 0)
        """The words with which the newest trials failed, and how many of them."""

    def to_the_end(self) -> SweepEnded:
        """Runs until all is over, or it is stopped, or its time is up."""
        try:
            self._retry_first()
            self._tell_began()
            return self._go()
        except InUse:
            if not self._orders.to_stop:
                raise
            return self._was_stopped()

    def _go(self) -> SweepEnded:
        now = time.monotonic()
        while (ended := self._step()) is None:
            told = self._crew.told(_BETWEEN_LOOKS)
            before, now = now, time.monotonic()
            if self._hands.count and not self._paused:
                self._left -= now - before
            if told is not None:
                self._hear(told)
        return ended

    def _step(self) -> SweepEnded | None:
        """Obeys, and begins what can be; gives the end where nothing is left to do."""
        self._obey()
        if self._orders.to_stop:
            return self._was_stopped()
        if self._alike[1] >= _ALIKE:
            return SweepEnded(
                False,
                tr("The first {count} all failed alike. {why}", count=_ALIKE, why=self._alike[0]),
                failed=True,
            )
        self._begin_more()
        if self._under_way or (self._left > 0 and self._is_more):
            return None
        if self._trials.count("waiting") or self._to_come:
            return SweepEnded(False, tr("Its time is up. {left_over}", left_over=self._left_over()))
        return SweepEnded(True, tr("No other combinations are found.") if self._no_others else "")

    def _was_stopped(self) -> SweepEnded:
        return SweepEnded(False, tr("It was stopped. {left_over}", left_over=self._left_over()))

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
        """Does what was ordered, also what came before an order to stop."""
        while (order := self._orders.next()) is not None:
            match order:
                case Pause(on):
                    self._paused = on
                    self._tell(Paused(on))
                case Retry(numbers):
                    for trial in self._retry(numbers):
                        self._put(trial)
                case Move(path):
                    self._move(path)

    def _retry_first(self) -> None:
        """What is tried again from the beginning is none of those that are over, and is told as that."""
        for order in self._orders.retries():
            for trial in self._retry(order.trials):
                self._trials.put(trial)

    def _retry(self, numbers: tuple[int, ...]) -> list[Trial]:
        failed = self._trials.with_status("failed")
        again = [_anew(each) for each in failed if not numbers or each.number in numbers]
        self._write(lambda: self._home.put(again))
        self._alike = ("", 0)
        return again

    def _move(self, path: str) -> None:
        try:
            moved = self._write(lambda: self._home.move(path))
        except InUse:
            raise
        except StudioError as error:
            self._say(tr("Runs still go to {path}. {error}", path=quoted(self._home.file.path), error=error))
            return
        for trial in moved:
            self._put(trial)
        self._tell(Moved(path))

    def _write(self, work: Callable[[], _T]) -> _T:
        """Does something with the file, as soon as no other program has it; raises InUse where it is stopped before."""
        waits = False
        while True:
            try:
                done = work()
            except InUse:
                self._orders.look()
                if self._orders.to_stop:
                    raise
                if not waits:
                    self._say(in_use(self._home.file.path))
                waits = True
            else:
                if waits:
                    self._say(self._hands.text)
                return done

    def _say(self, text: str) -> None:
        self._tell(WorkersChanged(self._hands.count, text))

    # From the sweep to the crew

    @property
    def _is_more(self) -> bool:
        """Whether there is a trial to begin; by TPE, one more is asked for where none waits and it can begin."""
        if self._trials.count("waiting"):
            return True
        return self._ask() if self._hands.count and not self._paused else self._to_come > 0

    def _begin_more(self) -> None:
        """Gives the crew as many as it has hands for."""
        while not self._paused and self._left > 0 and len(self._under_way) < self._hands.count and self._is_more:
            trial = self._trials.next()
            assert trial is not None
            project = combine(self._experiment.project, trial.values, trial.combination).project
            if project is None:  # only where another version of this program judges otherwise
                self._without_run(trial, tr("Its values cannot stand together any more."), 0.0)
                continue
            job = Job(trial.number, with_seed(project, trial.seed), run_name(self._experiment, trial))
            self._under_way[trial.number] = job
            self._trials.put(replace(trial, status="running"))
            self._crew.begin(job)

    def _ask(self) -> bool:
        """Asks for a combination that can be trained, and stores its trials; whether there was one."""
        while (found := self._strategy.ask()) is not None:
            new = as_trials(self._experiment.project, found, self._judge.combination(found), len(self._trials) + 1)
            self._keep(new)
            if new[0].status == "waiting":
                return True
            self._strategy.tell(new)
        if self._to_come:
            self._limit()
        return False

    def _limit(self) -> None:
        """There are no other combinations: the sweep is over with those that it has."""
        self._no_others, tried = True, max(1, self._trials.last_combination)
        self._write(lambda: self._home.limit(tried))
        project = self._experiment.project
        limited = replace(project, sweep=replace(project.sweep, most=tried))
        self._experiment = replace(self._experiment, project=limited)

    # From the crew to the file

    def _hear(self, told: Told) -> None:
        match told:
            case Hands(count, text):
                self._hands = told
                self._tell(WorkersChanged(count, text))
            case Began(trial, worker, again) if trial in self._under_way:
                self._tell(TrialBegan(trial, worker, again))
            case Lost(trial, text) if trial in self._under_way:  # the crew begins it again, and nobody else
                self._tell(TrialChanged(replace(self._trials[trial], status="waiting", reason=text)))
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
                self._without_run(self._trials[trial], reason, seconds)

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
            with arrived(told.file, told.run) as (source, run):
                ended = self._ended(trial, run, told.seconds)
                self._follow(ended)
                self._begin_more()  # the crew works while the run is copied, which takes a while for large networks
                taken = self._write(lambda: self._home.take(ended, source, run))
        except InUse:  # it is stopped while the file cannot be written
            self._trials.put(replace(trial, status="waiting"))
            raise
        except Unusable as error:
            self._without_run(trial, tr("Its run did not come home whole. {error}", error=error), told.seconds)
            return
        self._put(taken)
        self._alike = ("", 0)

    def _ended(self, trial: Trial, run: Run, seconds: float) -> Trial:
        """The trial with what came of it."""
        score = score_of(run, self._experiment.project.sweep.score)
        ended = replace(trial, status="done", run=run.number, score=score, seconds=seconds, reason=run.reason)
        if run.status == "failed":
            return replace(ended, status="failed")
        if run.status == "stopped":  # nobody else stops one
            return replace(ended, status="pruned", reason=self._hopeless.get(trial.number, ""))
        return ended

    def _without_run(self, trial: Trial, reason: str, seconds: float) -> None:
        """There is no run of it, because it failed, or was told to end as a hopeless one and did not live to do so."""
        if hopeless := self._hopeless.get(trial.number):
            ended = replace(trial, status="pruned", run=None, seconds=seconds, reason=hopeless)
        else:
            ended = replace(trial, status="failed", run=None, seconds=seconds, reason=reason)
        self._keep([ended])
        self._follow(ended)
        if ended.status == "failed" and not self._trials.count("done", "pruned"):
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
        """The other seeds of a hopeless combination are not begun any more, and end where they are."""
        from cnnstudio.sweeping.pruning import with_its_seeds  # Optuna is there where a trial was pruned

        others = with_its_seeds(trial, self._trials.of(trial.combination))
        for other in others:
            if other.number in self._under_way and other.number not in self._hopeless:
                self._hopeless[other.number] = other.reason
                self._crew.stop(other.number)
        self._keep([other for other in others if other.number not in self._under_way])

    def _keep(self, trials: list[Trial]) -> None:
        """Trials without a run stand so from now on."""
        self._write(lambda: self._home.put(trials))
        for trial in trials:
            self._put(trial)

    def _put(self, trial: Trial) -> None:
        self._trials.put(trial)
        self._tell(TrialChanged(trial))

    def _left_over(self) -> str:
        """How many runs there are to go on with, in a sentence."""
        left = self._trials.count("waiting", "running") + self._to_come
        return tr_count("{count:,} run is left.", "{count:,} runs are left.", left)


def _anew(trial: Trial) -> Trial:
    """The trial as one that waits; a run that came of it stays in the file."""
    return Trial(trial.number, trial.combination, trial.values, trial.seed)
