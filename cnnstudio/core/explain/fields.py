"""The receptive field of a row in words."""

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import size_in_words
from cnnstudio.core.field import Field
from cnnstudio.core.spec import Shape


def field_lines(row: Row, picture: Shape) -> tuple[str, ...]:
    """How much of the picture one output number sees, how far the next one is, and what lies in the padding.

    Empty while it is not known, and where each number comes from the pixel at its own place.
    """
    field = row.field
    if field is None or (field.size == (1, 1) and field.strides == (1, 1)):
        return ()
    if sees_all(field, picture):
        return ("Each output number sees the whole picture.",)
    lines = [f"Each output number sees {size_in_words(field.size)} {_pixels(field)} of the picture."]
    down, right = field.strides
    if field.strides != (1, 1):
        steps = f"{down:g}" if down == right else f"{down:g} rows or {right:g} columns"
        pixels = ("pixel" if down == 1 else "pixels") if down == right else ""
        lines.append(" ".join(f"The next one sees as much, {steps} {pixels} further on.".split()))
    if len(row.output_shape or ()) == 3 and min(field.start) < 0:
        lines.append("At the edge a part of it lies in the padding, where all numbers are zero.")
    return tuple(lines)


def sees_all(field: Field, picture: Shape) -> bool:
    """Whether every output number sees the whole picture: all the same box, which covers it."""
    return field.strides == (0, 0) and field.size[0] >= picture[0] and field.size[1] >= picture[1]


def _pixels(field: Field) -> str:
    return "pixel" if field.size == (1, 1) else "pixels"
