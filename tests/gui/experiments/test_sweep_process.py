"""The process of a sweep, played by a child that says what a test has written down."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.own_process import program
from cnnstudio.core.sweeps.news import Paused, SweepEnded, TrialBegan
from cnnstudio.gui.experiments.sweep_process import SweepProcess
from tests.gui.mistakes import err_once
from tests.gui.sweep_child import Step, child


class Heard:
    """What a process has told."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.process = SweepProcess(command)
        self.news: list[object] = []
        self.ends: list[StudioError | None] = []
        self.process.told.connect(self.news.append)
        self.process.ended.connect(self.ends.append)
        self.process.start()


@pytest.fixture
def start(qapp: object) -> Iterator[Callable[..., Heard]]:
    made: list[Heard] = []

    def begin(*steps: Step) -> Heard:
        made.append(Heard(child(*steps)))
        return made[-1]

    yield begin
    for heard in made:
        heard.process.close(5_000)


def test_that_it_is_this_program_again() -> None:
    said = subprocess.run([*program(), "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.startswith("CNN Studio")


def test_that_news_are_told_in_their_order_and_all_before_the_end(start: Callable[..., Heard], qtbot: QtBot) -> None:
    news = [TrialBegan(number) for number in range(1, 401)]
    heard = start(*news, SweepEnded(True))
    heard.process.ended.connect(lambda _: heard.news.append("ended"))
    qtbot.waitUntil(lambda: heard.ends == [None])
    assert heard.news == [*news, SweepEnded(True), "ended"]


def test_that_what_is_no_news_is_passed_over_and_kept_for_the_details(
    start: Callable[..., Heard], qtbot: QtBot
) -> None:
    heard = start(("say", "2026: loading cuda"), Paused(True), ("complain", "out of memory"), ("end", "1"))
    qtbot.waitUntil(lambda: bool(heard.ends))
    [why] = heard.ends
    assert heard.news == [Paused(True)]
    assert why is not None
    assert why.text == "The process of the sweep has died (code 1)."
    assert sorted(why.details.splitlines()) == ["2026: loading cuda", "out of memory"]


def test_that_a_refusal_is_told_in_its_own_words(start: Callable[..., Heard], qtbot: QtBot) -> None:
    heard = start(("complain", "cnnstudio: Nothing varies in this sweep."), ("end", "2"))
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0] is not None
    assert heard.ends[0].text == "Nothing varies in this sweep."


def test_that_it_is_told_what_to_do_by_lines(start: Callable[..., Heard], qtbot: QtBot) -> None:
    heard = start(("hear", "pause"), Paused(True), ("hear", "retry 3 5"), Paused(False))
    heard.process.say("pause")
    qtbot.waitUntil(lambda: heard.news == [Paused(True)])
    heard.process.say("retry 3 5")
    qtbot.waitUntil(lambda: heard.ends == [None])


def test_that_a_killed_one_says_so(start: Callable[..., Heard], qtbot: QtBot) -> None:
    heard = start(Paused(True), ("hear", "never"))
    qtbot.waitUntil(lambda: bool(heard.news))
    os.kill(heard.process.number, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0] is not None
    assert "was killed (code 9)" in heard.ends[0].text


def test_that_a_program_that_is_not_there_is_told_like_any_bad_end(qtbot: QtBot) -> None:
    heard = Heard(("/no/such/program",))
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0] is not None
    assert "could not be started" in heard.ends[0].text
    heard.process.say("pause")


@pytest.mark.parametrize("name", ["_take_turns", "_read", "_read_errors"])
@pytest.mark.parametrize("steps", [(Paused(True), SweepEnded(True)), (("complain", "Killed by the cat"), ("end", "7"))])
def test_that_its_end_is_told_where_a_mistake_is_made_in_hearing_of_it(
    steps: tuple[Step, ...], name: str, start: Callable[..., Heard], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    err_once(monkeypatch, SweepProcess, name)
    with qtbot.captureExceptions() as caught:
        heard = start(*steps)
        qtbot.waitUntil(lambda: bool(heard.ends))
    assert [str(error) for _, error, _ in caught] == ["boom"]
    assert heard.news == [step for step in steps if not isinstance(step, tuple)]
    assert len(heard.ends) == 1
    assert (heard.ends[0] is None) == (SweepEnded(True) in steps)


def test_that_a_line_without_an_end_fills_no_memory(start: Callable[..., Heard], qtbot: QtBot) -> None:
    heard = start(("fill", "2000000"), ("say", ""), Paused(True), SweepEnded(True))
    qtbot.waitUntil(lambda: heard.ends == [None])
    assert heard.news[-1] == SweepEnded(True)


def test_that_it_ends_with_the_program_that_started_it() -> None:
    # The window dies by force: nothing of it can tell the child, which sees only that its input has ended.
    script = (
        "import os, sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from cnnstudio.gui.experiments.sweep_process import SweepProcess\n"
        "application = QCoreApplication([])\n"
        f"process = SweepProcess({child(Paused(True), ('hear', 'never'))!r})\n"
        "process.told.connect(lambda _: (print(process.number, flush=True), os.kill(os.getpid(), 9)))\n"
        "process.start()\n"
        "application.exec()\n"
    )
    window = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert window.returncode == -signal.SIGKILL, window.stderr
    _wait_until_gone(int(window.stdout))


def _wait_until_gone(number: int) -> None:
    """Waits for a process that is nobody's child any more."""
    import psutil

    try:
        psutil.Process(number).wait(timeout=20)
    except psutil.NoSuchProcess:
        return
