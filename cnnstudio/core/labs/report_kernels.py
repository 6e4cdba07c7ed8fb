"""The kernels of a layer as an SVG picture for a report: a square a number, each kernel scaled by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.labs.facts import best
from cnnstudio.core.run import Run
from cnnstudio.core.spec import FloatArray

MOST = 64
"""Kernels in the picture; the first of more."""

_MOST_SIDE = 15
_BESIDE = 16
_CELL, _SPACE = 40, 6


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
    """The file's text. Of three channels in colour, each scaled alone; of others their mean in grey."""
    values = np.asarray(kernels.values, np.float64)[..., :MOST]
    if values.shape[2] != 3:
        values = values.mean(axis=2, keepdims=True)
    shades = _shades(values)
    count = values.shape[3]
    width = min(count, _BESIDE) * (_CELL + _SPACE) + _SPACE
    height = -(-count // _BESIDE) * (_CELL + _SPACE) + _SPACE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'role="img" shape-rendering="crispEdges">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number in range(count):
        left = _SPACE + number % _BESIDE * (_CELL + _SPACE)
        top = _SPACE + number // _BESIDE * (_CELL + _SPACE)
        parts += _squares(shades[..., number], left, top)
    return "\n".join([*parts, "</svg>", ""])


def _shades(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int_]:
    """0 to 255, each kernel and channel from its smallest to its largest number; one of equal numbers in the middle."""
    low, high = values.min(axis=(0, 1), keepdims=True), values.max(axis=(0, 1), keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.nan_to_num((values - low) / (high - low), nan=0.5, posinf=0.5, neginf=0.5)
    shades: npt.NDArray[np.int_] = np.clip(np.rint(scaled * 255), 0, 255).astype(np.int_)
    return shades


def _squares(shades: npt.NDArray[np.int_], left: int, top: int) -> Iterator[str]:
    """Of one kernel (rows, columns, channels)."""
    rows, columns, channels = shades.shape
    cell = _CELL / max(rows, columns)
    for row in range(rows):
        for column in range(columns):
            found = shades[row, column]
            red, green, blue = found if channels == 3 else (found[0],) * 3
            yield (
                f'<rect x="{left + column * cell:.2f}" y="{top + row * cell:.2f}" width="{cell:.2f}" '
                f'height="{cell:.2f}" fill="#{red:02x}{green:02x}{blue:02x}"/>'
            )
