"""Where the cursor of a board goes: within a table, over its edge, and on in the order of reading."""

from collections.abc import Sequence

from cnnstudio.gui.by_hand.blocks import Block, Cell

At = tuple[int, Cell]
"""The number of a table, and a cell in it."""


def within(blocks: Sequence[Block], number: int, cell: Cell) -> Cell:
    """The cell itself, or the nearest one that the table has."""
    if not blocks:
        return 0, 0
    block = blocks[number]
    return min(max(cell[0], 0), block.rows - 1), min(max(cell[1], 0), block.columns - 1)


def stepped(blocks: Sequence[Block], at: At, down: int, across: int) -> At | None:
    """One step on, over the edge of a table into the one beside it; None where there is none."""
    number, (row, column) = at
    block, to = blocks[number], (row + down, column + across)
    if 0 <= to[0] < block.rows and 0 <= to[1] < block.columns:
        return number, to
    beside = _beside(blocks, block, down, across)
    if beside is None:
        return None
    other = blocks[beside]
    entered = (
        0 if down > 0 else other.rows - 1 if down < 0 else row,
        0 if across > 0 else other.columns - 1 if across < 0 else column,
    )
    return beside, entered


def _beside(blocks: Sequence[Block], block: Block, down: int, across: int) -> int | None:
    """The nearest table in that direction."""
    found = [
        (abs(each.at[0] - block.at[0]) + abs(each.at[1] - block.at[1]), number)
        for number, each in enumerate(blocks)
        if (each.at[0] == block.at[0] if down else each.at[1] == block.at[1])
        and ((each.at[1] - block.at[1]) * down > 0 or (each.at[0] - block.at[0]) * across > 0)
    ]
    return min(found)[1] if found else None


def read_on(blocks: Sequence[Block], at: At, direction: int) -> At | None:
    """The next cell in the order of reading (−1: the one before), through all tables; None at the end."""
    number, (row, column) = at
    to = row * blocks[number].columns + column + direction
    if 0 <= to < blocks[number].numbers.size:
        return number, divmod(to, blocks[number].columns)
    if not 0 <= number + direction < len(blocks):
        return None
    other = blocks[number + direction]
    return number + direction, (0, 0) if direction > 0 else (other.rows - 1, other.columns - 1)
