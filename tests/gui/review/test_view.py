"""Review questions as a person answers them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from cnnstudio.core.blanks import Blank
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Layer, Network
from cnnstudio.gui.learn.page import LearnPage
from cnnstudio.gui.review.view import ReviewView
from cnnstudio.gui.widgets.question_view import QuestionView
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


@pytest.fixture
def view(desk: Desk) -> ReviewView:
    made = ReviewView(desk.document, seed=1)
    desk.qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def answer(view: ReviewView, question: Question, text: str) -> QuestionView:
    shown = next(each for each in view.findChildren(QuestionView) if each.question is question)
    shown.set_text(text)
    shown.findChild(QPushButton, f"lab.question.{question.key}.check").click()
    return shown


def right(question: Question) -> str:
    return question.accepted[0] if question.form == "choice" else f"{question.answer:.0f}"


def count(view: ReviewView) -> str:
    return view.findChild(QLabel, "learn.review.count").text()


def test_that_questions_are_about_the_open_network_and_answers_are_marked(view: ReviewView) -> None:
    assert "open network" in view.findChild(QLabel, "learn.review.about").text()
    assert count(view) == "0 of 7 right"
    for number, question in enumerate(view.questions, 1):
        assert answer(view, question, right(question)).answer.right
        assert count(view) == f"{number} of 7 right"


def test_that_the_learn_page_has_them_in_a_tab(desk: Desk) -> None:
    page = LearnPage(desk.document, desk.selection)
    desk.qtbot.addWidget(page)
    assert isinstance(page.show_tab("review"), ReviewView)
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Review questions"


def test_that_a_wrong_answer_is_told_and_offers_a_hint(view: ReviewView) -> None:
    question = next(each for each in view.questions if each.form == "number")
    shown = answer(view, question, f"{question.answer + 1:.0f}")
    assert (shown.answer.right, count(view)) == (False, "0 of 7 right")
    shown.hint_wanted.emit()
    assert shown.answer.hints == 1
    shown = answer(view, question, "many")
    assert shown.answer.tries == 1
    assert "no number" in shown.said


def test_that_new_questions_have_other_numbers_and_begin_anew(view: ReviewView) -> None:
    before = view.questions
    answer(view, before[0], right(before[0]))
    view.findChild(QPushButton, "learn.review.new").click()
    assert view.questions != before
    assert count(view) == "0 of 7 right"


def test_that_another_network_is_asked_about_unless_one_has_begun(view: ReviewView, desk: Desk) -> None:
    other = Network((20, 20, 3), (Layer("mine", Conv2D(5)),))
    before = view.questions
    desk.document.change_network(other, "Another one")
    desk.qtbot.waitUntil(lambda: view.questions != before)
    assert any("`mine`" in question.text for question in view.questions)
    answer(view, view.questions[0], right(view.questions[0]))
    kept = view.questions
    desk.document.change_network(Network((9, 9, 1)), "None")
    about = view.findChild(QLabel, "learn.review.about")
    desk.qtbot.waitUntil(lambda: "has changed since" in about.text())
    assert view.questions == kept
    view.ask_anew()
    assert "an example" in about.text()


def test_that_a_typed_answer_is_never_lost_to_another_network(view: ReviewView, desk: Desk) -> None:
    line = view.findChild(QLineEdit)
    line.setText("12")
    before = view.questions
    desk.document.change_network(Network((9, 9, 1)), "None")
    desk.qtbot.waitUntil(lambda: "has changed since" in view.findChild(QLabel, "learn.review.about").text())
    assert view.questions == before


def test_that_questions_about_the_example_stay_so_while_no_network_has_a_convolution(desk: Desk) -> None:
    desk.document.change_network(Network((8, 8, 1)), "Nothing")
    view = ReviewView(desk.document, seed=1)
    desk.qtbot.addWidget(view)
    view.findChild(QLineEdit).setText("1")
    about = view.findChild(QLabel, "learn.review.about")
    desk.document.change_network(Network((9, 9, 1)), "Nothing either")
    view._look()
    assert "has changed since" not in about.text()
    desk.document.change_network(Network((9, 9, 1), (Layer("mine", Conv2D(5)),)), "Something")
    view._look()
    assert "new questions are about the new one" in about.text()
    answer(view, view.questions[0], right(view.questions[0]))
    assert "new questions are about the new one" in about.text()
    view.ask_anew()
    desk.document.change_network(Network((8, 8, 1)), "Nothing")
    answer(view, view.questions[0], right(view.questions[0]))
    assert "about an example" in about.text()


def test_that_questions_do_not_give_away_what_is_left_blank(view: ReviewView, desk: Desk) -> None:
    about = view.findChild(QLabel, "learn.review.about")
    name = next(node.name for node in desk.document.project.network.nodes if node.spec.kind == "Conv2D")
    desk.document.change(replace(desk.document.project, blanks=(Blank(name, "filters"),)), "Blank")
    desk.qtbot.waitUntil(lambda: "still to be filled in" in about.text())
    assert "has changed since" not in about.text()
    desk.document.change(replace(desk.document.project, blanks=()), "Fill in")
    desk.qtbot.waitUntil(lambda: "open network" in about.text() and "example" not in about.text())
    desk.document.change(replace(desk.document.project, blanks=(Blank("", "epochs"),)), "Blank")
    view._look()
    assert "example" not in about.text()
