"""Pauses: nothing is learned in one, looks are answered, and its time is nobody's."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from cnnstudio.core.messages import (
    BatchEnded,
    EpochEnded,
    Event,
    Finished,
    Paused,
    Predict,
    Predicted,
    Request,
    RunSubject,
    Scoring,
    Started,
    Train,
    WentOn,
)
from cnnstudio.core.project import Project
from tests.engine.conftest import Bench, columns, of_type, only, with_plan

PICTURE = np.full((8, 8, 1), 100, np.uint8)


def at_batch(epoch: int, batch: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (epoch, batch)


def is_a(kind: type[Event]) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, kind)


def test_that_in_a_pause_no_batch_passes_looks_are_answered_and_no_time_is_counted(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, undisturbed = bench.train(project)
    real, ahead = time.perf_counter, [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: real() + ahead[0])

    def look() -> None:
        ahead[0] += 10_000
        started = of_type(bench.events, Started)[-1]
        bench.mailbox.post(Predict(subject=RunSubject(started.file, started.run), picture=PICTURE))

    bench.when(at_batch(2, 3), bench.mailbox.pause)
    bench.when(is_a(Paused), look)
    bench.when(is_a(Predicted), bench.mailbox.go_on)
    _, events = bench.train(project)
    begin, end = (events.index(only(events, kind)) for kind in (Paused, WentOn))
    assert [type(event) for event in events[begin : end + 1]] == [Paused, Predicted, WentOn]
    assert at_batch(2, 3)(events[begin - 1])
    assert max(each.epoch.seconds for each in of_type(events, EpochEnded)) < 5_000
    assert columns(events) == columns(undisturbed)


@pytest.mark.parametrize("end", ["stop", "close"])
def test_that_stop_and_close_end_a_pause_and_the_run(bench: Bench, project: Project, end: str) -> None:
    bench.when(at_batch(1, 2), bench.mailbox.pause)
    bench.when(is_a(Paused), getattr(bench.mailbox, end))
    _, events = bench.train(project)
    assert only(events, Finished).status == "stopped"
    assert len(of_type(events, BatchEnded)) == 2
    assert not of_type(events, WentOn)


def test_that_a_pause_holds_the_run_under_way_and_none_posted_later(bench: Bench, project: Project) -> None:
    project = with_plan(project, epochs=1)
    file, bystander = bench.file(project), bench.file(project, "other.cnnstudio")
    later: Request = Train(file=bystander, project=project)
    bench.when(is_a(Finished), bench.mailbox.pause)
    bench.when(is_a(Finished), lambda: bench.mailbox.post(later))
    events = bench.work(Train(file=file, project=project))
    assert [each.status for each in of_type(events, Finished)] == ["finished", "finished"]
    assert not of_type(events, Paused)


def test_that_scoring_may_be_paused(bench: Bench, project: Project) -> None:
    bench.when(is_a(Scoring), bench.mailbox.pause)
    bench.when(is_a(Paused), bench.mailbox.go_on)
    _, events = bench.train(with_plan(project, epochs=1))
    assert only(events, WentOn)
    assert only(events, Finished).test is not None
