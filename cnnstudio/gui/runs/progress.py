"""What the engine has said of the run under way, or of the last one: its record, its figures, and how far it is."""

from dataclasses import replace

from cnnstudio.core.messages import BatchEnded, EpochEnded, Finished, Scoring, Started, ValidationBatchEnded
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Continued, Run, kept_epochs
from cnnstudio.core.transferring.features import FEATURES
from cnnstudio.gui.runs.clock import RunClock


class RunProgress:
    """Takes one event after the other; until the engine begins a run, ``started`` and ``run`` are of the one before."""

    def __init__(self) -> None:
        self.started: Started | None = None
        self.run: Run | None = None
        self.history = History()
        self.scoring: Scoring | None = None
        self.awaited = ""
        """That the run waits for its file, in words."""
        self.is_begun = False
        """Whether the engine has begun the run that was asked for last."""
        self.clock = RunClock()
        self._done = 0

    def expect(self) -> None:
        """A run is asked for; figures of the one before stay until the engine begins."""
        self._done, self.scoring, self.awaited, self.is_begun = 0, None, "", False
        self.clock.reset()

    @property
    def steps(self) -> int:
        """The batches of all epochs, those of validation too; at least 1."""
        if self.started is None:
            return 1
        return max((self.started.batches + self.started.validation_batches) * self.started.epochs, 1)

    @property
    def share(self) -> float:
        """The share of all batches that is done, 0 to 1."""
        return min(self._done / self.steps, 1.0) if self.started is not None else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last epoch's end at the present speed, pauses left out; None until that can be told."""
        return self.clock.left(self.steps)

    @property
    def seconds(self) -> float:
        """Seconds that the run trained, pauses left out, those before it went on counted in."""
        before = self.started.before if self.started is not None else ()
        return self.clock.elapsed + sum(epoch.seconds for epoch in before)

    def begin(self, event: Started, runs: tuple[Run, ...]) -> Run:
        """The run has begun, or goes on; ``runs``: those that are known, in which a run that goes on is found."""
        self.history, self.started, self.is_begun = History(event.before), event, True
        self._count(len(event.before) + 1, 0)
        self.clock.reset()
        run = Run(
            event.run, event.name, event.project, event.labels, Prepared(), "training", event.started, _versions(event)
        )
        before = next((each for each in runs if each.number == event.run and event.before), None)
        if before is not None:
            kept = tuple(epoch for epoch in before.kept if epoch <= len(event.before))
            run = replace(run, prepared=before.prepared, versions=before.versions, kept=kept)
            run = replace(run, continued=_continued(before, event))
        self.run = replace(run, epochs=event.before)
        return self.run

    def add_batch(self, event: BatchEnded) -> None:
        """A training batch is over."""
        assert self.started is not None
        self.history.add_batch(event)
        self._count(event.epoch, event.batch)
        self.clock.count(self._done, self.started.training / event.batches)

    def add_validation_batch(self, event: ValidationBatchEnded) -> None:
        """A batch of the validation is over."""
        assert self.started is not None
        self._count(event.epoch, self.started.batches + event.batch)

    def add_epoch(self, event: EpochEnded) -> Run:
        """An epoch is over; the run with it."""
        assert self.run is not None
        self.history.add_epoch(event.epoch)
        run = replace(self.run, epochs=(*self.run.epochs, event.epoch))
        self.run = replace(run, kept=kept_epochs((*run.kept, event.epoch.number), run.best_epoch))
        return self.run

    def finish(self, event: Finished) -> Run:
        """The run has ended; what it has become."""
        assert self.run is not None
        ended = replace(self.run, status=event.status, prepared=event.prepared, reason=event.text)
        self.run = replace(ended, test=event.test, train=event.train, validation=event.validation)
        return self.run

    def fail(self, reason: str) -> Run:
        """The run was broken off; what it has become."""
        assert self.run is not None
        self.run = replace(self.run, status="failed", reason=reason)
        return self.run

    def _count(self, epoch: int, step: int) -> None:
        assert self.started is not None
        self._done = (epoch - 1) * (self.started.batches + self.started.validation_batches) + step
        if step > self.started.batches:
            self.clock.count(self._done)


def _versions(event: Started) -> dict[str, str]:
    """What is known by now of what will stand among the versions of the run."""
    return {FEATURES: event.features} if event.features else {}


def _continued(before: Run, event: Started) -> tuple[Continued, ...]:
    """Where the run has gone on to another end, now too where that is another one than it had; as the file notes it."""
    last, planned = event.before[-1].number, before.project.plan.epochs
    if before.status != "finished" and planned == event.project.plan.epochs:
        return before.continued
    kept = (each for each in before.continued if each.epoch < last)
    return (*kept, Continued(last, planned))
