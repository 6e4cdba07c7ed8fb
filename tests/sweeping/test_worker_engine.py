"""How the process beside a worker ended is said as far as it is known."""

import io
from collections.abc import Iterator
from contextlib import closing

import pytest

from cnnstudio.sweeping.worker_engine import Engine, EngineLost, how_it_ended


@pytest.fixture
def engine() -> Iterator[Engine]:
    with closing(Engine()) as made:
        yield made


def test_that_only_what_the_system_killed_is_put_down_to_memory() -> None:
    assert "memory" in how_it_ended(-9, "I was well.")
    assert how_it_ended(-11, "") == "The process that trained it ended by signal 11."
    assert how_it_ended(1, "ImportError: no") == "The process that trained it ended with exit code 1. ImportError: no"


def test_that_how_it_ended_is_said_where_the_system_knows_no_sigkill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("signal.SIGKILL")  # as on Windows
    assert how_it_ended(1, "") == "The process that trained it ended with exit code 1."


def test_that_an_engine_that_cannot_go_on_ends_though_it_has_other_threads_and_its_last_words_are_quoted(
    engine: Engine,
) -> None:
    with pytest.raises(EngineLost, match=r"exit code 1\. KeyError: 'file'"):
        engine.train({"no": "job"}, lambda epoch: None, lambda: False)
    assert not engine.is_up


def test_that_an_engine_that_says_what_is_no_news_is_lost(engine: Engine) -> None:
    engine._listen(io.BytesIO(b'{"epoch": {"numb'))  # killed in the middle of a line
    with pytest.raises(EngineLost, match="was killed"):
        engine.train({}, lambda epoch: None, lambda: False)
