"""Exceptions in words: short, without terminal colours and without this computer's paths."""

import errno
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.failures import failed, first_line, full_disk_told
from cnnstudio.files.words import in_words


class ResourceExhaustedError(Exception):
    """TensorFlow's, which has another parent."""


def test_that_the_words_of_a_studio_error_are_kept() -> None:
    event = failed(4, StudioError("The disk is full.", "Free some space."), "")
    assert (event.ticket, event.text, event.hint, event.details) == (4, "The disk is full.", "Free some space.", "")


def test_that_colours_paths_and_blank_lines_are_taken_out() -> None:
    error = ValueError("\n\n\x1b[1mInput 0\x1b[0m of /usr/lib/python3/site-packages/keras/x.py is bad\nmore")
    assert first_line(error) == "Input 0 of … is bad"


def test_that_a_long_message_is_cut_to_two_hundred_characters() -> None:
    try:
        raise RuntimeError("word " * 10_000)
    except RuntimeError as error:
        event = failed(1, error, "Training ended with an error inside Keras.")
    assert len(event.text) == 200
    assert event.text.startswith("Training ended with an error inside Keras. word word")
    assert "Traceback" in event.details
    assert "Traceback" not in event.text


def test_that_an_exception_without_words_is_called_by_its_name() -> None:
    assert first_line(KeyError()) == "KeyError"


def test_that_running_out_of_memory_suggests_a_smaller_batch() -> None:
    for error in (ResourceExhaustedError("OOM when allocating tensor"), MemoryError()):
        event = failed(1, error, "")
        assert "not enough memory" in event.text
        assert "smaller batch" in event.hint


def test_that_a_full_disk_is_not_told_as_lack_of_memory() -> None:
    error = ResourceExhaustedError("log/train/events.out.tfevents; No space left on device")
    assert "memory" not in failed(1, error, "").text
    path = Path("log")
    with pytest.raises(OSError, match="No space left") as caught, full_disk_told(path):
        raise error
    assert caught.value.errno == errno.ENOSPC
    assert in_words(caught.value, path).text.startswith("The disk is full")


def test_that_other_errors_pass_as_they_are_while_something_is_written() -> None:
    error = ResourceExhaustedError("OOM when allocating tensor")
    with pytest.raises(ResourceExhaustedError) as caught, full_disk_told(Path("log")):
        raise error
    assert caught.value is error
