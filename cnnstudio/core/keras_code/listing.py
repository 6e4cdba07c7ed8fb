"""The text of a script or notebook as statements: what is no Python of today is mended or passed over with a note.

Nothing in it is run: it is only parsed (``ast``).
"""

import ast
import contextlib
import json
import re
import textwrap
import warnings
from dataclasses import dataclass
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.found import Notebook
from cnnstudio.core.keras_code.slips import what_is_wrong
from cnnstudio.core.language import tr

MOST = 400_000
"""Characters of code that are read, without the pictures of a notebook."""

MOST_BYTES = 64_000_000
"""Of a file: a notebook has the pictures in it that it shows."""

_MOST_LINES = 20_000
"""Lines and, as several may stand on one, statements."""

_REPAIRS = 60
_MOST_WORK = 2_000_000
"""So many characters are parsed at most, all attempts together."""

_MAGIC = re.compile(r"^(\s*)(?:%{1,2}[A-Za-z]|!(?!=)|\?|[\w.]+\?\??\s*$)")
_PROMPTS = (">>>", "In [", "In[")
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.(?=\s|$)|In ?\[[\d ]*\]:|Out ?\[[\d ]*\]:)\s?")
_PRINT = re.compile(r"^(\s*)(?:print|exec)\b(?!\s*\()")
_EXCEPT = re.compile(r"^(\s*except\s+[\w.]+)\s*,\s*(\w+)\s*:")
_GAPS = (
    (re.compile(r"\(\s*(?=,)"), "(..."),
    (re.compile(r",\s*(?=,)"), ", ..."),
    (re.compile(r"(?<![=!<>])=\s*(?=[,)]|$|#)"), "=..."),
    (re.compile(r"\?+"), "..."),
    (re.compile(r"<[^<>=()]{1,40}>"), "..."),
    (re.compile(r"\[(?:your|fill|todo)[^\[\]]{0,40}\]", re.IGNORECASE), "..."),
    (re.compile(r"(?<!\w)_{2,}\s+_{2,}(?!\w)"), "..."),
)
"""What teachers leave where something is to be filled in, and Python cannot read."""

_MANY = 6
"""So many lines that are no Python code, and a third of all, are no slips of the pen."""

_OTHER = tr(
    "This is no Python code, or only in parts: as of this line much of it cannot be read, and is left out. Keras code "
    "is pasted as it stands in a .py file or in the cells of a notebook, without the words around it."
)
_UNTIL_THEN = tr("Until then this line is left out.")

_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\u00a0": " ", "–": "-", "−": "-"})
_QUOTED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*)""")
"""Within straight quotes, and in comments, signs may be what they like."""


@dataclass(frozen=True)
class Listing:
    """The code as it is shown, and its statements; their lines are those of the code.

    Attributes:
        is_other: Whether much of it is no Python code, which a note says.
    """

    code: str
    statements: tuple[ast.stmt, ...]
    is_other: bool = False


def listing(text: str, name: str, notes: Notebook) -> Listing:
    """The statements of a script or, as ``name`` or its beginning says, a notebook; raises SpecError in words."""
    if len(text) > MOST_BYTES:
        raise SpecError(tr("The text is too large to be code."))
    if "\0" in text:
        raise SpecError(tr("This is no text."))
    is_notebook = name.lower().endswith(".ipynb") or (text.lstrip()[:1] == "{" and '"cells"' in text)
    cells = _cells(text) if is_notebook else [text]
    code = "\n\n".join(cells)
    if len(code) > MOST:
        raise SpecError(tr("There is too much code: at most {most:,} characters are read.", most=MOST))
    if max(code.count("\n"), code.count(";")) >= _MOST_LINES:
        raise SpecError(tr("There is too much code: at most {most:,} lines are read.", most=_MOST_LINES))
    work = _Work(notes)
    statements: list[ast.stmt] = []
    first = 0
    for cell in cells:
        lines = cell.split("\n")
        statements += work.statements(lines, first)
        first += len(lines) + 1
    work.say(code)
    return Listing(code, tuple(statements), work.is_other)


def _cells(text: str) -> list[str]:
    """The cells of code of a notebook of any version (nbformat 3 has them in worksheets)."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(tr("The notebook is damaged: it is no JSON.")) from error
    sheets = found.get("worksheets") if isinstance(found, dict) else None
    holders = sheets if isinstance(sheets, list) else [found]
    cells: list[str] = []
    for holder in holders:
        rows = holder.get("cells") if isinstance(holder, dict) else None
        if not isinstance(rows, list):
            raise SpecError(tr("The notebook has no cells."))
        for row in rows:
            if isinstance(row, dict) and row.get("cell_type") == "code":
                cells.append(_joined(row.get("source", row.get("input", ""))))
    return cells


def _joined(source: Any) -> str:
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str)).replace("\r\n", "\n")


class _Work:
    """Parses one text after the other within one budget."""

    def __init__(self, notes: Notebook) -> None:
        self._notes = notes
        self._left = _MOST_WORK
        self._repairs = _REPAIRS
        self._lost: dict[int, str] = {}
        self.is_other = False
        """Whether much of it is no Python at all."""

    def say(self, code: str) -> None:
        """Notes the lines that were lost, each on its own; of what is no Python code one for all of them."""
        lines = sum(1 for line in code.splitlines() if line.strip())
        self.is_other = self._repairs < 0 or (len(self._lost) >= _MANY and 3 * len(self._lost) >= lines)
        if self.is_other and self._lost:
            self._notes.add(min(self._lost), _OTHER, "missing")
            return
        for line, words in self._lost.items():
            self._notes.add(line, words, "missing")

    def statements(self, lines: list[str], first: int) -> list[ast.stmt]:
        """Of the lines of one text, which stand behind ``first`` other lines."""
        if not any(line.lstrip().startswith(_PROMPTS) for line in lines):  # “In [1]: x” is Python, too
            with contextlib.suppress(SyntaxError):
                return _moved(self._parsed(lines), first)
        rows = _plain(lines)
        while True:
            try:
                return _moved(self._parsed(rows), first)
            except SyntaxError as error:
                self._repairs -= 1
                if self._repairs < 0 or self._left < 0:
                    self._lost.setdefault(first + (error.lineno or 1), what_is_wrong(error))
                    return self._before(rows, (error.lineno or 1) - 1, first)
                self._mend(rows, error, first)

    def _parsed(self, rows: list[str]) -> ast.Module:
        code = "\n".join(rows)
        self._left -= len(code)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of strings with a lone backslash, say
                return ast.parse(code)
        except (RecursionError, MemoryError, ValueError) as error:
            raise SpecError(tr("The code is nested too deep to be read.")) from error

    def _before(self, rows: list[str], end: int, first: int) -> list[ast.stmt]:
        """What can be read of the lines before one that cannot."""
        for stop in range(end, max(end - 20, 0), -1):
            code = "\n".join(rows[:stop])
            self._left -= len(code)
            if self._left < -_MOST_WORK and stop < end:
                break
            try:
                tree = ast.parse(code)
            except (SyntaxError, RecursionError, MemoryError, ValueError):
                continue
            return _moved(tree, first)
        return []

    def _mend(self, rows: list[str], error: SyntaxError, first: int) -> None:
        """Changes the line that cannot be read; it never changes how many lines there are."""
        place = min(max((error.lineno or 1) - 1, 0), len(rows) - 1)
        row = rows[place]
        mended = _indented(rows, place, error) or _straight(row) or _filled(row) or _closed(row, error)
        if mended is not None and mended != row:
            rows[place] = mended
            return
        while place > 0 and not rows[place].strip():
            place -= 1  # an open bracket at the end of the text is noticed behind it
        indent = rows[place][: len(rows[place]) - len(rows[place].lstrip())]
        if not _PRINT.match(rows[place]):
            self._lost.setdefault(first + place + 1, f"{what_is_wrong(error)} {_UNTIL_THEN}")
        rows[place] = "" if rows[place].strip() == "pass" else f"{indent}pass"


def _moved(tree: ast.Module, first: int) -> list[ast.stmt]:
    """Its statements with the lines they have behind ``first`` other ones."""
    if first:
        ast.increment_lineno(tree, first)
    return tree.body


def _plain(lines: list[str]) -> list[str]:
    """Without prompts, the magic of notebooks, curly quotes and a common indentation."""
    rows = [(line if line.isascii() else _straight_around_texts(line)).expandtabs(8).rstrip("\r") for line in lines]
    if any(row.lstrip().startswith(_PROMPTS) for row in rows):
        rows = [_PROMPT.sub("", row) for row in rows]
    rows = [f"{found[1]}pass" if (found := _MAGIC.match(row)) else row for row in rows]
    rows = [_without_print(row) for row in rows]
    rows = [_EXCEPT.sub(r"\1 as \2:", row) for row in rows]
    return textwrap.dedent("\n".join(rows)).split("\n")


def _straight_around_texts(row: str) -> str:
    """With the signs of Python in the place of those of a word processor, but in what stands in quotes of Python."""
    parts = _QUOTED.split(row)
    return "".join(part if number % 2 else part.translate(_SIGNS) for number, part in enumerate(parts))


def _straight(row: str) -> str | None:
    """With all signs of a word processor replaced, where there are any."""
    mended = row.translate(_SIGNS)
    return mended if mended != row else None


def _without_print(row: str) -> str:
    """Without the ``print`` of Python 2, which was no function."""
    found = _PRINT.match(row)
    return f"{found[1]}pass" if found and row.count("(") == row.count(")") else row


def _indented(rows: list[str], place: int, error: SyntaxError) -> str | None:
    """A line that is indented for no reason, or not where it should be."""
    if not isinstance(error, IndentationError):
        return None
    before = next((row for row in reversed(rows[:place]) if row.strip()), "")
    indent = before[: len(before) - len(before.lstrip())]
    if "expected an indented block" in str(error.msg):
        return f"{indent}    {rows[place].lstrip()}" if rows[place].strip() else f"{indent}    pass"
    return f"{indent}{rows[place].lstrip()}"


def _filled(row: str) -> str | None:
    """With ``...`` where something is to be filled in."""
    code, sign, comment = row.partition("#")
    mended = code
    for pattern, gap in _GAPS:
        mended = pattern.sub(gap, mended)
    return f"{mended}{' ' if sign else ''}{sign}{comment}" if mended != code else None


def _closed(row: str, error: SyntaxError) -> str | None:
    """With the brackets that were never closed."""
    if "never closed" not in str(error.msg) and "forgot a comma" not in str(error.msg):
        return None
    code = row.partition("#")[0].rstrip()
    missing = code.count("(") - code.count(")")
    complete = not code.endswith((",", "(", "[", "=", "\\"))
    return f"{code}{')' * missing}" if 0 < missing < 5 and complete else None
