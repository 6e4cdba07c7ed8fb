"""The Build page: one edit in the form is seen everywhere, and undo puts everything back."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.network import Network
from cnnstudio.core.presets import preset
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.fitting_label import FittingLabel


@pytest.fixture
def page(document: Document, selection: Selection, qtbot: QtBot) -> BuildPage:
    made = BuildPage(document, selection)
    qtbot.addWidget(made)
    made.resize(1196, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def pictures(side: int = 28, channels: int = 1, classes: int = 10) -> DataSet:
    x = np.zeros((classes, side, side, channels), np.uint8)
    y = np.arange(classes)
    return DataSet("tiny", "Tiny digits", tuple(map(str, range(classes))), x, y, x, y)


def filters(page: BuildPage) -> QSpinBox:
    found = page.findChild(QSpinBox, "build.form.filters")
    assert found is not None
    return found


def text(page: BuildPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def name_field(page: BuildPage) -> QLineEdit:
    found = page.findChild(QLineEdit, "build.name")
    assert found is not None
    return found


def test_that_the_first_layer_is_shown_at_once(page: BuildPage, selection: Selection) -> None:
    assert selection.names == ("conv2d_1",)
    assert filters(page).value() == 20
    assert name_field(page).text() == "conv2d_1"


def test_that_a_key_in_the_form_changes_the_network_the_totals_and_the_arithmetic(
    page: BuildPage, document: Document, qtbot: QtBot
) -> None:
    qtbot.keyClick(filters(page), Qt.Key.Key_Up)
    assert document.analysis.rows[0].node.spec.filters == 21
    assert document.undo_stack.undoText() == "Change filters of conv2d_1"
    assert "(5·5·1 + 1) · 21 = 546 parameters" in text(page, "build.arithmetic")
    assert page.totals.words.startswith(f"{document.analysis.totals.parameters:,} parameters")


def test_that_steps_in_one_field_are_one_undo(page: BuildPage, document: Document, qtbot: QtBot) -> None:
    before = document.project
    for _ in range(5):
        qtbot.keyClick(filters(page), Qt.Key.Key_Up)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project is before
    assert filters(page).value() == 20
    document.undo_stack.redo()
    assert filters(page).value() == 25


def test_that_a_value_out_of_range_is_refused_in_words(page: BuildPage, document: Document, qtbot: QtBot) -> None:
    box = filters(page)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "9999")
    assert document.analysis.rows[0].node.spec.filters == 20
    words = "Filters is from 1 to 4,096, not 9,999."
    assert any(label.text() == words and label.isVisible() for label in page.findChildren(QLabel))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 20


def test_that_another_layer_of_the_kind_does_not_inherit_the_words(
    page: BuildPage, selection: Selection, qtbot: QtBot
) -> None:
    box = filters(page)
    box.selectAll()
    qtbot.keyClicks(box, "9999")
    selection.select("conv2d_2")
    assert filters(page).value() == 50
    assert not any("not 9,999" in label.text() for label in page.findChildren(QLabel))


def test_that_the_field_being_typed_in_is_never_made_anew(page: BuildPage, qtbot: QtBot) -> None:
    box = filters(page)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "64")
    assert filters(page) is box
    assert box.hasFocus()
    assert box.text() == "64"


def test_that_a_layer_is_renamed_and_stays_selected(page: BuildPage, selection: Selection, qtbot: QtBot) -> None:
    field = name_field(page)
    field.setText("edges")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert selection.names == ("edges",)
    assert page.stack.currentIndex().data() == "edges"


@pytest.mark.parametrize(("name", "words"), [("conv2d_2", "Two layers are called"), ("a b", "no spaces")])
def test_that_a_name_that_cannot_be_is_refused_beside_the_field(
    page: BuildPage, document: Document, qtbot: QtBot, name: str, words: str
) -> None:
    field = name_field(page)
    field.setText(name)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == name
    assert any(words in label.text() and label.isVisible() for label in page.findChildren(QLabel))
    assert document.undo_stack.count() == 0


def test_that_a_click_in_the_palette_adds_after_the_selection(page: BuildPage, document: Document) -> None:
    page.palette_of_kinds.chosen.emit("Dropout")
    assert [row.name for row in document.analysis.rows][:3] == ["conv2d_1", "dropout_1", "max_pooling2d_1"]


def test_that_after_the_input_means_first(page: BuildPage, document: Document) -> None:
    page.stack.select_input()
    page.palette_of_kinds.chosen.emit("ZeroPadding2D")
    assert document.analysis.rows[0].name == "zero_padding2d_1"


def test_that_a_sound_network_says_so_and_fits_the_classes(page: BuildPage, document: Document) -> None:
    assert text(page, "build.verdict") == "No problems found."
    document.set_data_set(pictures())
    assert text(page, "build.verdict") == "No problems found. Output fits 10 classes."


def test_that_a_problem_is_counted_shown_and_mended_by_a_button(
    page: BuildPage, document: Document, qtbot: QtBot
) -> None:
    document.set_data_set(pictures(classes=7))
    assert text(page, "build.verdict").startswith("1 problem, at ")
    page.totals.problem_wanted.emit("dense_2")
    assert name_field(page).text() == "dense_2"
    fix = page.findChild(QPushButton, "build.fix")
    assert fix is not None
    assert fix.text() == "Set units to 7"
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert text(page, "build.verdict") == "No problems found. Output fits 7 classes."


def test_that_pictures_of_another_size_are_a_problem_of_the_input(
    page: BuildPage, document: Document, qtbot: QtBot
) -> None:
    document.set_data_set(pictures(32, 3))
    assert "the data have 32 × 32 × 3" in text(page, "build.verdict")
    page.stack.select_input()
    fix = page.findChild(QPushButton, "build.fix")
    assert fix is not None
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert document.project.network.input_shape == (32, 32, 3)
    assert text(page, "build.verdict") == "No problems found. Output fits 10 classes."


def test_that_no_field_moves_when_a_problem_comes(page: BuildPage, document: Document, qtbot: QtBot) -> None:
    box = filters(page)
    before = box.mapTo(page, QPoint(0, 0))
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    page.properties.widget().layout().activate()
    fix = page.findChild(QPushButton, "build.fix")
    assert fix is not None
    assert fix.isVisible()
    assert box.mapTo(page, QPoint(0, 0)) == before


def test_that_a_layer_that_cannot_stay_can_be_removed_in_the_form(
    page: BuildPage, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    other = page.findChild(QPushButton, "build.other_fix")
    assert other is not None
    assert other.text() == "Remove this layer"
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert document.analysis.rows[0].name == "max_pooling2d_1"
    assert selection.names == ("max_pooling2d_1",)
    assert not other.isVisible()


def test_that_an_end_the_loss_cannot_take_is_said_and_mended(
    page: BuildPage, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.set_data_set(pictures())
    document.change_network(document.project.network.change((6,), activation="relu"), "Wrong end")
    assert "1 problem, at " in text(page, "build.verdict")
    assert "ends with relu" in document.why_not_train
    selection.select("dense_2")
    fix = page.findChild(QPushButton, "build.fix")
    assert fix is not None
    assert fix.text() == "Set activation to softmax"
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert document.why_not_train == ""


def test_that_totals_say_how_far_they_count(page: BuildPage, document: Document) -> None:
    document.change_network(document.project.network.change((2,), kernel_size=(40, 40)), "Too large")
    assert page.totals.words.startswith("520 parameters up to conv2d_2, all trained")


def test_that_totals_say_less_in_one_line_where_there_is_less_room(page: BuildPage, document: Document) -> None:
    height = page.totals.height()
    page.resize(876, 500)
    page.layout().activate()
    assert page.totals.height() == height
    counts, cost = page.totals.findChildren(FittingLabel)
    assert counts.text() == "431,080 parameters · 430,500 weights, 580 biases"
    assert counts.toolTip().startswith(counts.full)
    assert cost.text().startswith("2,293,000 multiply-adds · ")


def test_that_the_keyboard_begins_in_the_stack(page: BuildPage, document: Document, qtbot: QtBot) -> None:
    assert page.stack.hasFocus()
    page.palette_of_kinds.search.setFocus()
    found = preset("dense")
    assert found is not None
    with qtbot.waitSignal(document.opened):
        document.new(found.project, "Dense")
    assert page.stack.hasFocus()
    qtbot.keyClick(page.stack, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(document.project.network.nodes) == len(found.project.network.nodes) + 1


def test_that_the_keyboard_stays_where_it_was_when_the_page_comes_back(page: BuildPage) -> None:
    page.palette_of_kinds.search.setFocus()
    page.hide()
    page.show()
    page.activateWindow()
    assert not page.stack.hasFocus()


def test_that_a_button_with_the_keyboard_is_framed(page: BuildPage) -> None:
    button = page.findChild(QAbstractButton, "build.duplicate")
    assert button is not None
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    accent = theme_of(button.palette()).colour("accent")
    framed = button.grab().toImage()
    middle = framed.width() // 2
    assert framed.pixelColor(middle, 1) == accent
    assert plain.pixelColor(middle, 1) != accent


def test_that_an_empty_network_says_what_to_do_and_does_it(
    page: BuildPage, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.change_network(Network((28, 28, 1)), "Clear")
    assert "The network is empty" in text(page, "build.verdict")
    button = page.findChild(QPushButton, "build.empty.button")
    assert button is not None
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert selection.names == ("conv2d_1",)
    assert not button.isVisible()


def test_that_nothing_selected_says_what_to_do(page: BuildPage, selection: Selection) -> None:
    selection.select()
    assert any("Select a layer" in label.text() and label.isVisible() for label in page.findChildren(QLabel))


def test_that_f2_puts_the_keyboard_into_the_settings(page: BuildPage, qtbot: QtBot) -> None:
    page.stack.setFocus()
    qtbot.keyClick(page.stack, Qt.Key.Key_F2)
    assert filters(page).hasFocus()


def test_that_a_layer_without_settings_gives_its_name_the_keyboard(
    page: BuildPage, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("flatten_1")
    page.stack.setFocus()
    qtbot.keyClick(page.stack, Qt.Key.Key_F2)
    assert name_field(page).hasFocus()


def test_that_everything_one_can_use_has_a_name(page: BuildPage) -> None:
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit):
        for widget in page.findChildren(kind):
            ours = not widget.objectName().startswith("qt_") and not isinstance(widget.parent(), QLineEdit)
            if ours:
                assert widget.objectName(), widget
            if ours and widget.isVisible():
                assert widget.accessibleName() or widget.text(), widget.objectName()


def test_that_the_names_of_the_contract_are_there(page: BuildPage) -> None:
    for name in ("stack", "build.palette", "build.search", "build.form", "build.arithmetic", "build.totals"):
        assert page.findChild(object, name) is not None, name


def test_that_after_adding_from_the_search_keys_edit_the_stack(
    page: BuildPage, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    search = page.palette_of_kinds.search
    search.setFocus()
    qtbot.keyClicks(search, "flatten")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert page.stack.hasFocus()
    assert selection.current == "flatten_2"


def test_that_the_problem_of_the_input_leads_to_its_card(page: BuildPage, selection: Selection) -> None:
    selection.select("conv2d_1")
    page.totals.problem_wanted.emit("")
    assert selection.names == ()
    assert page.stack.currentIndex().row() == 0


def test_that_the_stack_gets_the_keyboard_when_its_editor_goes(
    page: BuildPage, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    qtbot.waitUntil(page.stack.hasFocus)
    selection.select("conv2d_1")
    editor = page.findChild(QSpinBox, "build.form.filters")
    assert editor is not None
    editor.setFocus()
    selection.select("flatten_1")
    assert page.stack.hasFocus()


def test_that_layers_that_come_back_by_undo_are_selected_again(
    page: BuildPage, document: Document, selection: Selection
) -> None:
    every = tuple(node.name for node in document.project.network.nodes)
    selection.select(*every)
    editing.remove(document, selection)
    assert selection.names == ()
    document.undo_stack.undo()
    assert set(selection.names) == set(every)
