"""The stack of cards shares its selection and edits by key, menu, drop and click."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing, moving
from cnnstudio.gui.stack.item_model import KIND_MIME, StackItemModel
from cnnstudio.gui.stack.view import StackView
from tests.gui.stack.networks import names_of


@pytest.fixture
def view(document: Document, selection: Selection, qtbot: QtBot) -> StackView:
    return shown(StackView(document, selection, editable=True), qtbot)


def shown(view: StackView, qtbot: QtBot) -> StackView:
    qtbot.addWidget(view)
    view.resize(500, 700)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    return view


def names(document: Document) -> list[str]:
    return list(names_of(document.project.network))


def selected(view: StackView) -> list[str]:
    """What is highlighted, top to bottom."""
    return [index.data() for index in sorted(view.selectedIndexes(), key=lambda index: index.row())]


def middle(view: StackView, row: int) -> QPoint:
    return view.visualRect(view.item_model.index(row)).center()


def drop(view: StackView, mime: QMimeData, position: QPoint) -> None:
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dropEvent(QDropEvent(QPointF(position), Qt.DropAction.CopyAction, mime, buttons, modifiers))


def click_fix(view: StackView, row: int, number: int, qtbot: QtBot) -> None:
    place = view.itemDelegate().fixes_at(view.item_model.index(row))[number].center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_a_click_selects_for_every_page(view: StackView, selection: Selection, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 3))
    assert selection.names == ("conv2d_2",)


def test_that_another_pages_choice_is_shown(view: StackView, selection: Selection) -> None:
    selection.select("dense_1")
    assert selected(view) == ["dense_1"]
    assert view.currentIndex().data() == "dense_1"


def test_that_several_cards_can_be_selected_the_last_being_current(
    view: StackView, selection: Selection, qtbot: QtBot
) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 4))
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, shift, middle(view, 2))
    assert set(selection.names) == {"max_pooling2d_1", "conv2d_2", "max_pooling2d_2"}
    assert selection.current == "max_pooling2d_1"


def test_that_the_input_card_selects_no_layer(view: StackView, selection: Selection, qtbot: QtBot) -> None:
    selection.select("dense_1")
    with qtbot.waitSignal(view.input_selected):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0))
    assert selection.names == ()
    assert view.is_input_selected
    assert view.place_for_new() == (0,)


def test_that_the_input_stays_selected_through_an_edit(view: StackView, document: Document) -> None:
    view.select_input()
    document.change_network(document.project.network.change((0,), filters=4), "Fewer")
    assert view.is_input_selected
    assert selected(view) == ["Input"]


@pytest.mark.parametrize(
    ("key", "modifier", "after"),
    [
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["conv2d_1", "conv2d_2"]),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, ["max_pooling2d_1", "conv2d_1"]),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, ["conv2d_1", "conv2d_2", "max_pooling2d_1"]),
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier, ["conv2d_1", "max_pooling2d_1", "max_pooling2d_3"]),
    ],
)
def test_that_a_key_edits_what_is_selected(
    view: StackView,
    document: Document,
    selection: Selection,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    after: list[str],
) -> None:
    selection.select("max_pooling2d_1")
    qtbot.keyClick(view, key, modifier)
    assert names(document)[: len(after)] == after
    assert document.undo_stack.count() == 1


def test_that_cut_and_paste_carry_a_layer_to_another_place(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("conv2d_1")
    qtbot.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert "conv2d_1" not in names(document)
    selection.select("dense_2")
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert names(document)[-1] == "conv2d_1"
    assert selection.names == ("conv2d_1",)


def test_that_pasting_a_sentence_is_refused(view: StackView, document: Document, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("model.add(Conv2D(32, 3))")
    with qtbot.waitSignal(document.refused):
        qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert document.undo_stack.count() == 0


def test_that_actions_are_enabled_by_what_can_be_done(view: StackView, selection: Selection) -> None:
    assert view.edits is not None
    assert not view.edits.remove.isEnabled()
    assert view.edits.paste.isEnabled()
    selection.select("conv2d_1")
    assert view.edits.remove.isEnabled()
    assert not view.edits.move_up.isEnabled()
    assert view.edits.move_down.isEnabled()
    assert not view.edits.fix.isVisible()


def test_that_undo_selects_what_came_back(view: StackView, document: Document, selection: Selection) -> None:
    selection.select("conv2d_2", "flatten_1")
    editing.remove(document, selection)
    document.undo_stack.undo()
    assert set(selection.names) == {"conv2d_2", "flatten_1"}
    assert selected(view) == ["conv2d_2", "flatten_1"]
    document.undo_stack.redo()
    assert selected(view) == ["max_pooling2d_2"]


def test_that_a_moved_card_stays_selected_and_current(
    view: StackView, document: Document, selection: Selection
) -> None:
    selection.select("dense_2")
    moving.move_up(document, selection)
    assert selected(view) == ["dense_2"]
    assert view.currentIndex().row() == 6


def test_that_cards_dropped_between_two_others_go_there(view: StackView, document: Document) -> None:
    mime = view.item_model.mimeData([view.item_model.index(7)])
    drop(view, mime, view.visualRect(view.item_model.index(2)).topLeft() + QPoint(20, 2))
    assert names(document)[:3] == ["conv2d_1", "dense_2", "max_pooling2d_1"]
    assert len(names(document)) == 7


def test_that_cards_of_another_stack_are_not_taken_for_its_own_of_that_name(
    view: StackView, document: Document
) -> None:
    other = StackItemModel(document, editable=True, parent=document)  # another window's would name the same layers
    drop(view, other.mimeData([other.index(7)]), view.visualRect(view.item_model.index(2)).center())
    assert document.undo_stack.count() == 0


def test_that_a_kind_from_the_palette_lands_where_it_is_dropped(view: StackView, document: Document) -> None:
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Dropout")
    drop(view, mime, QPoint(100, view.viewport().height() - 2))
    assert names(document)[-1] == "dropout_1"
    drop(view, mime, QPoint(100, 1))
    assert names(document)[0] == "dropout_2"


def test_that_files_dragged_over_it_are_left_to_the_window(view: StackView, document: Document) -> None:
    mime = QMimeData()
    mime.setText("file:///somewhere.cnnstudio")
    drop(view, mime, QPoint(100, 100))
    assert document.undo_stack.count() == 0


def test_that_a_card_grows_by_the_words_of_its_problem(view: StackView, document: Document) -> None:
    usual = view.sizeHintForIndex(view.item_model.index(1)).height()
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    assert view.sizeHintForIndex(view.item_model.index(1)).height() > usual + 40
    assert view.sizeHintForIndex(view.item_model.index(2)).height() == usual


def test_that_the_fix_on_a_card_can_be_clicked(view: StackView, document: Document, qtbot: QtBot) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    view.doItemsLayout()
    click_fix(view, 1, 0, qtbot)
    assert not document.analysis.problems
    assert document.undo_stack.undoText() == "Use padding “same”"


def test_that_removing_by_the_second_fix_selects_what_took_the_place(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("conv2d_1")
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    view.doItemsLayout()
    click_fix(view, 1, 1, qtbot)
    assert document.undo_stack.undoText() == "Remove this layer"
    assert selection.names == ("max_pooling2d_1",)


def test_that_a_fix_pressed_and_left_again_does_nothing(view: StackView, document: Document, qtbot: QtBot) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    view.doItemsLayout()
    place = view.itemDelegate().fixes_at(view.item_model.index(1))[0].center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 3))
    assert document.undo_stack.undoText() == "Too large"


def test_that_fixes_without_room_beside_each_other_stand_below(view: StackView, document: Document) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    beside = view.itemDelegate().fixes_at(view.item_model.index(1))
    assert beside[0].top() == beside[1].top()
    assert beside[0].right() < beside[1].left()
    view.resize(260, 700)
    below = view.itemDelegate().fixes_at(view.item_model.index(1))
    assert below[0].bottom() < below[1].top()
    assert view.sizeHintForIndex(view.item_model.index(1)).height() > below[1].bottom() - below[0].top()


def test_that_no_card_stays_lit_after_a_drop(view: StackView, qtbot: QtBot) -> None:
    unlit = view.viewport().grab().toImage()
    mime = view.item_model.mimeData([view.item_model.index(1)])
    place = middle(view, 4)
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QDragMoveEvent(place, Qt.DropAction.MoveAction, mime, buttons, modifiers)
    view.dragMoveEvent(move)
    assert view.viewport().grab().toImage() != unlit
    drop(view, QMimeData(), place)
    assert view.viewport().grab().toImage() == unlit


def test_that_the_card_with_the_keyboard_differs_from_one_that_is_only_selected(
    view: StackView, selection: Selection
) -> None:
    selection.select("conv2d_2")
    assert view.hasFocus()
    focused = view.viewport().grab().toImage()
    view.clearFocus()
    assert view.viewport().grab().toImage() != focused


def test_that_a_narrow_stack_tells_in_a_tip_what_it_leaves_out(
    document: Document, selection: Selection, qtbot: QtBot
) -> None:
    narrow = shown(StackView(document, selection, editable=False), qtbot)
    assert "20 filters 5×5 · valid · relu" in narrow.item_model.index(1).data(Qt.ItemDataRole.ToolTipRole)


def test_that_the_fix_can_be_had_by_key(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    selection.select("conv2d_1")
    assert view.edits is not None
    assert view.edits.fix.text() == "Use padding “same”"
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert not document.analysis.problems


@pytest.mark.parametrize("ask", ["key", "double click"])
def test_that_f2_and_a_double_click_ask_for_the_settings(
    view: StackView, selection: Selection, qtbot: QtBot, ask: str
) -> None:
    selection.select("conv2d_1")
    with qtbot.waitSignal(view.settings_wanted):
        if ask == "key":
            qtbot.keyClick(view, Qt.Key.Key_F2)
        else:
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1))
            qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1))


def test_that_another_project_begins_with_its_first_layer(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("dense_2")
    found = preset("dense")
    assert found is not None
    with qtbot.waitSignal(document.opened):
        document.new(found.project, "Dense")
    assert selection.names == ("flatten_1",)


def test_that_where_nothing_can_be_edited_keys_edit_nothing(
    document: Document, selection: Selection, qtbot: QtBot
) -> None:
    view = shown(StackView(document, selection, editable=False), qtbot)
    selection.select("conv2d_1", "conv2d_2")
    assert selected(view) == ["conv2d_2"]
    assert selection.names == ("conv2d_1", "conv2d_2")
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(names(document)) == 7
    assert [action.text() for action in view.actions()] == ["Fold all blocks", "Unfold all blocks"]


def test_that_two_stacks_keep_one_selection(
    view: StackView, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    other = shown(StackView(document, selection, editable=False), qtbot)
    qtbot.mouseClick(other.viewport(), Qt.MouseButton.LeftButton, pos=middle(other, 2))
    assert selected(view) == selected(other) == ["max_pooling2d_1"]
    editing.add_kind(document, selection, "Dropout")
    assert selected(view) == selected(other) == ["dropout_1"]


def test_that_cards_are_painted_with_and_without_problems(view: StackView, document: Document) -> None:
    before = view.grab().toImage()
    document.change_network(document.project.network.change((2,), kernel_size=(40, 40)), "Too large")
    view.doItemsLayout()
    assert view.grab().toImage() != before
