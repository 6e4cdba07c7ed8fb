"""The notes of a project file: texts by key, each function inside the transaction of who calls it.

A note is JSON that core wrote and reads again within its own bounds; here it is a text of bounded length.
"""

import sqlite3
from collections.abc import Mapping

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

MOST = 500
"""Notes of a project."""

MOST_KEY = 200
"""Characters."""

MOST_TEXT = 4_000_000
"""Characters of a note."""

MOST_CHARACTERS = 20_000_000
"""Of all notes together; a letter of several bytes counts as so many when one more is written."""

_WIDEST = 4
"""Bytes of a letter."""


class NotesRefused(StudioError):
    """There is no room for some notes.

    Attributes:
        keys: Those that cannot be kept; all others can.
    """

    def __init__(self, text: str, hint: str, keys: tuple[str, ...]) -> None:
        super().__init__(text, hint)
        self.keys = keys

    def __reduce__(self) -> tuple[type["NotesRefused"], tuple[str, str, tuple[str, ...]]]:
        return NotesRefused, (self.text, self.hint, self.keys)


def read(connection: sqlite3.Connection) -> dict[str, str]:
    """Every note by its key; what nobody wrote here, beyond the bounds or no text in UTF-8, is passed over."""
    # Of a text SQLite counts the letters before the first NUL alone; as bytes it is as long as it is.
    key, text = (f"CAST({name} AS BLOB)" for name in ("key", "json"))
    fits = f"length({key}) BETWEEN 1 AND {_WIDEST * MOST_KEY} AND length({text}) <= {_WIDEST * MOST_TEXT}"
    found: dict[str, str] = {}
    room = MOST_CHARACTERS
    for raw in connection.execute(f"SELECT {key}, {text} FROM note WHERE {fits} ORDER BY key LIMIT {MOST}"):
        note = _decoded(*raw)
        if note is None or len(note[1]) > room:
            continue
        room -= len(note[1])
        found[note[0]] = note[1]
    return found


def _decoded(key: bytes, text: bytes) -> tuple[str, str] | None:
    try:
        note = key.decode(), text.decode()
    except UnicodeDecodeError:
        return None
    return note if len(note[0]) <= MOST_KEY and len(note[1]) <= MOST_TEXT else None


def put(connection: sqlite3.Connection, notes: Mapping[str, str]) -> None:
    """Keeps notes in the place of those of the same keys; an empty text removes one.

    What stands there already may be beyond the bounds, when a stranger wrote it: only what would be more is refused.
    Raises NotesRefused in words where there is no room for some of them, so that the transaction keeps none.
    """
    refused: dict[str, tuple[str, str]] = {}
    for key in notes:
        if not notes[key]:
            connection.execute("DELETE FROM note WHERE key = ?", [key.encode("utf-8", "replace").decode()])
    for key, text in notes.items():
        why_not = _why_not(connection, key, text) if text else None
        if why_not is not None:
            refused[key] = why_not
        elif text:
            connection.execute("INSERT OR REPLACE INTO note (key, json) VALUES (?, ?)", [key, text])
    if refused:
        text, hint = next(iter(refused.values()))
        raise NotesRefused(text, hint, tuple(refused))


def _why_not(connection: sqlite3.Connection, key: str, text: str) -> tuple[str, str] | None:
    """Why there is no room for a note, and what to do; None where there is."""
    if not _is_encodable(key + text):
        return tr("{key} has signs that cannot be written.", key=quoted(key)), tr("Take half letters out of it.")
    if not 0 < len(key) <= MOST_KEY or len(text) > MOST_TEXT:
        return tr("{key} is too much to be kept in a project.", key=quoted(key)), tr("Make it smaller.")
    size = "length(CAST(json AS BLOB))"
    count, total = connection.execute(f"SELECT count(*), coalesce(sum({size}), 0) FROM note").fetchone()
    (old,) = connection.execute(f"SELECT sum({size}) FROM note WHERE key = ?", [key]).fetchone()
    longer = len(text.encode()) - (old or 0)
    if (old is None and count >= MOST) or (longer > 0 and total + longer > MOST_CHARACTERS):
        words = tr("The project keeps as much work in labs as it can; there is no room for {key}.", key=quoted(key))
        return words, tr("Begin a new project for this one.")
    return None


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
