"""Which runs of a sweep are hopeless after an epoch: the rule of the median, as Optuna has it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import optuna
from optuna.trial import TrialState

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.sweep import FIRST_EPOCHS, LEFT_ALONE
from cnnstudio.core.words import percent

_STATES = {"done": TrialState.COMPLETE, "pruned": TrialState.PRUNED}


class Median:
    """Ends a run whose best figure so far is worse than the median of the others' after the same epoch.

    Golovin et al., "Google Vizier" (KDD 2017), 3.2.2. Only the first seed of a combination is judged, and only by first
    seeds that went on to their end.
    """

    def __init__(self, experiment: Experiment, epochs: Mapping[int, Sequence[Epoch]]) -> None:
        sweep = experiment.project.sweep
        self._score = sweep.score
        self._seed = experiment.project.plan.seed
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._study = optuna.create_study(
            sampler=optuna.samplers.RandomSampler(seed=0),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=LEFT_ALONE, n_warmup_steps=FIRST_EPOCHS),
            direction="maximize" if sweep.maximises else "minimize",
        )
        self._under_way: dict[int, optuna.Trial] = {}
        self._last: dict[int, int] = {}
        """The last epoch of each trial under way."""
        for trial in experiment.trials:
            if trial.is_over:
                for epoch in epochs.get(trial.number, ()):
                    self._report(trial, epoch)
                self.over(trial)

    def after(self, trial: Trial, epoch: Epoch) -> str:
        """Why the trial is hopeless after this epoch, in a sentence; empty where it goes on."""
        asked = self._report(trial, epoch)
        return self._why(epoch) if asked is not None and asked.should_prune() else ""

    def over(self, trial: Trial) -> None:
        """That a trial is over, however it ended."""
        asked = self._under_way.pop(trial.number, None)
        if asked is None:
            return
        state = _STATES.get(trial.status, TrialState.FAIL)
        if state == TrialState.COMPLETE and not trial.has_score:
            state = TrialState.FAIL
        self._study.tell(asked, trial.score if state == TrialState.COMPLETE else None, state)

    def _report(self, trial: Trial, epoch: Epoch) -> optuna.Trial | None:
        """Notes the epoch; None where nothing is judged by it: what is no number, training ends itself."""
        figure = epoch.value(self._score)
        if trial.seed != self._seed or not math.isfinite(figure):
            return None
        asked = self._under_way.get(trial.number)
        if asked is not None and epoch.number <= self._last[trial.number]:
            self._study.tell(asked, state=TrialState.FAIL)  # it was begun again
            asked = None
        if asked is None:
            asked = self._under_way[trial.number] = self._study.ask()
        self._last[trial.number] = epoch.number
        asked.report(figure, epoch.number - 1)
        return asked

    def _why(self, epoch: Epoch) -> str:
        done = self._study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        curves, step = (each.intermediate_values for each in done), epoch.number - 1
        there = [curve[step] for curve in curves if step in curve]
        best, usual = self._words(epoch.value(self._score)), self._words(float(np.median(there)))
        return tr(
            "After epoch {epoch} it was at {best}; half of the {count:,} before it were at {usual} or better.",
            epoch=epoch.number,
            best=best,
            count=len(there),
            usual=usual,
        )

    def _words(self, value: float) -> str:
        return percent(value) if self._score == "val_accuracy" else local(f"{value:.4f}")


def with_its_seeds(hopeless: Trial, trials: Iterable[Trial]) -> list[Trial]:
    """The other trials of a hopeless one's combination that are not over, as those that are not trained any more."""
    reason = tr("Trial {number:,}, the same with another seed, was hopeless.", number=hopeless.number)
    return [
        replace(trial, status="pruned", reason=reason)
        for trial in trials
        if trial.combination == hopeless.combination and not trial.is_over and trial.number != hopeless.number
    ]
