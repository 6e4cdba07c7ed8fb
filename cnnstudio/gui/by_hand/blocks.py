"""The tables of an exercise as they are drawn: numbers, what is marked on them, and what stands around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from cnnstudio.core.by_hand import tries as trying
from cnnstudio.core.by_hand.computing import Output
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.steps import axes, leaves_out, output_shape, unused
from cnnstudio.core.by_hand.text import written_number
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.language import local, tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.working.figures import short
from cnnstudio.core.working.work import Work
from cnnstudio.gui.widgets.maps import cell_numbers

Cell = tuple[int, int]
"""Row and column in a table; below 0 beyond it."""

State = Literal["right", "wrong", "shown"]
_STATES: dict[State, str] = {"right": tr("right"), "wrong": tr("wrong"), "shown": tr("shown")}


_MOST_LETTERS = 4
"""A number with a longer part behind its sign is shortened in its cell."""


def written(value: float) -> str:
    """A number in a cell: as people write it where that is short or whole, else in three digits."""
    text = short(value)
    return text if len(text.lstrip("−")) <= _MOST_LETTERS or local(".") not in text else cell_numbers.short(value)


@dataclass(frozen=True, eq=False)
class Block:
    """One table of numbers.

    Attributes:
        name: What it is for a program: "input.0", "kernel.1.0" (filter, channel), "bias.0", "output.1".
        title: What it is called.
        head: What stands over it.
        numbers: float32 (rows, columns).
        at: Which column and row of tables it stands in.
        beyond: Cells above, below, left and right of it that the window reaches.
        zeros: Whether what lies beyond counts as zeros.
        unused: bool (rows, columns), what no step reads; None where all is read.
        window: The cells that the window reads now, with the number read and its weight; None where there is none.
        known: Whether products may be told.
        around: First and last row and column that the window spreads over; None without a window.
        has_holes: Whether there are cells between those that the window reads.
        chosen: The cell that was taken, of a pooling.
        words: What stands in place of a number.
        empty: bool (rows, columns), cells without a number, as they are not filled in yet or hidden.
        states: What became of cells that were tried.
        editable: Whether numbers can be typed.
        current: The cell that is looked at.
        index: What it is the table of: a channel, a filter and a channel, a filter.
    """

    name: str
    title: str
    numbers: FloatArray
    at: tuple[int, int]
    beyond: tuple[int, int, int, int] = (0, 0, 0, 0)
    zeros: bool = True
    unused: npt.NDArray[np.bool_] | None = None
    window: Mapping[Cell, tuple[float, float] | None] = field(default_factory=dict)
    known: bool = True
    around: tuple[int, int, int, int] | None = None
    has_holes: bool = False
    chosen: Cell | None = None
    words: Mapping[Cell, str] = field(default_factory=dict)
    empty: npt.NDArray[np.bool_] | None = None
    states: Mapping[Cell, State] = field(default_factory=dict)
    current: Cell | None = None
    editable: bool = True
    index: tuple[int, ...] = ()
    head: str = ""

    @property
    def kind(self) -> str:
        """ "input", "kernel", "bias" or "output"."""
        return self.name.partition(".")[0]

    @property
    def rows(self) -> int:
        return int(self.numbers.shape[0])

    @property
    def columns(self) -> int:
        return int(self.numbers.shape[1])

    def text(self, cell: Cell) -> str:
        """What stands in a cell."""
        if cell in self.words:
            return self.words[cell]
        if self.empty is not None and self.empty[cell]:
            return ""
        return written(float(self.numbers[cell]))

    def whole_text(self, cell: Cell) -> str:
        """The same with every digit, to be edited."""
        if cell in self.words or (self.empty is not None and self.empty[cell]):
            return self.text(cell)
        return written_number(float(self.numbers[cell]))

    def holds(self, cell: Cell) -> bool:
        """Whether a cell is one of its own, and not beyond it."""
        return 0 <= cell[0] < self.rows and 0 <= cell[1] < self.columns

    def under(self, cell: Cell) -> tuple[str, ...]:
        """What stands under a number in the window: what it is multiplied by, and what that gives: "·2", "= 6"."""
        pair = self.window.get(cell)
        if pair is None:
            return ()
        weight = written(pair[1])
        times = f"·({weight})" if weight.startswith("−") else f"·{weight}"
        return (times, f"= {written(pair[0] * pair[1])}") if self.known else (times,)

    def cell_words(self, cell: Cell) -> str:
        """A cell for a screen reader and as a tool tip: "Input, channel 0: row 1, column 2 is 3"."""
        text = self.whole_text(cell).replace("-", "−") or tr("empty")
        row, column = cell
        found = tr(
            "{table}: row {row}, column {column} is {number}", table=self.title, row=row, column=column, number=text
        )
        if cell in self.window:
            found = " ".join((tr("{cell}, in the window", cell=found), *self.under(cell)))
        state = self.states.get(cell)
        found += f" ({_STATES[state]})" if state else ""
        is_unused = self.unused is not None and self.unused[cell]
        return tr("{cell}, read by no step", cell=found) if is_unused else found


def left_blocks(
    exercise: Exercise, work: Work | None, *, known: bool, names: tuple[int, ...] = ()
) -> tuple[Block, ...]:
    """The tables at the left: each channel of the input, beside it what each filter has for it, biases at the foot.

    Args:
        work: The step that is looked at.
        known: Whether the products may be shown, as the answer is not hidden.
        names: What the channels are called in the network; from 0 on where there are none.
    """
    called = names or tuple(range(exercise.input.shape[2]))
    inputs = _inputs(exercise, work, known, called)
    if exercise.operation != "convolution":
        return inputs
    return (*inputs, *_kernels(exercise, work, called), *_biases(exercise, work))


def _inputs(exercise: Exercise, work: Work | None, known: bool, called: tuple[int, ...]) -> tuple[Block, ...]:
    rows, columns = axes(exercise)
    beyond = (rows.before, rows.after, columns.before, columns.after)
    left = unused(exercise)
    channels = exercise.input.shape[2]
    return tuple(
        Block(
            f"input.{channel}",
            tr("Input, channel {channel}", channel=called[channel]) if channels > 1 else tr("Input"),
            exercise.input[..., channel],
            (0, channel),
            beyond,
            zeros=not leaves_out(exercise),
            unused=left.cells if left.count else None,
            index=(channel,),
            head=tr("Channel {channel}", channel=called[channel]) if channels > 1 else tr("Input"),
            **_marks(exercise, work, channel, known),  # type: ignore[arg-type]  # Block's own names
        )
        for channel in range(channels)
    )


def _marks(exercise: Exercise, work: Work | None, channel: int, known: bool) -> dict[str, object]:
    """The window on one channel."""
    is_pooling = exercise.operation != "convolution"
    if work is None or (is_pooling and work.place[2] != channel):
        return {}
    rows, columns = axes(exercise)
    down, across = rows.reads(work.place[0]), columns.reads(work.place[1])
    window: dict[Cell, tuple[float, float] | None] = {}
    weights = None if work.weights is None else work.weights[..., channel].tolist()
    reads = work.read[..., 0 if is_pooling else channel].tolist()
    for i, row in enumerate(down):
        for j, column in enumerate(across):
            if work.beyond is not None and is_pooling and work.beyond[i, j]:
                continue
            window[row, column] = None if weights is None else (reads[i][j], weights[i][j])
    around = (down[0], down[-1], across[0], across[-1])
    holes = max(rows.dilation, columns.dilation) > 1
    chosen = None
    if known and work.chosen is not None:
        chosen = (down[work.chosen[0]], across[work.chosen[1]])
    return {"window": window, "around": around, "chosen": chosen, "known": known, "has_holes": holes}


def _kernels(exercise: Exercise, work: Work | None, called: tuple[int, ...]) -> tuple[Block, ...]:
    _, _, channels, filters = exercise.kernels.shape
    now = None if work is None else work.place[2]
    whole = (0, exercise.window[0] - 1, 0, exercise.window[1] - 1)
    return tuple(
        Block(
            f"kernel.{filter}.{channel}",
            tr("Filter {filter}, channel {channel}", filter=filter, channel=called[channel])
            if channels > 1
            else tr("Filter {filter}", filter=filter)
            if filters > 1
            else tr("Kernel"),
            exercise.kernels[..., channel, filter],
            (1 + filter, channel),
            around=whole if filter == now else None,
            index=(filter, channel),
            head=tr("Filter {filter}", filter=filter) if filters > 1 else tr("Kernel"),
        )
        for filter in range(filters)
        for channel in range(channels)
    )


def _biases(exercise: Exercise, work: Work | None) -> tuple[Block, ...]:
    if not len(exercise.biases):
        return ()
    now = None if work is None else work.place[2]
    return tuple(
        Block(
            f"bias.{filter}",
            tr("Bias {filter}", filter=filter) if exercise.filters > 1 else tr("Bias"),
            exercise.biases[filter : filter + 1][None],
            (1 + filter, exercise.input.shape[2]),
            around=(0, 0, 0, 0) if filter == now else None,
            index=(filter,),
            head=tr("Bias"),
        )
        for filter in range(exercise.filters)
    )


def output_blocks(
    exercise: Exercise,
    found: Output | None,
    tries: Tries,
    place: tuple[int, int, int] | None,
    step: int | None,
    right: Mapping[tuple[int, int, int], bool] | None = None,
) -> tuple[Block, ...]:
    """The tables of the output, one a filter.

    Args:
        found: None while it is computed.
        step: Only so many numbers and the next one are filled in; None for all of them.
        right: Whether what was tried is right, where that is known already.
    """
    rows, columns, filters = output_shape(exercise)
    if not rows or not columns:
        return ()
    values = np.zeros((rows, columns, filters), np.float32) if found is None else found.values
    if right is None or found is None:
        right = trying.states(tries, values) if tries.hidden else {}
    blocks = []
    for filter in range(filters):
        empty = _empty(values, filter, found, tries, step)
        words, states = _tried(tries, right, filter, empty)
        current = None if place is None or place[2] != filter else place[:2]
        blocks.append(
            Block(
                f"output.{filter}",
                _output_title(exercise, filter),
                values[..., filter],
                (0, filter),
                words=words,
                empty=empty,
                states=states,
                current=current,
                editable=tries.hidden,
                index=(filter,),
                head=tr("Output {filter}", filter=filter) if filters > 1 else tr("Output"),
            )
        )
    return tuple(blocks)


def _output_title(exercise: Exercise, filter: int) -> str:
    if exercise.filters == 1:
        return tr("Output")
    if exercise.operation == "convolution":
        return tr("Output, filter {filter}", filter=filter)
    return tr("Output, channel {channel}", channel=filter)


def _empty(
    values: FloatArray, filter: int, found: Output | None, tries: Tries, step: int | None
) -> npt.NDArray[np.bool_]:
    """Cells of one table that are not filled in yet, or hidden; those that nobody is asked for stand there."""
    rows, columns = values.shape[:2]
    empty = np.full((rows, columns), found is None)
    if tries.hidden:
        empty |= trying.is_asked(values[..., filter])
    if step is not None:
        empty |= np.arange(rows * columns).reshape(rows, columns) + filter * rows * columns > step
    return empty


def _tried(
    tries: Tries, right: Mapping[tuple[int, int, int], bool], filter: int, empty: npt.NDArray[np.bool_]
) -> tuple[dict[Cell, str], dict[Cell, State]]:
    """What was typed and shown in one table of the hidden output; what was shown is no longer empty."""
    words: dict[Cell, str] = {}
    states: dict[Cell, State] = {}
    if not tries.hidden:
        return words, states
    rows, columns = empty.shape
    for row, column, at in tries.shown:
        if at == filter and row < rows and column < columns:
            empty[row, column], states[row, column] = False, "shown"
    for (row, column, at), text in tries.typed.items():
        if at == filter and row < rows and column < columns:
            words[row, column], states[row, column] = text, "right" if right.get((row, column, at)) else "wrong"
    return words, states
