"""Blocks in the stack: folded by chevron and keys, their branches selected and dropped into, all by menu and key."""

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QInputDialog, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core import edits
from cnnstudio.core.network import Path
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.item_model import KIND_MIME, NODES_MIME, STACK_MIME
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.stack.places import step_of
from cnnstudio.gui.stack.view import StackView
from tests.gui.stack.networks import nested

NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(document: Document, selection: Selection, qtbot: QtBot) -> StackView:
    document.change_network(nested(), "Blocks")
    document.undo_stack.clear()
    return shown(StackView(document, selection, editable=True), qtbot)


def shown(view: StackView, qtbot: QtBot) -> StackView:
    qtbot.addWidget(view)
    view.resize(500, 900)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    return view


def lines(view: StackView) -> str:
    return " ".join(entry.key for entry in view.item_model.entries)


def place(view: StackView, key: str) -> QPoint:
    return view.visualRect(view.item_model.index(view.item_model.row_of(key))).center()


def click(view: StackView, key: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, key))


def drop(view: StackView, mime: QMimeData, position: QPoint) -> None:
    event = QDropEvent(QPointF(position), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NO_KEY)
    view.dropEvent(event)


def nodes(view: StackView, *names: str) -> QMimeData:
    mime = QMimeData()
    mime.setData(NODES_MIME, json.dumps(names).encode())
    mime.setData(STACK_MIME, view.item_model.mark.encode())
    return mime


def path(document: Document, name: str) -> Path | None:
    return document.project.network.path_of(name)


def test_that_the_chevron_folds_and_unfolds_a_block(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("b")
    index = view.item_model.index(view.item_model.row_of("outer"))
    chevron = view.itemDelegate().chevron_at(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=chevron)
    assert lines(view) == "/ first outer last"
    assert selection.names == ("outer",)
    assert document.undo_stack.count() == 0
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=chevron)
    assert "inner/2 c inner/" in lines(view)


def test_that_left_and_right_fold_unfold_and_walk(view: StackView, selection: Selection, qtbot: QtBot) -> None:
    selection.select("b")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert selection.names == ("inner",)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert "inner/0" not in lines(view)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert selection.names == ("outer",)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert lines(view) == "/ first outer last"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "outer/0 a inner outer/1" in lines(view)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert selection.branch == ("outer", 0)


def test_that_what_is_selected_elsewhere_is_unfolded_to_be_seen(view: StackView, selection: Selection) -> None:
    view.fold(frozenset({"outer", "inner"}))
    selection.select("c")
    assert view.item_model.row_of("c") > 0
    assert view.currentIndex().data() == "c"


def test_that_folding_outlives_edits_undo_and_another_name(view: StackView, document: Document) -> None:
    view.fold(frozenset({"inner"}))
    document.change_network(document.project.network.rename((1, 0, 1), "module"), "Rename")
    assert view.item_model.folded == {"module"}
    document.change_network(document.project.network.remove((1, 0, 1)), "Remove")
    document.undo_stack.undo()
    assert lines(view) == "/ first outer outer/0 a module outer/1 outer/ last"


def test_that_two_stacks_fold_on_their_own_and_share_the_selection(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    other = shown(StackView(document, selection, editable=False), qtbot)
    other.fold(frozenset({"outer"}))
    assert "inner/0" in lines(view)
    selection.select("last")
    click(other, "outer", qtbot)
    assert selection.names == ("outer",)
    assert view.currentIndex().data() == "outer"


def test_that_up_and_down_go_over_branches_and_leave_out_closing_lines(
    view: StackView, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("c")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert selection.branch == ("outer", 1)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert selection.names == ("last",)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.is_input_selected


def test_that_a_click_on_the_closing_line_selects_the_block(
    view: StackView, selection: Selection, qtbot: QtBot
) -> None:
    click(view, "inner/", qtbot)
    assert selection.names == ("inner",)
    assert view.place_for_new() == (1, 0, 2)


def test_that_new_layers_go_to_the_end_of_the_selected_branch(
    view: StackView, selection: Selection, qtbot: QtBot
) -> None:
    click(view, "inner/1", qtbot)
    assert selection.branch == ("inner", 1)
    assert view.place_for_new() == (1, 0, 1, 1, 0)
    assert view.currentIndex().data() == "Branch 2 of 3"


def test_that_a_layer_is_dropped_into_an_empty_branch(view: StackView, document: Document) -> None:
    drop(view, nodes(view, "last"), place(view, "inner/1") + QPoint(0, 6))
    assert path(document, "last") == (1, 0, 1, 1, 0)


def test_that_a_kind_is_dropped_at_the_end_of_a_block_and_behind_it(view: StackView, document: Document) -> None:
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Dropout")
    drop(view, mime, place(view, "inner/") - QPoint(0, 8))
    assert path(document, "dropout_1") == (1, 0, 1, 2, 1)
    drop(view, mime, place(view, "inner/") + QPoint(0, 8))
    assert path(document, "dropout_2") == (1, 0, 2)


def test_that_a_block_from_the_palette_can_be_dropped(view: StackView, document: Document) -> None:
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Residual")
    drop(view, mime, place(view, "last") + QPoint(0, 10))
    assert path(document, "residual_1") == (3,)


def test_that_a_block_is_not_dropped_into_itself(view: StackView, document: Document) -> None:
    drop(view, nodes(view, "outer"), place(view, "b") + QPoint(0, 10))
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("key", "modifiers", "after", "words"),
    [
        (Qt.Key.Key_G, CTRL, "residual_1", "Wrap b in Residual"),
        (Qt.Key.Key_G, CTRL | SHIFT, "parallel_1", "Wrap b in Parallel"),
        (Qt.Key.Key_U, CTRL, "b c", "Unwrap inner"),
        (Qt.Key.Key_B, CTRL, "inner 3", "Add a branch to inner"),
    ],
)
def test_that_blocks_are_made_and_unmade_by_key(
    view: StackView,
    document: Document,
    selection: Selection,
    qtbot: QtBot,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    after: str,
    words: str,
) -> None:
    selection.select("b")
    qtbot.keyClick(view, key, modifiers)
    branch = selection.branch
    assert (" ".join(selection.names) or (f"{branch[0]} {branch[1]}" if branch else "")) == after
    assert document.undo_stack.undoText() == words


def test_that_everything_shown_can_be_selected_and_the_block_around(
    view: StackView, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("b")
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert selection.names == ("inner",)
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert set(selection.names) == {"first", "outer", "a", "inner", "b", "c", "last"}
    assert selection.current == "inner"


def test_that_delete_takes_a_selected_branch_or_says_why_not(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    click(view, "inner/1", qtbot)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert document.undo_stack.undoText() == "Remove branch 2 of inner"
    assert view.edits is not None
    click(view, "outer/1", qtbot)
    assert not view.edits.remove.isEnabled()


def test_that_repeat_asks_how_often_and_lets_everything_else_go_on(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("inner")
    qtbot.keyClick(view, Qt.Key.Key_T, CTRL | SHIFT)
    box = view.findChild(QInputDialog, "stack.repeat_times")
    assert box is not None
    number = box.findChild(QSpinBox)
    assert number is not None
    assert (number.minimum(), number.maximum()) == (2, edits.MAX_TIMES)
    number.setValue(2)
    box.accept()
    assert document.undo_stack.undoText() == "Repeat inner 2 times"


def test_that_a_kind_can_be_chosen_from_a_menu(view: StackView, document: Document, selection: Selection) -> None:
    assert view.edits is not None
    selection.select("b")
    view.edits.insert_before.chosen.emit("Dropout")
    assert path(document, "dropout_1") == (1, 0, 1, 0, 0)
    families = [action for action in view.edits.replace.actions() if action.menu() and action.isVisible()]
    assert len(families) == 8
    selection.select("inner")
    kinds = [action.text() for action in view.edits.replace.actions() if action.isVisible() and action.text()]
    assert kinds == ["Residual", "Parallel"]


def test_that_what_is_copied_here_is_pasted_in_another_window(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("inner")
    qtbot.keyClick(view, Qt.Key.Key_C, CTRL)
    plain = json.loads(QGuiApplication.clipboard().text())
    assert (plain[0]["kind"], len(plain[0]["branches"])) == ("Parallel", 3)
    selection.select("last")
    qtbot.keyClick(view, Qt.Key.Key_V, CTRL)
    assert selection.names == ("inner_1",)
    assert path(document, "inner_1") == (3,)


def test_that_no_two_actions_share_a_shortcut_and_each_says_its_own(view: StackView) -> None:
    assert view.edits is not None
    keys = [key.toString() for action in view.edits.all() for key in action.shortcuts()]
    assert len(set(keys)) == len(keys)
    for action in view.edits.all():
        if not action.shortcut().isEmpty():
            words = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            assert words in action.toolTip()


def test_that_nothing_can_be_done_from_a_menu_while_the_stack_is_out_of_sight(
    view: StackView, selection: Selection
) -> None:
    selection.select("b")
    assert view.edits is not None
    view.edits.set_active(False)
    folding = view.folds.all()
    assert not any(action.isEnabled() for action in view.edits.all() if action not in folding)


def test_that_cards_sixteen_deep_keep_some_width() -> None:
    assert step_of(600, 2) == 20
    assert 4 <= step_of(450, 16) < 20
    assert 230 - 16 - 16 * step_of(230, 16) > 140


def test_that_rename_and_find_put_the_keyboard_where_one_types(
    document: Document, selection: Selection, qtbot: QtBot
) -> None:
    page = BuildPage(document, selection)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.keyClick(page.stack, Qt.Key.Key_F2, SHIFT)
    name = page.findChild(QLineEdit, "build.name")
    assert name is not None
    assert name.hasFocus()
    assert name.selectedText() == "conv2d_1"
    qtbot.keyClick(name, Qt.Key.Key_F, CTRL)
    assert page.palette_of_kinds.search.hasFocus()


def test_that_the_lines_and_the_heights_agree_after_any_fold(view: StackView, document: Document) -> None:
    tops = [view.visualRect(view.item_model.index(row)).top() for row in range(view.item_model.rowCount())]
    assert tops == sorted(tops)
    view.fold(frozenset({"outer"}))
    last = view.visualRect(view.item_model.index(3))
    assert view.indexAt(last.center()).data() == "last"
    assert last.bottom() < tops[-1]
    assert not view.indexAt(QPoint(20, 890)).isValid()


def test_that_the_question_how_often_goes_with_its_project(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("inner")
    qtbot.keyClick(view, Qt.Key.Key_T, CTRL | SHIFT)
    box = view.findChild(QInputDialog, "stack.repeat_times")
    document.opened.emit()
    assert not box.isVisible()
