"""What commands print on standard output: tables for people, or one JSON document."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, TextIO

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr


class OutputRefused(StudioError):
    """Standard output takes nothing more, as where the disk behind it is full."""


@contextmanager
def taken() -> Iterator[None]:
    """Raises OutputRefused for what standard output does not take, BrokenPipeError where nobody reads it any more."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputRefused(
            tr("The output could not be written: {reason}.", reason=error.strerror or type(error).__name__),
            tr("Free some space, or choose another place."),
        ) from error


def print_json(value: Any) -> None:
    """One JSON document; a number that JSON does not have (NaN, infinite) is null."""
    plain_text = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(_finite(value), ensure_ascii=plain_text, allow_nan=False)
    with taken():
        print(text.encode("utf-8", "backslashreplace").decode())  # a name of bytes that are no UTF-8 stays as "\udcff"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, (list, tuple)) else value


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Columns under their heads; those numbered in ``right`` stand at the right edge."""
    every = [list(head), *map(list, rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    for row in every:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        say("  ".join(cells).rstrip())


def cut(text: str, most: int) -> str:
    """At most so many letters of a cell."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def say(text: str, stream: TextIO | None = None, end: str = "\n") -> None:
    """A line for people; letters the terminal does not have become question marks.

    What is said beside the output is no reason to end where nobody hears it any more.

    Args:
        stream: None for standard output.
    """
    stream = sys.stdout if stream is None else stream
    encoding = stream.encoding or "utf-8"
    with suppress(OSError) if stream is sys.stderr else taken() if stream is sys.stdout else nullcontext():
        print(text.encode(encoding, "replace").decode(encoding), file=stream, end=end)


def print_text(text: str) -> None:
    """A whole document, its line ends as they are; letters the terminal does not have become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    with taken():
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
