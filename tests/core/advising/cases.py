"""Runs to ask for advice on: real ones, whose figures were written down, and made ones."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnnstudio.core import project as projects
from cnnstudio.core.advising.case import Case
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import Plan

HERE = Path(__file__).parent
LABELS = tuple("0123456789")


def real_runs() -> dict[str, Case]:
    """Small networks trained by hand with the engine, on the built-in pictures; what each is for is in its name."""
    return {plain["name"]: _read(plain) for plain in json.loads((HERE / "runs.json").read_text("utf-8"))}


def measured_remedies() -> list[dict[str, Any]]:
    """What came of remedies: the figures of real runs before, and of the same after the remedy."""
    found: list[dict[str, Any]] = json.loads((HERE / "remedies.json").read_text("utf-8"))
    return found


def small_project(**plan: Any) -> Project:
    """A convolution and two dense layers for digits."""
    layers = stack(Conv2D(8), MaxPooling2D(), Flatten(), Dense(32), Dense(10, "softmax"))
    return Project(Network((28, 28, 1), layers), plan=Plan(**plan))


def made(*figures: tuple[float, float], **more: Any) -> Case:
    """A run of 1,000 pictures with these training and validation losses, one pair an epoch."""
    epochs = tuple(epoch(number, *pair) for number, pair in enumerate(figures, 1))
    plan = {"epochs": max(len(epochs), 1), **more.pop("plan", {})}
    case = Case(small_project(**plan), epochs, LABELS, counts=(100,) * 10)
    return replace(case, **more)


def epoch(number: int, loss: float, val_loss: float, accuracy: float = 0.5) -> Epoch:
    return Epoch(number, loss, accuracy, val_loss, accuracy, 1.0)


def _read(plain: dict[str, Any]) -> Case:
    health = tuple(
        Health(epoch, pictures, tuple(LayerHealth(*each) for each in layers), tuple(predicted), tuple(true))
        for epoch, pictures, layers, predicted, true in plain["health"]
    )
    labels = tuple(plain["labels"])
    test = Scores(plain["test_loss"], labels, tuple(map(tuple, plain["test"]))) if plain["test"] else None
    return Case(
        projects.from_plain(plain["project"]),
        tuple(Epoch(*figures, 1.0) for figures in plain["epochs"]),
        labels,
        plain["status"],
        plain["reason"],
        health,
        test,
        tuple(plain["counts"]),
        tuple(plain["batches"]),
    )
