"""How far a sweep is, folded from the news of its process."""

from dataclasses import replace

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.news import (
    News,
    Paused,
    Preparing,
    SweepBegan,
    TrialBegan,
    TrialChanged,
    WorkersChanged,
)
from cnnstudio.core.sweeps.standing import counts, seconds_left
from cnnstudio.core.words import number
from cnnstudio.gui.experiments.experiments import Standing


def after(standing: Standing, news: News) -> Standing:
    """How it stands after this news; how many trials are done is counted elsewhere."""
    match news:
        case SweepBegan():
            known = {name: getattr(news, name) for name in ("experiment", "total", "done", "impossible", "where")}
            new = replace(_in_state(standing, "running"), text="", **known)
        case Preparing(what, done, total):
            new = replace(standing, text=_preparing_words(what, done, total))
        case WorkersChanged():
            new = replace(standing, workers=news.count, text=news.text)
        case TrialBegan():
            new = _without(standing, news.trial)
            new = replace(new, lost=tuple(each for each in new.lost if each[0] != news.trial))
            worker = _worker(_free(new)) if new.is_here else news.worker
            new = replace(new, under_way=(*new.under_way, (news.trial, worker)))
        case TrialChanged() if news.trial.status != "running":
            number, waits = news.trial.number, news.trial.status == "waiting"
            lost = [each for each in standing.under_way if each[0] == number and waits]
            kept = [each for each in standing.lost if each[0] != number]
            new = replace(_without(standing, number), lost=(*kept, *lost))
        case Paused():
            new = _in_state(standing, "paused" if news.on else "running")
        case _:
            new = standing
    return new


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
        seconds_left=seconds_left(experiment, hands, standing.foretold),
    )


def _in_state(standing: Standing, state: str) -> Standing:
    """A sweep that is being stopped is so until its end."""
    return standing if standing.state == "stopping" else replace(standing, state=state)


def _free(standing: Standing) -> int:
    """The lowest number that no worker has now that trains."""
    taken = {worker for _, worker in standing.under_way}
    return next(number for number in range(1, len(taken) + 2) if _worker(number) not in taken)


def _worker(number: int) -> str:
    return tr("worker {number}", number=number)


def _preparing_words(what: str, done: int, total: int) -> str:
    if not total:
        return f"{what}: {number(done)}"
    return tr("{what}: {done:,} of {all:,}", what=what, done=done, all=total)


def _without(standing: Standing, trial: int) -> Standing:
    return replace(standing, under_way=tuple(each for each in standing.under_way if each[0] != trial))
