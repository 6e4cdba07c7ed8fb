"""The refusal of what does not fit into the memory that the system has, and what the estimate knows of the engine."""

import psutil
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.memory import STREAMED
from cnnstudio.engine.training import feed, memory


def test_that_what_needs_more_than_there_is_is_refused_with_the_figures() -> None:
    with pytest.raises(StudioError, match=r"needs about 4\.0 GB of memory, but only 4\.0 GB are free") as caught:
        memory.require(memory.Need(4 * 10**9, 0, 0), available=4 * 10**9)
    assert "fewer units" in caught.value.hint


def test_that_what_fits_is_let_be() -> None:
    memory.require(memory.Need(800, 0, 0), available=1000)


def test_that_the_system_is_asked_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        available = 1000

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    with pytest.raises(StudioError):
        memory.require(memory.Need(801, 0, 0))


def test_that_the_estimate_counts_as_many_batches_of_a_file_as_are_read_ahead() -> None:
    assert feed.AT_ONCE + feed.AHEAD + 2 == STREAMED
