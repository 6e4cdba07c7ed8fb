"""Projects with a sweep, and a crew that trains nothing: it hands in invented runs at once."""

import queue
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Status
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.foretold import Judge
from cnnstudio.core.sweeps.news import News, SweepEnded, TrialChanged
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import begin, judged
from cnnstudio.sweeping.crew import Began, Failed, Hands, HasEpoch, Job, Told, Trained
from cnnstudio.sweeping.orders import Order
from cnnstudio.sweeping.runner import Runner

RATES = (0.001, 0.002, 0.003, 0.004)
_MOST_IDLE = 50


def swept(sweep: Sweep | None = None, rates: Sequence[float] = RATES) -> Project:
    """A small network whose learning rate varies."""
    varied = (Varied(Place("plan", "learning_rate"), Listed(tuple(rates))),)
    network = Network((8, 8, 1), stack(Flatten(), Dense(10, "softmax")))
    return Project(network, DataRecipe(), plan=Plan(epochs=4), sweep=replace(sweep or Sweep(), varied=varied))


class StandIn:
    """Tells the validation accuracies of each job's epochs, or why it failed; a stopped one ends where it is.

    Args:
        course: The accuracies of a job, or the words with which it fails.
        idle: Called where there is nothing to tell.
    """

    where = "nowhere"

    def __init__(
        self,
        folder: Path,
        course: Callable[[Job], Sequence[float] | str] = lambda job: (0.5,),
        hands: int = 1,
        idle: Callable[[], None] = lambda: None,
        status: Status = "finished",
    ) -> None:
        self._folder, self._course, self._idle, self._status = folder, course, idle, status
        self.begun: list[Job] = []
        self.closed = False
        self._waiting: deque[Iterator[Told]] = deque([iter([Hands(hands)])])
        self._stopped: set[int] = set()
        self._idled = 0

    def begin(self, job: Job) -> None:
        self.begun.append(job)
        self._waiting.append(self._train(job))

    def stop(self, trial: int) -> None:
        self._stopped.add(trial)

    def told(self, seconds: float) -> Told | None:
        while self._waiting:
            for told in self._waiting[0]:
                return told
            self._waiting.popleft()
        self._idled += 1
        assert self._idled < _MOST_IDLE, "the sweep waits for ever"
        self._idle()
        return None

    def close(self) -> None:
        self.closed = True

    def _train(self, job: Job) -> Iterator[Told]:
        yield Began(job.trial)
        course = self._course(job)
        if isinstance(course, str):
            yield Failed(job.trial, course, 1.0)
            return
        epochs: list[Epoch] = []
        for number, accuracy in enumerate(course, 1):
            if job.trial in self._stopped:
                break
            epochs.append(Epoch(number, 1.0, accuracy, 1.0 - accuracy, accuracy, 0.1))
            yield HasEpoch(job.trial, epochs[-1])
        status: Status = "stopped" if job.trial in self._stopped else self._status
        yield Trained(
            job.trial, made_run(self._folder / f"{len(self.begun)}-{job.trial}.cnnstudio", job, epochs, status), 2.0
        )


def made_run(path: Path, job: Job, epochs: Sequence[Epoch], status: Status) -> Path:
    """A project file whose only run was trained so."""
    with ProjectFile.create(path, job.project) as file:
        labels = tuple("0123456789")
        started = "2026-01-01T00:00:00+00:00"
        run = file.begin_run(
            job.project, name=job.name, labels=labels, prepared=Prepared(), started=started, versions={}
        )
        for epoch in epochs:
            file.add_epoch(run, epoch, {"dense_1/kernel": np.full((64, 10), job.trial, np.float32)})
        file.end_run(run, status, None, reason="It went wrong." if status == "failed" else "")
    return path


class Going:
    """An experiment in a file of its own, run with a stand-in; what was told lies in ``news``."""

    def __init__(self, folder: Path, project: Project) -> None:
        self.folder, self.path = folder, folder / "a.cnnstudio"
        self.orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.news: list[News] = []
        self.judge = Judge(None)
        with ProjectFile.create(self.path, project) as file:
            begin(file, project, judged(project, self.judge))

    def run(self, crew: StandIn, hear: Callable[[News], None] = lambda news: None) -> SweepEnded:
        def tell(news: News) -> None:
            self.news.append(news)
            hear(news)

        self.news.clear()
        ended = Runner(self.path, 1, lambda seed_file: crew, self.judge, tell, self.orders).run()
        assert crew.closed
        assert self.news[-1] == ended
        return ended

    def experiment(self, path: Path | None = None) -> Experiment:
        with ProjectFile.open(path or self.path, read_only=True) as file:
            return file.experiment(1)

    def statuses(self) -> str:
        """One letter a trial, in order: d(one), w(aiting), f(ailed), p(runed), i(mpossible)."""
        return "".join(trial.status[0] for trial in self.experiment().trials)


def after(count: int, do: Callable[[], None]) -> Callable[[News], None]:
    """Does something once when so many trials have ended."""
    left = count

    def hear(news: News) -> None:
        nonlocal left
        if isinstance(news, TrialChanged) and news.trial.is_over:
            left -= 1
            if not left:
                do()

    return hear
