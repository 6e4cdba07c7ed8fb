"""Questions: the newest of a kind counts, a study is told until its end, and what is not wanted any more ends."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import (
    Cancelled,
    EngineState,
    Event,
    Failed,
    KernelsShown,
    Look,
    MeasureWeights,
    Progressed,
    SavedSubject,
    ShowKernels,
)
from cnnstudio.gui.viewer.questions import Questions
from tests.gui.fakes import FakeBridge

NET = SavedSubject("a.keras")
KERNELS = np.zeros((3, 3, 1, 1), np.float32)


@dataclass
class Asker:
    """Asks, and writes down what it is told."""

    bridge: FakeBridge
    questions: Questions
    told: list[object] = field(default_factory=list)

    def ask(self, request: Look, about: object = "a", last: bool = False) -> int:
        def answered(event: Event) -> bool:
            self.told.append(event)
            return last

        self.questions.ask(request, about, answered, self.told.append, lambda words: self.told.append(("wait", words)))
        return len(self.bridge.requests)

    def kernels(self, about: object = "a") -> int:
        return self.ask(ShowKernels("x", subject=NET, layer="c"), about)


@pytest.fixture
def asker(qtbot: QtBot) -> Asker:
    bridge = FakeBridge()
    return Asker(bridge, Questions(bridge, "x", bridge))


def shown(ticket: int) -> KernelsShown:
    return KernelsShown(ticket, NET, "c", KERNELS)


def test_that_an_answer_is_told_once(asker: Asker) -> None:
    ticket = asker.kernels()
    for _ in range(2):
        asker.bridge.event.emit(shown(ticket))
    assert [type(each) for each in asker.told] == [KernelsShown]
    assert not asker.questions.is_asked(ShowKernels)


def test_that_the_answer_to_an_older_question_is_not_told(asker: Asker) -> None:
    old, new = asker.kernels(), asker.kernels()
    asker.bridge.event.emit(shown(old))
    assert asker.told == []
    asker.bridge.event.emit(shown(new))
    assert len(asker.told) == 1


def test_that_a_study_is_told_until_its_last_event(asker: Asker) -> None:
    told: list[Event] = []
    asker.questions.ask(
        MeasureWeights("x", subject=NET), "a", lambda event: told.append(event) or event.done == 3, told.append
    )
    for done in (1, 2, 3, 4):
        asker.bridge.event.emit(Progressed(1, "Measuring", done, 3))
    assert [event.done for event in told] == [1, 2, 3]


def test_that_a_study_which_is_asked_anew_or_not_wanted_any_more_ends_in_the_engine(asker: Asker) -> None:
    first, second = (asker.ask(MeasureWeights("x", subject=NET)) for _ in range(2))
    assert asker.bridge.dropped == [first]
    asker.questions.drop(MeasureWeights)
    assert asker.bridge.dropped == [first, second]
    assert not asker.questions.is_asked(MeasureWeights)


def test_that_a_look_which_is_not_wanted_any_more_is_only_forgotten(asker: Asker) -> None:
    ticket = asker.kernels()
    asker.questions.drop_all()
    asker.bridge.event.emit(shown(ticket))
    assert (asker.told, asker.bridge.dropped) == ([], [])


def test_that_a_failure_and_that_a_study_was_cancelled_is_told_in_words(asker: Asker) -> None:
    ticket = asker.kernels()
    asker.bridge.event.emit(Failed(ticket, "There is no such layer.", "Choose another."))
    ticket = asker.ask(MeasureWeights("x", subject=NET))
    asker.bridge.event.emit(Progressed(ticket, "Measuring", 1, 3))
    asker.bridge.event.emit(Cancelled(ticket))
    assert asker.told[0] == "There is no such layer. Choose another."
    assert asker.told[2] == "This was stopped before it was done."
    assert not asker.questions.is_asked(MeasureWeights)
    assert MeasureWeights not in asker.questions._shown


def test_that_a_study_which_is_dropped_is_not_told_that_it_was_cancelled(asker: Asker) -> None:
    ticket = asker.ask(MeasureWeights("x", subject=NET))
    asker.questions.drop(MeasureWeights)
    asker.bridge.event.emit(Cancelled(ticket))
    assert asker.told == []


def test_that_progress_is_no_answer_yet_but_no_waiting_is_said_over_it(asker: Asker) -> None:
    ticket = asker.ask(MeasureWeights("x", subject=NET))
    asker.bridge.event.emit(Progressed(ticket, "Measuring", 1, 3))
    asker.questions._late.timeout.emit()
    assert len(asker.told) == 1
    assert MeasureWeights not in asker.questions._shown


def test_that_what_is_asked_can_be_told_by_what_it_is_about(asker: Asker) -> None:
    asker.kernels("a")
    assert asker.questions.is_asked(ShowKernels, "a")
    assert not asker.questions.is_asked(ShowKernels, "b")
    assert not asker.questions.is_asked(MeasureWeights, "a")


def test_that_waiting_is_said_where_something_else_is_shown_and_it_takes_long(asker: Asker, qtbot: QtBot) -> None:
    asker.bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
    asker.kernels()
    qtbot.waitUntil(lambda: ("wait", "Starting TensorFlow…") in asker.told)


def test_that_the_same_asked_again_lets_the_answer_stand_meanwhile(asker: Asker) -> None:
    asker.bridge.event.emit(shown(asker.kernels("a")))
    asker.kernels("a")
    asker.questions._late.timeout.emit()
    assert len(asker.told) == 1
    asker.kernels("b")
    asker.questions._late.timeout.emit()
    assert asker.told[1:] == [("wait", "Waiting for the engine…")]
