"""What a sweep that runs has to tell, as lines of JSON: it runs in a process of its own, beside a window or not."""

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Trial

MOST_LINE = 200_000
"""Characters of a line."""


@dataclass(frozen=True)
class Preparing:
    """How far what comes before its beginning is, told before all else: data are read, combinations looked at.

    Attributes:
        what: In words, "Reading pictures".
        total: 0 where it is not known.
    """

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class SweepBegan:
    """The trials are known and the workers are asked for.

    Attributes:
        experiment: Its number in the file.
        total: Trials in all that are trained, those that are over counted in; of TPE as many as may be.
        done: Those that are over already.
        impossible: Combinations that cannot be trained.
        where: In words: "one after the other, here", "2 workers on this machine", "tls://lab:8786".
    """

    experiment: int
    total: int
    done: int
    impossible: int
    where: str


@dataclass(frozen=True)
class WorkersChanged:
    """How many trials can be trained at once now; 0 while the cluster cannot be reached, which ``text`` says."""

    count: int
    text: str = ""


@dataclass(frozen=True)
class TrialBegan:
    """A trial is being trained.

    Attributes:
        worker: Where, in a word; empty here.
        again: Whether it was begun before, by a worker that was lost.
    """

    trial: int
    worker: str = ""
    again: bool = False


@dataclass(frozen=True)
class TrialEpoch:
    """A trial has another epoch."""

    trial: int
    epoch: Epoch


@dataclass(frozen=True)
class TrialChanged:
    """How a trial stands now, as the file has it: ended, its run stored; new; or waiting again."""

    trial: Trial


@dataclass(frozen=True)
class Paused:
    """Whether no further trial is begun until it goes on."""

    on: bool


@dataclass(frozen=True)
class Moved:
    """The sweep writes to another file now, and nothing to the one before, from which it has taken all along."""

    path: str


@dataclass(frozen=True)
class SweepEnded:
    """The last news.

    Attributes:
        done: Whether every trial is over; otherwise it was stopped, or its time was up.
        text: What is to be known of the end, in words; empty where there is nothing.
        failed: Whether it ended because of something that has to be mended.
    """

    done: bool
    text: str = ""
    failed: bool = False


News = Preparing | SweepBegan | WorkersChanged | TrialBegan | TrialEpoch | TrialChanged | Paused | Moved | SweepEnded

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in News.__args__}


def to_line(news: News) -> str:
    """As one line of JSON, without its end; figures that are no numbers are null."""
    plain = {"news": type(news).__name__, **dataclasses.asdict(news)}
    return json.dumps(_finite(plain), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def from_line(line: str) -> News:
    """What ``to_line`` wrote; raises SpecError for anything else."""
    try:
        plain: dict[str, Any] = json.loads(line[:MOST_LINE])  # a longer one is no JSON any more
        kind = _KINDS[plain.pop("news")]
        if kind is TrialEpoch:
            plain["epoch"] = _epoch(plain["epoch"])
        if kind is TrialChanged:
            values = tuple(tuple(each) if isinstance(each, list) else each for each in plain["trial"].pop("values"))
            plain["trial"] = Trial(values=values, **plain["trial"])
        made: News = kind(**plain)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise SpecError(tr("A line of the sweep cannot be understood.")) from error
    return made


def _epoch(plain: dict[str, Any]) -> Epoch:
    more = tuple((str(name), _number(value)) for name, value in plain.pop("more"))
    rate = plain.pop("rate")
    number = int(plain.pop("number"))
    return Epoch(number=number, rate=rate, more=more, **{name: _number(value) for name, value in plain.items()})


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
