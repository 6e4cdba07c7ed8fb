"""Keeps what TensorFlow says of itself while it starts off the person's terminal; everything else comes through."""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator

_LOUD = "TF_CPP_MIN_LOG_LEVEL"
_OF_TENSORFLOW = re.compile(
    rb"[IWE]\d{4} \d\d:\d\d:\d|WARNING: All log messages before absl::|\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IWE] "
)
"""How a line of TensorFlow's log begins; what ends the program begins with F."""

_ERROR = 2
"""The number of standard error."""


@contextlib.contextmanager
def quiet_start() -> Iterator[None]:
    """Holds standard error back, and afterwards lets through what is not TensorFlow's log.

    A part of that log is written past Python, and before TensorFlow reads how much of it is wanted. Who sets
    ``TF_CPP_MIN_LOG_LEVEL`` sees all of it.
    """
    if _LOUD in os.environ:
        yield
        return
    with contextlib.ExitStack() as undo:
        try:
            before = os.dup(_ERROR)
        except OSError:  # a window without a terminal may have none
            yield
            return
        undo.callback(os.close, before)
        try:
            held = undo.enter_context(tempfile.TemporaryFile())
        except OSError:  # no folder for it, or a full one: better a log to be seen than no engine
            yield
            return
        undo.callback(_let_through, held.fileno(), before)
        undo.callback(os.dup2, before, _ERROR)
        os.dup2(held.fileno(), _ERROR)
        yield


def _let_through(held: int, to: int) -> None:
    """Writes what is not TensorFlow's log from the file ``held`` to the file ``to``."""
    os.lseek(held, 0, os.SEEK_SET)
    with os.fdopen(os.dup(held), "rb") as lines, contextlib.suppress(OSError):  # nobody may read it any more
        for line in lines:
            if not _OF_TENSORFLOW.match(line):
                os.write(to, line)
