"""Work in a process of its own: what it tells, gives and refuses, and that none is left behind."""

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.context import SpawnProcess

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.child import run_in_child

Tell = Callable[[int], None]


def count(to: int, tell: Tell) -> str:
    for number in range(to):
        tell(number)
    return f"{os.getpid()}"


def go_on_for_ever(tell: Tell) -> None:
    tell(os.getpid())
    threading.Event().wait()


def die(tell: Tell) -> None:
    os._exit(7)


def refuse(tell: Tell) -> None:
    raise StudioError("There is nothing to do.", "Give it something.")


def run_out_of_memory(tell: Tell) -> None:
    raise MemoryError


def make_a_mistake(tell: Tell) -> None:
    raise KeyError("nobody")


def run(
    work: Callable[[Tell], object], tell: Tell = lambda _: None, check: Callable[[], None] = lambda: None
) -> object:
    try:
        return run_in_child("counting", work, tell, check)
    finally:
        assert multiprocessing.active_children() == []


def test_that_a_child_tells_and_gives_what_it_finds_from_another_process() -> None:
    told: list[int] = []
    value = run(partial(count, 5), told.append)
    assert told == [0, 1, 2, 3, 4]
    assert value != str(os.getpid())


def test_that_a_child_that_is_not_wanted_any_more_is_killed_at_once() -> None:
    class UnwantedError(Exception):
        pass

    told: list[int] = []

    def check() -> None:
        if told:
            raise UnwantedError

    with pytest.raises(UnwantedError):  # it waits for no end of what has none
        run(go_on_for_ever, told.append, check)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (die, r"The process that works at counting has died \(code 7\)\. There may be too little memory"),
        (refuse, r"There is nothing to do\. Give it something\."),
        (run_out_of_memory, "There is not enough memory"),
    ],
)
def test_that_a_child_that_fails_says_why_in_words(work: Callable[[Tell], object], words: str) -> None:
    with pytest.raises(StudioError, match=words):
        run(work)


def test_that_a_child_that_cannot_be_started_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(process: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(SpawnProcess, "start", start)
    with pytest.raises(StudioError, match=r"counting needs a process of its own.*: Resource temporarily unavailable"):
        run(refuse)


def test_that_what_the_program_itself_raises_at_news_is_not_taken_for_the_death_of_the_child() -> None:
    def tell(number: int) -> None:
        raise ConnectionError("ours")

    with pytest.raises(ConnectionError, match="ours"):
        run(partial(count, 3), tell)


def test_that_a_mistake_of_ours_in_a_child_comes_with_its_trace() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)process of counting.*make_a_mistake.*KeyError: 'nobody'"):
        run(make_a_mistake)


_PROGRAM = """
import os
from cnnstudio.core.program.child import run_in_child
from tests.core.program.test_child import go_on_for_ever

def tell(number):
    print(number, flush=True)
    os._exit(1)

if __name__ == "__main__":
    run_in_child("counting", go_on_for_ever, tell, lambda: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the end of a foreign process is asked for as POSIX has it")
def test_that_a_child_ends_when_the_program_dies_without_a_word(tmp_path: object) -> None:
    script = f"{tmp_path}/program.py"
    with open(script, "w", encoding="utf-8") as file:
        file.write(_PROGRAM)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # Its end of the output stays open for as long as the child lives: "run" waits for both.
    done = subprocess.run([sys.executable, script], env=environment, stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 1
    assert int(done.stdout) > 0
