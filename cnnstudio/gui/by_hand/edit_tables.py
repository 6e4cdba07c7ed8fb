"""What is typed or pasted into a table, as an edit of the exercise."""

import math

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.text import from_text, number_of
from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.blocks import Block, Cell


def with_typed(exercise: Exercise, block: Block, cell: Cell, text: str) -> Exercise:
    """A number in one cell, 0 where it was emptied; raises SpecError in words for what is no number."""
    value = number_of(text) if text.strip() else 0.0
    match block.kind:
        case "input":
            return edits.set_input(exercise, (*cell, block.index[0]), value)
        case "kernel":
            return edits.set_kernel(exercise, (*cell, block.index[1], block.index[0]), value)
        case _:
            return edits.set_bias(exercise, block.index[0], value)


def pasted_words(before: Exercise, after: Exercise, block: Block, cell: Cell, text: str) -> str:
    """What else pasting did: that the input grew for the numbers, or how many had no room; empty where neither."""
    if block.kind == "input":
        old, new = before.input.shape, after.input.shape
        return (
            ""
            if old == new
            else tr("The input grew from {old} to {new}.", old=shape_in_words(old), new=shape_in_words(new))
        )
    numbers = from_text(text)
    if block.kind == "bias":
        taken = min(numbers.size, before.filters - block.index[0])
    else:
        at = (*cell, block.index[1])
        room = (max(size - place, 0) for size, place in zip(before.kernels.shape[:3], at, strict=True))
        taken = math.prod(min(each) for each in zip(room, numbers.shape, strict=True))
    left = numbers.size - taken
    return (
        tr("{left:,} of {size:,} numbers had no room and were left out.", left=left, size=numbers.size) if left else ""
    )


def with_pasted(exercise: Exercise, block: Block, cell: Cell, text: str) -> Exercise:
    """Numbers of a spreadsheet over a table from a cell on; raises SpecError in words for what are none.

    The input grows where they are more; a kernel does not, as all kernels would have to grow with it.
    """
    numbers = from_text(text)
    match block.kind:
        case "input":
            channel = block.index[0]
            rows = max(cell[0] + numbers.shape[0], block.rows)
            columns = max(cell[1] + numbers.shape[1], block.columns)
            channels = max(channel + numbers.shape[2], exercise.input.shape[2])
            grown = edits.with_channels(edits.with_input_size(exercise, (rows, columns)), channels)
            return edits.paste_input(grown, (*cell, channel), numbers)
        case "kernel":
            return edits.paste_kernel(exercise, (*cell, block.index[1], block.index[0]), numbers)
        case _:
            found = exercise
            for number, value in enumerate(numbers.ravel()[: exercise.filters - block.index[0]]):
                found = edits.set_bias(found, block.index[0] + number, float(value))
            return found
