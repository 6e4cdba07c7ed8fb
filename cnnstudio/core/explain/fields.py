"""The receptive field of a row in words."""

from fractions import Fraction

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import size_in_words
from cnnstudio.core.field import Field
from cnnstudio.core.spec import Pair, Shape

_SMALLEST = Fraction(1, 1000)
"""Steps of parts of a pixel are given as fractions with no larger number below the line."""


def field_lines(row: Row, picture: Shape) -> tuple[str, ...]:
    """How much of the picture one output number sees, how far the next one is, and whether it reaches outside.

    Empty while it is not known, and where each number comes from the pixel at its own place.
    """
    field, shape = row.field, row.output_shape
    if field is None or shape is None or field == Field():
        return ()
    if field.is_whole:
        return (f"Each output number {'sees' if field.exact else 'may see'} the whole picture.",)
    lines = [f"Each output number sees {size_in_words(field.size)} {_pixels(field.size == (1, 1))} of the picture."]
    if len(shape) == 1:  # of a list the next number may be of another channel at the same place
        return tuple(lines)
    if field.strides != (1, 1):
        lines.append(f"The next one sees as much, {_step_in_words(field)} further on.")
    if field.swapped:
        lines.append("Its rows run along the columns of the picture, and its columns along the rows.")
    if _reaches_outside(field, (shape[0], shape[1]), picture):
        lines.append("At the edge a part of it lies outside of the picture.")
    return tuple(lines)


def _step_in_words(field: Field) -> str:
    """ "2 pixels", "1/12 pixel", or "2 rows or 3 columns"."""
    down, right = field.strides
    if abs(down - right) < _SMALLEST / 1000:
        return f"{_number(down)} {_pixels(down < 1 + _SMALLEST / 1000)}"
    rows, columns = ("row" if down <= 1 else "rows"), ("column" if right <= 1 else "columns")
    return f"{_number(down)} {rows} or {_number(right)} {columns}"


def _number(step: float) -> str:
    if step < _SMALLEST:
        return "less than 1/1,000"
    found = Fraction(step).limit_denominator(_SMALLEST.denominator)
    return f"{found.numerator:,}" + (f"/{found.denominator:,}" if found.denominator > 1 else "")


def _reaches_outside(field: Field, places: Pair, picture: Shape) -> bool:
    """Whether the box of the first or of the last output number ends outside of the picture."""
    top, left, _, _ = field.edges((0, 0))
    _, _, bottom, right = field.edges((places[0] - 1, places[1] - 1))
    outside = max(-top, -left, bottom - picture[0], right - picture[1])
    return outside > _SMALLEST


def _pixels(one: bool) -> str:
    return "pixel" if one else "pixels"
