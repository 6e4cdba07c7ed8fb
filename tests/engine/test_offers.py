"""The second thread: what it answers, that nothing of a training changes for it, and that it ends."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.messages import (
    BatchEnded,
    EpochEnded,
    Event,
    Failed,
    FeaturesShown,
    Finished,
    Follow,
    Followed,
    GetReady,
    GotReady,
    Paused,
    Predict,
    Predicted,
    RunSubject,
    ShowFeatures,
    Train,
)
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.engine.start import Ready
from cnnstudio.files.project.run_writing import prepare_otherwise
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import SIDE, Watched, columns, with_plan

PICTURE = np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 1), np.uint8)
BESIDE = "engine, looking in"


class Waiting(Watched):
    """Events that can be waited for by what they hold, and acted upon where they are told."""

    def __init__(self) -> None:
        super().__init__()
        self.hook: Callable[[Event], None] = lambda event: None

    def emit(self, event: Event) -> None:
        super().emit(event)
        self.hook(event)

    def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event that is wanted; fails when it does not come."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(wanted, self.events)), 60)
            return next(filter(wanted, self.events))


class Engine:
    """A session beside a window, which notes on which thread each answer was given."""

    def __init__(self) -> None:
        self.mailbox, self.watched = Mailbox(), Waiting()
        self.threads: dict[int, str] = {}
        session = Session(self.mailbox, self._emit, beside_a_window=True)
        self.thread = threading.Thread(target=session.run, name="engine")
        self.thread.start()

    def _emit(self, event: Event) -> None:
        self.threads[event.ticket] = threading.current_thread().name
        self.watched.emit(event)

    def ask(self, subject: RunSubject, kind: type[Follow] | type[Predict] = Follow) -> Event:
        """Asks and waits for the answer."""
        ticket = self.mailbox.post(kind(subject=subject, picture=PICTURE))
        return self.watched.wait_for(lambda event: event.ticket == ticket)

    def asked_on(self, subject: RunSubject, kind: type[Follow] | type[Predict] = Follow) -> str:
        """On which thread the answer was given."""
        return self.threads[self.ask(subject, kind).ticket]

    def end(self) -> None:
        self.mailbox.close()
        self.thread.join(30)


@pytest.fixture
def engine(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr("cnnstudio.engine.session.step_thread_back", lambda: None)
    monkeypatch.setattr("cnnstudio.engine.session.bring_up", lambda: ready)
    made = Engine()
    yield made
    made.end()


def trained(engine: Engine, project: Project, folder: Path, name: str = "one") -> tuple[RunSubject, list[Event]]:
    path = folder / f"{name}.cnnstudio"
    ProjectFile.create(path, project).close()
    ticket = engine.mailbox.post(Train(file=str(path), project=project))
    engine.watched.wait_for(lambda event: isinstance(event, Finished) and event.ticket == ticket)
    return RunSubject(str(path), 1), [event for event in engine.watched.events if event.ticket == ticket]


def test_that_the_second_thread_answers_as_the_first_one_does(engine: Engine, project: Project, tmp_path: Path) -> None:
    subject, _ = trained(engine, project, tmp_path)
    first, second = engine.ask(subject), engine.ask(subject)
    assert (engine.threads[first.ticket], engine.threads[second.ticket]) == ("engine", BESIDE)
    assert isinstance(first, Followed)
    assert isinstance(second, Followed)
    np.testing.assert_allclose(first.probabilities, second.probabilities, rtol=1e-6)
    for one, other in zip(first.layers, second.layers, strict=True):
        assert (one.layer, one.shape) == (other.layer, other.shape)
        assert np.abs(one.maps.astype(int) - other.maps).max() <= 1
    predicted = engine.ask(subject, Predict)
    assert isinstance(predicted, Predicted)
    assert engine.threads[predicted.ticket] == BESIDE
    np.testing.assert_allclose(predicted.probabilities, first.probabilities, rtol=1e-6)


def test_that_a_training_that_is_looked_at_is_the_same_to_the_last_bit(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    project = with_plan(project, epochs=4)
    alone, events = trained(engine, project, tmp_path)
    path = tmp_path / "looked_at.cnnstudio"
    ProjectFile.create(path, project).close()
    looked_at = RunSubject(str(path), 1)
    answers: list[int] = []

    def ask_again(event: Event) -> None:
        if isinstance(event, BatchEnded) and event.ticket == train[0]:
            for subject in (looked_at, alone):
                answers.append(engine.mailbox.post(Follow(sender=subject.file, subject=subject, picture=PICTURE)))

    train: list[int] = [0]
    engine.watched.hook = ask_again
    train[0] = engine.mailbox.post(Train(file=str(path), project=project))
    engine.watched.wait_for(lambda event: isinstance(event, Finished) and event.ticket == train[0])
    assert columns([event for event in engine.watched.events if event.ticket == train[0]]) == columns(events)
    with ProjectFile.open(alone.file) as one, ProjectFile.open(looked_at.file) as other:
        pairs = zip(one.weights(1)[1].items(), other.weights(1)[1].items(), strict=True)
        assert all(name == again and np.array_equal(ours, theirs) for (name, ours), (again, theirs) in pairs)
    told = {each.ticket: engine.threads[each.ticket] for each in engine.watched.events if isinstance(each, Followed)}
    assert BESIDE in {told[ticket] for ticket in answers if ticket in told}
    assert not any(isinstance(event, Failed) for event in engine.watched.events)


def test_that_after_a_training_the_stored_weights_answer(engine: Engine, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "one.cnnstudio"
    ProjectFile.create(path, project).close()
    subject, before = RunSubject(str(path), 1), []
    ticket = engine.mailbox.post(Train(file=str(path), project=with_plan(project, epochs=3)))
    engine.watched.wait_for(lambda event: isinstance(event, EpochEnded))
    before.append(engine.ask(subject))
    before.append(engine.ask(subject))
    engine.watched.wait_for(lambda event: isinstance(event, Finished) and event.ticket == ticket)
    after = engine.ask(subject)
    own = engine.ask(replace(subject, epoch=only_run(subject).used_epoch))
    assert isinstance(after, Followed)
    assert isinstance(own, Followed)
    np.testing.assert_allclose(after.probabilities, own.probabilities, rtol=1e-6)


def test_that_a_run_that_is_gone_is_said_in_words(engine: Engine, project: Project, tmp_path: Path) -> None:
    subject, _ = trained(engine, project, tmp_path)
    assert [engine.asked_on(subject) for _ in range(2)] == ["engine", BESIDE]
    Path(subject.file).unlink()
    assert isinstance(engine.ask(subject), Failed)


def test_that_the_first_answer_is_the_second_threads_where_the_subject_was_made_ready(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    subject, _ = trained(engine, project, tmp_path)
    ticket = engine.mailbox.post(GetReady(subject=subject))
    assert engine.watched.wait_for(lambda event: event.ticket == ticket) == GotReady(ticket, subject)
    assert engine.asked_on(subject) == BESIDE


def test_that_a_preparation_that_was_changed_just_now_is_the_one_of_the_next_answer(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    subject, _ = trained(engine, project, tmp_path)
    answers = [engine.ask(subject, Predict) for _ in range(3)]
    run = only_run(subject)
    with ProjectFile.open(subject.file) as file, file._database.writing() as connection:
        prepare_otherwise(connection, run, Prepared(Preprocessing("signed")))
    answers.append(engine.ask(subject, Predict))
    found = [each.probabilities for each in answers if isinstance(each, Predicted)]
    np.testing.assert_allclose(found[0], found[2], rtol=1e-6)
    assert not np.allclose(found[2], found[3])
    assert engine.threads[answers[2].ticket] == BESIDE


def test_that_an_answer_does_not_wait_for_a_project_that_is_written_to(
    engine: Engine, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, _ = trained(engine, project, tmp_path)
    assert [engine.asked_on(subject) for _ in range(3)][1:] == [BESIDE] * 2
    monkeypatch.setattr("cnnstudio.engine.offers.glance_at", lambda subject: None)  # as when it was written just now
    with closing(sqlite3.connect(subject.file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")  # nobody may read
        connection.execute("UPDATE run SET name = 'another'")
        assert engine.asked_on(subject) == BESIDE
        connection.execute("ROLLBACK")


def test_that_what_the_second_thread_answers_in_a_pause_is_of_the_weights_of_the_pause(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "one.cnnstudio"
    ProjectFile.create(path, project).close()
    subject = RunSubject(str(path), 1)

    def act(event: Event) -> None:
        if isinstance(event, BatchEnded) and event.batch == 2 and event.epoch == 1:
            engine.mailbox.post(Follow(subject=subject, picture=PICTURE))
        if isinstance(event, BatchEnded) and event.batch == 5 and event.epoch == 1:
            engine.mailbox.pause()

    engine.watched.hook = act
    engine.mailbox.post(Train(file=str(path), project=with_plan(project, epochs=2)))
    engine.watched.wait_for(lambda event: isinstance(event, Paused))
    answer = engine.ask(subject)
    ticket = engine.mailbox.post(ShowFeatures(subject=subject, layer=project.network.nodes[-1].name, picture=PICTURE))
    truth = engine.watched.wait_for(lambda event: event.ticket == ticket)
    assert isinstance(answer, Followed)
    assert isinstance(truth, FeaturesShown)
    assert engine.threads[answer.ticket] == BESIDE
    np.testing.assert_allclose(answer.probabilities, truth.maps, rtol=1e-5)


def test_that_who_was_asked_last_stays_ready_and_nothing_is_kept_twice(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    subjects = [trained(engine, project, tmp_path, name)[0] for name in ("one", "two", "three")]
    for subject in subjects:
        assert [engine.asked_on(subject) for _ in range(2)] == ["engine", BESIDE]
    assert engine.asked_on(subjects[0]) == BESIDE
    another = replace(subjects[2], epoch=1)
    assert engine.asked_on(another) == "engine"
    assert [engine.asked_on(subject) for subject in (another, subjects[2])] == [BESIDE, BESIDE]
    assert engine.asked_on(subjects[1]) == "engine"


def test_that_the_second_thread_ends_with_the_engine(engine: Engine, project: Project, tmp_path: Path) -> None:
    assert BESIDE in {thread.name for thread in threading.enumerate()}
    subject, _ = trained(engine, project, tmp_path)
    for _ in range(20):
        engine.mailbox.post(Follow(sender=str(_), subject=subject, picture=PICTURE))
    engine.end()
    assert BESIDE not in {thread.name for thread in threading.enumerate()}
    assert not engine.thread.is_alive()


def test_that_all_that_was_asked_is_answered_before_the_engine_finishes(
    engine: Engine, project: Project, tmp_path: Path
) -> None:
    subject, _ = trained(engine, project, tmp_path)
    engine.ask(subject)
    tickets = [engine.mailbox.post(Follow(sender=str(n), subject=subject, picture=PICTURE)) for n in range(20)]
    engine.mailbox.finish()
    engine.thread.join(60)
    answered = {event.ticket for event in engine.watched.events if isinstance(event, Followed)}
    assert set(tickets) <= answered


def only_run(subject: RunSubject) -> Run:
    with ProjectFile.open(subject.file, read_only=True) as file:
        return file.run(subject.run)
