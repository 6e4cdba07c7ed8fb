"""The sweeps of the open project: those that were begun, the one that is looked at, and the one that runs."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial


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


@dataclass(frozen=True)
class Standing:
    """How far the sweep is that runs.

    Attributes:
        experiment: Its number; 0 until it is known.
        total, done, impossible: Trials, as ``news.SweepBegan`` says.
        under_way: The trials that are being trained now, with where.
        seconds_left: None while that is not known.
        text: What is to be known, in words.
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


class Experiments(QObject):
    """What the Sweep page shows and commands; the sweep itself runs in a process of its own."""

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
        """Of the trials under way, by their number."""
