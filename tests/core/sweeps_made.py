"""Sweeps for tests that were never trained."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import combinations, seeds
from cnnstudio.core.sweeps.experiment import Experiment, Trial, trials_of
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from tests.core.runs_made import PROJECT

RATE = Place("plan", "learning_rate")
BATCH = Place("plan", "batch_size")
OPTIMIZER = Place("plan", "optimizer")
FILTERS = Place("network", "filters", "conv2d_1")

VARIED = (
    Varied(FILTERS, Listed((8, 16, 32))),
    Varied(OPTIMIZER, Listed(("Adam", "SGD"))),
    Varied(RATE, Span(1e-4, 1e-1, 4, log=True)),
)


def swept(*varied: Varied, **settings: Any) -> Project:
    """The project of ``runs_made`` with a sweep."""
    return replace(PROJECT, sweep=Sweep(varied=varied or VARIED, **settings))


def begun(project: Project, trials: Sequence[Trial] = ()) -> Experiment:
    """The first experiment of a file."""
    return Experiment(1, project, "2026-03-01T14:00:00+01:00", tuple(trials))


def waiting(project: Project) -> Experiment:
    """A sweep of which nothing was trained yet."""
    trials: list[Trial] = []
    for found in combinations(project):
        trials += trials_of(found.number, found.values, seeds(project), len(trials) + 1, found.why_not)
    return begun(project, trials)


def trained(project: Project, noise: float = 0.0) -> Experiment:
    """The same with every trial done: the nearer the rate to 0.003 and the more filters, the better."""
    found, generator = waiting(project), np.random.default_rng(3)
    places = project.sweep.places

    def score(trial: Trial) -> float:
        values = dict(zip(places, trial.values, strict=True))
        rate, filters = values.get(RATE, 0.003), values.get(FILTERS, 16)
        return 0.95 - 0.1 * abs(np.log10(rate / 0.003)) + 0.0005 * filters + noise * generator.standard_normal()

    return found.with_trials(
        replace(trial, status="done", run=trial.number, score=float(score(trial)), seconds=10.0 + trial.number)
        for trial in found.trials
    )
