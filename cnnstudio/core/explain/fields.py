"""The receptive field of a row in words."""

from fractions import Fraction

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import size_in_words
from cnnstudio.core.field import Field
from cnnstudio.core.language import local, tr, tr_count
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
    if field.is_whole((picture[0], picture[1])):
        if field.exact:
            return (tr("Each output number sees the whole picture."),)
        return (tr("Each output number may see the whole picture."),)
    sees = tr_count(
        "Each output number sees {size} pixel of the picture.",
        "Each output number sees {size} pixels of the picture.",
        1 if field.size == (1, 1) else 2,
        size=size_in_words(field.size),
    )
    lines = [sees]
    # Of a list the next number may be of another channel at the same place.
    if len(shape) == 1 or field.is_common:
        return tuple(lines)
    rows, columns = field.turned((shape[0], shape[1]))
    down, right = field.strides[0] if rows > 1 else None, field.strides[1] if columns > 1 else None
    if {down, right} - {1, None}:
        lines.append(tr("The next one sees as much, {step} further on.", step=_step_in_words(down, right)))
    if field.swapped:
        lines.append(tr("Its rows run along the columns of the picture, and its columns along the rows."))
    if _reaches_outside(field, (shape[0], shape[1]), picture):
        lines.append(tr("At the edge a part of it lies outside of the picture."))
    return tuple(lines)


def _step_in_words(down: float | None, right: float | None) -> str:
    """ "2 pixels", "1/12 pixel", or "2 rows or 3 columns"; None where there is no next one in that direction."""
    if down is not None and right is not None and abs(down - right) < _SMALLEST / 1000:
        several = 1 if down < 1 + _SMALLEST / 1000 else 2
        return tr_count("{number} pixel", "{number} pixels", several, number=_number(down))
    rows = columns = ""
    if down is not None:
        rows = tr_count("{number} row", "{number} rows", 1 if down <= 1 else 2, number=_number(down))
    if right is not None:
        columns = tr_count("{number} column", "{number} columns", 1 if right <= 1 else 2, number=_number(right))
    return tr("{rows} or {columns}", rows=rows, columns=columns) if rows and columns else rows or columns


def _number(step: float) -> str:
    if step < _SMALLEST:
        return tr("less than 1/1,000")
    found = Fraction(step).limit_denominator(_SMALLEST.denominator)
    return local(f"{found.numerator:,}" + (f"/{found.denominator:,}" if found.denominator > 1 else ""))


def _reaches_outside(field: Field, places: Pair, picture: Shape) -> bool:
    """Whether the box of the first or of the last output number ends outside of the picture."""
    top, left, _, _ = field.edges((0, 0))
    _, _, bottom, right = field.edges((places[0] - 1, places[1] - 1))
    outside = max(-top, -left, bottom - picture[0], right - picture[1])
    return outside > _SMALLEST
