"""Two side by side: a second network answers the same drawing."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import (
    Follow,
    Followed,
    LayerMaps,
    OpenSaved,
    Predict,
    Predicted,
    SavedOpened,
    SavedSubject,
)
from cnnstudio.core.pictures.ink import MNISTS_WAY
from cnnstudio.core.pictures.sheet import inked
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.pad.answer import Answer
from cnnstudio.gui.pad.following.layers_view import LayersView
from cnnstudio.gui.pad.second import SecondAnswer
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.pixel_view import PixelView
from tests.gui.desk import LABELS, Desk, small_network
from tests.gui.pad.rooms import room_of

PROBABILITIES = np.array([0.005, 0.983, 0.012], np.float32)


@pytest.fixture
def second(desk: Desk) -> SecondAnswer:
    desk.add_run(1)
    desk.add_run(2, network=small_network(side=12))
    made = SecondAnswer(room_of(desk))
    desk.qtbot.addWidget(made)
    made.layout().addWidget(made.layers)
    made.layers_shown.connect(made.layers.setVisible)
    made.layers.hide()
    made.resize(300, 700)
    made.show()
    return made


def draw(desk: Desk, value: float = 1.0) -> None:
    ink = np.zeros((64, 64), np.float32)
    ink[10:50, 30:36] = value
    desk.document.findChild(Drawing).put(inked(ink), MNISTS_WAY)


def text(second: SecondAnswer, name: str) -> str:
    return second.findChild(QLabel, f"draw.second.{name}").text()


def test_that_nobody_is_asked_until_somebody_is_chosen(desk: Desk, second: SecondAnswer) -> None:
    draw(desk)
    desk.settle()
    assert not desk.asked(Predict)
    combo = second.findChild(QComboBox, "draw.second.choice")
    assert [combo.itemText(row).partition(" ·")[0] for row in range(combo.count())] == [
        "Compare with…",
        "Run 1",  # run 2 answers
        "Open another saved network…",
    ]
    assert combo.currentText() == "Compare with…"


def test_that_each_network_sees_the_drawing_in_its_own_size(desk: Desk, second: SecondAnswer) -> None:
    draw(desk)
    second.choose(1)
    request = desk.wait_for(Predict)
    assert (request.sender, request.subject.run, request.picture.shape) == ("draw.second", 1, (8, 8, 1))
    assert second.findChild(PixelView, "draw.second.seen").isVisible()  # run 2 answers, of 12 × 12
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, PROBABILITIES))
    assert text(second, "answer") == "dog · 98.3 %"
    assert text(second, "note") == "Run 1"
    desk.add_run(3, network=small_network(side=12))
    second.choose(2)
    assert desk.wait_for(Predict, 2).picture.shape == (12, 12, 1)
    assert not second.findChild(PixelView, "draw.second.seen").isVisible()  # run 3 sees the same
    assert text(second, "answer") == "…"  # what run 1 said is not what run 2 says


def test_that_it_asks_again_when_the_drawing_changes_and_forgets_when_it_is_gone(
    desk: Desk, second: SecondAnswer
) -> None:
    second.choose(1)
    draw(desk)
    desk.wait_for(Predict)
    draw(desk, 0.5)
    request = desk.wait_for(Predict, 2)
    desk.document.findChild(Drawing).put(inked(np.zeros((64, 64), np.float32)), MNISTS_WAY)
    desk.qtbot.waitUntil(lambda: text(second, "answer") == "")
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, PROBABILITIES))
    assert text(second, "answer") == ""


def test_that_its_layers_are_asked_for_only_while_they_are_shown(desk: Desk, second: SecondAnswer) -> None:
    second.choose(1)
    draw(desk)
    desk.wait_for(Predict)
    second.findChild(IconButton, "draw.second.maps").click()
    request = desk.wait_for(Follow)
    layers = (LayerMaps("conv2d_1", "Conv2D", (6, 6, 4), np.zeros((6, 6, 4), np.uint8), 0.0, 1.0),)
    desk.answer(Follow, lambda ticket: Followed(ticket, request.subject, LABELS, PROBABILITIES, layers))
    view = second.findChild(LayersView, "draw.second.layers")
    assert view.isVisible()
    assert view.maps.layers == layers


def test_that_a_file_is_opened_beside_the_network_that_answers(desk: Desk, second: SecondAnswer) -> None:
    networks = desk.document.findChild(Networks)
    draw(desk)
    networks.open("/somewhere/other.h5", "draw.second", later=False, beside=True)
    subject = SavedSubject("/somewhere/other.h5")
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, small_network(), LABELS, None))
    assert networks.current == 2
    assert desk.wait_for(Predict).subject == subject
    assert second.answering is not None
    assert second.answering.name == "other.h5"


def test_that_who_is_gone_is_compared_with_no_more(desk: Desk, second: SecondAnswer) -> None:
    run = desk.document.runs[0]
    second.choose(1)
    desk.document.put_run(replace(run, status="failed", epochs=(), kept=()))
    assert second.answering is None
    assert second.findChild(QComboBox, "draw.second.choice").currentText() == "Compare with…"


def test_that_what_one_network_said_goes_when_another_is_chosen(desk: Desk, second: SecondAnswer) -> None:
    desk.add_run(3, network=small_network(side=12))
    draw(desk)
    second.choose(1)
    second.findChild(IconButton, "draw.second.maps").click()
    request = desk.wait_for(Follow)
    layers = (LayerMaps("conv2d_1", "Conv2D", (6, 6, 4), np.zeros((6, 6, 4), np.uint8), 0.0, 1.0),)
    desk.answer(Follow, lambda ticket: Followed(ticket, request.subject, LABELS, PROBABILITIES, layers))
    assert second.layers.maps.layers == layers
    count = len(desk.asked(Follow))
    second.choose(2)
    desk.wait_for(Follow, count + 1)
    assert second.layers.maps.layers == ()


def test_that_nobody_is_compared_with_itself(desk: Desk, second: SecondAnswer) -> None:
    second.choose(1)
    assert second.answering is not None
    desk.document.choose_run(1)
    assert second.answering is None
    combo = second.findChild(QComboBox, "draw.second.choice")
    assert (combo.currentText(), combo.itemText(1).partition(" ·")[0]) == ("Compare with…", "Run 2")


@pytest.mark.parametrize(
    ("labels", "truth", "said", "framed"),
    [
        (LABELS, LABELS[1], "right", None),
        (LABELS, LABELS[0], "wrong", 0),
        (LABELS, "seven", "", None),
        (("Cat ", "Dog", "Elk"), "dog", "right", None),
        (("Cat ", "Dog", "Elk"), "cat", "wrong", 0),
        (("a", "A", "b"), "a", "wrong", 0),
        (LABELS, "", "", None),
    ],
)
def test_that_an_answer_is_right_or_wrong_only_of_classes_that_the_network_knows(
    qtbot: QtBot, labels: tuple[str, ...], truth: str, said: str, framed: int | None
) -> None:
    answer = Answer("draw.second")
    qtbot.addWidget(answer)
    answer.set_truth(truth)
    answer.show_prediction(Predicted(1, SavedSubject("other.keras"), labels, PROBABILITIES), "")
    mark = answer.findChild(QLabel, "draw.second.right")
    assert ("" if mark.isHidden() else mark.text(), answer.bars.pointed) == (said, framed)
    answer.show_words("…", "")
    assert mark.isHidden()


def test_that_of_many_classes_the_true_one_has_a_bar_however_it_is_written(qtbot: QtBot) -> None:
    answer = Answer("draw.second")
    qtbot.addWidget(answer)
    answer.set_truth("class 29")
    labels, values = tuple(f"Class {number}" for number in range(30)), np.linspace(1, 0, 30, dtype=np.float32)
    answer.show_prediction(Predicted(1, SavedSubject("other.keras"), labels, values), "")
    assert answer.bars.bars[-1].label == "Class 29"
