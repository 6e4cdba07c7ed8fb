"""What one process sends, the other has: small things through the pipe, large arrays in memory of both."""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.messages import Predict, Predicted, RunSubject, TakeVectors
from cnnstudio.data.among import Among
from cnnstudio.data.stored import StoredPictures
from cnnstudio.engine.process import passing
from cnnstudio.engine.process.passing import receive, send

SUBJECT = RunSubject("a.cnnstudio", 1)
MILLION = np.random.default_rng(1).random(1_000_000, np.float32)


@pytest.fixture
def ends() -> Iterator[Any]:
    one, other = multiprocessing.Pipe()
    with one, other:
        yield one, other


def passed(ends: Any, message: object) -> Any:
    """What comes out of the other end, which another thread fills."""
    thread = threading.Thread(target=send, args=(ends[0], message))
    thread.start()
    found = receive(ends[1])
    thread.join()
    return found


def handles() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("large", [False, True])
def test_that_a_message_arrives_as_it_was_sent(ends: Any, large: bool) -> None:
    values = MILLION if large else MILLION[:10]
    found = passed(ends, Predicted(3, SUBJECT, ("a", "b"), values))
    assert (found.ticket, found.subject, found.labels) == (3, SUBJECT, ("a", "b"))
    np.testing.assert_array_equal(found.probabilities, values)


def test_that_many_arrays_of_any_size_arrive_side_by_side(ends: Any) -> None:
    arrays = [np.full(size, number, np.uint8) for number, size in enumerate((1, 65_537, 0, 100_001, 3, 70_000))]
    for sent, found in zip(arrays, passed(ends, arrays), strict=True):
        np.testing.assert_array_equal(found, sent)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="memory without a name is Linux's")
def test_that_large_arrays_do_not_go_through_the_pipe_and_cannot_be_written(ends: Any) -> None:
    send(ends[0], MILLION)  # the pipe would not take them, and nobody reads yet
    found = receive(ends[1])
    assert not found.flags.writeable
    np.testing.assert_array_equal(found, MILLION)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted as Linux shows them")
@pytest.mark.parametrize("share", [1, 2])
def test_that_nothing_stays_open_when_an_array_is_gone(share: int, ends: Any) -> None:
    """What takes long to free is freed by another thread."""
    some = MILLION[: len(MILLION) // share]
    before, mapped = handles(), Path("/proc/self/maps").read_text().count("memfd:cnnstudio")
    for _ in range(5):
        found = passed(ends, some)
        np.testing.assert_array_equal(found, some)
    part = found[-2:]
    del found
    np.testing.assert_array_equal(part, some[-2:])  # a part holds the whole
    del part
    patience = time.monotonic() + 10
    while handles() != before and time.monotonic() < patience:
        time.sleep(0.01)
    assert handles() == before
    assert Path("/proc/self/maps").read_text().count("memfd:cnnstudio") == mapped


def test_that_where_no_memory_can_be_shared_all_goes_through_the_pipe(
    ends: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "memfd_create", refuse, raising=False)
    np.testing.assert_array_equal(passed(ends, MILLION), MILLION)
    monkeypatch.setattr(passing, "_SHARES", False)
    np.testing.assert_array_equal(passed(ends, MILLION), MILLION)


def test_that_an_end_that_is_closed_is_told_and_waited_for_by_nobody(ends: Any) -> None:
    ends[1].close()
    with pytest.raises(OSError, match="pipe"):
        send(ends[0], MILLION)
    one, other = multiprocessing.Pipe()
    one.close()
    with other, pytest.raises(EOFError):
        receive(other)


def test_that_of_many_pictures_in_memory_only_the_chosen_ones_are_sent(ends: Any) -> None:
    pictures = np.arange(100 * 4, dtype=np.uint8).reshape(100, 2, 2, 1)
    among = Among(pictures, np.array([7, 3, 99]))
    found = passed(ends, TakeVectors(subject=SUBJECT, layer="a", pictures=among)).pictures
    assert found.pictures.shape == (3, 2, 2, 1)
    np.testing.assert_array_equal(found[1:], pictures[[3, 99]])


def test_that_of_pictures_in_a_file_it_is_sent_where_they_are(ends: Any, tmp_path: Path) -> None:
    path, pictures = tmp_path / "pictures", np.arange(12, dtype=np.uint8).reshape(3, 2, 2, 1)
    pictures.tofile(path)
    stored = StoredPictures(path, (2, 2, 1), 3)
    found = passed(ends, Among(stored, np.array([2, 0])))
    np.testing.assert_array_equal(found[:], pictures[[2, 0]])
    path.unlink()
    np.testing.assert_array_equal(found[:], pictures[[2, 0]])
    gone = passed(ends, stored)  # which says so where they are wanted, and not where a message is read
    with pytest.raises(Exception, match="cannot be read any more"):
        gone[0]


def test_that_a_request_with_a_picture_is_a_value_again(ends: Any) -> None:
    picture = np.zeros((300, 300, 1), np.uint8)
    found = passed(ends, ("take_in", (Predict("pad", subject=SUBJECT, picture=picture),)))
    assert found[0] == "take_in"
    assert found[1][0].sender == "pad"
