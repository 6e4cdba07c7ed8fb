"""A sweep beside a window: news as lines on standard output, orders as lines on standard input."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

from cnnstudio.cli.output import say
from cnnstudio.core.errors import SpecError
from cnnstudio.core.project import MAX_JSON
from cnnstudio.core.sweeps.news import News, to_line
from cnnstudio.sweeping.orders import Begin, Order, Stop, from_line

_AT_ONCE = 65_536
_MOST_LINE = 2 * MAX_JSON
"""Bytes: one order has a whole project in it."""


def print_news(news: News) -> None:
    """Says it at once to who reads."""
    print(to_line(news), flush=True)


def listen(take: Callable[[Order | Begin], None]) -> None:
    """Hands on the orders that come, on a thread that ends with the process; the end of the input is one to stop."""
    threading.Thread(target=_listen, args=(take,), name="orders", daemon=True).start()


def _listen(take: Callable[[Order | Begin], None]) -> None:
    for line in _lines(sys.stdin.fileno()):
        try:
            take(from_line(line))
        except SpecError as error:
            say(str(error), sys.stderr)
    take(Stop())


def _lines(source: int) -> Iterator[str]:
    """Read past Python's own buffer, whose lock a daemon thread must not hold while the process ends."""
    begun = b""
    with contextlib.suppress(OSError):  # as good as its end
        while read := os.read(source, _AT_ONCE):
            *whole, begun = (begun + read).split(b"\n")
            begun = begun[:_MOST_LINE]
            yield from (line.decode("utf-8", "surrogateescape") for line in whole)
