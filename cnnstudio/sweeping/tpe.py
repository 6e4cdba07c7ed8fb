"""Combinations where the good ones were: the tree-structured Parzen estimator of Optuna."""

import warnings
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState

from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import Combination, Values, combine
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Over, Varied

_TRIES = 100
"""So often a combination is asked for that was not tried yet, and then so often one is drawn at random."""


class Tpe:
    """The strategy of a sweep by TPE.

    Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization" (NeurIPS 2011), with all
    settings in one estimate. The first ones, about a quarter, are drawn at random. A combination under way counts as a
    bad one, so that those beside it are others. What was stopped as hopeless, what left the numbers and what cannot be
    trained count as worse than all that was trained to its end; what failed for another reason says nothing.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._project = experiment.project
        self._sweep = experiment.project.sweep
        self._number = max((trial.combination for trial in experiment.trials), default=0)
        self._spaces = {str(one.place): _space(one.over) for one in self._sweep.varied}
        self._random = np.random.default_rng((self._sweep.seed, self._number))
        self._study = _study(self._sweep, int(self._random.integers(2**32)))
        self._under_way: dict[int, optuna.Trial] = {}
        self._seen: set[Project | Values] = set()
        self._is_through = not self._sweep.varied
        trials = sorted(experiment.trials, key=lambda trial: (trial.combination, trial.number))
        for number, found in groupby(trials, key=lambda trial: trial.combination):
            self._take_up(number, tuple(found))

    def ask(self) -> Combination | None:
        """The next that makes a project not seen before; None where there are enough, or no others are found."""
        if self._is_through or self._number >= self._sweep.most_tried:
            return None
        for asked, values in self._offers():
            found = combine(self._project, values, self._number + 1)
            if self._is_new(found):
                self._number += 1
                self._under_way[self._number] = self._begin(values) if asked is None else asked
                return found
            if asked is not None:
                self._study.tell(asked, state=TrialState.FAIL)
        self._is_through = True
        return None

    def tell(self, trials: Sequence[Trial]) -> None:
        """How a combination came out: the mean of its seeds' scores counts."""
        state, score = _outcome(trials)
        asked = self._under_way.pop(trials[0].combination, None)
        if asked is None:  # told again: Optuna has it as one more
            self._add(trials[0].values, state, score)
            return
        if state == TrialState.PRUNED and score is not None:
            asked.report(score, 0)
        self._study.tell(asked, score if state == TrialState.COMPLETE else None, state)

    def _take_up(self, number: int, trials: Sequence[Trial]) -> None:
        """Adds a combination that the experiment has already."""
        values = trials[0].values
        self._is_new(combine(self._project, values, number))
        if all(trial.is_over for trial in trials):
            self._add(values, *_outcome(trials))
        else:
            self._under_way[number] = self._begin(values)

    def _is_new(self, found: Combination) -> bool:
        """Whether it was not asked before; from now on it was."""
        key = found.project or found.values
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _offers(self) -> Iterator[tuple[optuna.Trial | None, Values]]:
        """What Optuna asks for, and after that what is drawn, of which it does not know yet."""
        varied = self._sweep.varied
        for _ in range(_TRIES):
            asked = self._study.ask(self._spaces)
            yield asked, tuple(_value(one.over, asked.params[str(one.place)]) for one in varied)
        for shares in self._random.random((_TRIES, len(varied))):
            yield None, tuple(one.over.at(share) for one, share in zip(varied, shares, strict=True))

    def _begin(self, values: Values) -> optuna.Trial:
        """A combination that Optuna did not ask for, as one under way."""
        self._study.enqueue_trial(self._params(values))
        return self._study.ask(self._spaces)

    def _add(self, values: Values, state: TrialState, score: float | None) -> None:
        """A combination that is over."""
        params = self._params(values)
        made = optuna.trial.create_trial(
            state=state,
            value=score if state == TrialState.COMPLETE else None,
            params=params,
            distributions={name: self._spaces[name] for name in params},
            intermediate_values={0: score} if state == TrialState.PRUNED and score is not None else None,
        )
        self._study.add_trial(made)

    def _params(self, values: Values) -> dict[str, Any]:
        """The values as Optuna has them, without what is not there in the combination."""
        found = {str(one.place): _param(one, value) for one, value in zip(self._sweep.varied, values, strict=True)}
        return {name: param for name, param in found.items() if param is not None}


def _study(sweep: Sweep, seed: int) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that these two are experiments, up to version 4
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=sweep.drawn_first, seed=seed, multivariate=True, constant_liar=True
        )
    return optuna.create_study(sampler=sampler, direction="maximize" if sweep.maximises else "minimize")


def _space(over: Over) -> Any:
    """Where Optuna looks: the places of a list, or the numbers of a range."""
    if isinstance(over, Listed):
        return CategoricalDistribution(range(len(over.values)))
    if over.whole:
        return IntDistribution(int(over.low), int(over.high), log=over.log)
    return FloatDistribution(over.low, over.high, log=over.log)


def _value(over: Over, param: Any) -> Any:
    return over.values[param] if isinstance(over, Listed) else over.rounded(param)


def _param(one: Varied, value: Any) -> Any:
    """What stands for a value at Optuna; None for one that the sweep does not have."""
    over = one.over
    if isinstance(over, Listed):
        same = (at for at, each in enumerate(over.values) if each == value and isinstance(each, type(value)))
        return next(same, None)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and over.low <= value <= over.high else None


def _outcome(trials: Sequence[Trial]) -> tuple[TrialState, float | None]:
    """How Optuna is told of the trials of a combination, and their score.

    One that was hopeless makes it so, by its own score: how far the other seeds came then is a matter of chance.
    """
    pruned = [trial for trial in trials if trial.status == "pruned"]
    if pruned:
        return TrialState.PRUNED, next((trial.score for trial in pruned if trial.has_score), None)
    scores = [trial.score or 0.0 for trial in trials if trial.status == "done" and trial.has_score]
    if scores:
        return TrialState.COMPLETE, float(np.mean(scores))
    is_bad = any(trial.status == "impossible" or trial.run is not None for trial in trials)
    return (TrialState.PRUNED if is_bad else TrialState.FAIL), None
