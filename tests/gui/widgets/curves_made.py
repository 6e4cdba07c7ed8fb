"""Curves for the tests of plots."""

import numpy as np

from cnnstudio.gui.widgets.plots.plot import Curve


def epochs(*values: float, label: str = "training", style: str = "solid") -> Curve:
    positions = np.arange(1.0, len(values) + 1)
    colour = label if label == "validation" else "training"
    return Curve(label, positions, np.array(values), colour, style)  # type: ignore[arg-type]


def batches(count: int, per_epoch: int = 10) -> Curve:
    positions = np.arange(1, count + 1) / per_epoch
    return Curve("each batch", positions, 2.0 / (1 + positions), "training", "faint", per_epoch)
