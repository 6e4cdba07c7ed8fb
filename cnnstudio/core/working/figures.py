"""Numbers as they stand in a worked line: short, and with a real minus."""

import math
from collections.abc import Iterable

from cnnstudio.core.language import local, tr, tr_in


def short(value: float) -> str:
    """Four digits that count: "0.4823", "−1.2e−05", "12,340"."""
    if not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return local(f"{int(value):,}".replace("-", "−"))
    text = f"{value:,.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"
    return local(text.replace("-", "−"))


def factor(value: float) -> str:
    """The same as a part of a product or a power: "(−0.31)"."""
    text = short(value)
    return f"({text})" if text.startswith("−") else text


def added(value: float) -> str:
    """The same behind other numbers that it is added to: "+ 0.2", "− 0.31"."""
    text = short(value)
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"


def place_in_words(place: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """ "row 3, column 5, channel 12"; of a table "row 3, number 5", of a list "number 5"; all from 0."""
    match len(shape):
        case 1:
            return tr("number {number:,}", number=place[0])
        case 2:
            return tr("row {row:,}, number {number:,}", row=place[0], number=place[1])
    row, column, channel = place
    return tr("row {row:,}, column {column:,}, channel {channel:,}", row=row, column=column, channel=channel)


def listed(numbers: Iterable[str]) -> str:
    """Numbers one after another, as in the brackets of "max(3, 1, 0)"."""
    return tr_in("between the numbers of a formula", ", ").join(numbers)
