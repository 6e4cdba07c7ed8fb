"""The grid of mistakes while their order is worked out beside the window."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.evaluation.outcomes import Numbers, Order, Outcomes
from cnnstudio.gui.evaluation import mistakes
from cnnstudio.gui.evaluation.mistakes import MistakesView
from cnnstudio.gui.evaluation.picked import Picked
from cnnstudio.gui.evaluation.tiles import Answers
from tests.gui.evaluation.stage import TEST, outcomes_of
from tests.gui.fakes import FakeBridge

SHAPE = (8, 8, 1)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[MistakesView]:
    made = MistakesView(FakeBridge())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.end()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every order is worked out beside the window, and found once this is set."""
    opened, numbers = threading.Event(), Picked.numbers

    def wait(picked: Picked, outcomes: Outcomes, wrong_only: bool, order: Order) -> Numbers:
        opened.wait(5)
        return numbers(picked, outcomes, wrong_only, order)

    monkeypatch.setattr(mistakes, "_QUICK", 0)
    monkeypatch.setattr(Picked, "numbers", wait)
    yield opened
    opened.set()


def test_that_an_order_found_too_late_shows_no_pictures_without_answers(
    view: MistakesView, gate: threading.Event, qtbot: QtBot
) -> None:
    view.show_answers(Answers(TEST), None, SHAPE)
    view.show_answers(None, None, SHAPE)
    assert not view._sorting.is_busy
    gate.set()
    view.show_answers(Answers(outcomes_of([0, 1], [0, 0])), None, SHAPE)
    qtbot.waitUntil(lambda: view.title == "1 mistake")


def test_that_pictures_that_come_before_the_order_leave_what_is_shown(
    view: MistakesView, gate: threading.Event, qtbot: QtBot
) -> None:
    gate.set()
    view.show_answers(Answers(TEST), None, SHAPE)
    qtbot.waitUntil(lambda: view.title == "2 mistakes")
    gate.clear()
    view.show_answers(Answers(outcomes_of([0, 1], [0, 0])), None, SHAPE)
    view.show_pictures(None, "no pictures")
    np.testing.assert_array_equal(view.numbers, [5, 2])  # of the answers before, which the grid still has
    assert view.grid.tiles.caption(0).text == "elk → cat"
    gate.set()
    qtbot.waitUntil(lambda: view.title == "1 mistake")
