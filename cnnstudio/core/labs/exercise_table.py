"""An exercise of convolution by hand, read from its table in a lab.

Numbers stand as a person writes them: rows in brackets. Several channels are a list of such, and filters a list of
those: ``input`` is [row, row …] or [channel, channel …]; ``kernels`` is one kernel, or one a channel for one filter
where the input has several channels, else one a filter; or a list of filters, each a list of its channels. In one
dimension a row stands where else rows stand in brackets.
"""

import math
from typing import Any, Literal

from cnnstudio.core.by_hand.checking import MOST_PADDING
from cnnstudio.core.by_hand.exercise import MOST_SIDE, MOST_WINDOW, Exercise, Operation
from cnnstudio.core.by_hand.making import made
from cnnstudio.core.errors import SpecError
from cnnstudio.core.labs.limits import MOST_TITLE, MOST_VALUES
from cnnstudio.core.labs.mistakes import Table, is_number
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Padding, Pair
from cnnstudio.core.words import written

_OPERATIONS: tuple[Operation, ...] = ("convolution", "max", "average")

_MOST = {"window": MOST_WINDOW, "stride": MOST_SIDE, "dilation": MOST_WINDOW}


def read_exercise(table: Table) -> Exercise | None:
    """The exercise in this table; None where it is none, noted there."""
    dimensions: Literal[1, 2] = 1 if table.whole("dimensions", 2, 1, 2) == 1 else 2
    operation = _operation(table)
    slides = operation == "convolution"
    input, kernels = _numbers(table, "input", needed=True), _numbers(table, "kernels", needed=slides)
    given: dict[str, Any] = {"biases": _numbers(table, "biases", needed=False)}
    given |= {name: _pair(table, name, most) for name, most in _MOST.items()}
    padding, activation = _padding(table), table.text("activation", MOST_TITLE) or "linear"
    title = table.text("title", MOST_TITLE)
    table.done()
    if slides and given["window"] is not None:
        table.wrong(tr("“window” is of a pooling; a convolution's window is as large as its kernels."))
        return None
    if input is None or (kernels is None and slides):
        return None
    set_ones = {name: value for name, value in given.items() if value is not None}
    words: dict[str, Any] = {"operation": operation, "padding": padding, "activation": activation, "title": title}
    try:
        return made(input, _several(kernels, dimensions), dimensions=dimensions, **set_ones, **words)
    except SpecError as error:
        table.wrong(str(error))
        return None


def _operation(table: Table) -> Operation:
    name = table.text("operation", MOST_TITLE) or "convolution"
    for known in _OPERATIONS:
        if name == known:
            return known
    table.wrong(tr("“operation” is one of {known}, not {name}.", known=", ".join(_OPERATIONS), name=written(name)))
    return "convolution"


def _padding(table: Table) -> Padding:
    value = table.take("padding")
    if value is None or value in ("valid", "same"):
        return value or "valid"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PADDING:
        return value
    table.wrong(
        tr("“padding” is “valid”, “same” or a number of zeros on every side, not {value}.", value=written(value))
    )
    return "valid"


def _pair(table: Table, name: str, most: int) -> int | Pair | None:
    """A number for both, or rows and columns; None where nothing stands."""
    value = table.take(name)
    if value is None:
        return None
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2 or not all(type(each) is int and 1 <= each <= most for each in pair):
        table.wrong(
            tr(
                "“{name}” is a whole number, or [rows, columns], from 1 to {most}; not {value}.",
                name=name,
                most=most,
                value=written(value),
            )
        )
        return None
    return pair[0], pair[1]


def _numbers(table: Table, name: str, *, needed: bool) -> list[Any] | None:
    """Numbers in brackets, even; None where there are none."""
    value = table.take(name)
    if value is None:
        if needed:
            table.wrong(tr("“{name}” is missing: numbers in brackets, [[1, 0], [0, 1]].", name=name))
        return None
    shape = _shape(value)
    if not shape or not 0 < math.prod(shape) <= MOST_VALUES:
        table.wrong(
            tr(
                "“{name}” is numbers in brackets, as many in every row: [[1, 0], [0, 1]]; not {value}.",
                name=name,
                value=written(value),
            )
        )
        return None
    assert isinstance(value, list)
    return value


def _several(kernels: list[Any] | None, dimensions: int) -> list[Any]:
    """A list of kernels, also where one stands alone."""
    is_one = kernels is not None and len(_shape(kernels) or ()) == dimensions
    return [kernels] if is_one else kernels or []


def _shape(value: Any, level: int = 0) -> tuple[int, ...] | None:
    """The shape of nested lists that are all numbers and even; None for others."""
    if is_number(value):
        return ()
    if not isinstance(value, list) or not value or level > 3 or len(value) > MOST_VALUES:
        return None
    shapes = [_shape(each, level + 1) for each in value]
    first = shapes[0]
    if first is None or any(shape != first for shape in shapes):
        return None
    return (len(value), *first)
