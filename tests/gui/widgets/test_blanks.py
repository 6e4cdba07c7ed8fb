"""Settings that are still to be filled in, in a form: shown empty, filled in by typing or choosing, made by menus."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D
from cnnstudio.gui.widgets.blanks_button import BlanksButton
from cnnstudio.gui.widgets.forms.blank_editors import BlankChoice, BlankLine, value_of
from cnnstudio.gui.widgets.forms.field_menu import FILL_IN, LEAVE_BLANK, FieldMenu
from cnnstudio.gui.widgets.forms.form import SettingsForm


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm(prefix="it", blanks=True)
    qtbot.addWidget(made)
    made.show(Conv2D(20), ("filters", "kernel_size", "activation", "use_bias"))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def line(form: SettingsForm, name: str) -> BlankLine:
    found = form.findChild(BlankLine, f"it.{name}.blank")
    assert found is not None
    return found


def fill(box: QWidget, text: str) -> None:
    box.setFocus()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_that_a_blank_setting_is_shown_empty_in_the_place_of_its_editor(form: SettingsForm) -> None:
    assert line(form, "filters").isVisible()
    assert line(form, "filters").text() == ""
    assert line(form, "filters").accessibleName() == "Filters, to fill in"
    assert not form.editor("filters").isVisible()
    assert form.editor("strides").isVisible()


def test_that_what_is_put_in_is_told_also_where_it_is_the_value_that_stood_there(form: SettingsForm) -> None:
    spy = QSignalSpy(form.changed)
    fill(line(form, "filters"), "20")
    fill(line(form, "kernel_size"), "3 x 5")
    assert [spy.at(number) for number in range(spy.count())] == [["filters", 20], ["kernel_size", (3, 5)]]


def test_that_the_usual_editor_and_the_keyboard_come_back_with_the_value(form: SettingsForm) -> None:
    box = line(form, "filters")
    form.changed.connect(lambda name, value: form.show(replace(Conv2D(20), filters=value)))
    fill(box, "32")
    assert not box.isVisible()
    assert form.editor("filters").isVisible()
    assert form.editor("filters").value() == 32
    assert form.editor("filters").hasFocus()


def test_that_a_choice_and_a_tick_are_blank_until_one_is_chosen(form: SettingsForm) -> None:
    spy = QSignalSpy(form.changed)
    for name in ("activation", "use_bias"):
        box = form.findChild(BlankChoice, f"it.{name}.blank")
        assert box is not None
        assert box.currentIndex() == -1
        assert box.shown_text() == "to fill in"
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert [spy.at(number)[0] for number in range(spy.count())] == ["activation", "use_bias"]


def test_that_what_cannot_be_is_refused_in_words_and_stays_to_be_mended(form: SettingsForm) -> None:
    spy = QSignalSpy(form.changed)
    fill(line(form, "filters"), "many")
    assert "whole number" in form.words("filters")
    assert line(form, "filters").text() == "many"
    fill(line(form, "filters"), "0")
    assert "from 1" in form.words("filters")
    assert spy.count() == 0
    QTest.keyClick(line(form, "filters"), Qt.Key.Key_Escape)
    assert line(form, "filters").text() == ""


def test_that_further_settings_are_unfolded_where_one_is_to_be_filled_in(qtbot: QtBot) -> None:
    form = SettingsForm(prefix="it", blanks=True)
    qtbot.addWidget(form)
    form.show(Conv2D(20))
    with qtbot.waitExposed(form):
        form.show()
    assert not form.editor("use_bias").isVisible()
    form.show(Conv2D(20), ("use_bias",))
    assert form.findChild(QWidget, "it.use_bias.blank").isVisible()


def test_that_the_context_menu_of_a_field_leaves_it_blank_and_goes_to_a_blank_without_telling_it(
    form: SettingsForm,
) -> None:
    spy = QSignalSpy(form.blank_wanted)
    offers = {offer.parent().editor.objectName(): offer for offer in form.findChildren(FieldMenu)}  # type: ignore[attr-defined]
    for name, words in (("strides", LEAVE_BLANK), ("filters", FILL_IN)):
        menu = offers[f"it.{name}"].menu(form.editor(name))
        action = menu.actions()[0]
        assert action.text() == words
        action.trigger()
        menu.deleteLater()
    assert [spy.at(number) for number in range(spy.count())] == [["strides"]]
    assert line(form, "filters").hasFocus()
    assert line(form, "filters").text() == ""


def test_that_the_button_ticks_what_is_blank(qtbot: QtBot) -> None:
    button = BlanksButton("it.blanks", without=("strides",))
    qtbot.addWidget(button)
    button.show_settings(Conv2D, ("filters",))
    menu = button.findChild(QMenu, "it.blanks.menu")
    menu.aboutToShow.emit()
    ticked = {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}
    assert ticked["Filters"]
    assert not ticked["Kernel size"]
    assert "Strides" not in ticked
    with qtbot.waitSignal(button.chosen) as told:
        next(action for action in menu.actions() if action.text() == "Kernel size").trigger()
    assert told.args == ["kernel_size", True]


@pytest.mark.parametrize(
    ("text", "form_kind", "value"),
    [
        ("3", "pair", (3, 3)),
        ("(3, 5)", "pair", (3, 5)),
        ("'same'", "padding", "same"),
        ("2 px", "padding", 2),
        ("0,5", "number", 0.5),
        ("1e-3", "number", 0.001),
        ("28 28 1", "integers", (28, 28, 1)),
        ("0.1, 0.2", "numbers", (0.1, 0.2)),
        ("a title", "text", "a title"),
        ("three", "pair", "three"),
    ],
)
def test_that_what_is_typed_is_read_in_the_form_of_its_setting(text: str, form_kind: str, value: object) -> None:
    assert value_of(text, form_kind) == value


def test_that_the_menu_stays_open_while_one_ticks(qtbot: QtBot) -> None:
    button = BlanksButton("it.blanks")
    qtbot.addWidget(button)
    button.show_settings(Conv2D, (), ("strides", "filters"))
    menu = button.findChild(QMenu, "it.blanks.menu")
    with qtbot.waitExposed(menu):
        menu.popup(button.pos())
    ticks = [action for action in menu.actions() if action.isCheckable()]
    assert [action.text() for action in ticks[:2]] == ["Strides", "Filters"]
    with qtbot.waitSignal(button.chosen) as told:
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(ticks[1]).center())
    assert told.args == ["filters", True]
    assert menu.isVisible()
    menu.close()
