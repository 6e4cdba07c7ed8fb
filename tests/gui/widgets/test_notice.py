"""Words in a column with a sign, details and buttons; and a line of words with a sign."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.notice import Notice
from cnnstudio.gui.widgets.said_words import SaidWords

WAYS = (("Invert them", 1), ("Leave them", 2))


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    """What they stand in, since they hide themselves."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


@pytest.fixture
def notice(around: QWidget) -> Notice:
    made = Notice("notice", around)
    made.resize(300, 300)
    return made


def test_that_saying_the_same_again_leaves_buttons_details_and_the_keyboard_alone(notice: Notice, qtbot: QtBot) -> None:
    notice.say("They are dark on light.", "caution", WAYS, ("a.png",))
    fold = notice.findChild(QToolButton, "notice.fold")
    details = notice.findChild(QPlainTextEdit, "notice.details")
    button = notice.findChild(QPushButton, "notice.way_1")
    assert fold is not None
    assert details is not None
    assert button is not None
    fold.click()
    button.setFocus()
    with qtbot.assertNotEmitted(notice.keyboard_freed):
        notice.say("They are dark on light.", "caution", list(WAYS), ["a.png"])
    assert details.isVisible()
    assert notice.findChild(QPushButton, "notice.way_1") is button


def test_that_newer_figures_of_the_same_matter_leave_the_fold_and_the_buttons_alone(
    notice: Notice, qtbot: QtBot
) -> None:
    notice.say("It is 3.", "caution", WAYS, ("a",))
    fold, button = notice.findChild(QToolButton, "notice.fold"), notice.findChild(QPushButton, "notice.way_1")
    details = notice.findChild(QPlainTextEdit, "notice.details")
    assert fold is not None
    assert button is not None
    assert details is not None
    fold.click()
    button.setFocus()
    with qtbot.assertNotEmitted(notice.keyboard_freed):
        notice.say("It is 4.", "caution", WAYS, ("b",), same=True)
    assert (notice.words, details.toPlainText()) == ("It is 4.", "b")
    assert details.isVisible()
    assert notice.findChild(QPushButton, "notice.way_1") is button
    notice.say("It is something else.", "caution", WAYS, ("c",))
    assert details.isHidden()


def test_that_a_way_that_has_been_gone_stays_and_cannot_be_pressed(notice: Notice) -> None:
    notice.say("They are dark on light.", "caution", WAYS)
    first, second = (notice.findChild(QPushButton, f"notice.way_{number}") for number in (1, 2))
    assert first is not None
    assert second is not None
    notice.set_done([True, False])
    assert (first.isEnabled(), second.isEnabled()) == (False, True)
    assert first.accessibleName() == "Invert them: done"
    notice.set_done([False, False])
    assert (first.isEnabled(), first.accessibleName()) == (True, "Invert them")


def test_that_a_button_that_goes_with_the_keyboard_says_so(notice: Notice, qtbot: QtBot) -> None:
    notice.say("They are dark on light.", "caution", WAYS)
    button = notice.findChild(QPushButton, "notice.way_1")
    assert button is not None
    button.setFocus()
    with qtbot.waitSignal(notice.keyboard_freed):
        notice.say("")
    assert notice.words == ""


@pytest.mark.parametrize(("tone", "spoken"), [("problem", "Problem: No."), ("caution", "Caution: No.")])
def test_that_words_are_told_apart_by_more_than_a_colour(around: QWidget, tone: str, spoken: str) -> None:
    words, plain = (SaidWords(each, "", around) for each in (tone, "note"))
    for each in (words, plain):
        each.resize(200, 20)
        each.say("No.")
    assert words.accessibleName() == spoken
    blank = [each.grab().toImage().copy(0, 0, 18, 20) for each in (words, plain)]
    assert blank[0] != blank[1]
    words.say("")
    assert not words.isVisible()


def test_that_a_way_that_has_been_gone_keeps_the_keyboard_until_it_is_left(notice: Notice, qtbot: QtBot) -> None:
    notice.say("They are dark on light.", "caution", WAYS)
    first, second = (notice.findChild(QPushButton, f"notice.way_{number}") for number in (1, 2))
    assert first is not None
    assert second is not None
    first.setFocus()
    with qtbot.waitSignal(notice.wanted):
        qtbot.keyClick(first, Qt.Key.Key_Space)
    notice.set_done([True, False])
    assert first.hasFocus()
    with qtbot.assertNotEmitted(notice.wanted):
        qtbot.keyClick(first, Qt.Key.Key_Space)
    second.setFocus()
    assert not first.isEnabled()


def test_that_what_a_way_did_is_told_under_the_buttons_until_others_come(notice: Notice) -> None:
    notice.say("They are dark on light.", "caution", WAYS)
    told = notice.findChild(QLabel, "notice.told")
    assert told is not None
    notice.tell("They are inverted.")
    notice.say("They were dark on light.", "caution", WAYS, same=True)
    assert (told.text(), told.isVisible()) == ("They are inverted.", True)
    notice.say("It is something else.", "caution", WAYS[:1])
    assert told.isHidden()
