"""What a run keeps as blocks of bytes, each with its SHA-256: put away, found again, checked, and thinned out.

A block is the ``data`` of its row and, where it is large, of the rows of table ``part`` that belong to it, in their
order: neither the memory nor SQLite's limit for one value then bounds it.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal, TypeVar, get_args

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import kept_epochs
from cnnstudio.files.project.schema import code_of

Kind = Literal[
    "weights", "state", "batches", "picture", "snapshot", "health", "norms", "train", "validation", "test", "continued"
]
"""``"weights"`` have a table of their own; the parts of the data stand for the outcomes on them."""

Read = TypeVar("Read")

KINDS: tuple[Kind, ...] = get_args(Kind)

WHAT: dict[Kind, str] = {
    "weights": tr("The weights"),
    "state": tr("The optimiser's numbers"),
    "batches": tr("The figures of the batches"),
    "picture": tr("The picture of the snapshots"),
    "snapshot": tr("The kernels and maps"),
    "health": tr("The figures of the look inside"),
    "norms": tr("The lengths of weights and gradients"),
    "train": tr("The outcomes on the training pictures"),
    "validation": tr("The outcomes on the validation pictures"),
    "test": tr("The outcomes on the test pictures"),
    "continued": tr("The notes on how it went on"),
}
"""What a person calls them; with "are"."""

MOST_SNAPSHOTS = 300

PART = 4_000_000
"""The most bytes in one row."""

KEPT_STATES = 2
"""So many generations of the optimiser's state a run has while it trains."""

IS_EPOCH = "typeof(epoch) = 'integer'"
"""The type of a column binds only who writes: a damaged page may have any other."""

_TABLES = ("weights", "block", "part")
_PARTS_OF_ONE = "part WHERE kind = ? AND run = ? AND epoch = ?"


class Damaged(ValueError):
    """A block that is not what was written."""


def put(
    connection: sqlite3.Connection,
    kind: Kind,
    run: int,
    epoch: int,
    pieces: Iterable[bytes | memoryview],
) -> None:
    """Keeps a block, in the place of the one before; inside a transaction.

    Args:
        pieces: What the block is put together of; never all of it is held in memory.
    """
    drop(connection, kind, run, [epoch])
    digest, first = hashlib.sha256(), b""
    for number, part in enumerate(_parts(pieces)):
        digest.update(part)
        if number:
            insert = "INSERT INTO part (kind, run, epoch, number, data) VALUES (?, ?, ?, ?, ?)"
            connection.execute(insert, [kind, run, epoch, number, part])
        else:
            first = bytes(part)
    values = [run, epoch, digest.digest(), first]
    if kind == "weights":
        connection.execute("INSERT INTO weights (run, epoch, sha256, data) VALUES (?, ?, ?, ?)", values)
    else:
        insert = "INSERT INTO block (run, epoch, sha256, data, kind) VALUES (?, ?, ?, ?, ?)"
        connection.execute(insert, [*values, kind])


def pieces_of(connection: sqlite3.Connection, kind: Kind, run: int, epoch: int) -> Iterator[bytes]:
    """The block row by row; raises Damaged where there is none, and at its end where it is not what was written."""
    found = hashlib.sha256()
    try:
        row = connection.execute(f"SELECT sha256, data FROM {_of(kind)} AND run = ? AND epoch = ?", [run, epoch])
        digest, data = row.fetchone() or (None, None)
        rest = connection.execute(f"SELECT data FROM {_PARTS_OF_ONE} ORDER BY number", [kind, run, epoch])
        while isinstance(data, bytes):
            found.update(data)
            yield data
            data = (rest.fetchone() or (None,))[0]
    except sqlite3.DatabaseError as error:
        if code_of(error) == sqlite3.SQLITE_CORRUPT:
            raise Damaged("its pages are not in order") from error
        raise
    if found.digest() != digest:
        raise Damaged("not what was written")


def get(connection: sqlite3.Connection, kind: Kind, run: int, epoch: int) -> bytearray:
    """The block as it was written, in one; raises Damaged where it is not, or where there is none."""
    size = f"SELECT length(data) FROM {_of(kind)} AND run = ? AND epoch = ?"
    rest = f"SELECT sum(length(data)) FROM {_PARTS_OF_ONE}"
    try:
        sizes = connection.execute(f"SELECT ifnull(({size}), 0) + ifnull(({rest}), 0)", [run, epoch, kind, run, epoch])
        data, end = bytearray(sizes.fetchone()[0]), 0
    except sqlite3.DatabaseError as error:
        if code_of(error) == sqlite3.SQLITE_CORRUPT:
            raise Damaged("its pages are not in order") from error
        raise
    for piece in pieces_of(connection, kind, run, epoch):
        begin, end = end, end + len(piece)
        data[begin:end] = piece
    return data


def read(connection: sqlite3.Connection, kind: Kind, run: int, epoch: int, unpack: Callable[[bytearray], Read]) -> Read:
    """What ``unpack`` makes of the block; its ValueError becomes Damaged, as does a block that is not whole."""
    data = get(connection, kind, run, epoch)
    try:
        return unpack(data)
    except ValueError as error:
        raise Damaged("not what this version writes") from error


def is_newest(connection: sqlite3.Connection, kind: Kind, run: int, pieces: Iterable[bytes | memoryview]) -> bool:
    """Whether the newest block of this kind is just this one."""
    select = f"SELECT sha256 FROM {_of(kind)} AND run = ? ORDER BY epoch DESC LIMIT 1"
    newest: tuple[bytes] | None = connection.execute(select, [run]).fetchone()
    return newest is not None and newest[0] == hashlib.sha256(b"".join(pieces)).digest()


def epochs(connection: sqlite3.Connection, kind: Kind, run: int) -> tuple[int, ...]:
    """The epochs that have such a block, the oldest first; what a damaged page has in the place of one is none."""
    found = connection.execute(f"SELECT epoch FROM {_of(kind)} AND run = ? AND {IS_EPOCH} ORDER BY epoch", [run])
    return tuple(epoch for (epoch,) in found)


def drop(connection: sqlite3.Connection, kind: Kind, run: int, gone: Collection[int]) -> None:
    """Removes the blocks of these epochs; those that are not there do no harm."""
    connection.executemany(f"DELETE FROM {_of(kind)} AND run = ? AND epoch = ?", [(run, epoch) for epoch in gone])
    connection.executemany(f"DELETE FROM {_PARTS_OF_ONE}", [(kind, run, epoch) for epoch in gone])


def drop_after(connection: sqlite3.Connection, run: int, epoch: int) -> None:
    """Removes every block of the run that is of a later epoch."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE run = ? AND epoch > ?", [run, epoch])


def drop_all(connection: sqlite3.Connection, run: int) -> None:
    """Removes every block of the run."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE run = ?", [run])


def drop_old_weights(connection: sqlite3.Connection, run: int, best: int) -> None:
    """Weights stay of the newest 3 epochs and of the best one."""
    there = epochs(connection, "weights", run)
    drop(connection, "weights", run, {*there} - {*kept_epochs(there, best)})


def drop_old_states(connection: sqlite3.Connection, run: int, kept: int) -> None:
    """The optimiser's state stays of the newest ``kept`` epochs."""
    there = epochs(connection, "state", run)
    drop(connection, "state", run, there[: len(there) - kept])


def thin_snapshots(connection: sqlite3.Connection, run: int) -> None:
    """Leaves at most MOST_SNAPSHOTS, evenly spread: the first, the newest, and each second, fourth … of those between.

    What stays follows from the epochs alone, so that a run that was interrupted has the same ones.
    """
    there = epochs(connection, "snapshot", run)
    if not there or there[-1] - there[0] < MOST_SNAPSHOTS:
        return
    stride = there[1] - there[0]  # every second one may have gone before
    while len(kept := _spread(there, stride)) > MOST_SNAPSHOTS:
        stride *= 2
    drop(connection, "snapshot", run, set(there) - kept)


def digests(connection: sqlite3.Connection, run: int) -> dict[tuple[Kind, int], bytes]:
    """The SHA-256 of every block of the run, by kind and epoch."""
    return {
        (kind, epoch): digest
        for kind in KINDS
        for epoch, digest in connection.execute(f"SELECT epoch, sha256 FROM {_of(kind)} AND run = ?", [run])
    }


def _parts(pieces: Iterable[bytes | memoryview]) -> Iterator[bytearray]:
    """The same bytes in parts of at most PART; at least one."""
    held = bytearray()
    for piece in pieces:
        for start in range(0, len(piece), PART):
            some = piece[start : start + PART]
            if held and len(held) + len(some) > PART:
                yield held
                held = bytearray()
            held += some
    yield held


def _spread(there: tuple[int, ...], stride: int) -> set[int]:
    return {epoch for epoch in there if (epoch - there[0]) % stride == 0 or epoch == there[-1]}


def _of(kind: Kind) -> str:
    return "weights WHERE 1" if kind == "weights" else f"block WHERE kind = '{kind}'"
