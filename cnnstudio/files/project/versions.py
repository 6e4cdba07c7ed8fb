"""Every version of the project file's format: its tables, and the one step that leads from each to the next.

History (``user_version``; a file of every version is kept in ``tests/samples``):

1. Tables ``project`` (one row, JSON), ``run``, ``epoch`` (figures) and ``weights`` (safetensors with its SHA-256).
2. ``run`` has a mark that changes with it, scores of the other parts and a reason; ``epoch`` has the learning rate and
   further metrics; ``block`` holds everything else a run keeps: the optimiser's state, batch figures, snapshots …
   ``part`` holds what of large weights and blocks goes on behind the first 4 MB.
3. ``drawing`` holds what the person drew and labelled, PNG with its SHA-256.
4. ``note`` holds how far a student is in labs, and the exercise of convolution by hand: JSON by key.
5. ``experiment`` holds sweeps that were begun, and ``trial`` what becomes of each of their combinations.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache

APPLICATION_ID = int.from_bytes(b"CNNS", "big")
VERSION = 5

_PROJECT = "CREATE TABLE project (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT"
_RUN_1 = (
    "CREATE TABLE run (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, project TEXT NOT NULL, "
    "labels TEXT NOT NULL, prepared TEXT NOT NULL, status TEXT NOT NULL, started TEXT NOT NULL, "
    "versions TEXT NOT NULL, test TEXT) STRICT"
)
_RUN = (
    "CREATE TABLE run (number INTEGER PRIMARY KEY AUTOINCREMENT, mark INTEGER, name TEXT NOT NULL, "
    "status TEXT NOT NULL, started TEXT NOT NULL, reason TEXT NOT NULL, train TEXT, validation TEXT, "
    "versions TEXT NOT NULL, labels TEXT NOT NULL, prepared TEXT NOT NULL, project TEXT NOT NULL, test TEXT) STRICT"
)
# A run with its texts fills a page or more: without the index, finding the marks would read them all.
_MARKS = "CREATE INDEX run_mark ON run (number, mark)"
# A figure that is not a number is NULL: SQLite stores no NaN.
_EPOCH_1 = (
    "CREATE TABLE epoch (run INTEGER NOT NULL, number INTEGER NOT NULL, loss REAL, accuracy REAL, val_loss REAL, "
    "val_accuracy REAL, seconds REAL, PRIMARY KEY (run, number)) STRICT"
)
_EPOCH = (
    "CREATE TABLE epoch (run INTEGER NOT NULL, number INTEGER NOT NULL, loss REAL, accuracy REAL, val_loss REAL, "
    "val_accuracy REAL, seconds REAL, rate REAL, more TEXT, PRIMARY KEY (run, number)) STRICT"
)
_WEIGHTS = (
    "CREATE TABLE weights (run INTEGER NOT NULL, epoch INTEGER NOT NULL, sha256 BLOB NOT NULL, data BLOB NOT NULL, "
    "PRIMARY KEY (run, epoch)) STRICT"
)
_BLOCK = (
    "CREATE TABLE block (kind TEXT NOT NULL, run INTEGER NOT NULL, epoch INTEGER NOT NULL, sha256 BLOB NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (kind, run, epoch)) STRICT"
)
_PART = (
    "CREATE TABLE part (kind TEXT NOT NULL, run INTEGER NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (kind, run, epoch, number)) STRICT"
)
# AUTOINCREMENT: a drawing that is put back finds its number free.
_DRAWING = (
    "CREATE TABLE drawing (number INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, made TEXT NOT NULL, "
    "sha256 BLOB NOT NULL, data BLOB NOT NULL) STRICT"
)
_NOTE = "CREATE TABLE note (key TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL) STRICT"
_EXPERIMENT = (
    "CREATE TABLE experiment (number INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, started TEXT NOT NULL) "
    "STRICT"
)
_TRIAL = (
    "CREATE TABLE trial (experiment INTEGER NOT NULL, number INTEGER NOT NULL, combination INTEGER NOT NULL, "
    "given TEXT NOT NULL, seed INTEGER NOT NULL, status TEXT NOT NULL, run INTEGER, score REAL, "
    "seconds REAL NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (experiment, number)) STRICT"
)

_TABLES_2 = (_PROJECT, _RUN, _MARKS, _EPOCH, _WEIGHTS, _BLOCK, _PART)
TABLES = {
    1: (_PROJECT, _RUN_1, _EPOCH_1, _WEIGHTS),
    2: _TABLES_2,
    3: (*_TABLES_2, _DRAWING),
    4: (*_TABLES_2, _DRAWING, _NOTE),
    5: (*_TABLES_2, _DRAWING, _NOTE, _EXPERIMENT, _TRIAL),
}

_RUN_FROM_1 = (
    "SELECT number, NULL AS mark, name, status, started, '' AS reason, NULL AS train, NULL AS validation, versions, "
    "labels, prepared, project, test FROM"
)
_EPOCH_FROM_1 = "SELECT run, number, loss, accuracy, val_loss, val_accuracy, seconds, NULL AS rate, NULL AS more FROM"


def make_tables(connection: sqlite3.Connection, version: int = VERSION) -> None:
    """Makes an empty project file; inside a transaction."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    for statement in TABLES[version]:
        connection.execute(statement)


def objects(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """Every table, index, view and trigger of the file with the words that made it; no more than 100."""
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master LIMIT 100"))


@cache
def expected_objects(version: int) -> frozenset[tuple[str, ...]]:
    """What ``objects`` gives for a whole file of this version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_tables(connection, version)
        return objects(connection)


def upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Leads a file of an older version to the newest; inside a transaction, which whoever began it ends."""
    for old in range(version, VERSION):
        _STEPS[old](connection)
        connection.execute(f"PRAGMA user_version = {old + 1}")


def show_as_newest(connection: sqlite3.Connection, version: int) -> None:
    """Lets this connection alone see a file of an older version as one of the newest; the file is not written to.

    SQLite looks a name up among temporary tables and views first (sqlite.org/lang_naming.html).
    """
    if version == 1:
        connection.execute(f"CREATE TEMP VIEW run AS {_RUN_FROM_1} main.run")
        connection.execute(f"CREATE TEMP VIEW epoch AS {_EPOCH_FROM_1} main.epoch")
    since = {2: (_BLOCK, _PART), 3: (_DRAWING,), 4: (_NOTE,), 5: (_EXPERIMENT, _TRIAL)}
    for table in (table for newer, tables in since.items() if newer > version for table in tables):
        connection.execute(table.replace("TABLE", "TEMP TABLE", 1))


def _from_1(connection: sqlite3.Connection) -> None:
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'run'").fetchone()
    for table in ("run", "epoch"):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for statement in (_RUN, _MARKS, _EPOCH, _BLOCK, _PART):
        connection.execute(statement)
    connection.execute(f"INSERT INTO run {_RUN_FROM_1} old_run")
    connection.execute("UPDATE run SET mark = random()")
    connection.execute(f"INSERT INTO epoch {_EPOCH_FROM_1} old_epoch")
    for table in ("run", "epoch"):
        connection.execute(f"DROP TABLE old_{table}")
    if last is not None:  # the number of a run that was deleted does not return
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'run'")
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('run', ?)", last)


def _from_2(connection: sqlite3.Connection) -> None:
    connection.execute(_DRAWING)


def _from_3(connection: sqlite3.Connection) -> None:
    connection.execute(_NOTE)


def _from_4(connection: sqlite3.Connection) -> None:
    connection.execute(_EXPERIMENT)
    connection.execute(_TRIAL)


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2, 3: _from_3, 4: _from_4}
