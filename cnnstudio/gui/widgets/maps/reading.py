"""Maps in words: what a number, a tile or a whole grid says in the line below the picture."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import local, tr, tr_count

Place = tuple[int, int, int]
"""Tile, row and column, each from 0."""


def number(value: float) -> str:
    """A number as it is read off a map: "0.482", "−1.20e−5"."""
    if not np.isfinite(value):
        return tr("not a finite number")
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return local(f"{value:.3f}".replace("-", "−"))
    digits, _, exponent = f"{value:.2e}".partition("e")
    return local(f"{digits}e{int(exponent)}".replace("-", "−"))


def in_words(
    maps: npt.NDArray[Any] | None, title: Callable[[int], str], place: Place | None, selected: int | None
) -> str:
    """The number at ``place``; else the range of the ``selected`` tile; else how many maps there are.

    Args:
        maps: (height, width, n), (height, width, n, 3) or (n,).
    """
    if maps is None:
        return ""
    if place is not None:
        index, row, column = place
        values = maps[index : index + 1] if maps.ndim == 1 else np.atleast_1d(maps[row, column, index])
        where = "" if maps.ndim == 1 else tr("row {row}, column {column}", row=row, column=column)
        numbers = ", ".join(number(float(value)) for value in values)
        return " · ".join(filter(None, (title(index), where, numbers)))
    if selected is not None:
        return f"{title(selected)} · {_range(maps[selected] if maps.ndim == 1 else maps[:, :, selected])}"
    if maps.ndim == 1:
        return tr_count("{count:,} number", "{count:,} numbers", len(maps))
    rows, columns, count = maps.shape[:3]
    return tr("{count:,} of {rows} × {columns}", count=count, rows=rows, columns=columns)


def _range(values: npt.NDArray[Any]) -> str:
    low, high = float(values.min()), float(values.max())
    return number(low) if low == high else tr("from {low} to {high}", low=number(low), high=number(high))
