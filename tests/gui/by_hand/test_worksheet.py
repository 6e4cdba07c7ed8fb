"""The worksheet: edits and the way back, the steps, and what may be told while the answer is hidden."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.gui.by_hand.worksheet import Worksheet


@pytest.fixture
def sheet(qtbot: QtBot) -> Worksheet:
    return Worksheet()


def test_that_every_edit_and_every_answer_can_be_taken_back_and_done_again(sheet: Worksheet) -> None:
    sheet.change(lambda it: edits.set_input(it, (0, 0, 0), 7))
    edited = sheet.exercise
    sheet.hide(True)
    sheet.try_cell((0, 0, 0), "14")
    sheet.undo()
    assert not sheet.tries.typed
    assert sheet.tries.hidden
    sheet.undo()
    sheet.undo()
    assert sheet.exercise == FIRST
    assert not sheet.can_undo
    for _ in range(3):
        sheet.redo()
    assert sheet.exercise == edited
    assert dict(sheet.tries.typed) == {(0, 0, 0): "14"}
    assert not sheet.can_redo


def test_that_a_mistake_stays_counted_when_it_is_taken_back(sheet: Worksheet) -> None:
    sheet.hide(True)
    sheet.try_cell((0, 0, 0), "99")
    sheet.undo()
    assert not sheet.tries.typed
    assert sheet.tries.mistakes == 1


def test_that_what_is_refused_is_told_and_changes_nothing(sheet: Worksheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.refused) as told:
        assert not sheet.change(lambda it: edits.with_input_size(it, (65, 4)))
    assert "1 to 64 rows" in told.args[0]
    assert sheet.exercise == FIRST
    assert not sheet.can_undo


def test_that_another_exercise_forgets_what_was_tried(sheet: Worksheet) -> None:
    sheet.hide(True)
    sheet.try_cell((0, 0, 0), "9")
    sheet.change(lambda it: edits.with_stride(it, (2, 2)))
    assert sheet.tries.hidden
    assert not sheet.tries.typed


def test_that_the_steps_go_through_one_filter_after_the_other(sheet: Worksheet) -> None:
    sheet.go_to_step(0)
    places = []
    for step in range(sheet.steps):
        sheet.go_to_step(step)
        places.append(sheet.place)
        assert sheet.step == step
    assert places == [(row, column, filter) for filter in range(2) for row in range(3) for column in range(3)]
    assert sheet.is_filling


def test_that_the_step_stays_within_an_output_that_became_smaller(sheet: Worksheet) -> None:
    sheet.go_to((2, 2, 1))
    sheet.change(lambda it: edits.with_stride(it, (2, 2)))
    assert sheet.place == (1, 1, 1)


def test_that_there_is_no_step_where_the_window_does_not_fit(sheet: Worksheet) -> None:
    sheet.change(lambda it: edits.with_window(it, (5, 5)))
    assert (sheet.place, sheet.work, sheet.steps) == (None, None, 0)
    sheet.go_to_step(3)
    sheet.change(lambda it: edits.with_window(it, (2, 2)))
    assert sheet.place == (0, 0, 0)


def test_that_a_hidden_number_is_known_once_it_was_found_or_shown(sheet: Worksheet) -> None:
    sheet.hide(True)
    assert not sheet.is_known((0, 0, 0))
    sheet.try_cell((0, 0, 0), "8")
    assert not sheet.is_known((0, 0, 0))
    sheet.try_cell((0, 0, 0), "9")
    sheet.show_cell((0, 1, 0))
    assert sheet.is_known((0, 0, 0))
    assert sheet.is_known((0, 1, 0))
    assert sheet.counts is not None
    assert sheet.counts.words == "1 of 18 right, 1 shown"


def test_that_resetting_comes_back_to_what_was_begun_with(sheet: Worksheet) -> None:
    sheet.begin(EXAMPLES[0].exercise)
    sheet.change(lambda it: edits.with_stride(it, (1, 2)))
    assert sheet.can_reset
    sheet.reset()
    assert sheet.exercise == EXAMPLES[0].exercise


def test_that_a_large_exercise_is_computed_beside_the_window(sheet: Worksheet, qtbot: QtBot) -> None:
    chance = np.random.default_rng(1)
    large = Exercise(
        chance.normal(size=(40, 40, 8)).astype(np.float32),
        chance.normal(size=(9, 9, 8, 4)).astype(np.float32),
        np.zeros(4, np.float32),
        padding="same",
    )
    with qtbot.waitSignal(sheet.computed, check_params_cb=lambda: sheet.output is not None):
        sheet.begin(large)
        assert sheet.output is None
        assert sheet.counts is None
        assert not sheet.try_cell((0, 0, 0), "1")
    assert sheet.output is not None
    np.testing.assert_array_equal(sheet.output.values, output(large).values)
    sheet.begin(replace(FIRST, title="small again"))
    assert sheet.output is not None
    assert sheet.output.values.shape == (3, 3, 2)


def test_that_an_example_while_the_answer_is_hidden_is_one_undo_step_and_stays_hidden(sheet: Worksheet) -> None:
    sheet.hide(True)
    sheet.begin(EXAMPLES[1].exercise, hidden=sheet.tries.hidden)
    assert sheet.tries.hidden
    sheet.undo()
    assert sheet.exercise == FIRST
    assert sheet.tries.hidden


def test_that_resetting_after_undo_comes_back_to_what_that_exercise_was_begun_with(sheet: Worksheet) -> None:
    first, second = EXAMPLES[0].exercise, EXAMPLES[1].exercise
    sheet.begin(first)
    sheet.change(lambda it: replace(it, input=it.input + 1))
    sheet.begin(second)
    sheet.undo()
    sheet.reset()
    assert sheet.exercise == first
    sheet.undo()
    sheet.redo()
    assert sheet.exercise == first


def test_that_a_step_does_not_read_anew_what_was_typed(sheet: Worksheet) -> None:
    sheet.hide(True)
    sheet.try_cells({(0, 0, 0): "9", (0, 1, 0): "1"})
    before = sheet.states
    assert before == {(0, 0, 0): True, (0, 1, 0): False}
    sheet.go_to((1, 1, 0))
    assert sheet.states is before
    sheet.try_cell((0, 1, 0), "7")
    assert sheet.states[0, 1, 0]


def test_that_an_infinite_number_is_known_while_the_others_are_hidden(sheet: Worksheet) -> None:
    huge = np.array([[[1000.0], [1.0]]], np.float32)
    one = np.ones((1, 1, 1, 1), np.float32)
    sheet.begin(Exercise(huge, one, np.zeros(0, np.float32), activation="exponential"), hidden=True)
    assert [sheet.is_known((0, column, 0)) for column in (0, 1)] == [True, False]
