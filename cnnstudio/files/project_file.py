"""A project with its runs as one SQLite file, ``*.cnnstudio``; every change is one transaction, whole or not at all.

History of the format (``user_version``; a file of every version is kept in ``tests/samples``):

1. Tables ``project`` (one row, JSON), ``run``, ``epoch`` (figures) and ``weights`` (safetensors with its SHA-256).
"""

import contextlib
import errno
import hashlib
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.core.run import Epoch, Run, Status, best_epoch
from cnnstudio.core.scores import Scores
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import rows, schema, words
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.schema import in_words
from cnnstudio.files.weights_blob import Weights, pack, unpack

__all__ = ["ProjectFile", "Weights", "copy_run", "save_as"]

_KEPT = 3
_MAX_NAME = 200
_MAX_FILE_NAME = 255 - len("-journal")


class ProjectFile:
    """An open project file; used on the thread that opened it, best in a ``with`` statement.

    Every method raises StudioError in words when the file or its disk refuses; what was in it before stays.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection

    @classmethod
    def create(cls, path: Path | str, project: Project) -> Self:
        """A new file with ``project`` and no runs; refuses a path where something is already."""
        path = Path(os.path.realpath(path))
        if path.exists():
            raise StudioError(f"{quoted(path)} exists already.", "Choose another name.")
        _check_no_journal(path)
        write_atomically(path, lambda temp: _fill(temp, project))
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """The file at ``path``; refuses what is no whole project file of a known version and leaves it as it was."""
        path = Path(os.path.realpath(path))
        schema.check_place(path, write=not read_only)
        # After a crash a journal lies beside the file, and SQLite must write to put the file back as it was.
        left = _has_journal(path) and os.access(path, os.W_OK)
        with in_words(path), contextlib.ExitStack() as stack:
            connection = stack.enter_context(closing(schema.connect(path, "ro" if read_only and not left else "rw")))
            schema.check_identity(connection, path)
            if read_only:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = DELETE")
            stack.pop_all()
        return cls(path, connection, read_only)

    def close(self) -> None:
        """Lets the file go; closing twice does no harm."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def project(self) -> Project:
        """The project as it was saved last."""
        with self._reading() as connection:
            row = connection.execute("SELECT json FROM project").fetchone()
        with self._checked("The project"):
            return from_json(_text(row))

    def save_project(self, project: Project) -> None:
        """Puts ``project`` in the place of the one before."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO project (id, json) VALUES (1, ?)", [to_json(project)])

    def runs(self) -> tuple[Run, ...]:
        """Every run, the oldest first."""
        with self._reading() as connection:
            return self._runs(connection)

    def run(self, number: int) -> Run:
        """The run with this number."""
        with self._reading() as connection:
            return self._run(connection, number)

    def begin_run(
        self,
        project: Project,
        *,
        name: str,
        labels: tuple[str, ...],
        prepared: Prepared,
        started: str,
        versions: dict[str, str],
    ) -> int:
        """Adds a run that is "training" and gives its number, one that no run of this file has had.

        Args:
            name: Empty for "Run N".
            started: ISO 8601, with the offset from UTC.
        """
        texts = (to_json(project), rows.to_text(list(labels)), rows.to_text(prepared.to_plain()))
        with self._writing() as connection:
            insert = "INSERT INTO run (name, project, labels, prepared, status, started, versions)"
            cursor = connection.execute(
                f"{insert} VALUES (?, ?, ?, ?, 'training', ?, ?)",
                [_name(name), *texts, started, rows.to_text(versions)],
            )
            number = cursor.lastrowid
            assert number is not None
            if not name.strip():
                connection.execute("UPDATE run SET name = ? WHERE number = ?", [f"Run {number}", number])
        return number

    def add_epoch(self, run: int, epoch: Epoch, weights: Weights) -> None:
        """Adds the figures and the weights of an epoch in one transaction.

        The weights of the newest 3 epochs and of the best one stay in the file; others are dropped.
        """
        data = pack(weights)
        digest = hashlib.sha256(data).digest()
        with self._writing() as connection:
            self._check_run(connection, run)
            connection.execute(
                f"INSERT INTO epoch (run, {rows.EPOCH_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [run, *rows.epoch_to_row(epoch)],
            )
            connection.execute("INSERT INTO weights VALUES (?, ?, ?, ?)", [run, epoch.number, digest, data])
            self._drop_old_weights(connection, run)

    def end_run(self, run: int, status: Status, test: Scores | None) -> None:
        """Notes how the run ended, and the scores of its best epoch on the test pictures."""
        with self._writing() as connection:
            self._check_run(connection, run)
            values = [status, rows.scores_to_text(test), run]
            connection.execute("UPDATE run SET status = ?, test = ? WHERE number = ?", values)

    def weights(self, run: int, epoch: int | None = None) -> tuple[int, Weights]:
        """The weights of an epoch, and which one it is; of the best epoch, or where none is best of the newest."""
        with self._reading() as connection:
            found = self._run(connection, run)
            number = epoch or (found.best_epoch if found.best_epoch in found.kept else max(found.kept, default=0))
            if number not in found.kept:
                which = f"epoch {epoch} of run {run}" if epoch else f"run {run}"
                raise StudioError(f"The weights of {which} are not in {quoted(self.path)}.")
            digest, data = connection.execute(
                "SELECT sha256, data FROM weights WHERE run = ? AND epoch = ?", [run, number]
            ).fetchone()
        self._check_blob(run, number, digest, data)
        try:
            return number, unpack(data)
        except ValueError as error:
            raise self._damaged_weights(run, number) from error

    def rename_run(self, number: int, name: str) -> None:
        """Gives the run another name; an empty one makes it "Run N" again."""
        with self._writing() as connection:
            self._check_run(connection, number)
            values = [_name(name) or f"Run {number}", number]
            connection.execute("UPDATE run SET name = ? WHERE number = ?", values)

    def delete_run(self, number: int) -> None:
        """Removes the run with its figures and weights."""
        with self._writing() as connection:
            self._check_run(connection, number)
            for table, column in (("weights", "run"), ("epoch", "run"), ("run", "number")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [number])

    def mark_interrupted(self) -> None:
        """Runs that are still "training" become "interrupted": for when nobody is training them any more."""
        with self._reading() as connection:
            if not connection.execute("SELECT 1 FROM run WHERE status = 'training'").fetchone():
                return
        with self._writing() as connection:
            connection.execute("UPDATE run SET status = 'interrupted' WHERE status = 'training'")

    def take_run(self, source: "ProjectFile", number: int) -> None:
        """Brings over from ``source`` what is missing here of its run ``number``, under the same number."""
        with source._reading() as other, self._writing() as connection:
            theirs = source._run(other, number)
            row = other.execute(f"SELECT {rows.COLUMNS} FROM run WHERE number = ?", [number]).fetchone()
            ours = connection.execute("SELECT project, started FROM run WHERE number = ?", [number]).fetchone()
            if ours is None:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO run ({rows.COLUMNS}) VALUES ({marks})", row)
            elif ours != (row[2], row[6]):
                raise StudioError(f"{quoted(self.path)} has another run {number}.", "Choose another name.")
            else:
                values = [theirs.status, row[8], number]
                connection.execute("UPDATE run SET status = ?, test = ? WHERE number = ?", values)
            for epoch in theirs.epochs:
                insert = f"INSERT OR IGNORE INTO epoch (run, {rows.EPOCH_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
                connection.execute(insert, [number, *rows.epoch_to_row(epoch)])
            self._take_weights(connection, source, other, theirs)
            self._drop_old_weights(connection, number)

    def _take_weights(
        self, connection: sqlite3.Connection, source: "ProjectFile", other: sqlite3.Connection, run: Run
    ) -> None:
        there = {epoch for (epoch,) in connection.execute("SELECT epoch FROM weights WHERE run = ?", [run.number])}
        for epoch in set(run.kept) - there:
            key = (run.number, epoch)
            select = "SELECT sha256, data FROM weights WHERE run = ? AND epoch = ?"
            digest, data = other.execute(select, key).fetchone()
            source._check_blob(*key, digest, data)
            connection.execute("INSERT INTO weights VALUES (?, ?, ?, ?)", [*key, digest, data])

    def _runs(self, connection: sqlite3.Connection, number: int | None = None) -> tuple[Run, ...]:
        epochs, kept = defaultdict(list), defaultdict(list)
        for run, *figures in connection.execute(
            f"SELECT run, {rows.EPOCH_COLUMNS} FROM epoch WHERE ? IN (run, 0) ORDER BY number", [number or 0]
        ):
            epochs[run].append(figures)
        for run, epoch in connection.execute("SELECT run, epoch FROM weights ORDER BY run, epoch"):
            kept[run].append(epoch)
        select = f"SELECT {rows.COLUMNS} FROM run WHERE ? IN (number, 0) ORDER BY number"
        found = connection.execute(select, [number or 0]).fetchall()
        with self._checked("A run"):
            return tuple(rows.run_from(row, epochs[row[0]], tuple(kept[row[0]])) for row in found)

    def _run(self, connection: sqlite3.Connection, number: int) -> Run:
        self._check_run(connection, number)
        return self._runs(connection, number)[0]

    def _check_run(self, connection: sqlite3.Connection, number: int) -> None:
        if not connection.execute("SELECT 1 FROM run WHERE number = ?", [number]).fetchone():
            raise StudioError(f"{quoted(self.path)} has no run {number}.", "It may have been deleted.")

    def _drop_old_weights(self, connection: sqlite3.Connection, run: int) -> None:
        found = connection.execute("SELECT number, val_loss FROM epoch WHERE run = ?", [run])
        nan = float("nan")
        best = best_epoch(tuple(Epoch(n, nan, nan, nan if loss is None else loss, nan, nan) for n, loss in found))
        connection.execute(
            "DELETE FROM weights WHERE run = ?1 AND epoch <> ?2 AND epoch NOT IN "
            "(SELECT epoch FROM weights WHERE run = ?1 ORDER BY epoch DESC LIMIT ?3)",
            [run, best, _KEPT],
        )

    def _check_blob(self, run: int, epoch: int, digest: object, data: object) -> None:
        if not isinstance(data, bytes) or hashlib.sha256(data).digest() != digest:
            raise self._damaged_weights(run, epoch)

    def _damaged_weights(self, run: int, epoch: int) -> StudioError:
        return StudioError(
            f"The weights of epoch {epoch} of run {run} in {quoted(self.path)} are damaged.",
            "Use another epoch or run, or take the file from a backup.",
        )

    @contextmanager
    def _checked(self, what: str) -> Iterator[None]:
        """Turns a value that core refuses into words about this file."""
        try:
            yield
        except SpecError as error:
            text = f"{what} in {quoted(self.path)} cannot be read: {plain(error, 70)}"
            raise StudioError(text, "Take it from a backup, if there is one.") from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One view of the file, the same for every question asked in it."""
        with in_words(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._end("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: written when the block ends, undone when it raises."""
        if self.read_only:
            raise StudioError(f"{quoted(self.path)} is open for reading only.", "Save it under another name.")
        with in_words(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._end("COMMIT")
            except BaseException:
                self._end("ROLLBACK")
                raise

    def _end(self, how: str) -> None:
        if self._connection.in_transaction:  # a full disk ends a transaction by itself
            self._connection.execute(how)


def save_as(source: Path | str, target: Path | str) -> None:
    """Copies the project file ``source`` to ``target``, also while it is being written to.

    The copy is verified before it takes the place of ``target``; on any failure the old ``target`` stays.
    """
    source, target = (Path(os.path.realpath(path)) for path in (source, target))
    if source == target:
        return
    with ProjectFile.open(source, read_only=True):
        pass  # refused in words before anything is made beside the target
    _settle(target)
    write_atomically(target, lambda temp: _copy(source, temp), size=source.stat().st_size)


def copy_run(source: Path | str, target: Path | str, run: int) -> None:
    """Brings over to ``target`` what it lacks of the run ``run`` of ``source``; doing it twice changes nothing."""
    with ProjectFile.open(source, read_only=True) as old, ProjectFile.open(target) as new:
        new.take_run(old, run)


def _copy(source: Path, temp: Path) -> None:
    """A verified copy of the database at ``source`` in ``temp``, an empty file; OSError when the disk is full."""
    with ProjectFile.open(source, read_only=True) as old, old._reading() as connection:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # from here on no writer can change it
        full = _backup(connection, temp)
    if full is not None:  # raised here, where nobody takes it for a fault of the source
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from full
    with ProjectFile.open(temp, read_only=True) as new:  # the source is let go: a training may be waiting for it
        _check_copy(new)
        new.project()


def _backup(connection: sqlite3.Connection, temp: Path) -> sqlite3.Error | None:
    """Copies page by page; gives the error when ``temp`` has no room."""
    with closing(schema.connect(temp, "rw")) as copy:
        copy.execute("PRAGMA journal_mode = OFF")  # the file is fsynced, and dropped on any failure
        try:
            connection.backup(copy)
        except sqlite3.DatabaseError as error:
            if schema.code_of(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                return error
            raise
    return None


def _check_copy(copy: ProjectFile) -> None:
    with copy._reading() as connection:
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != ("ok",):
        raise StudioError("The copy is not whole, so it was not kept.", "Choose another disk; this may be failing.")


def _fill(temp: Path, project: Project) -> None:
    with in_words(temp), closing(schema.connect(temp, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        schema.make_tables(connection)
        connection.execute("INSERT INTO project (id, json) VALUES (1, ?)", [to_json(project)])
        connection.execute("COMMIT")


def _settle(target: Path) -> None:
    """Ends what a crash left undone at ``target``: its journal must not be applied to the file that takes its place."""
    if _has_journal(target) and target.exists():
        with contextlib.suppress(StudioError), ProjectFile.open(target):
            pass
    _check_no_journal(target)


def _has_journal(path: Path) -> bool:
    return os.path.exists(f"{path}-journal")


def _check_no_journal(path: Path) -> None:
    if len(os.fsencode(path.name)) > _MAX_FILE_NAME:
        raise words.in_words(OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)), path)
    if _has_journal(path):
        raise StudioError(f"“{plain(path.name, 40)}-journal” is in the way.", "Choose another name.")


def _name(name: str) -> str:
    if len(name.strip()) > _MAX_NAME:
        raise StudioError(f"The name of a run has at most {_MAX_NAME} characters.")
    return name.strip()


def _text(row: Any) -> str:
    if row is None or not isinstance(row[0], str):
        raise SpecError("it is missing.")
    return row[0]
