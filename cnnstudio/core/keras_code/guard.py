"""What stands between one strange line and all the others: it is said to be unreadable, and the rest is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from cnnstudio.core.keras_code.found import Notebook
from cnnstudio.core.language import tr

UNREADABLE = tr("This cannot be read.")

SLIPS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What Python raises where a value is of another sort or size than was reckoned with.

In strangers' text any value may stand in any place, so that no list of checks is known to be complete. One that is
missing would cost the person the whole file; so it costs a line, which is named. What no value can bring about (a name
that is misspelt, a file that is gone, no memory) still goes through, and so does ``TooLong``. The tests change the
examples at random and demand that this is never needed.
"""


@contextmanager
def one_line(notes: Notebook, line: int, text: str = UNREADABLE) -> Iterator[None]:
    """Makes a note at the line of what slips in the block."""
    try:
        yield
    except RecursionError:
        notes.add(line, tr("This is nested too deep to be read."), "missing")
    except SLIPS:
        notes.add(line, text, "missing")
