"""How far a sweep is, folded from the news of its process."""

from collections import Counter
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
from cnnstudio.gui.experiments import Standing, Where

_LATEST = 50
"""Trials by whose seconds the time that is left is judged: later ones may be larger than the first."""


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
    statuses = Counter(trial.status for trial in experiment.trials)
    done = statuses["done"] + statuses["pruned"] + statuses["failed"]
    counts = {"failed": statuses["failed"], "pruned": statuses["pruned"], "impossible": statuses["impossible"]}
    new = replace(standing, done=done, total=total(experiment), **counts)
    return replace(new, seconds_left=_seconds_left(new, experiment))


def total(experiment: Experiment) -> int:
    """The trials that are trained or may be; those that cannot be are left out."""
    trials, sweep = experiment.trials, experiment.project.sweep
    possible = sum(trial.status != "impossible" for trial in trials)
    if sweep.method != "tpe":
        return possible
    asked_for = len({trial.combination for trial in trials})
    return possible + max(sweep.most - asked_for, 0) * sweep.seeds


def _in_state(standing: Standing, state: str) -> Standing:
    """A sweep that is being stopped is so until its end."""
    return standing if standing.state == "stopping" else replace(standing, state=state)


def _seconds_left(standing: Standing, experiment: Experiment) -> float | None:
    """By the latest trials that were trained, as many at once as there are hands."""
    seconds = [trial.seconds for trial in experiment.trials if trial.is_over and trial.seconds > 0][-_LATEST:]
    if not seconds or (not standing.workers and standing.text):  # who trains cannot be reached
        return None
    hands = min(max(standing.workers, 1), max(standing.total - standing.done, 1))
    return (standing.total - standing.done) * sum(seconds) / len(seconds) / hands
