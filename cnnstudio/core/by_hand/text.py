"""Numbers as text: what is pasted from a spreadsheet, what is copied into one, and a whole exercise to hand in."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand.checking import OPERATIONS, check_number
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, Exercise
from cnnstudio.core.by_hand.steps import dilation_of, output_shape, stride_of
from cnnstudio.core.by_hand.telling import output_in_words, parameters, size_formula, unused_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.numerals import Reading, readings
from cnnstudio.core.spec import FloatArray, Pair
from cnnstudio.core.spreadsheet import Cell, to_csv
from cnnstudio.core.words import quoted

MOST_TEXT = 2_000_000
"""Letters of what is pasted."""

_AROUND = " \r\ufeff"
"""What says nothing at the ends of a line."""

_PLAIN = re.compile(r"[+−–-]?\d+([.,]\d+)?([eE][+−–-]?\d+)?")
"""A number, however large."""

_DECIMAL_COMMAS = re.compile(r"[+−–-]?\d+(,\d+)?([ ]+[+−–-]?\d+(,\d+)?)*")
"""A line such as "1,5 2,5" or "1,5": numbers apart by spaces, with commas in them."""


def number_of(text: str) -> float:
    """A number as a person types it: "1.5", "1,5", "−2", "1/9", "1e-3"; raises SpecError in words for anything else.

    A single comma or point begins the decimals.
    """
    return check_number(readings_of(text)[-1].value)


def readings_of(text: str) -> tuple[Reading, ...]:
    """All that a person may mean, what ``number_of`` takes last; raises SpecError in words for what is no number."""
    found = () if "%" in text else readings(text)
    if found:
        return found
    above, stroke, below = text.partition("/")
    if stroke and readings(above) and any(not each.value for each in readings(below)):
        raise SpecError(tr("{text} divides by zero.", text=quoted(text.strip())))
    if _PLAIN.fullmatch(text.strip()):
        raise SpecError(tr("{text} is too large: a number lies between −10¹⁵ and 10¹⁵.", text=quoted(text.strip())))
    raise SpecError(tr("{text} is no number. Write it as 1.5, −2 or 1/9.", text=quoted(text.strip())))


def from_text(text: str) -> FloatArray:
    """The numbers of a table, float32 (rows, columns, channels); raises SpecError in words.

    Cells are apart by tabs, else by semicolons, else by commas, else by spaces; but where every line is such as
    "1,5 2,5" or "1,5" the commas are decimal ones: a spreadsheet's single column has nothing between its cells. Empty
    cells and those that short rows lack are 0. An empty line begins the next channel.
    """
    _check_length(text)
    blocks = _blocks(text.splitlines())
    if not blocks:
        raise SpecError(tr("There are no numbers in the text."))
    if len(blocks) > MOST_CHANNELS:
        raise SpecError(
            tr(
                "The text has {count:,} blocks, and an input at most {most} channels.",
                count=len(blocks),
                most=MOST_CHANNELS,
            )
        )
    separator = _separator(blocks)
    tables = [_table(block, separator) for block in blocks]
    sizes = {table.shape for table in tables}
    if len(sizes) > 1:
        found = ", ".join(f"{rows} × {columns}" for rows, columns in (table.shape for table in tables))
        raise SpecError(
            tr("The channels are not of one size: {found}. Only put an empty line between channels.", found=found)
        )
    return np.stack(tables, axis=2)


def cells_of(text: str) -> list[list[str]]:
    """What stands in the cells of one table, row by row, apart as ``from_text`` says; raises SpecError for too much.

    An empty line is a row with an empty cell: a spreadsheet copies an empty cell of a single column so.
    """
    _check_length(text)
    lines = [line.strip(_AROUND) for line in text.splitlines()]
    if lines and not lines[-1]:
        lines.pop()
    separator = _separator([lines])
    return [[_plain(cell) for cell in line.split(separator) or [""]] for line in lines]


def _check_length(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise SpecError(
            tr("The text is longer than {most:,} letters. Copy a smaller part of the table.", most=MOST_TEXT)
        )


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Lines apart by empty ones; a line of tabs alone is a row of empty cells."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip(_AROUND):
            blocks[-1].append(line.strip(_AROUND))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _separator(blocks: Sequence[Sequence[str]]) -> str | None:
    """What stands between cells; None for any number of spaces."""
    lines = [line for block in blocks for line in block]
    for sign in "\t;":
        if any(sign in line for line in lines):
            return sign
    with_commas = [line.strip() for line in lines if "," in line]
    return "," if any(not _DECIMAL_COMMAS.fullmatch(line) for line in with_commas) else None


def _table(lines: Sequence[str], separator: str | None) -> FloatArray:
    rows = [line.split(separator) for line in lines]
    columns = max(len(row) for row in rows)
    if len(rows) > MOST_SIDE or columns > MOST_SIDE:
        raise SpecError(
            tr(
                "The table is {rows:,} × {columns:,}; at most {most} × {most} are read.",
                rows=len(rows),
                columns=columns,
                most=MOST_SIDE,
            )
        )
    found = np.zeros((len(rows), columns), np.float32)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            found[row, column] = _cell(cell, row, column)
    return found


def _cell(text: str, row: int, column: int) -> float:
    cell = _plain(text)
    if not cell:
        return 0.0
    try:
        return number_of(cell)
    except SpecError as error:
        raise SpecError(
            tr("Row {row}, column {column}: {error}", row=row + 1, column=column + 1, error=error)
        ) from error


def _plain(cell: str) -> str:
    """Without the signs that some programs put around each cell."""
    return cell.strip().strip('"').strip()


def written_number(value: float) -> str:
    """The shortest text that gives the same float32 again: "0.1", "-3"."""
    text = str(np.float32(value))
    return text.removesuffix(".0")


def to_text(array: npt.NDArray[np.float32]) -> str:
    """(rows, columns) or (rows, columns, channels) as ``from_text`` reads it, an empty line between channels."""
    channels = array[..., None] if array.ndim == 2 else array
    blocks = (
        "\n".join("\t".join(written_number(value) for value in row) for row in channels[..., channel])
        for channel in range(channels.shape[2])
    )
    return "\n\n".join(blocks)


def as_markdown(exercise: Exercise) -> str:
    """The whole exercise with its output, to hand in."""
    title = exercise.title or tr("Convolution by hand")
    parts = [f"# {title}", "\n".join(f"- {line}" for line in facts(exercise))]
    parts += [f"## {title}\n\n{_markdown_table(table)}" for title, table in tables(exercise)]
    return "\n\n".join(parts) + "\n"


def as_csv(exercise: Exercise) -> str:
    """The same for a spreadsheet: a title, then the rows of each table."""
    rows: list[Iterable[Cell]] = [[line] for line in (exercise.title, *facts(exercise)) if line]
    for title, table in tables(exercise):
        rows += [[], [title], *([_csv_number(value) for value in row] for row in table)]
    return to_csv(rows)


def _csv_number(value: float) -> int | float:
    """2 rather than 2.0, which a person would not write."""
    number = float(written_number(value))
    return int(number) if number.is_integer() else number


def facts(exercise: Exercise) -> tuple[str, ...]:
    """What is set, the sizes with their formula, and what is learned."""
    dilation = dilation_of(exercise)
    found = [
        OPERATIONS[exercise.operation],
        tr("window {size}", size=_pair(exercise, exercise.window)),
        tr("stride {size}", size=_pair(exercise, stride_of(exercise))),
        tr("padding {padding}", padding=exercise.padding),
    ]
    found += [tr("dilation {size}", size=_pair(exercise, dilation))] if max(dilation) > 1 else []
    if exercise.operation == "convolution" and exercise.activation != "linear":
        found.append(tr("activation {name}", name=exercise.activation))
    more = (output_in_words(exercise), *size_formula(exercise), unused_in_words(exercise))
    learned = parameters(exercise)
    count = tr("{sum} parameters", sum=learned.words) if learned.count else learned.words
    return (", ".join(found), *(line for line in more if line), count)


def _pair(exercise: Exercise, pair: Pair) -> str:
    return f"{pair[1]}" if exercise.dimensions == 1 else f"{pair[0]} × {pair[1]}"


def tables(exercise: Exercise) -> Iterable[tuple[str, FloatArray]]:
    """All tables of numbers (rows, columns) with their titles: input, kernels, biases, output."""
    for channel in range(exercise.input.shape[2]):
        yield _of_channel(tr("Input"), channel, exercise.input.shape[2]), exercise.input[..., channel]
    if exercise.operation == "convolution":
        for filter in range(exercise.filters):
            for channel in range(exercise.input.shape[2]):
                title = _of_filter(tr("Kernel"), filter, exercise.filters)
                title = _of_channel(title, channel, exercise.input.shape[2])
                yield title, exercise.kernels[..., channel, filter]
        if len(exercise.biases):
            yield tr("Biases"), exercise.biases[None]
    rows, columns, filters = output_shape(exercise)
    if rows and columns:
        values = output(exercise).values
        for filter in range(filters):
            of = _of_filter if exercise.operation == "convolution" else _of_channel
            yield of(tr("Output"), filter, filters), values[..., filter]


def _of_channel(table: str, number: int, count: int) -> str:
    return tr("{table}, channel {number}", table=table, number=number) if count > 1 else table


def _of_filter(table: str, number: int, count: int) -> str:
    return tr("{table}, filter {number}", table=table, number=number) if count > 1 else table


def _markdown_table(table: FloatArray) -> str:
    rows = [" | ".join(written_number(value) for value in row) for row in table]
    head = " | ".join(" " for _ in range(table.shape[1]))
    lines = " | ".join("---:" for _ in range(table.shape[1]))
    return "\n".join([f"| {head} |", f"| {lines} |", *(f"| {row} |" for row in rows)])
