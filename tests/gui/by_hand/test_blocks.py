"""The tables: the window over padding and holes, what no step reads, and what a hidden answer keeps to itself."""

import numpy as np

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.computing import Output, output, work
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.tries import Tries, show_cell, try_cell
from cnnstudio.gui.by_hand.blocks import Block, left_blocks, output_blocks


def example(name: str) -> Exercise:
    return next(each.exercise for each in EXAMPLES if each.name == name)


def left(exercise: Exercise, place: tuple[int, int, int], *, known: bool = True) -> dict[str, Block]:
    return {block.name: block for block in left_blocks(exercise, work(exercise, place), known=known)}


def test_that_each_channel_stands_beside_what_the_filters_have_for_it() -> None:
    blocks = left(FIRST, (0, 0, 1))
    assert [blocks[name].at for name in ("input.2", "kernel.0.2", "kernel.1.2", "bias.1")] == [
        (0, 2),
        (1, 2),
        (2, 2),
        (2, 3),
    ]
    np.testing.assert_array_equal(blocks["kernel.1.2"].numbers, FIRST.kernels[:, :, 2, 1])
    assert blocks["kernel.1.0"].around is not None
    assert blocks["kernel.0.0"].around is None


def test_that_the_products_stand_on_the_window() -> None:
    block = left(FIRST, (0, 0, 1))["input.1"]
    assert [" ".join(block.under(cell)) for cell in ((0, 0), (0, 1), (1, 0), (1, 1))] == [
        "·(−1) = 0",
        "·0 = 0",
        "·0 = 0",
        "·1 = 2",
    ]


def test_that_only_the_weights_stand_there_while_the_answer_is_hidden() -> None:
    assert left(FIRST, (0, 0, 1), known=False)["input.1"].under((1, 1)) == ("·1",)


def test_that_the_window_lies_over_padding_that_counts_as_zeros() -> None:
    block = left(edits.with_padding(FIRST, 1), (0, 0, 0))["input.0"]
    assert block.beyond == (1, 1, 1, 1)
    assert block.zeros
    assert set(block.window) == {(-1, -1), (-1, 0), (0, -1), (0, 0)}
    assert block.around == (-1, 0, -1, 0)


def test_that_a_pooling_reads_nothing_beyond_the_input_where_that_is_left_out() -> None:
    pooling = edits.with_window(edits.with_padding(example("max-pooling"), "same"), (3, 3))
    block = left(pooling, (0, 0, 0))["input.0"]
    assert not block.zeros
    assert all(min(cell) >= 0 for cell in block.window)


def test_that_zeros_that_were_put_around_a_pooling_are_read() -> None:
    block = left(edits.with_padding(example("max-pooling"), 1), (0, 0, 0))["input.0"]
    assert block.zeros
    assert (-1, -1) in block.window


def test_that_holes_of_dilation_are_left_free() -> None:
    block = left(example("dilation"), (1, 1, 0))["input.0"]
    assert set(block.window) == {(row, column) for row in (1, 3, 5) for column in (1, 3, 5)}
    assert block.around == (1, 5, 1, 5)


def test_that_what_no_step_reads_is_marked() -> None:
    block = left(example("does-not-fit"), (0, 0, 0))["input.0"]
    assert block.unused is not None
    assert block.unused.tolist() == [[False, False, False, True, True]]
    assert block.cell_words((0, 4)).endswith("read by no step")


def test_that_a_pooling_marks_what_it_took_in_its_own_channel_alone() -> None:
    exercise = edits.with_channels(example("max-pooling"), 2)
    blocks = left(exercise, (0, 0, 0))
    assert blocks["input.0"].chosen == (1, 0)
    assert blocks["input.1"].around is None
    assert not blocks["input.1"].window
    assert left(exercise, (0, 0, 0), known=False)["input.0"].chosen is None


def test_that_the_output_is_filled_in_up_to_the_step() -> None:
    first, second = output_blocks(FIRST, output(FIRST), Tries(), (1, 1, 0), 4)
    assert first.empty is not None
    assert second.empty is not None
    assert first.empty.tolist() == [[False] * 3, [False, False, True], [True] * 3]
    assert second.empty.all()
    assert first.current == (1, 1)
    assert second.current is None


def test_that_a_hidden_output_says_nothing_but_what_was_typed_or_shown() -> None:
    values = output(FIRST).values
    tries = try_cell(Tries(hidden=True), values, (0, 0, 0), "9")
    tries = show_cell(try_cell(tries, values, (0, 1, 0), "5"), (2, 2, 0))
    first, second = output_blocks(FIRST, output(FIRST), tries, (0, 0, 0), None)
    texts = [[first.text((row, column)) for column in range(3)] for row in range(3)]
    assert texts == [["9", "5", ""], ["", "", ""], ["", "", "12"]]
    assert dict(first.states) == {(0, 0): "right", (0, 1): "wrong", (2, 2): "shown"}
    assert second.cell_words((0, 0)).endswith("is empty")
    assert first.editable


def test_that_there_is_no_table_where_nothing_comes_out() -> None:
    exercise = edits.with_window(FIRST, (5, 5))
    assert output_blocks(exercise, output(exercise), Tries(), None, None) == ()


def test_that_an_infinite_number_is_not_hidden_as_it_is_not_asked_for() -> None:
    found = output(FIRST)
    values = found.values.copy()
    values[0, 0, 0] = np.inf
    block, *_ = output_blocks(FIRST, Output(found.before, values), Tries(hidden=True), None, None)
    assert block.empty is not None
    assert (bool(block.empty[0, 0]), int(block.empty.sum())) == (False, block.empty.size - 1)
