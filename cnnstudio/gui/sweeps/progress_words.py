"""How far a sweep is, in words."""

from dataclasses import dataclass

from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.combinations import Values, value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import Place, known_setting, label
from cnnstudio.core.sweeps.standing import best_combination, counts
from cnnstudio.core.sweeps.table import spread_in_words
from cnnstudio.core.words import capitalised, duration, percent
from cnnstudio.gui.experiments.experiments import Standing
from cnnstudio.gui.words import figure

_EPOCHS = Place("plan", "epochs")
_MOST_NAMES = 2
"""So many settings are named where a sweep is told from others."""


@dataclass(frozen=True)
class Best:
    """What is best so far.

    Attributes:
        head: "Best so far", or "Best" of a sweep that is over.
        words: "97.21 ± 0.35 % over 2 seeds, combination 7".
        settings: Those that it has, in words.
        trials: The numbers of those that it is of.
    """

    head: str
    words: str
    settings: str
    trials: tuple[int, ...]


def score_words(experiment: Experiment, score: float) -> str:
    """ "98.31 %" of an accuracy, "0.0523" of a loss."""
    return percent(score, 2) if experiment.project.sweep.score == "val_accuracy" else figure(score)


def progress_wordings(standing: Standing) -> tuple[str, ...]:
    """Where the sweep that runs is, at length and shorter."""
    name = tr("Sweep {number}: ", number=standing.experiment) if standing.experiment else ""
    if standing.state == "starting" or not standing.total:
        words = {"stopping": tr("Stopping…")}.get(standing.state, standing.text or tr("Starting…"))
        return f"{name}{words} ({standing.where})" if standing.where and not standing.text else f"{name}{words}", words
    count = tr("{done:,} of {all:,} done", done=standing.well, all=standing.total)
    said = {"stopping": tr("Stopping…"), "paused": tr("Paused")}.get(standing.state, "")
    head = " · ".join(filter(None, (said, count)))
    left, lost = _left(standing), _lost(standing)
    others, hands = _others(standing.failed, standing.pruned, standing.impossible), _hands(standing)
    usual = " · ".join(filter(None, (head, *others, lost, left, hands)))
    long = " · ".join(filter(None, (head, *others, left, hands, standing.text))) if standing.text else usual
    short = " · ".join(filter(None, (head, lost or left)))
    # Of long words on what is the matter the tool tip says all: how far it is comes first.
    return f"{name}{long}", long, f"{name}{usual}", usual, short, head, count


def status_words(standing: Standing) -> str:
    """The same for the status bar, where there is little room."""
    name = tr("Sweep {number}", number=standing.experiment) if standing.experiment else tr("Sweep")
    if standing.state == "starting" or not standing.total:
        return f"{name}: {tr('stopping…') if standing.state == 'stopping' else tr('starting…')}"
    said = {"stopping": tr("stopping…"), "paused": tr("paused")}.get(standing.state, _left(standing))
    others = _others(standing.failed, standing.pruned, 0)
    count = tr("{done:,} of {all:,} done", done=standing.well, all=standing.total)
    return " · ".join(filter(None, (f"{name}: {count}", *others, said)))


def rest_words(experiment: Experiment) -> str:
    """How a sweep that does not run stands, in a sentence or two."""
    best = best_of(experiment)
    return count_words(experiment) + ("" if best is None else f" {best.head}: {best.words}.")


def count_words(experiment: Experiment) -> str:
    """ "Sweep 2 is not finished: 2 of 4 are done · 1 failed."."""
    found = counts(experiment)
    others = _others(found.failed, found.pruned, found.impossible)
    what = " · ".join((tr("{done:,} of {all:,} are done", done=found.done, all=found.total), *others))
    if experiment.is_over:
        return tr("{sweep} is over: {what}.", sweep=experiment.name, what=what)
    return tr("{sweep} is not finished: {what}.", sweep=experiment.name, what=what)


def best_of(experiment: Experiment) -> Best | None:
    """The best trial, of several seeds the best mean; None before one has a score."""
    best, project = experiment.best, experiment.project
    if best is None or best.score is None:
        return None
    head = tr("Best") if experiment.is_over else tr("Best so far")
    mean = best_combination(experiment)
    if mean is not None and mean.spread.count > 1:
        words = tr(
            "{score} over {count:,} seeds, combination {combination:,}",
            score=spread_in_words(project, mean.spread),
            count=mean.spread.count,
            combination=mean.combination,
        )
        return Best(head, words, settings_words(experiment, mean.values), mean.trials)
    words = tr("{score}, trial {number:,}", score=score_words(experiment, best.score), number=best.number)
    return Best(head, words, settings_words(experiment, best.values), (best.number,))


def entry_words(experiment: Experiment) -> str:
    """What tells a sweep from others in a list: "Sweep 2 · filters, padding · 17 of 40 done"."""
    found = counts(experiment)
    count = tr("{done:,} of {all:,} done", done=found.done, all=found.total)
    return " · ".join(filter(None, (experiment.name, varied_names(experiment), count)))


def varied_names(experiment: Experiment) -> str:
    """What varies, each setting by its name alone: "filters, padding"; of many the first ones."""
    project = experiment.project
    settings = (known_setting(project, one.place) for one in project.sweep.varied)
    names = [_in_midst(each.label) for each in settings if each is not None]
    different = list(dict.fromkeys(names))
    return ", ".join(different[:_MOST_NAMES]) + (", …" if len(different) > _MOST_NAMES else "")


def trial_wordings(number: int, where: str) -> tuple[str, ...]:
    """Which trial is being trained and by which worker, at length and shorter."""
    name = tr("Trial {number:,}", number=number)
    return (f"{name} · {where}", name) if where else (name,)


def values_words(experiment: Experiment | None, trial: Trial | None) -> str:
    """The values of a trial, and its seed where there are several."""
    if experiment is None or trial is None:
        return ""
    seed = tr("seed {seed}", seed=trial.seed) if experiment.project.sweep.seeds > 1 else ""
    return " · ".join(filter(None, (settings_words(experiment, trial.values), seed)))


def settings_words(experiment: Experiment, values: Values) -> str:
    """Values as the program's forms call them: "Filters of conv2d_1: 8 · Learning rate: 0.01"."""
    project = experiment.project
    said = ((one, value) for one, value in zip(project.sweep.varied, values, strict=True) if value is not None)
    return " · ".join(
        f"{label(project, one.place)}: {value_in_words(known_setting(project, one.place), value, one.over)}"
        for one, value in said
    )


def epoch_words(experiment: Experiment | None, epochs: list[Epoch], trial: Trial | None = None) -> str:
    """ "epoch 3 of 5: 97.12 %"; what is before the first epoch is said, too."""
    if not epochs:
        return tr("before its first epoch")
    last = epochs[-1]
    if experiment is None:
        return tr("epoch {number}", number=last.number)
    score = score_words(experiment, last.value(experiment.project.sweep.score))
    if trial is None:
        return tr("epoch {epoch:,}: {score}", epoch=last.number, score=score)
    epochs = _epochs_of(experiment, trial)
    return tr("epoch {epoch:,} of {epochs:,}: {score}", epoch=last.number, epochs=epochs, score=score)


def _epochs_of(experiment: Experiment, trial: Trial) -> int:
    """As many as the trial is trained for, if it is not ended early."""
    places = [one.place for one in experiment.project.sweep.varied]
    value = trial.values[places.index(_EPOCHS)] if _EPOCHS in places else None
    return value if isinstance(value, int) else experiment.project.plan.epochs


def _in_midst(label: str) -> str:
    """A label in the midst of a sentence: "Learning rate" in small letters, "L2" as it is."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else in_sentence(label[:1]) + label[1:]


def _others(failed: int, pruned: int, impossible: int) -> tuple[str, ...]:
    said = (
        (failed, tr("{count:,} failed", count=failed)),
        (pruned, tr("{count:,} ended early", count=pruned)),
        (impossible, tr("{count:,} cannot be trained", count=impossible)),
    )
    return tuple(words for count, words in said if count)


def _left(standing: Standing) -> str:
    return "" if standing.seconds_left is None else tr("about {time} left", time=duration(standing.seconds_left))


def _lost(standing: Standing) -> str:
    """Whose workers were lost, so that they are trained once more; nothing where no worker can be reached at all."""
    if not standing.workers or standing.state == "stopping":
        return ""
    if not standing.lost:
        return ""
    numbers, worker = [local(f"{trial:,}") for trial, _ in standing.lost], standing.lost[-1][1]
    if len(numbers) > 1:
        trials = ", ".join(numbers[:3])
        return tr("{count:,} workers were lost: trials {trials} begin again", count=len(numbers), trials=trials)
    if not worker:
        return tr("The worker was lost: trial {trial} begins again", trial=numbers[0])
    name = capitalised(worker)
    return tr("{worker} was lost: trial {trial} begins again", worker=name, trial=numbers[0])


def _hands(standing: Standing) -> str:
    """How many are trained at once, where that is more than one after the other."""
    return tr("{count:,} at once", count=standing.workers) if standing.workers > 1 else ""
