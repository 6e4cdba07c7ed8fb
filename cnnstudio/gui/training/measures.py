"""What can be drawn of a run over its epochs: the figures everybody has, further metrics, the learning rate."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cnnstudio.core.language import local, tr, tr_in
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.training.gap import growing_gap
from cnnstudio.gui.widgets.plots.curves import Band, Curve, Mark
from cnnstudio.gui.words import rate

_NAMES = {"top_k": tr("Top-k accuracy"), "auc": "AUC", "f1": "F1"}
_SHARES = ("accuracy", "top_k")
_TRAINING, _VALIDATION = tr_in("curve", "training"), tr_in("curve", "validation")


@dataclass(frozen=True)
class Measure:
    """Something that is measured in every epoch.

    Attributes:
        name: As ``Epoch.value`` knows it.
        percent: Whether its values are shares that a person reads as percentages.
    """

    name: str
    title: str
    percent: bool = False

    @property
    def log(self) -> bool:
        """Whether a logarithmic scale says more: for what may be of any size."""
        return self.name in ("loss", "rate")


def loss_words(value: float) -> str:
    """A loss with four decimals, or where these would be lost with three digits that count: "0.0131", "1.78e−5"."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞"
    if value >= 10:
        return local(f"{value:,.4g}") if value < 1e6 else rate(value)
    return rate(value) if 0 < abs(value) < 0.001 else local(f"{value:.4f}")


LOSS = Measure("loss", tr("Loss"))
ACCURACY = Measure("accuracy", tr("Accuracy"), True)
RATE = Measure("rate", tr("Learning rate"))


def metric_title(name: str, run: Run | None) -> str:
    """A further metric as a person reads it: "Top-5 accuracy"."""
    if name == "top_k" and run is not None and run.project.plan.top_k:
        return tr("Top-{top_k} accuracy", top_k=run.project.plan.top_k)
    return _NAMES.get(name, name.replace("_", " ").capitalize())


def measures_of(history: History, run: Run | None) -> tuple[Measure, ...]:
    """What there is to draw beside the loss: accuracy, further metrics, and the learning rate where it is known."""
    further = tuple(Measure(name, metric_title(name, run), name in _SHARES) for name in history.metrics)
    known = any(epoch.rate is not None for epoch in history.epochs) or np.isfinite(history.batch_values("rate")[-1:])
    return (ACCURACY, *further, RATE) if np.any(known) else (ACCURACY, *further)


def curves_of(history: History, name: str) -> list[Curve]:
    """The curves of a measure: every batch behind, training and validation an epoch before it.

    Those of the epochs are there from the first batch on, still empty: making them when the first epoch ends, with the
    engine at its busiest, would hold the window up.
    """
    source = (history, history.generation, name)
    if name == RATE.name:
        return [rate_curve(history)]
    curves, positions = [], history.batch_positions
    if len(positions) and name in (LOSS.name, ACCURACY.name):
        values = history.batch_values(name)
        drawn = positions, values, "training", "faint", history.steps, source
        curves.append(Curve(tr("each batch"), *drawn, column="each batch"))
    if curves or history.epochs:
        x = history.epoch_positions
        curves.append(Curve(_TRAINING, x, history.epoch_values(name), "training", source=source, column="training"))
        checked = history.epoch_values(f"val_{name}")
        curves.append(Curve(_VALIDATION, x, checked, "validation", "dashed", source=source, column="validation"))
    return curves


def rate_curve(history: History) -> Curve:
    """The learning rate of each batch, or where that is not known of the last batch of each epoch."""
    source, label = (history, history.generation, RATE.name), tr("learning rate")
    x, values, steps = history.batch_positions, history.batch_values("rate"), history.steps
    if not len(values) or not np.isfinite(values[-1]):
        x, values, steps = history.epoch_positions, history.epoch_values("rate"), 0
    return Curve(label, x, values, "training", "solid", steps, source, column="learning rate")


def rate_changes(epochs: list[Epoch]) -> list[Mark]:
    """After which epochs the learning rate jumped; none where it goes on changing, which its own curve shows."""
    marks = []
    for before, after in pairwise(epochs):
        if before.rate is None or after.rate is None or abs(after.rate - before.rate) <= 1e-6 * abs(before.rate):
            continue
        words = tr(
            "learning rate {before:.3g} → {after:.3g} after epoch {epoch}",
            before=before.rate,
            after=after.rate,
            epoch=before.number,
        )
        marks.append(Mark(before.number, words, after.rate < before.rate, tr("rate")))
    few = len(marks) <= max(3, len(epochs) // 3)
    return marks if few and 2 * len(marks) < len(epochs) else []


def gap_band(epochs: list[Epoch]) -> Band | None:
    """The area between training and validation loss, where it has been growing."""
    gap = growing_gap(epochs)
    if gap is None:
        return None
    words = tr("growing since epoch {epoch}", epoch=gap.since)
    return Band(gap.since, words, upper=_VALIDATION, lower=_TRAINING)


def gap_words(epochs: list[Epoch]) -> tuple[str, ...]:
    """The same in words, at length and in short; empty where there is none."""
    gap = growing_gap(epochs)
    if gap is None:
        return ("",)
    size = local(f"{max(gap.first, 0.0):.2g} → {gap.last:.2g}")  # below 0 the validation loss was the lower one
    return (
        tr(
            "Hatched: since epoch {epoch} the validation loss has been moving away from the training loss ({size})",
            epoch=gap.since,
            size=size,
        ),
        tr("Hatched: the gap has been growing since epoch {epoch} ({size})", epoch=gap.since, size=size),
        tr("Hatched: gap growing since epoch {epoch}", epoch=gap.since),
    )
