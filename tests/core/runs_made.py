"""Runs for tests that were never trained."""

from dataclasses import replace
from typing import Any

import numpy as np

from cnnstudio.core.evaluation.scores import Scores, score
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run

DIGITS = tuple("0123456789")
PROJECT: Project = next(each.project for each in PRESETS if each.name == "lenet")


def a_test(seed: int = 0, right: float = 0.9, count: int = 200) -> Scores:
    """Scores of ``count`` pictures of ten classes, the same pictures every time."""
    generator = np.random.default_rng(seed)
    truth = np.arange(count) % 10
    predicted = np.where(generator.random(count) < right, truth, generator.integers(0, 10, count))
    return score(DIGITS, truth, predicted, 0.25)


def run(number: int = 1, project: Project = PROJECT, **values: Any) -> Run:
    """A finished run of two epochs, the second of them the best."""
    usual: dict[str, Any] = {
        "name": f"Run {number}",
        "labels": DIGITS,
        "prepared": Prepared(),
        "status": "finished",
        "started": "2026-03-01T14:30:59+01:00",
        "versions": {},
        "epochs": (Epoch(1, 0.5, 0.8, 0.4, 0.85, 20.5), Epoch(2, 0.25, 0.9, 0.3, 0.88, 20.75)),
        "test": a_test(),
    }
    return Run(number=number, project=project, **{**usual, **values})


def with_plan(**settings: Any) -> Project:
    """The project of these runs with other settings of its plan."""
    return replace(PROJECT, plan=replace(PROJECT.plan, **settings))
