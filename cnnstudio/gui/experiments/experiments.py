"""The sweeps of the open project: those that were begun, the one that is looked at, and the one that runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.gui.experiments.sweep_told import trial_of


@dataclass(frozen=True)
class Where:
    """Who trains: nobody but the sweep's own process, so many workers on this machine, or a cluster at an address.

    Attributes:
        workers: 0 for one run after the other.
        ca, certificate, key: Paths of PEM files for TLS; empty where there is none.
    """

    workers: int = 0
    address: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""

    def __str__(self) -> str:
        """In words, until the sweep itself says where it is."""
        if self.address:
            return self.address
        if not self.workers:
            return tr("one after the other, here")
        return tr_count("{count} worker on this machine", "{count} workers on this machine", self.workers)

    @property
    def is_here(self) -> bool:
        """Whether several workers on this machine train."""
        return not self.address and self.workers > 0

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the command of a sweep says of it."""
        if not self.address:
            return ("--workers", str(self.workers)) if self.workers else ()
        files = (("--tls-ca", self.ca), ("--tls-cert", self.certificate), ("--tls-key", self.key))
        return ("--cluster", self.address, *(part for option, path in files if path for part in (option, path)))


HERE = Where()


@dataclass(frozen=True)
class Standing:
    """How far the sweep is that runs.

    Attributes:
        experiment: Its number; 0 until it is known.
        total, done, impossible: Trials, as ``news.SweepBegan`` says.
        failed, pruned: Trials, among those that are done.
        under_way: The trials that are being trained now, with where.
        seconds_left: None while that is not known.
        foretold: Seconds that a run takes, as was foretold before the first one had ended; None where it was not.
        text: What is to be known, in words.
        lost: The trials whose workers were lost, with these, until they begin again.
        is_here: Whether its workers are all on this machine, so that they are told apart by numbers.
    """

    experiment: int = 0
    state: Literal["starting", "running", "paused", "stopping"] = "starting"
    total: int = 0
    done: int = 0
    impossible: int = 0
    workers: int = 0
    where: str = ""
    under_way: tuple[tuple[int, str], ...] = ()
    seconds_left: float | None = None
    text: str = ""
    failed: int = 0
    pruned: int = 0
    lost: tuple[tuple[int, str], ...] = ()
    foretold: float | None = None
    is_here: bool = False

    @property
    def well(self) -> int:
        """Trials that came to their end, without those that failed or ended early."""
        return max(self.done - self.failed - self.pruned, 0)

    @property
    def share(self) -> float:
        """Of the trials that are over, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Experiments(QObject):
    """What the Sweep page shows; ``SweepRun`` adds what is commanded and hears the process that trains."""

    changed = Signal()
    """The experiments or their trials are others, or another one is looked at."""
    standing_changed = Signal()
    """The sweep that runs began, is further, or ended."""
    epoch_added = Signal(int, object)
    """The number of a trial of the sweep that runs, and its new Epoch."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: tuple[Experiment, ...] = ()
        self.chosen: Experiment | None = None
        """The experiment that is looked at; None for a new sweep, which is still being planned."""
        self.standing: Standing | None = None
        """None while no sweep of this project runs."""
        self.epochs: dict[int, list[Epoch]] = {}
        """Of the trials under way, and of those whose run was not read from the file yet, by their number."""

    @property
    def is_active(self) -> bool:
        """Whether a sweep runs, from the wish for it to the end of its process."""
        return self.standing is not None

    @property
    def running(self) -> Experiment | None:
        """The experiment of the sweep that runs, once it is known."""
        return None if self.standing is None else self.find(self.standing.experiment)

    @property
    def unfinished(self) -> Experiment | None:
        """The newest experiment with trials that are still to be trained; None while a sweep runs."""
        if self.is_active:
            return None
        return next((each for each in reversed(self.all) if not each.is_over), None)

    def find(self, number: int) -> Experiment | None:
        """The experiment with this number."""
        return next((each for each in self.all if each.number == number), None)

    def trial(self, number: int) -> Trial | None:
        """The trial with this number of the sweep that runs."""
        return None if self.running is None else trial_of(self.running.trials, number)

    def choose(self, number: int | None) -> None:
        """Looks at an experiment; None plans a new sweep."""
        self.chosen = None if number is None else self.find(number)
        self.changed.emit()

    def put_all(self, found: Iterable[Experiment]) -> None:
        """Has these experiments and no others; the one that is looked at stays, where it is among them."""
        self.all = tuple(found)
        self.choose(None if self.chosen is None else self.chosen.number)

    def put(self, found: Experiment) -> None:
        """Adds an experiment, or has it in the place of the one with its number."""
        others = (each for each in self.all if each.number != found.number)
        self.put_all(sorted((*others, found), key=lambda each: each.number))
