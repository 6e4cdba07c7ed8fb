"""What a command keeps of all that the engine says."""

from cnnstudio.cli.serve import Collector
from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Finished, Scoring, ValidationBatchEnded
from tests.cli.test_progress import EVENTS


def test_that_every_event_is_shown_and_only_what_is_asked_for_later_kept() -> None:
    shown: list[Event] = []
    collector = Collector(shown.append)
    batches = [BatchEnded(1, 1, number, 469, 0.5, 0.75) for number in range(469)]
    passing = [*batches, ValidationBatchEnded(1, 1, 1, 1), Scoring(1, "test", 5, 10)]
    answers = [event for event in EVENTS if not isinstance(event, BatchEnded)]
    said = [answers[0], *passing, *answers[1:]]
    for event in said:
        collector.take(event)
    assert shown == said
    assert collector.answers == answers
    assert [type(event) for event in answers[-2:]] == [EpochEnded, Finished]
