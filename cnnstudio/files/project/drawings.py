"""The drawings of a project file, each function inside the transaction of who calls it; nothing read is believed."""

import hashlib
import sqlite3
from collections.abc import Collection, Mapping

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.collected import MOST, MOST_LABEL, MOST_PNG, Collected, check_label

MOST_BYTES = 256_000_000
"""All pictures of a file together."""

_MOST_MADE = 40
_UNREAD = "?"
"""The label of a drawing whose own cannot be read."""

_INSERT = "INSERT INTO drawing (number, label, made, sha256, data) VALUES (?, ?, ?, ?, ?)"


def read(connection: sqlite3.Connection) -> tuple[Collected, ...]:
    """Every drawing, the oldest first; raises SpecError where there are more than a file may have.

    One whose label cannot be read has no picture either: it can be deleted, or labelled anew.
    """
    count, size = _totals(connection)
    if count > MOST or size > MOST_BYTES:
        raise SpecError(tr("there are more drawings than a project may have."))
    # What is too large for a drawing is not even brought into memory.
    fits = f"length(data) <= {MOST_PNG} AND length(sha256) = 32"
    data = f"CASE WHEN {fits} THEN data END, CASE WHEN {fits} THEN sha256 END"
    columns = f"number, substr(label, 1, {MOST_LABEL + 1}), substr(made, 1, {_MOST_MADE + 1}), {data}"
    return tuple(_drawing(*row) for row in connection.execute(f"SELECT {columns} FROM drawing ORDER BY number"))


def add(connection: sqlite3.Connection, label: str, png: bytes, made: str) -> Collected:
    """Keeps one more; raises StudioError in words where there is no room for it or it is none."""
    _check_room(connection, 1, len(png))
    label = _label(label)
    if not 0 < len(png) <= MOST_PNG:
        raise StudioError(tr("The drawing is too large to be kept."), tr("Make it smaller."))
    number = connection.execute(_INSERT, [None, label, made, hashlib.sha256(png).digest(), png]).lastrowid
    assert number is not None
    return Collected(number, label, made, png)


def relabel(connection: sqlite3.Connection, labels: Mapping[int, str]) -> None:
    """Gives drawings another label; raises StudioError where one is not there."""
    for number, label in labels.items():
        if not connection.execute("UPDATE drawing SET label = ? WHERE number = ?", [_label(label), number]).rowcount:
            raise StudioError(
                tr("There is no drawing {number:,} in this project any more.", number=number),
                tr("Nothing was changed."),
            )


def remove(connection: sqlite3.Connection, numbers: Collection[int]) -> None:
    """Removes drawings; those that are not there are no error."""
    connection.executemany("DELETE FROM drawing WHERE number = ?", [[number] for number in numbers])


def put_back(connection: sqlite3.Connection, removed: Collection[Collected]) -> None:
    """Keeps drawings again under the numbers that they had; raises StudioError where one is taken."""
    _check_room(connection, len(removed), sum(len(each.png) for each in removed))
    for each in removed:
        if connection.execute("SELECT 1 FROM drawing WHERE number = ?", [each.number]).fetchone():
            raise StudioError(
                tr("There is a drawing {number:,} already.", number=each.number), tr("Nothing was changed.")
            )
        values = [each.number, _label(each.label), each.made, hashlib.sha256(each.png).digest(), each.png]
        connection.execute(_INSERT, values)


def _drawing(number: object, label: object, made: object, data: object, digest: object) -> Collected:
    if not isinstance(number, int):
        raise SpecError(tr("it has no number."))
    is_made = isinstance(made, str) and len(made) <= _MOST_MADE and made.isprintable()
    time = str(made) if is_made else ""
    if not _is_label(label):
        return Collected(number, _UNREAD, time, b"")
    whole = isinstance(data, bytes) and hashlib.sha256(data).digest() == digest
    return Collected(number, str(label), time, data if whole and isinstance(data, bytes) else b"")


def _is_label(label: object) -> bool:
    """Whether a label stands as it is kept."""
    try:
        return isinstance(label, str) and check_label(label) == label
    except SpecError:
        return False


def _totals(connection: sqlite3.Connection) -> tuple[int, int]:
    count, size = connection.execute("SELECT count(*), coalesce(sum(length(data)), 0) FROM drawing").fetchone()
    return count, size


def _check_room(connection: sqlite3.Connection, more: int, bytes_more: int) -> None:
    count, size = _totals(connection)
    if count + more > MOST or size + bytes_more > MOST_BYTES:
        hint = tr("Export them as a zip, then delete those that you do not need here.")
        raise StudioError(
            tr("The project keeps {count:,} drawings already; there is no room for more.", count=count), hint
        )


def _label(label: str) -> str:
    try:
        return check_label(label)
    except SpecError as error:
        raise StudioError(str(error)) from error
