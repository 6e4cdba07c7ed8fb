"""How the learning rate changes while a network learns: every schedule as a value that can be drawn and repeated."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Settings, setting

SCHEDULES: dict[str, type["Schedule"]] = {}
"""Every schedule by name, in the order in which they are offered."""


@dataclass(frozen=True)
class Schedule(Settings):
    """What the learning rate is multiplied by. A schedule's docstring is what the person reads about it.

    Attributes:
        kind: Its name in files and on the command line.
        title: What the person reads.
        by_epochs: Whether it follows from how many epochs there are in all, so that more of them change the first.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    by_epochs: ClassVar[bool] = False

    def __init_subclass__(cls, title: str) -> None:
        super().__init_subclass__()
        cls.kind, cls.title = cls.__name__, title
        SCHEDULES[cls.kind] = cls

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        """The share of the rate at ``position``, 0 up to ``epochs``, both counted from the end of the warm-up.

        Args:
            val_losses: The validation loss of every whole epoch so far, for a schedule that goes by them.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Schedule, title=tr("Constant")):
    """The rate stays as it is."""

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        return 1.0


@dataclass(frozen=True)
class Step(Schedule, title=tr("In steps")):
    """The rate falls by a factor every few epochs."""

    every: int = setting(
        10, tr("Every"), low=1, high=100_000, unit=tr("epochs"), help=tr("Epochs from one step to the next.")
    )
    by: float = setting(
        0.5,
        tr("Falls to"),
        low=0,
        high=1,
        above=True,
        unit="×",
        help=tr("What the rate is multiplied by at each step."),
    )

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        return float(self.by ** math.floor(position / self.every))


@dataclass(frozen=True)
class Exponential(Schedule, title=tr("Exponential")):
    """The rate falls by the same factor each epoch, a little with every batch."""

    by: float = setting(
        0.9,
        tr("Falls to"),
        low=0,
        high=1,
        above=True,
        unit="×",
        help=tr("What the rate is multiplied by in each epoch."),
    )

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        return float(self.by**position)


@dataclass(frozen=True)
class Cosine(Schedule, title=tr("Cosine")):
    """The rate falls along half a cosine, slowly at first and at the end. https://arxiv.org/abs/1608.03983."""

    by_epochs = True

    end: float = setting(
        0.0, tr("Ends at"), low=0, high=1, unit="×", help=tr("The share of the rate that is left in the last batch.")
    )

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        share = min(position / epochs, 1.0) if epochs > 0 else 1.0
        return self.end + (1 - self.end) * (1 + math.cos(math.pi * share)) / 2


@dataclass(frozen=True)
class Plateau(Schedule, title=tr("On plateau")):
    """The rate falls when the validation loss has stopped falling, as ``ReduceLROnPlateau`` of Keras does it."""

    patience: int = setting(
        3, tr("Patience"), low=1, high=100_000, unit=tr("epochs"), help=tr("Epochs without a lower validation loss.")
    )
    by: float = setting(
        0.5, tr("Falls to"), low=0, high=1, above=True, unit="×", help=tr("What the rate is multiplied by then.")
    )
    delta: float = setting(
        0.0001,
        tr("Least gain"),
        low=0,
        high=1e6,
        more=True,
        help=tr("A loss counts as lower when it is lower by more."),
    )
    least: float = setting(
        0.001,
        tr("Never below"),
        low=0,
        high=1,
        unit="×",
        more=True,
        help=tr("The smallest share of the rate that is left."),
    )

    def factor(self, position: float, epochs: float, val_losses: Sequence[float] = ()) -> float:
        factor, best, waited = 1.0, math.inf, 0
        for loss in val_losses:
            if loss < best - self.delta:
                best, waited = loss, 0
                continue
            waited += 1
            if waited >= self.patience:
                factor, waited = max(factor * self.by, self.least), 0
        return factor


_NOTHING = 1e-6
"""A rate that is a smaller share of what it began with changes no weight that float32 can tell."""


def fading_words(schedule: Schedule, epochs: int, warmup: float = 0.0) -> str:
    """That the rate of a schedule becomes as good as 0 before the run is over; empty where it does not.

    One that goes by the number of epochs falls to its end on purpose, and one that waits for the loss has a least rate.

    Args:
        warmup: The epochs in which the rate rises before the schedule begins.
    """
    after = range(math.ceil(warmup), epochs)

    def is_nothing(epoch: int) -> bool:
        return schedule.factor(epoch - warmup, epochs - warmup) < _NOTHING

    if schedule.by_epochs or not after or not is_nothing(after[-1]):
        return ""
    first = after[bisect_left(after, True, key=is_nothing)]
    return tr(
        "From epoch {epoch:,} on the rate is less than a millionth of its first: nothing is learned any more.",
        epoch=first + 1,
    )


def to_plain(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON values."""
    return {"kind": schedule.kind, **schedule.to_plain()}


def from_plain(plain: Any) -> Schedule:
    """The schedule that ``to_plain`` wrote, or the one of that name with its usual settings; raises SpecError."""
    values = {"kind": plain} if isinstance(plain, str) else plain
    if not isinstance(values, dict) or not isinstance(values.get("kind"), str):
        raise SpecError(tr("A schedule is named by its kind."))
    settings = {name: value for name, value in values.items() if name != "kind"}
    if values["kind"] not in SCHEDULES:
        raise SpecError(tr("There is no schedule called {kind!r}.", kind=values["kind"][:40]))
    return SCHEDULES[values["kind"]].from_plain(settings)
