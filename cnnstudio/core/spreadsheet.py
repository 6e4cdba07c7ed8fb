"""Tables for spreadsheets: comma-separated values of which no cell is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable

Cell = str | int | float | None

_FORMULA = re.compile(r"(^|[;,\t\r\n])([\s'\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a formula could begin: at the start of a cell, or behind what may separate cells in other countries."""


def to_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """Comma-separated values as RFC 4180 has them; None is an empty cell, a number stands as it is.

    A text in which a spreadsheet could find a formula gets an apostrophe before that place
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a formula could begin in it."""
    return _FORMULA.sub(r"\1'\2", text)
