"""How the process beside a worker ended is said as far as it is known."""

import pytest

from cnnstudio.sweeping.worker_engine import Engine, EngineLost, how_it_ended


def test_that_only_what_the_system_killed_is_put_down_to_memory() -> None:
    assert "memory" in how_it_ended(-9, "I was well.")
    assert how_it_ended(-11, "") == "The process that trained it ended by signal 11."
    assert how_it_ended(1, "ImportError: no") == "The process that trained it ended with exit code 1. ImportError: no"


def test_that_the_last_words_of_an_engine_are_quoted_and_it_is_gone() -> None:
    engine = Engine()
    with pytest.raises(EngineLost, match=r"exit code 1\. KeyError: 'file'"):
        engine.train({"no": "job"}, lambda epoch: None, lambda: False)
    assert not engine.is_up
