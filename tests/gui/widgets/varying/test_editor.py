"""Over what a setting varies, edited: values, a range, ticks; the last that can be stays while others are refused."""

from typing import TypeVar

from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.sweeps.varied import Listed, Over, Span
from cnnstudio.core.training.plan import Plan
from cnnstudio.gui.widgets.varying.editor import VaryEditor

FILTERS, KERNEL, PADDING = (settings_of(Conv2D)[name] for name in ("filters", "kernel_size", "padding"))
RATE, RULE, BEST = (settings_of(Plan)[name] for name in ("learning_rate", "optimizer", "keep_best"))

Part = TypeVar("Part", bound=QWidget)


def part(editor: VaryEditor, kind: type[Part], name: str) -> Part:
    found = editor.findChild(kind, f"vary.{name}")
    assert found is not None
    return found


def write(editor: VaryEditor, name: str, text: str) -> None:
    line = part(editor, QLineEdit, name)
    line.selectAll()
    QTest.keyClicks(line, text)


def shown(qtbot: QtBot, setting: Setting, over: Over) -> VaryEditor:
    editor = VaryEditor(setting, over)
    qtbot.addWidget(editor)
    editor.show()
    return editor


def test_that_values_are_told_as_they_are_written(qtbot: QtBot) -> None:
    editor = shown(qtbot, KERNEL, Listed(((3, 3),)))
    spy = QSignalSpy(editor.changed)
    write(editor, "values", "3, 5x7")
    assert editor.over == Listed(((3, 3), (5, 7)))
    assert spy.at(spy.count() - 1) == [editor.over]
    assert editor.findChild(QWidget, "vary.count").text() == "2 values: 3×3, 5×7"


def test_that_what_cannot_be_is_said_and_what_stood_before_it_is_kept(qtbot: QtBot) -> None:
    editor = shown(qtbot, FILTERS, Listed((16, 32)))
    spy = QSignalSpy(editor.changed)
    write(editor, "values", "64, x")
    assert editor.words == "Filters is a whole number, not “x”."
    assert editor.over == Listed((16, 32))
    assert spy.at(spy.count() - 1) == [editor.over]
    write(editor, "values", "64, 7")
    assert editor.words == ""
    assert editor.over == Listed((64, 7))


def test_that_values_become_a_range_and_a_range_values(qtbot: QtBot) -> None:
    editor = shown(qtbot, RATE, Listed((0.1, 0.001, 0.01)))
    part(editor, QRadioButton, "as_range").click()
    assert editor.over == Span(0.001, 0.1, 3, log=True)
    part(editor, QSpinBox, "many").setValue(5)
    part(editor, QCheckBox, "log").click()
    write(editor, "high", "0.005")
    assert editor.over == Span(0.001, 0.005, 5)
    part(editor, QRadioButton, "as_values").click()
    assert editor.over == Listed((0.001, 0.002, 0.003, 0.004, 0.005))
    assert part(editor, QLineEdit, "values").text() == "0.001, 0.002, 0.003, 0.004, 0.005"


def test_that_values_that_cannot_be_become_the_range_of_those_before_them(qtbot: QtBot) -> None:
    editor = shown(qtbot, RATE, Listed((0.1, 0.001, 0.01)))
    spy = QSignalSpy(editor.words_changed)
    write(editor, "values", "0.1, x")
    part(editor, QRadioButton, "as_range").click()
    assert spy.count() >= 2
    assert editor.words == ""
    assert editor.over == Span(0.1 / 100, 0.1, 3, log=True)


def test_that_a_range_the_wrong_way_round_is_refused(qtbot: QtBot) -> None:
    editor = shown(qtbot, FILTERS, Span(16, 64, 4, whole=True))
    write(editor, "low", "99")
    assert editor.words == "A range goes from a number to a larger one."
    assert editor.over == Span(16, 64, 4, whole=True)


def test_that_choices_are_ticked_and_one_of_them_stays(qtbot: QtBot) -> None:
    editor = shown(qtbot, RULE, Listed(("Adam", "SGD")))
    part(editor, QCheckBox, "adam").click()
    assert editor.over == Listed(("SGD",))
    part(editor, QCheckBox, "sgd").click()
    assert editor.words == "Tick at least one."
    assert editor.over == Listed(("SGD",))
    assert shown(qtbot, BEST, Listed((True, False))).findChild(QCheckBox, "vary.false").isChecked()


def test_that_another_one_is_shown_without_a_signal(qtbot: QtBot) -> None:
    editor = shown(qtbot, FILTERS, Listed((16, 32)))
    spy = QSignalSpy(editor.changed)
    editor.show_over(Span(8, 64, 3, whole=True))
    assert part(editor, QRadioButton, "as_range").isChecked()
    assert part(editor, QLineEdit, "high").text() == "64"
    assert spy.count() == 0


def test_that_paddings_are_ticked_and_pixels_written(qtbot: QtBot) -> None:
    editor = shown(qtbot, PADDING, Listed(("valid", "same")))
    write(editor, "pixels", "1, 2")
    part(editor, QCheckBox, "same").click()
    assert editor.over == Listed(("valid", 1, 2))
    write(editor, "pixels", "-1")
    assert "Padding" in editor.words
    assert editor.over == Listed(("valid", 1, 2))


def test_that_a_range_has_the_keyboard_in_its_first_field(qtbot: QtBot) -> None:
    editor = shown(qtbot, FILTERS, Span(16, 64, 4, whole=True))
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    editor.setFocus()
    assert part(editor, QLineEdit, "low").hasFocus()
    part(editor, QRadioButton, "as_values").click()
    assert part(editor, QLineEdit, "values").hasFocus()
