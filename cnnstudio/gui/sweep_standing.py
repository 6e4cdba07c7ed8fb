"""How far a sweep is, folded from the news of its process."""

from dataclasses import replace

from cnnstudio.core.sweeps.experiment import Experiment
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
from cnnstudio.core.sweeps.standing import counts, seconds_left
from cnnstudio.gui.experiments import Standing, Where


def where_in_words(where: Where) -> str:
    """What is asked for, until the sweep itself says where it is."""
    if where.address:
        return where.address
    if not where.workers:
        return "one after the other, here"
    return f"{where.workers} worker{'' if where.workers == 1 else 's'} on this machine"


def after(standing: Standing, news: News) -> Standing:
    """How it stands after this news; how many trials are done is counted elsewhere."""
    match news:
        case SweepBegan():
            known = {name: getattr(news, name) for name in ("experiment", "total", "done", "impossible", "where")}
            return replace(_in_state(standing, "running"), **known)
        case WorkersChanged():
            return replace(standing, workers=news.count, text=news.text)
        case TrialBegan():
            others = tuple(each for each in standing.under_way if each[0] != news.trial)
            return replace(standing, under_way=(*others, (news.trial, news.worker)))
        case TrialChanged():
            if news.trial.status == "running":
                return standing
            left = tuple(each for each in standing.under_way if each[0] != news.trial.number)
            return replace(standing, under_way=left)
        case Paused():
            return _in_state(standing, "paused" if news.on else "running")
        case TrialEpoch() | Moved() | SweepEnded():
            return standing


def counted(standing: Standing, experiment: Experiment) -> Standing:
    """With the trials of its experiment counted as they stand, and the time that is left."""
    found = counts(experiment)
    hands = 0 if standing.text and not standing.workers else max(standing.workers, 1)  # nobody can be reached
    return replace(
        standing,
        total=found.total,
        done=found.over,
        failed=found.failed,
        pruned=found.pruned,
        impossible=found.impossible,
        seconds_left=seconds_left(experiment, hands),
    )


def total(experiment: Experiment) -> int:
    """The trials that are trained or may be; those that cannot be are left out."""
    return counts(experiment).total


def _in_state(standing: Standing, state: str) -> Standing:
    """A sweep that is being stopped is so until its end."""
    return standing if standing.state == "stopping" else replace(standing, state=state)
