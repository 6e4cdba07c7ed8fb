"""A run's own numbers as advice quotes them."""

import math
from collections.abc import Iterable

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.words import percent, quoted

_LINES = {
    "loss": tr("training loss, epoch {number}: {value}"),
    "accuracy": tr("training accuracy, epoch {number}: {value}"),
    "val_loss": tr("validation loss, epoch {number}: {value}"),
    "val_accuracy": tr("validation accuracy, epoch {number}: {value}"),
}


def loss(value: float) -> str:
    """ "2.303", "0.0268", "1,322", "not a number"."""
    if not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else tr("infinite")
    if abs(value) >= 1e6:
        return local(f"{value:.3g}")
    if abs(value) >= 100:
        return local(f"{value:,.0f}")
    return local(f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.3g}")


def share(value: float) -> str:
    """ "97.2 %"."""
    return percent(value)


def rate(value: float) -> str:
    """ "0.001", "1"."""
    return local(f"{value:g}")


def about(value: float) -> str:
    """A rate that was worked out and not typed: "9.08"."""
    return local(f"{value:.3g}")


def times(ratio: float) -> str:
    """How many times as much, "1,000", "2.5"."""
    if not ratio < 1e6:
        return tr("more than a million")
    return local(f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}")


def line(name: str, epoch: Epoch) -> str:
    """One figure of one epoch: "validation loss, epoch 3: 0.412"."""
    value = epoch.value(name)
    shown = share(value) if name.endswith("accuracy") else loss(value)
    return _LINES[name].format(number=epoch.number, value=shown)


def lines(name: str, epochs: Iterable[Epoch]) -> tuple[str, ...]:
    """That figure of each of the epochs."""
    return tuple(line(name, epoch) for epoch in epochs)


def ends(epochs: tuple[Epoch, ...], count: int = 3) -> tuple[Epoch, ...]:
    """The first epoch and the last ones."""
    return epochs if len(epochs) <= count + 1 else (epochs[0], *epochs[-count:])


def classes(names: Iterable[str], most: int = 4) -> str:
    """ "“cat”, “dog” and 3 more"."""
    found = [quoted(name) for name in names]
    shown = ", ".join(found[:most])
    return tr("{names} and {count:,} more", names=shown, count=len(found) - most) if len(found) > most else shown
