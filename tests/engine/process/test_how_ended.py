"""How a process ended is said as far as it is known."""

import signal

import pytest

from cnnstudio.engine.process.how_ended import how_it_ended


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals are POSIX's")
def test_that_what_the_system_killed_is_put_down_to_memory_and_the_rest_named() -> None:
    assert "memory" in how_it_ended(-signal.SIGKILL).text
    assert how_it_ended(-signal.SIGSEGV).text == "The engine crashed (SIGSEGV)."
    assert how_it_ended(-200).text == "The engine crashed (signal 200)."
    assert how_it_ended(7, "The worker").text == "The worker ended with code 7."
    assert how_it_ended(None).text == "The engine is gone."
