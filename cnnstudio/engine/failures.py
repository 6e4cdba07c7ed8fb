"""Turns exceptions into words: one sentence, what to do next, and the trace folded away."""

import errno
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Failed

MAX_TEXT = 200
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PATHS = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.+\-]+){2,}")
_OUT_OF_MEMORY = ("ResourceExhaustedError", "MemoryError")
_DISK_FULL = os.strerror(errno.ENOSPC)
"""TensorFlow's errors have no number: a full disk, too, is a ResourceExhaustedError, which ends with these words."""


class Stopped(Exception):
    """The person asked for the request that runs to end."""


def failed(ticket: int, error: Exception, what: str) -> Failed:
    """The event for an exception.

    Args:
        what: What failed when the exception is none whose words are meant for a person, a whole sentence.
    """
    if isinstance(error, StudioError):
        return Failed(ticket, error.text, error.hint, error.details)
    if is_out_of_memory(error):
        words = out_of_memory()
        return Failed(ticket, words.text, words.hint, details(error))
    text = f"{what} {first_line(error)}".strip()
    return Failed(ticket, text[:MAX_TEXT], "", details(error))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether TensorFlow or Python could not get the memory asked for (by name: Keras need not be there)."""
    return any(kind.__name__ in _OUT_OF_MEMORY for kind in type(error).__mro__) and not _is_disk_full(error)


@contextmanager
def full_disk_told(path: Path) -> Iterator[None]:
    """Raises what TensorFlow says of a full disk as the OSError that Python raises for it.

    Args:
        path: What is written.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and _is_disk_full(error):
            raise OSError(errno.ENOSPC, _DISK_FULL, str(path)) from error
        raise


def _is_disk_full(error: BaseException) -> bool:
    return _DISK_FULL in str(error)


def out_of_memory() -> StudioError:
    """The words for it."""
    return StudioError(
        tr("There was not enough memory for one batch."), tr("Use a smaller batch size, or fewer filters or units.")
    )


def details(error: BaseException) -> str:
    """The whole trace, without terminal colours."""
    return plain("".join(traceback.format_exception(error)))


def first_line(error: BaseException) -> str:
    """The first line that says something, without terminal colours or paths of this computer."""
    lines = (re.sub(r"\s+", " ", _PATHS.sub("…", line)).strip() for line in plain(str(error)).splitlines())
    found = next((line for line in lines if any(letter.isalpha() for letter in line)), type(error).__name__)
    return found if len(found) <= MAX_TEXT else f"{found[: MAX_TEXT - 1]}…"


def plain(text: str) -> str:
    """The text without terminal colours."""
    return _COLOURS.sub("", text)
