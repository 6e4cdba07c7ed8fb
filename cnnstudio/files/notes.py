"""The notes of a project file: texts by key, each function inside the transaction of who calls it.

A note is JSON that core wrote and reads again within its own bounds; here it is a text of bounded length.
"""

import sqlite3
from collections.abc import Mapping

from cnnstudio.core.errors import StudioError

MOST = 500
"""Notes of a project."""

MOST_KEY = 200
"""Characters."""

MOST_TEXT = 4_000_000
"""Characters of a note."""

MOST_CHARACTERS = 20_000_000
"""Of all notes together."""


def read(connection: sqlite3.Connection) -> dict[str, str]:
    """Every note by its key; those beyond the bounds, which nobody wrote here, are passed over."""
    fits = f"length(key) BETWEEN 1 AND {MOST_KEY} AND length(json) <= {MOST_TEXT}"
    found: dict[str, str] = {}
    room = MOST_CHARACTERS
    for key, text in connection.execute(f"SELECT key, json FROM note WHERE {fits} ORDER BY key LIMIT {MOST}"):
        room -= len(text)
        if room < 0:
            break
        found[key] = text
    return found


def put(connection: sqlite3.Connection, notes: Mapping[str, str]) -> None:
    """Keeps notes in the place of those of the same keys; an empty text removes one.

    Raises StudioError in words where there is no room for them.
    """
    for key, text in notes.items():
        if not text:
            connection.execute("DELETE FROM note WHERE key = ?", [key])
            continue
        if not 0 < len(key) <= MOST_KEY or len(text) > MOST_TEXT:
            raise StudioError("That is too much to be kept in a project.", "Make it smaller.")
        connection.execute("INSERT OR REPLACE INTO note (key, json) VALUES (?, ?)", [key, text])
    count, size = connection.execute("SELECT count(*), coalesce(sum(length(json)), 0) FROM note").fetchone()
    if count > MOST or size > MOST_CHARACTERS:
        raise StudioError("The project keeps as much work in labs as it can.", "Begin a new project for this one.")
