"""News: how long it stays, and what takes it away."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.widgets import message_bar
from cnnstudio.gui.widgets.message_bar import MessageBar


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    column.addWidget(QLabel("The page"), 1)
    column.addWidget(MessageBar())
    made.resize(600, 400)
    made.show()
    return made


@pytest.fixture
def bar(place: QWidget) -> MessageBar:
    found = place.findChild(MessageBar)
    assert found is not None
    return found


def test_that_it_covers_nothing(place: QWidget, bar: MessageBar) -> None:
    bar.show_error(StudioError("The file cannot be read. " * 12, "Choose another one."))
    place.layout().activate()
    page = place.findChild(QLabel)
    assert page is not None
    assert page.text() == "The page"
    assert page.geometry().bottom() < bar.geometry().top()
    assert bar.geometry().bottom() < place.height()
    words = bar.findChild(QLabel, "message_bar.text")
    assert words is not None
    assert words.height() >= words.heightForWidth(words.width())


@pytest.mark.parametrize(
    ("tone", "read", "stays"),
    [
        ("problem", False, True),
        ("problem", True, False),
        ("caution", False, False),
        ("good", False, True),
        ("good", True, False),
        ("note", True, True),
    ],
)
def test_that_news_goes_with_the_page_once_it_was_read(
    bar: MessageBar, monkeypatch: pytest.MonkeyPatch, tone: str, read: bool, stays: bool
) -> None:
    if read:
        monkeypatch.setattr(message_bar, "_READ_MS", dict.fromkeys(message_bar._READ_MS, 0))
    bar.say("News.", tone, "Show", lambda: None)
    bar.leave_page()
    assert (bar.text == "News.") == stays


@pytest.mark.parametrize(("tone", "stays"), [("problem", False), ("caution", False), ("good", True), ("note", True)])
def test_that_what_no_longer_holds_is_taken_back(bar: MessageBar, tone: str, stays: bool) -> None:
    bar.say("News.", tone)
    bar.withdraw()
    assert (bar.text == "News.") == stays


def test_that_words_go_once_they_are_no_longer_so(bar: MessageBar) -> None:
    holds = [True]
    bar.say("Press Train.")
    bar.hold_while(lambda: holds[0])
    bar.look_again()
    assert bar.text == "Press Train."
    holds[0] = False
    bar.look_again()
    assert bar.text == ""
    bar.say("Other news.")
    bar.look_again()
    assert bar.text == "Other news."


def test_that_its_button_acts_and_takes_it_away(bar: MessageBar) -> None:
    pressed: list[str] = []
    bar.say("News.", "caution", "Go", lambda: pressed.append(bar.text))
    button = bar.findChild(QPushButton, "message_bar.action")
    assert button is not None
    button.click()
    assert pressed == [""]


def test_that_more_is_said_beside_what_it_is_about_and_to_nothing_else(bar: MessageBar) -> None:
    pressed: list[str] = []
    bar.say("It is open.", "good", "Try it", lambda: pressed.append("try"), about="arrival")
    assert bar.add("arrival", "Its data are not here.", "Go", lambda: pressed.append("go"))
    assert bar.text == "It is open. Its data are not here."
    second = bar.findChild(QPushButton, "message_bar.second")
    assert second is not None
    second.click()
    assert pressed == ["go"]
    assert not bar.add("arrival", "Too late.")
    bar.say("Something else.")
    assert not bar.add("arrival", "Not to this.")
    assert (bar.text, second.isVisible()) == ("Something else.", False)


@pytest.mark.parametrize(("unfolded", "stays"), [(False, False), (True, True)])
def test_that_good_news_leaves_by_itself_unless_it_is_being_read(bar: MessageBar, unfolded: bool, stays: bool) -> None:
    bar.say("News.", "good", "Show", lambda: None, details="More of it.")
    more = bar.findChild(QPushButton, "message_bar.more")
    assert more is not None
    more.setChecked(unfolded)
    assert bar._fade.isActive()
    bar._fade.timeout.emit()
    assert (bar.text == "News.") == stays
