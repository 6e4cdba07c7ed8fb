"""Long work beside the window: told how far it is, stopped by newer work, never in the way."""

import itertools
import threading
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from cnnstudio.core.errors import StudioError
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.threads.attention import Attention
from cnnstudio.gui.threads.newest import Newest, end_all


class Answers:
    """Writes down what came of the work."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[str] = []

    def fail(self, error: StudioError) -> None:
        self.failed.append(str(error))


@pytest.fixture
def newest(qtbot: QtBot) -> Iterator[Newest]:
    made = Newest("newest")
    yield made
    made.close()


@pytest.fixture
def answers() -> Answers:
    return Answers()


def test_that_an_answer_arrives_on_the_thread_that_asked(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    newest.run(lambda watch: threading.current_thread(), answers.done.append, answers.fail)
    newest.progressed.connect(lambda _: threads.append(threading.current_thread()))
    assert newest.is_busy
    qtbot.waitUntil(lambda: bool(answers.done))
    assert answers.done != [threading.current_thread()]
    assert not newest.is_busy


def test_that_a_refusal_is_told_in_words(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    def refuse(watch: Watch) -> None:
        raise StudioError("It is broken.")

    newest.run(refuse, answers.done.append, answers.fail)
    qtbot.waitUntil(lambda: answers.failed == ["It is broken."])


def test_that_too_little_memory_is_told_in_words(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    def fill(watch: Watch) -> None:
        raise MemoryError

    newest.run(fill, answers.done.append, answers.fail)
    qtbot.waitUntil(lambda: bool(answers.failed))
    assert "memory" in answers.failed[0]


def test_that_our_own_mistake_is_raised_and_not_swallowed(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    def err(watch: Watch) -> None:
        raise KeyError("ours")

    with qtbot.captureExceptions() as caught:
        newest.run(err, answers.done.append, answers.fail)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is KeyError


def test_that_after_a_mistake_in_taking_the_answer_whoever_waits_is_told_too(
    newest: Newest, answers: Answers, qtbot: QtBot
) -> None:
    def take(_: object) -> None:
        raise KeyError("ours")

    with qtbot.captureExceptions() as caught:
        newest.run(lambda watch: 1, take, answers.fail)
        qtbot.waitUntil(lambda: bool(caught))
    assert answers.failed == ["Something went wrong inside the program."]
    assert [kind for kind, *_ in caught] == [KeyError]


def test_that_of_two_pieces_only_the_newer_one_answers(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    def wait(watch: Watch) -> str:
        while not watch.stopped():
            pass
        return "old"

    newest.run(wait, answers.done.append, answers.fail)
    newest.run(lambda watch: "new", answers.done.append, answers.fail)
    qtbot.waitUntil(lambda: answers.done == ["new"])


def test_that_work_that_is_not_wanted_any_more_is_not_begun(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    begun: list[int] = []
    may_end = threading.Event()

    def work(number: int, watch: Watch) -> int:
        begun.append(number)
        may_end.wait(5)
        return number

    with patch.object(Attention, "give_way") as given_way:
        newest.run(partial(work, 0), answers.done.append, answers.fail)
        qtbot.waitUntil(lambda: begun == [0])
        for number in range(1, 30):
            newest.run(partial(work, number), answers.done.append, answers.fail)
        may_end.set()
        qtbot.waitUntil(lambda: answers.done == [29])
    assert begun == [0, 29]
    assert given_way.call_count == 2  # else thirty would have stood in line for as long as the window is at work


def test_that_a_hundred_thousand_pieces_of_news_are_few(newest: Newest, answers: Answers, qtbot: QtBot) -> None:
    told: list[Progress] = []
    newest.progressed.connect(told.append)

    def tell(watch: Watch) -> int:
        for number in range(100_000):
            watch.tell(Progress("Reading", number, 100_000))
        return 1

    newest.run(tell, answers.done.append, answers.fail)
    qtbot.waitUntil(lambda: answers.done == [1])
    assert 1 <= len(told) < 100


def test_that_nothing_is_begun_after_closing(newest: Newest, answers: Answers) -> None:
    newest.close()
    newest.run(lambda watch: 1, answers.done.append, answers.fail)
    assert not newest.is_busy
    assert not any(thread.name == "newest" for thread in threading.enumerate())


def test_that_work_whose_window_is_gone_is_told_to_stop_and_answers_nobody(answers: Answers, qtbot: QtBot) -> None:
    begun, ended = threading.Event(), threading.Event()

    def wait(watch: Watch) -> None:
        begun.set()
        while not watch.stopped():
            pass
        ended.set()

    parent = QObject()
    newest = Newest("newest", parent)
    newest.run(wait, answers.done.append, answers.fail)
    assert begun.wait(5)
    delete(parent)  # as Qt does, while Python still holds the rest
    assert ended.wait(5)
    qtbot.wait(20)  # an answer would come in one of the next turns
    assert (answers.done, answers.failed) == ([], [])
    assert not isValid(newest)


def test_that_many_that_die_while_they_are_told_harm_nobody(qtbot: QtBot) -> None:
    gone = []
    for _ in range(300):
        parent = QObject()
        newest = Newest("newest", parent)
        newest.run(lambda watch: watch.tell(Progress("Reading", 1)), lambda _: gone.append("told"), lambda _: None)
        del newest, parent
    qtbot.waitUntil(lambda: all(thread.name != "newest" for thread in threading.enumerate()))
    qtbot.wait(20)  # an answer would come in one of the next turns
    assert gone == []


def test_that_all_in_a_window_end_together_within_one_patience(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    now, waits = [0.0], []

    def join(thread: threading.Thread, timeout: float) -> None:
        waits.append(timeout)
        now[0] += 0.75 * timeout

    window, gate = QObject(), threading.Event()
    for number in range(6):
        Newest(f"deaf {number}", QObject(window)).run(lambda watch: gate.wait(), lambda value: None, lambda error: None)
    with monkeypatch.context() as patch:
        patch.setattr("cnnstudio.gui.threads.newest.time", SimpleNamespace(monotonic=lambda: now[0]))
        patch.setattr(threading.Thread, "join", join)
        end_all(window)
    assert waits == [2 * 0.25**number for number in range(6)]
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("deaf"):
            thread.join(5)


def test_that_what_ends_soon_is_waited_for(qapp: object) -> None:
    window = QObject()
    work = Newest("obedient", QObject(window))
    work.run(lambda watch: [watch.check() for _ in itertools.count()], lambda value: None, lambda error: None)
    end_all(window)
    assert all(thread.name != "obedient" for thread in threading.enumerate())
