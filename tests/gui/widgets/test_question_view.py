"""A question asks, is told what came of the answer, gives hints one by one, and tells why only once it is right."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.labs.lab import Question
from cnnstudio.core.labs.limits import MOST_ANSWER
from cnnstudio.core.labs.progress import Answer
from cnnstudio.gui.widgets.choice_line import ChoiceLine
from cnnstudio.gui.widgets.question_view import QuestionView
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.widgets.verdict import Verdict

NUMBER = Question("q", "How many?", "number", 320.0, hints=("Count.", "Count again."), why="Because of *this*.")
CHOICE = Question("q", "Which?", "choice", choices=("ReLU", "Softmax"), accepted=("Softmax",))
OPEN = Question("q", "Why?", "open")


@pytest.fixture
def number(qtbot: QtBot) -> QuestionView:
    view = QuestionView(NUMBER)
    qtbot.addWidget(view)
    view.show()
    return view


def part(view: QWidget, kind: type, name: str) -> QWidget:
    found = view.findChild(kind, f"lab.question.q.{name}")
    assert found is not None, name
    return found


def test_that_enter_asks_whether_the_number_is_right(number: QuestionView) -> None:
    said: list[str] = []
    number.answered.connect(said.append)
    line = part(number, QLineEdit, "answer")
    QTest.keyClicks(line, " 319 ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert said == ["319"]


def test_that_nothing_can_be_checked_before_there_is_an_answer(number: QuestionView) -> None:
    check = part(number, QPushButton, "check")
    assert not check.isEnabled()
    QTest.keyClick(part(number, QLineEdit, "answer"), "3")
    assert check.isEnabled()


def test_that_hints_come_one_by_one_after_a_wrong_try(number: QuestionView) -> None:
    assert not number.hints.isVisible()
    number.show_answer(Answer("319", False, 1))
    assert number.said == "Not right yet (1 try)."
    assert number.hints.isVisible()
    assert number.hints.shown == ()
    wanted: list[bool] = []
    number.hint_wanted.connect(lambda: wanted.append(True))
    QTest.mouseClick(part(number, QPushButton, "hints.next"), Qt.MouseButton.LeftButton)
    assert wanted == [True]
    number.show_answer(Answer("319", False, 1, 1))
    assert number.hints.shown == ("**Hint 1:** Count.",)
    number.show_answer(Answer("318", False, 2, 2))
    assert number.hints.shown == ("**Hint 1:** Count.", "**Hint 2:** Count again.")
    assert not part(number, QPushButton, "hints.next").isVisible()


def test_that_the_keyboard_goes_back_to_the_answer_after_the_last_hint(qtbot: QtBot) -> None:
    both = QWidget()
    column = QVBoxLayout(both)
    view, after = QuestionView(NUMBER), QLineEdit()
    for each in (view, after):
        column.addWidget(each)
    qtbot.addWidget(both)
    both.show()
    both.activateWindow()
    qtbot.waitUntil(both.isActiveWindow)
    view.show_answer(Answer("319", False, 1))
    button = part(view, QPushButton, "hints.next")
    button.setFocus()
    view.show_answer(Answer("319", False, 1, 1))
    assert button.hasFocus()  # there is another one
    view.show_answer(Answer("319", False, 1, 2))
    assert part(view, QLineEdit, "answer").hasFocus()


def test_that_the_right_answer_and_its_reason_are_nowhere_before_it_is_given(number: QuestionView) -> None:
    number.show_answer(Answer("319", False, 3, 2))
    texts = [
        each.accessibleName() + each.accessibleDescription() + each.toolTip() for each in number.findChildren(QWidget)
    ]
    assert not any("320" in text or "Because" in text for text in texts)
    number.show_answer(Answer("320", True, 4, 2))
    assert part(number, QWidget, "why").isVisible()
    assert number.said == "Right, after 4 tries."


def test_that_a_right_answer_stays_as_it_was_given(number: QuestionView) -> None:
    number.show_answer(Answer("320", True, 1))
    line = part(number, QLineEdit, "answer")
    QTest.keyClicks(line, "7")
    assert number.text == "320"
    assert not part(number, QPushButton, "check").isVisible()


def test_that_a_choice_is_checked_as_its_words(qtbot: QtBot) -> None:
    view = QuestionView(CHOICE)
    qtbot.addWidget(view)
    view.show()
    said: list[str] = []
    view.answered.connect(said.append)
    part(view, QRadioButton, "choice.2").click()
    part(view, QPushButton, "check").click()
    assert said == ["Softmax"]


def test_that_own_words_are_kept_once_typing_rests(qtbot: QtBot) -> None:
    view = QuestionView(OPEN)
    qtbot.addWidget(view)
    view.show()
    with qtbot.waitSignal(view.answered) as signal:
        QTest.keyClicks(part(view, QPlainTextEdit, "answer"), "so")
    assert signal.args == ["so"]
    view.show_answer(Answer("so"))
    assert view.said == "It stands in your report."


def test_that_own_words_are_handed_over_at_once_where_the_step_is_left(qtbot: QtBot) -> None:
    view = QuestionView(OPEN)
    qtbot.addWidget(view)
    said: list[str] = []
    view.answered.connect(said.append)
    QTest.keyClicks(part(view, QPlainTextEdit, "answer"), "so")
    view.keep()
    assert said == ["so"]


def test_that_words_beyond_what_is_kept_are_said_and_not_dropped_silently(qtbot: QtBot) -> None:
    view = QuestionView(OPEN)
    qtbot.addWidget(view)
    words = part(view, QPlainTextEdit, "answer")
    words.setPlainText("x" * (MOST_ANSWER + 12))
    assert "5,000" in view.said
    assert "12 too many" in view.said
    view.show_answer(Answer(view.text, None, 1))
    assert (len(view.text), "12 too many" in view.said) == (MOST_ANSWER, True)
    words.setPlainText("x")
    assert view.said == "It stands in your report."


def sign(view: QuestionView) -> str:
    return view.findChild(Sign).name


def test_that_what_was_said_of_another_answer_is_taken_back(number: QuestionView, qtbot: QtBot) -> None:
    number.show_answer(Answer("319", False, 1))
    assert sign(number) == "circle-x"
    QTest.keyClick(part(number, QLineEdit, "answer"), "0")
    assert (number.said, sign(number)) == ("", "circle-dashed")
    number.show_answer(Answer("319", False, 1, 1))  # a hint, while another answer stands there
    assert (number.said, sign(number)) == ("", "circle-dashed")
    choice = QuestionView(CHOICE)
    qtbot.addWidget(choice)
    choice.show_answer(Answer("ReLU", False, 1))
    part(choice, QRadioButton, "choice.2").click()
    assert (choice.said, sign(choice)) == ("", "circle-dashed")


@pytest.mark.parametrize("right", [None, False])
def test_that_what_is_no_answer_looks_the_same_whatever_was_tried_before(
    number: QuestionView, right: bool | None
) -> None:
    number.show_answer(Answer("x", right, 1), "This is no number.")
    assert (number.said, sign(number)) == ("This is no number.", "circle-dashed")
    assert number.findChild(Verdict).colour == "warning"


def test_that_a_right_answer_is_no_place_to_type_in(number: QuestionView) -> None:
    number.show_answer(Answer("320", True, 1))
    line = part(number, QLineEdit, "answer")
    assert line.isReadOnly()
    assert not line.hasFrame()
    assert line.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert line.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_that_choices_in_a_wide_place_are_as_high_as_their_line(qtbot: QtBot) -> None:
    words = "Every kernel sees the same part of the picture, and each makes a map of its own out of it"
    view = QuestionView(Question("q", "Which?", "choice", choices=("Short", words), accepted=("Short",)))
    qtbot.addWidget(view)
    view.resize(1200, 400)
    view.show()
    qtbot.waitUntil(lambda: view.width() == 1200)
    short, long = view.findChildren(ChoiceLine)
    line = view.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: long.height() == short.height() <= line + 8)
    view.resize(300, 400)
    qtbot.waitUntil(lambda: long.height() > 2 * line)


def test_that_the_verdict_goes_with_the_answer_it_was_of(qtbot: QtBot) -> None:
    view = QuestionView(CHOICE)
    qtbot.addWidget(view)
    part(view, QRadioButton, "choice.1").click()
    view.show_answer(Answer("ReLU", False, 1))
    assert "Not right" in view.said
    part(view, QRadioButton, "choice.2").click()
    assert view.said == ""
    view.show_answer(Answer("ReLU", False, 1, 1))  # a hint was asked for meanwhile
    assert view.said == ""
    view.show_answer(Answer("Softmax", True, 2))
    assert view.said == "Right, after 2 tries."
