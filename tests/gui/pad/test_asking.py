"""Asking while the pen moves: which answers are shown."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import (
    BatchEnded,
    Event,
    Failed,
    GetReady,
    Paused,
    Predicted,
    SavedSubject,
    Settled,
)
from cnnstudio.gui.pad.asking import Asking
from tests.gui.fakes import FakeBridge

SUBJECT, OTHER = SavedSubject("a.keras"), SavedSubject("b.keras")
PICTURE = np.zeros((2, 2, 1), np.uint8)


class Asked:
    """An asking, and the tickets of what it told."""

    def __init__(self) -> None:
        self.bridge = FakeBridge()
        self.asking = Asking(self.bridge, "draw", self.bridge)
        self.told: list[int] = []
        self.changes = 0
        self.asking.answered.connect(lambda event: self.told.append(event.ticket))
        self.asking.failed.connect(lambda event: self.told.append(-event.ticket))
        self.asking.weights_changed.connect(self._count)

    def _count(self) -> None:
        self.changes += 1

    def ask(self, times: int = 1) -> int:
        """Asks so often; the last ticket."""
        for _ in range(times):
            self.asking.ask(SUBJECT, PICTURE, with_maps=True)
        return len(self.bridge.requests)

    def come(self, *events: Event) -> list[int]:
        """What it has told when these events have come."""
        for event in events:
            self.bridge.event.emit(event)
        return self.told


def answer(ticket: int) -> Predicted:
    return Predicted(ticket, SUBJECT, ("x",), np.ones(1, np.float32))


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked()


def test_that_every_answer_is_shown_though_something_newer_was_asked_meanwhile(asked: Asked) -> None:
    asked.ask(3)
    assert asked.come(answer(1)) == [1]
    asked.ask(5)
    assert asked.come(answer(3), answer(7), answer(8)) == [1, 3, 7, 8]


def test_that_an_answer_that_is_older_than_the_one_shown_is_dropped(asked: Asked) -> None:
    asked.ask(3)
    assert asked.come(answer(2), answer(1), answer(2)) == [2]


def test_that_what_was_asked_before_it_forgot_counts_no_more(asked: Asked) -> None:
    asked.ask(2)
    asked.asking.forget()
    assert not asked.asking.has_asked
    asked.ask()
    assert asked.come(answer(2), Failed(1, "", ""), answer(3)) == [3]


def test_that_what_others_asked_between_is_theirs(asked: Asked) -> None:
    asked.ask()
    asked.bridge.post(GetReady(subject=OTHER))
    asked.ask()
    assert asked.come(answer(2), Failed(2, "", ""), Failed(3, "", "")) == [-3]


def test_that_it_is_told_of_new_weights_when_the_answer_has_come_and_of_a_pause_at_once(asked: Asked) -> None:
    batch = BatchEnded(9, 1, 1, 10, 0.5, 0.5)
    asked.come(batch)
    assert asked.changes == 0  # nothing was asked yet
    ticket = asked.ask()
    asked.come(batch)
    assert asked.changes == 0
    asked.come(answer(ticket), batch, batch)
    assert asked.changes == 1
    asked.ask()
    asked.come(Paused(9))
    assert asked.changes == 2


def test_that_a_network_is_made_ready_once_and_not_beside_a_training(asked: Asked) -> None:
    asked.asking.get_ready(SUBJECT)
    asked.asking.get_ready(SUBJECT)
    assert asked.bridge.requests == [GetReady("draw", subject=SUBJECT)]
    asked.come(BatchEnded(9, 1, 1, 10, 0.5, 0.5))
    asked.asking.get_ready(OTHER)
    assert len(asked.bridge.requests) == 1
    asked.come(Settled(9))
    asked.asking.get_ready(SUBJECT)
    assert len(asked.bridge.requests) == 2
