"""What a plot of curves says of a place on its x axis: of one epoch, and of no other one beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.plots.curves import Band, Curve, place_words, value_words
from cnnstudio.gui.widgets.plots.line import Line

_AT_POINT, _APART = 8, 3
"""Pixels: how near the pointer is to the point of an epoch that it is at; and how far batches that are read one by one
are apart."""


@dataclass(frozen=True)
class Reading:
    """Lines of words, the first one a heading, about ``place`` on the x axis."""

    place: float
    lines: tuple[str, ...] = ()


def epochs_of(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The first and the last epoch of which there is something to read; None when there is nothing."""
    curves = [line.curve for line in lines if len(line.curve.x)]
    if not curves:
        return None
    return min(math.ceil(each.x[0] - 1e-9) for each in curves), max(math.ceil(each.x[-1] - 1e-9) for each in curves)


def last_epoch(curves: Sequence[Curve]) -> float:
    """The last epoch that is over; infinity, which is read as the end of the batches, without any."""
    return max((float(each.x[-1]) for each in curves if len(each.x) and not each.steps), default=math.inf)


def epoch_at(lines: Sequence[Line], x: float, pixels: float) -> int | None:
    """The epoch that is read at ``x``: the nearest, but between them the one whose batches can be told apart there.

    Args:
        pixels: How wide an epoch is drawn.
    """
    known = epochs_of(lines)
    if known is None:
        return None
    first, last = known
    x = min(max(x, first), last) if math.isfinite(x) else float(last if x > 0 else first)
    epoch = math.floor(x + 0.5)
    steps = max((line.curve.steps for line in lines), default=0)
    if steps and pixels >= _APART * steps and abs(x - epoch) * pixels > _AT_POINT:
        epoch = math.ceil(x)
    return min(max(epoch, first), last)


def read(lines: Sequence[Line], epoch: int, x: float, *, percent: bool, aside: Curve | None = None) -> Reading:
    """The values of ``epoch``, those of batches nearest to ``x``; ``aside`` is read out with the curves."""
    said, place = [tr("Epoch {epoch}", epoch=epoch)], None
    for line in sorted(lines, key=lambda each: each.curve.style == "faint"):
        curve = line.curve
        index = curve.in_epoch(epoch, x)
        if index is None:
            continue
        here = float(curve.x[index])
        place = here if place is None else place
        words, mean = value_words(float(curve.y[index]), percent=percent), line.smoothed_at(index)
        if mean is not None:
            words = tr("{value} (smooth {mean})", value=words, mean=value_words(mean, percent=percent))
        said.append(f"{place_words(curve, here) if curve.steps else curve.label}: {words}")
    if place is None:
        return Reading(x)
    index = None if aside is None else aside.in_epoch(epoch, x)
    if aside is not None and index is not None and math.isfinite(aside.y[index]):
        said.append(f"{aside.label}: {value_words(float(aside.y[index]), percent=False)}")
    return Reading(place, tuple(said))


def gap_at(lines: Sequence[Line], band: Band, epoch: int) -> str:
    """How far the curves of a band are apart in an epoch, as they were measured; empty outside the band."""
    values = []
    for label in (band.upper, band.lower):
        curve = next((line.curve for line in lines if line.curve.label == label), None)
        index = None if curve is None else curve.in_epoch(epoch, epoch)
        if curve is None or index is None or epoch < band.since:
            return ""
        values.append(float(curve.y[index]))
    return tr("apart by {gap:.3g}, {words}", gap=values[0] - values[1], words=band.words)
