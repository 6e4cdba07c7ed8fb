"""Jobs on their way through a cluster, until what came of each is told once."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.sweeping.crew import STOPPED_EARLY, Began, Failed, HasEpoch, Job, Lost, Told, Trained

MOST_LOSSES = 3
"""So many workers may be lost with a job before it is told as failed."""


class Errand:
    """A job, and how far it is.

    Attributes:
        key: Under which it is with a worker now; empty while it waits.
        worker, address: The one it is with or was last, in a word and for Dask.
        times: How often it was begun.
        is_begun: Whether the one it is with has begun it.
        loss: How it was lost last, in words; empty where it was not.
        stopped: Whether it is to end.
        over: Whether its end was told.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.key = self.worker = self.address = self.loss = ""
        self.times = self.losses = 0
        self.is_begun = self.stopped = self.over = False


class Errands:
    """Every job that is not over, those that wait in their order; used on one thread."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self._waiting: deque[Errand] = deque()
        self._by_trial: dict[int, Errand] = {}
        self._by_key: dict[str, Errand] = {}

    def add(self, errand: Errand) -> None:
        """Takes one more."""
        self._by_trial[errand.job.trial] = errand
        self._waiting.append(errand)

    def next(self) -> Errand | None:
        """The next that waits; None where none does."""
        while self._waiting:
            errand = self._waiting.popleft()
            if not errand.over:
                return errand
        return None

    def handed(self, errand: Errand, key: str, worker: str, address: str) -> None:
        """That it is with a worker under this key."""
        errand.key, errand.worker, errand.address = key, worker, address
        self._by_key[key] = errand

    def heard(self, message: dict[str, Any]) -> None:
        """What a worker tells of a job; that of one it does not do any more is not for us."""
        errand = self._by_key.get(message["key"])
        if errand is None:
            return
        trial = errand.job.trial
        if "epoch" in message:
            plain = message["epoch"]
            more = tuple((str(name), float(value)) for name, value in plain.pop("more"))
            self._tell(HasEpoch(trial, Epoch(**plain, more=more)))
        else:
            errand.times += 1
            errand.is_begun = True
            self._tell(Began(trial, errand.worker, again=errand.times > 1))

    def ended(self, errand: Errand, found: dict[str, Any]) -> None:
        """What came of it, as ``worker.train`` gives it."""
        seconds = float(found.get("seconds", 0.0))
        if "failed" in found:
            self.failed(errand, found["failed"], seconds)
        elif self._is_over(errand):
            self._tell(Trained(errand.job.trial, Path(found["path"]), seconds, int(found["run"])))

    def failed(self, errand: Errand, reason: str, seconds: float = 0.0) -> None:
        """That nothing came of it, and nothing will."""
        if self._is_over(errand):
            self._tell(Failed(errand.job.trial, reason, seconds))

    def lost(self, errand: Errand, why: str = "") -> None:
        """That who trained it is gone: it is begun again before others, as long as this is borne.

        Args:
            why: In a sentence; empty where it is only known that its worker is gone.
        """
        why = why or tr("Worker {worker} was lost.", worker=errand.worker)
        errand.losses += bool(errand.key)
        if errand.losses >= MOST_LOSSES and not errand.stopped:
            self.failed(
                errand,
                tr("It was lost {count} times while it was trained. {why}", count=MOST_LOSSES, why=why),
            )
            return
        errand.loss = tr("Trial {trial:,} was lost and begins again. {why}", trial=errand.job.trial, why=why)
        self._back(errand, why)

    def all_back(self) -> None:
        """That no worker can be reached: what was with one is begun again, which is not the job's fault."""
        for errand in sorted(self._by_trial.values(), key=lambda each: -each.job.trial):
            if errand.key:
                self._back(errand, tr("The cluster cannot be reached."))

    @property
    def loss(self) -> str:
        """How one that is not over was lost, in words; empty where none was."""
        return next((each.loss for each in self._by_trial.values() if each.loss), "")

    def stop(self, trial: int) -> Errand | None:
        """That a job is to end; gives it where a worker has to be told so."""
        errand = self._by_trial.get(trial)
        if errand is None:
            return None
        errand.stopped = True
        if errand.key:
            return errand
        self.failed(errand, STOPPED_EARLY)
        return None

    def _back(self, errand: Errand, why: str) -> None:
        self._by_key.pop(errand.key, None)
        errand.key, was_begun, errand.is_begun = "", errand.is_begun, False
        if errand.stopped:
            self.failed(errand, STOPPED_EARLY)
        elif not errand.over and errand not in self._waiting:
            if was_begun:
                self._tell(Lost(errand.job.trial, why))
            self._waiting.appendleft(errand)

    def _is_over(self, errand: Errand) -> bool:
        """Whether its end is to be told now: it is told once."""
        if errand.over:
            return False
        errand.over = True
        self._by_key.pop(errand.key, None)
        if self._by_trial.get(errand.job.trial) is errand:
            del self._by_trial[errand.job.trial]
        return True
