"""Studies: step by step, in turns, beside everything else; the newest of a sender wins, and a dropped one ends."""

from collections.abc import Iterator

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Cancelled, Event, Failed, MeasureWeights, Progressed, SavedSubject, TakeVectors
from cnnstudio.engine.inspecting import studies as module
from cnnstudio.engine.inspecting.studies import Steps, Studies
from cnnstudio.engine.mailbox import Mailbox, Posted
from cnnstudio.engine.turns import Turns

NET = SavedSubject("a.keras")


class Room:
    """Studies with what they told."""

    def __init__(self) -> None:
        self.mailbox, self.told = Mailbox(), list[Event]()
        self.studies = Studies(self.mailbox, self.told.append)

    def begin(self, steps: Steps, sender: str = "weights") -> int:
        ticket = self.mailbox.post(MeasureWeights(sender, subject=NET))
        posted = self.mailbox.next()
        assert posted is not None
        self.studies.begin(posted, steps)
        return ticket

    def finish(self) -> None:
        while self.studies.under_way:
            self.studies.go_on()


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(module, "_BETWEEN", 0.0)  # one step at a time
    return Room()


def counting(ticket: int, total: int) -> Iterator[Event | None]:
    for done in range(1, total + 1):
        yield None
        yield Progressed(ticket, "Counting", done, total)


def tickets(told: list[Event]) -> list[tuple[str, int]]:
    return [(type(event).__name__, event.ticket) for event in told]


def test_that_beginning_a_study_does_nothing_of_it_yet(room: Room) -> None:
    room.begin(counting(1, 2))
    assert (room.told, room.studies.under_way) == ([], True)


def test_that_studies_of_two_senders_take_turns(room: Room) -> None:
    room.begin(counting(1, 2), "a")
    room.begin(counting(2, 2), "b")
    room.finish()
    assert [event.ticket for event in room.told] == [1, 2, 1, 2]


def test_that_a_newer_study_of_the_same_sender_ends_the_older_one(room: Room) -> None:
    room.begin(counting(1, 9))
    room.studies.go_on()
    room.begin(counting(2, 1))
    room.finish()
    assert tickets(room.told) == [("Cancelled", 1), ("Progressed", 2)]


def test_that_another_kind_of_study_of_the_same_sender_does_not_end_it(room: Room) -> None:
    room.begin(counting(1, 1))
    room.studies.begin(Posted(2, TakeVectors("weights", subject=NET, layer="a", pictures=())), counting(2, 1))  # type: ignore[arg-type]
    room.finish()
    assert tickets(room.told) == [("Progressed", 1), ("Progressed", 2)]


def test_that_a_dropped_study_ends_and_says_so(room: Room) -> None:
    ticket = room.begin(counting(1, 9))
    room.studies.go_on()
    room.mailbox.drop(ticket)
    room.finish()
    assert room.told == [Cancelled(ticket)]


def test_that_stop_which_is_for_a_training_leaves_a_study_alone(room: Room) -> None:
    room.begin(counting(1, 2))
    room.mailbox.stop()
    room.finish()
    assert [type(event) for event in room.told] == [Progressed, Progressed]


def test_that_a_study_that_fails_says_why_and_the_others_go_on(room: Room) -> None:
    def failing() -> Steps:
        yield None
        raise StudioError("There is no such layer.", "Choose another one.")

    room.begin(failing(), "a")
    room.begin(counting(2, 2), "b")
    room.finish()

    failed = next(event for event in room.told if isinstance(event, Failed))
    assert (failed.ticket, failed.text, failed.hint) == (1, "There is no such layer.", "Choose another one.")
    assert room.told[-1] == Progressed(2, "Counting", 2, 2)


def test_that_a_training_goes_on_after_each_moment_that_a_study_had(room: Room) -> None:
    room.begin(counting(1, 5))
    turns = Turns(room.mailbox, 99, lambda _: None, room.told.append, room.studies)
    for _ in range(4):
        turns()
    assert len(room.told) == 2  # every other step tells


def test_that_in_a_pause_a_study_runs_to_its_end(room: Room) -> None:
    training = room.mailbox.post(MeasureWeights("x", subject=NET))
    room.mailbox.next()
    room.begin(counting(2, 5))
    room.mailbox.pause()

    def emit(event: Event) -> None:
        room.told.append(event)
        if event == Progressed(2, "Counting", 5, 5):
            room.mailbox.go_on()

    studies = room.studies
    studies._emit = emit
    Turns(room.mailbox, training, lambda _: None, emit, studies)()
    assert [type(event).__name__ for event in room.told] == ["Paused", *["Progressed"] * 5, "WentOn"]


def test_that_closing_ends_every_study(room: Room) -> None:
    room.begin(counting(1, 5), "a")
    room.begin(counting(2, 5), "b")
    room.studies.close()
    assert (tickets(room.told), room.studies.under_way) == ([("Cancelled", 1), ("Cancelled", 2)], False)
