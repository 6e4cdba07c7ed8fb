"""Numbers as they stand in a worked line: short, and with a real minus."""

import math


def short(value: float) -> str:
    """Four digits that count: "0.4823", "−1.2e−05", "12,340"."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}".replace("-", "−")
    text = f"{value:,.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"
    return text.replace("-", "−")


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
    names = {1: ("number",), 2: ("row", "number"), 3: ("row", "column", "channel")}[len(shape)]
    return ", ".join(f"{name} {number:,}" for name, number in zip(names, place, strict=True))
