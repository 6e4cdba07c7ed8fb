"""Convolution by hand as a whole: settings, the sum, hiding the answer, undo, the project's file, what is saved."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QMenu,
    QSlider,
    QSpinBox,
    QWidget,
)

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.examples import EXAMPLES, FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.keeping import Kept, from_json, to_json
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.boards import Boards
from cnnstudio.gui.by_hand.kept import KEY
from cnnstudio.gui.by_hand.menus import BoardMenu, by_chance
from cnnstudio.gui.by_hand.view import ByHandView
from cnnstudio.gui.widgets import file_dialogs
from tests.gui.by_hand.conftest import put_cursor
from tests.gui.desk import Desk

NAME = "learn.convolution"
ONE = EXAMPLES[0].exercise


def child(view: QWidget, name: str) -> QWidget:
    found = view.findChild(QWidget, f"{NAME}.{name}")
    assert found is not None, name
    return found


def put(view: ByHandView, name: str, value: int) -> None:
    """Types a number into a field of the settings and leaves it."""
    box = child(view, f"settings.{name}")
    assert isinstance(box, QSpinBox)
    box.setValue(value)
    box.editingFinished.emit()
    QGuiApplication.processEvents()


def choose(view: ByHandView, name: str, value: object) -> None:
    box = child(view, f"settings.{name}")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_that_the_three_channels_are_seen_whole_beside_a_lab(view: ByHandView) -> None:
    boards = view.findChild(Boards)
    assert boards is not None
    for area in (boards.left, boards.right):
        assert not area.verticalScrollBar().isVisible()
        assert not area.horizontalScrollBar().isVisible()
    assert boards.right.geometry().right() <= boards.width()
    assert "sum: 3 + 2 + 3 + 1 = 9" in view.sum_words


def test_that_settings_are_edits_and_follow_the_exercise(view: ByHandView) -> None:
    put(view, "stride.rows", 2)
    put(view, "stride.columns", 2)
    assert view.exercise.stride == (2, 2)
    assert view.output is not None
    assert view.output.values.shape == (2, 2, 2)
    choose(view, "padding", "number")
    put(view, "zeros", 2)
    assert view.exercise.padding == 2
    choose(view, "operation", "max")
    assert child(view, "settings.filters").isHidden()
    assert child(view, "settings.bias").isHidden()
    choose(view, "dimensions", 1)
    assert view.exercise.input.shape[0] == 1
    assert child(view, "settings.stride.rows").isHidden()
    for _ in range(6):
        view.undo()
    spin = child(view, "settings.stride.rows")
    assert isinstance(spin, QSpinBox)
    assert spin.value() == 1
    assert view.exercise == FIRST


def test_that_a_setting_out_of_range_is_told_and_put_back(view: ByHandView) -> None:
    put(view, "window.columns", 16)
    box = child(view, "settings.window.columns")
    assert isinstance(box, QSpinBox)
    assert box.value() == 2
    assert "1 to 15 columns" in view.said
    assert view.exercise == FIRST
    put(view, "window.columns", 3)
    assert not view.said
    assert view.exercise.window == (2, 3)


def test_that_the_size_is_told_with_its_numbers_and_what_does_not_fit(view: ByHandView) -> None:
    view.show_exercise(EXAMPLES[1].exercise)
    words = child(view, "size")
    assert isinstance(words, QLabel)
    assert "1.5 does not fit" in words.text()
    assert "Numbers 3–4 are used by no window" in words.text()


def test_that_a_window_that_does_not_fit_is_told_instead_of_refused(view: ByHandView) -> None:
    put(view, "window.rows", 5)
    assert "does not fit" in view.sum_words
    assert view.place is None
    assert not child(view, "player.next").isEnabled()
    view.grab()


def test_that_a_hidden_answer_is_told_nowhere(view: ByHandView) -> None:
    view.show_exercise(ONE)
    view.worksheet.hide(True)
    boards = view.findChildren(Board)
    words = [view.sum_words, *(board.accessibleDescription() for board in boards)]
    words += [block.cell_words((0, 0)) for board in boards for block in board.blocks]
    assert "1·1 + 3·0 + 2·(−1) = ?" in view.sum_words
    assert not any("= −" in each or "is −1" in each for each in words[:1] + words[2:3])
    view.try_cell((0, 0, 0), "-1")
    assert view.sum_words.endswith("= −1")


def test_that_no_result_of_a_sum_with_bias_and_activation_is_told_before_it_is_found(view: ByHandView) -> None:
    view.worksheet.change(lambda it: edits.with_activation(it, "relu"))
    view.worksheet.hide(True)
    assert view.sum_words.splitlines()[1:] == [
        "channel 0: 2·1 + 1·1 + 2·0 + 0·0 = ?",
        "channel 1: 0·1 + 2·0 + 0·0 + 2·1 = ?",
        "channel 2: 0·0 + 2·1 + 2·0 + 1·1 = ?",
        "bias: + 1",
        "sum of these = ?",
        "then relu",
    ]


def test_that_answers_are_counted_and_one_can_be_shown(view: ByHandView) -> None:
    hide = child(view, "hide")
    assert isinstance(hide, QCheckBox)
    hide.click()
    assert child(view, "output").hasFocus()
    view.try_cell((0, 0, 0), "9")
    view.try_cell((0, 1, 0), "6,5")
    view.worksheet.go_to((0, 2, 0))
    show = child(view, "show_one")
    assert isinstance(show, QAbstractButton)
    show.click()
    count = child(view, "count")
    assert isinstance(count, QLabel)
    assert count.text() == "1 of 18 right, 1 wrong, 1 shown"
    assert not show.isEnabled()
    assert view.tries.mistakes == 1


def test_that_undo_is_the_explorers_while_it_has_the_keyboard(view: ByHandView, desk: Desk) -> None:
    window_undo = QAction(view)
    window_undo.setShortcut("Ctrl+Z")
    done: list[str] = []
    window_undo.triggered.connect(lambda: done.append("the project"))
    view.addAction(window_undo)
    view.activateWindow()
    view.worksheet.change(lambda it: edits.with_stride(it, (2, 2)))
    child(view, "tables").setFocus()
    desk.qtbot.waitUntil(lambda: child(view, "tables").hasFocus())
    QTest.keyClick(child(view, "tables"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.exercise == FIRST
    assert not done
    QTest.keyClick(
        child(view, "tables"),
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert view.exercise.stride == (2, 2)


def test_that_it_plays_to_the_end_and_fills_the_output_in(view: ByHandView, desk: Desk) -> None:
    view.show_exercise(ONE)
    speed = child(view, "player.speed")
    assert isinstance(speed, QComboBox)
    speed.setCurrentIndex(speed.count() - 1)
    view.player.toggle()
    block = view.findChildren(Board)[1].blocks[0]
    assert view.player.is_playing
    assert block.empty is not None
    assert block.empty.sum() == 2
    desk.qtbot.waitUntil(lambda: not view.player.is_playing)
    assert view.place == (0, 2, 0)
    slider = child(view, "player.slider")
    assert isinstance(slider, QSlider)
    assert slider.value() == 2
    slider.setValue(1)
    assert view.place == (0, 1, 0)


def test_that_an_edit_and_leaving_end_the_playing(view: ByHandView) -> None:
    view.player.toggle()
    view.worksheet.change(lambda it: edits.with_stride(it, (2, 2)))
    assert not view.player.is_playing
    view.player.toggle()
    view.hide()
    assert not view.player.is_playing


def test_that_it_is_kept_in_the_project_and_had_back(view: ByHandView, desk: Desk) -> None:
    view.worksheet.hide(True)
    view.try_cell((0, 0, 0), "9")
    kept = from_json(desk.document.notes.get(KEY))
    assert kept.exercise == FIRST
    assert dict(kept.tries.typed) == {(0, 0, 0): "9"}
    again = ByHandView(desk.document)
    desk.qtbot.addWidget(again)
    assert again.exercise == FIRST
    assert again.tries == view.tries
    assert not again.worksheet.can_undo


def test_that_an_exercise_of_many_numbers_is_kept_a_moment_later(view: ByHandView, desk: Desk) -> None:
    view.worksheet.change(lambda it: edits.with_channels(edits.with_input_size(it, (40, 50)), 4))
    assert not desk.document.notes.get(KEY)
    desk.qtbot.waitUntil(lambda: bool(desk.document.notes.get(KEY)))
    assert from_json(desk.document.notes.get(KEY)).exercise == view.exercise


def test_that_another_project_brings_its_own(view: ByHandView, desk: Desk) -> None:
    view.show_exercise(ONE)
    desk.document.notes.begin({KEY: to_json(Kept(EXAMPLES[2].exercise, Tries(hidden=True)))})
    desk.document.notes.tell()
    assert view.exercise == FIRST
    assert view.tries.hidden
    assert not view.worksheet.can_undo
    desk.settle()
    assert from_json(desk.document.notes.get(KEY)).exercise == FIRST


def test_that_what_cannot_be_read_is_told_and_is_not_overwritten(view: ByHandView, desk: Desk) -> None:
    desk.document.notes.begin({KEY: "{}"})
    desk.document.notes.tell()
    assert "cannot be read" in view.said
    assert view.exercise == FIRST
    assert desk.document.notes.get(KEY) == "{}"


def test_that_everything_one_can_use_has_a_name_and_says_what_it_is(view: ByHandView) -> None:
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QSlider, Board)
    view.worksheet.hide(True)
    found = [each for kind in kinds for each in view.findChildren(kind) if not each.isHidden()]
    found = [each for each in found if not each.objectName().startswith("qt_")]
    assert len(found) > 30
    for each in found:
        assert each.objectName().startswith(NAME), each
        assert each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()), each.objectName()
        assert each.toolTip() or isinstance(each, Board), each.objectName()


def test_that_a_named_kernel_takes_the_place_of_the_filter_at_the_cursor(view: ByHandView) -> None:
    board = view.findChild(Board, f"{NAME}.tables")
    assert board is not None
    put_cursor(board, "kernel.1.0", (0, 0))
    action = view.findChild(QAction, f"{NAME}.kernel.blur")
    assert action is not None
    action.trigger()
    assert view.exercise.window == (3, 3)
    np.testing.assert_allclose(view.exercise.kernels[..., 1], np.full((3, 3, 3), 1 / 9), rtol=1e-6)
    assert view.exercise.kernels[:2, :2, :, 0].tolist() == FIRST.kernels[..., 0].tolist()


def test_that_a_channel_and_a_filter_can_be_removed_by_the_right_mouse_button(view: ByHandView) -> None:
    board = view.findChild(Board, f"{NAME}.tables")
    assert board is not None
    menu = BoardMenu(view.worksheet, board, None)
    words = {action.text(): action for action in menu.actions(board.block("kernel.0.1"))}
    words["Remove filter 0"].trigger()
    assert view.exercise.filters == 1
    np.testing.assert_array_equal(view.exercise.kernels[..., 0], FIRST.kernels[..., 1])
    words = {action.text(): action for action in menu.actions(board.block("input.2"))}
    words["Remove channel 2"].trigger()
    assert view.exercise.input.shape == (4, 4, 2)


def test_that_examples_are_shown_with_what_there_is_to_see(view: ByHandView) -> None:
    for example in EXAMPLES:
        action = view.findChild(QAction, f"{NAME}.example.{example.name}")
        assert action is not None
        action.trigger()
        about = child(view, "about")
        assert isinstance(about, QLabel)
        assert about.text() == example.about
        assert view.exercise == example.exercise


def test_that_numbers_by_chance_are_small_and_whole() -> None:
    found = by_chance(FIRST, 3)
    assert found.input.shape == FIRST.input.shape
    assert set(np.unique(found.input)) <= {0, 1, 2, 3}
    assert found != by_chance(FIRST, 4)


def test_that_a_picture_becomes_the_input(view: ByHandView) -> None:
    view.show_picture(np.arange(9, dtype=np.float32).reshape(3, 3, 1), "test picture 5")
    assert view.exercise.input.shape == (3, 3, 1)
    assert view.exercise.title == "test picture 5"


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_that_it_is_saved(
    view: ByHandView, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    target = tmp_path / f"by hand.{ending}"
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(target), ""))
    action = view.findChild(QAction, f"{NAME}.{ending}")
    assert action is not None
    action.trigger()
    desk.qtbot.waitUntil(lambda: view.said == f"Saved as by hand.{ending}.")
    if ending == "png":
        assert QImage(str(target)).width() > 600
    elif ending == "csv":
        rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
        assert ["9", "7", "7"] in rows
    else:
        text = target.read_text(encoding="utf-8")
        assert "<svg" in text
        assert 'opacity="0.' not in text  # not every reader knows it


def test_that_the_table_with_the_answer_is_not_offered_while_it_is_hidden(view: ByHandView) -> None:
    view.worksheet.hide(True)
    action = view.findChild(QAction, f"{NAME}.csv")
    assert action is not None
    menu = action.parent()
    menu.aboutToShow.emit()
    assert not action.isEnabled()
    view.worksheet.hide(False)
    menu.aboutToShow.emit()
    assert action.isEnabled()


def test_that_undo_is_the_explorers_from_a_field_of_the_settings_too(view: ByHandView) -> None:
    put(view, "filters", 3)
    box = child(view, "settings.filters")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.exercise == FIRST


def test_that_answers_are_pasted_as_one_step_where_they_belong(view: ByHandView) -> None:
    view.show_exercise(replace(ONE, input=np.ones((5, 5, 1), np.float32), kernels=np.ones((3, 3, 1, 1), np.float32)))
    view.worksheet.hide(True)
    results = view.findChild(Board, f"{NAME}.output")
    assert results is not None
    block = results.blocks[0]
    results.pasted.emit(block, (0, 0), "9\t8\t9\n\t\t\n9\t9\t9\n")
    assert sorted({place[0] for place in view.tries.typed}) == [0, 2]
    view.undo()
    assert not view.tries.typed
    assert view.tries.hidden
    results.pasted.emit(block, (1, 1), "9;9\n9;9;7")
    assert sorted(view.tries.typed) == [(1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0)]
    before = view.tries
    results.pasted.emit(block, (0, 0), "9\t9\n9\tnine")
    assert re.match(r"Row 1, column 1: .nine. is no number", view.said)
    assert view.tries == before


def test_that_what_was_typed_for_other_numbers_does_not_go_into_another_exercise(view: ByHandView) -> None:
    board = view.findChild(Board, f"{NAME}.tables")
    assert board is not None
    board.begin_typing("7")
    assert board.editor is not None
    view.worksheet.go_to((1, 1, 0))
    assert board.editor is not None
    view.show_exercise(ONE)
    assert board.editor is None
    assert view.exercise == ONE


def test_that_a_menu_of_a_table_leaves_nothing_behind(view: ByHandView) -> None:
    board = view.findChild(Board, f"{NAME}.tables")
    assert board is not None
    before = len(board.findChildren(QAction))
    board.menu_wanted.emit(board.blocks[0], board.mapToGlobal(board.rect().topLeft()))
    menu = board.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()][:2] == ["Copy the table", "Paste numbers here"]
    menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(board.findChildren(QAction)) == before


def test_that_what_is_saved_is_explained_and_why_it_cannot_be(view: ByHandView) -> None:
    action = view.findChild(QAction, f"{NAME}.csv")
    assert action is not None
    menu = action.parent()
    assert isinstance(menu, QMenu)
    assert menu.toolTipsVisible()
    assert all(each.toolTip() != each.text() for each in menu.actions() if not each.isSeparator())
    view.worksheet.hide(True)
    menu.aboutToShow.emit()
    assert action.toolTip() == "The answer is hidden"
    view.worksheet.hide(False)
    chance = np.random.default_rng(1)
    large = Exercise(
        chance.normal(size=(40, 40, 8)).astype(np.float32),
        chance.normal(size=(9, 9, 8, 4)).astype(np.float32),
        np.zeros(4, np.float32),
        padding="same",
    )
    view.show_exercise(large)
    menu.aboutToShow.emit()
    assert action.toolTip() == "The output is still being computed"
