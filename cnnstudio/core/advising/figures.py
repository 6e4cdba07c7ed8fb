"""A run's own numbers as advice quotes them."""

import math
from collections.abc import Iterable

from cnnstudio.core.run import Epoch
from cnnstudio.core.words import percent, plain

_NAMES = {
    "loss": "training loss",
    "accuracy": "training accuracy",
    "val_loss": "validation loss",
    "val_accuracy": "validation accuracy",
}


def loss(value: float) -> str:
    """ "2.303", "0.0268", "1,322", "not a number"."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    if abs(value) >= 1e6:
        return f"{value:.3g}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.3g}"


def share(value: float) -> str:
    """ "97.2 %"."""
    return percent(value)


def rate(value: float) -> str:
    """ "0.001", "1"."""
    return f"{value:g}"


def about(value: float) -> str:
    """A rate that was worked out and not typed: "9.08"."""
    return f"{value:.3g}"


def times(ratio: float) -> str:
    """How many times as much, "1,000", "2.5"."""
    if not ratio < 1e6:
        return "more than a million"
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def line(name: str, epoch: Epoch) -> str:
    """One figure of one epoch: "validation loss, epoch 3: 0.412"."""
    value = epoch.value(name)
    return f"{_NAMES[name]}, epoch {epoch.number}: {share(value) if name.endswith('accuracy') else loss(value)}"


def lines(name: str, epochs: Iterable[Epoch]) -> tuple[str, ...]:
    """That figure of each of the epochs."""
    return tuple(line(name, epoch) for epoch in epochs)


def ends(epochs: tuple[Epoch, ...], count: int = 3) -> tuple[Epoch, ...]:
    """The first epoch and the last ones."""
    return epochs if len(epochs) <= count + 1 else (epochs[0], *epochs[-count:])


def classes(names: Iterable[str], most: int = 4) -> str:
    """ "“cat”, “dog” and 3 more"."""
    found = [f"“{plain(name, 40)}”" for name in names]
    shown = ", ".join(found[:most])
    return f"{shown} and {len(found) - most:,} more" if len(found) > most else shown


def whole(number: int, one: str) -> str:
    """ "1 picture", "1,200 pictures"."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"
