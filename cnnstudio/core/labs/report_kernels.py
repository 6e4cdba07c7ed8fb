"""The kernels of a layer as an SVG picture for a report: a square a number, all on one scale."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.labs.facts import best
from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import FloatArray

MOST = 64
"""Kernels in the picture; the first of more."""

_MOST_SIDE = 15
_BESIDE = 8
_CELL, _SPACE, _WORDS = 75, 8, 14
_COLOURS = 3
"""Channels of pictures in colour."""

_WITH_NUMBERS = 3
"""Rows and columns of a kernel in whose squares there is room for their numbers."""

_SCALE = ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b")
"""ColorBrewer's RdBu, turned round, as in the window: blue below zero, red above."""


@dataclass(frozen=True, eq=False)
class Kernels:
    """Of a convolution of a run.

    Attributes:
        title: "conv2d_1 of Run 3, after epoch 5".
        values: (rows, columns, channels, filters).
    """

    title: str
    values: FloatArray


def can_be_drawn(shape: tuple[int, ...]) -> bool:
    """Whether numbers of this shape are kernels small enough to be seen one by one."""
    return len(shape) == 4 and 2 <= max(shape[:2]) <= _MOST_SIDE and min(shape) > 0


def run_of(runs: Iterable[Run]) -> Run | None:
    """The run whose kernels a report shows: of those with weights the best as labs have it; None where none has."""
    return best(run for run in runs if run.status != "training" and run.kept)


def picture(kernels: Kernels) -> str:
    """The file's text: numbers below zero blue, above it red; of several channels their mean, of three their colour.

    Over each kernel stands its number, which begins with 0 as in the window.
    """
    values = np.asarray(kernels.values, np.float64)[..., :MOST]
    is_coloured = values.shape[2] == _COLOURS
    values = values if is_coloured else values.mean(axis=2, keepdims=True)
    finite = values[np.isfinite(values)]
    most = float(np.abs(finite).max()) if finite.size else 0.0
    count = values.shape[3]
    width = max(min(count, _BESIDE), 4) * (_CELL + _SPACE) + _SPACE
    height = -(-count // _BESIDE) * (_CELL + _SPACE + _WORDS) + _SPACE + 44
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'role="img" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="10">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number in range(count):
        left = _SPACE + number % _BESIDE * (_CELL + _SPACE)
        top = _SPACE + number // _BESIDE * (_CELL + _SPACE + _WORDS) + _WORDS
        parts.append(f'<text x="{left}" y="{top - 4}" fill="#636770">{number}</text>')
        parts += _squares(values[..., number], most, left, top)
    legend = () if is_coloured else _legend(most, height - 34)
    return "\n".join([*parts, *legend, "</svg>", ""])


def about(kernels: Kernels) -> str:
    """What the picture shows, in a sentence."""
    channels, filters = kernels.values.shape[2:]
    which = tr("Every kernel")
    if filters > MOST:
        which = tr("The first {count} of {all:,} kernels", count=MOST, all=filters)
    if channels == _COLOURS:
        return tr("{kernels}, its three channels as red, green and blue: mid-grey is zero.", kernels=which)
    if channels > 1:
        return tr(
            "{kernels}, the mean of its {channels:,} channels: blue is below zero, red above, white is zero.",
            kernels=which,
            channels=channels,
        )
    return tr("{kernels}: blue is below zero, red above, white is zero.", kernels=which)


def _squares(values: npt.NDArray[np.float64], most: float, left: int, top: int) -> Iterator[str]:
    """Of one kernel (rows, columns, channels)."""
    rows, columns, channels = values.shape
    cell = _CELL / max(rows, columns)
    for row, column in np.ndindex(rows, columns):
        x, y, found = left + column * cell, top + row * cell, values[row, column]
        value = float(found[0])
        colour = _mixed(found, most) if channels == _COLOURS else _colour(value, most)
        yield (
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{cell:.2f}" height="{cell:.2f}" fill="{colour}" '
            'stroke="#c5c8ce" stroke-width="0.4"/>'
        )
        if channels == 1 and max(rows, columns) <= _WITH_NUMBERS and np.isfinite(value):
            ink = "#ffffff" if most and abs(value) > 0.75 * most else "#1b1d21"
            words = local(f"{value:.2f}".replace("-", "−").replace("0.", ".", abs(value) < 1))
            middle = f'x="{x + cell / 2:.2f}" y="{y + cell / 2 + 3:.2f}" text-anchor="middle"'
            yield f'<text {middle} font-size="9" fill="{ink}">{words}</text>'


def _legend(most: float, top: int) -> Iterator[str]:
    """A row of colours with the numbers that they stand for."""
    count, wide = 41, 6
    for number in range(count):
        colour = _colour(most * (2 * number / (count - 1) - 1), most)
        yield f'<path d="M{_SPACE + number * wide} {top + 6}h{wide}" stroke="{colour}" stroke-width="12"/>'
    for share, anchor in ((-1, "start"), (0, "middle"), (1, "end")):
        x = _SPACE + count * wide * (share + 1) / 2
        yield f'<text x="{x:.1f}" y="{top + 25}" text-anchor="{anchor}">{_in_words(share * most)}</text>'


def _in_words(value: float) -> str:
    """With two digits behind the point, or where that is nothing two of its own."""
    size = abs(value)
    return ("−" if value < 0 else "") + local(f"{size:.2g}" if 0 < size < 0.01 else f"{size:.2f}")


def _colour(value: float, most: float) -> str:
    """Between the scale's ends at ``-most`` and ``most``; grey for what is no number."""
    if not np.isfinite(value):
        return "#9da1a8"
    place = (value / most + 1) / 2 * (len(_SCALE) - 1) if most else (len(_SCALE) - 1) / 2
    before = min(int(place), len(_SCALE) - 2)
    share = place - before
    one, other = (bytes.fromhex(_SCALE[each][1:]) for each in (before, before + 1))
    return "#" + bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)).hex()


def _mixed(values: npt.NDArray[np.float64], most: float) -> str:
    """Three numbers as red, green and blue, mid-grey at zero."""
    scaled = np.nan_to_num(values / (most or 1.0), nan=0.0, posinf=0.0, neginf=0.0)
    return "#" + bytes(np.rint((scaled + 1) * 127.5).astype(np.uint8).tolist()).hex()
