"""One SQLite connection to a project file: how it is made, opened and brought to the newest version, read and written.

Every change is one transaction, whole or not at all.
"""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project, to_json
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import words
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.project import schema, versions
from cnnstudio.files.project.schema import in_words

_MAX_FILE_NAME = 255 - len("-journal")


class Database:
    """An open project file, used on the thread that opened it.

    Attributes:
        path: Where it is, links followed.
    """

    def __init__(self, path: Path, connection: schema.Connection, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.connection = connection

    @classmethod
    def create(
        cls, path: Path | str, project: Project, fill: Callable[[sqlite3.Connection], object] = lambda _: None
    ) -> Self:
        """A new file with ``project``, and what ``fill`` writes; refuses a path where something is already.

        Whatever goes wrong, there is no file afterwards.
        """
        path = Path(os.path.realpath(path))
        if path.exists():
            raise StudioError(tr("{path} exists already.", path=quoted(path)), tr("Choose another name."))
        check_no_journal(path)
        write_new(path, project, fill)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """The file at ``path``; refuses what is no whole project file of a known version and leaves it as it was.

        A file of an older version is brought to the newest one, unless it is opened for reading only: then it is
        shown as one and stays as it is.
        """
        path = Path(os.path.realpath(path))
        schema.check_place(path, write=not read_only)
        # After a crash a journal lies beside the file, and SQLite must write to put the file back as it was.
        left = has_journal(path) and os.access(path, os.W_OK)
        with in_words(path), contextlib.ExitStack() as stack:
            connection = stack.enter_context(closing(schema.connect(path, "ro" if read_only and not left else "rw")))
            version = schema.check_identity(connection, path)
            if left and _has_blank_journal(path):
                _remove_blank_journal(connection, version)
            if read_only:
                versions.show_as_newest(connection, version)
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = DELETE")
            stack.pop_all()
        made = cls(path, connection, read_only)
        if version < versions.VERSION and not read_only:
            made._upgrade()
        return made

    def close(self) -> None:
        """Lets the file go; closing twice does no harm."""
        self.connection.close()

    def wait_for_others(self, seconds: float) -> None:
        """How long it waits from now on where another connection has the file, before it raises ``schema.InUse``."""
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def check_free(self) -> None:
        """Raises ``schema.InUse`` where another connection has the file, be it only to read, for longer than is waited.

        What is too large for the cache would be waited for piece by piece, several times as long, and then undone.
        """
        with in_words(self.path):
            self.connection.execute("BEGIN EXCLUSIVE")
            self._end("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One view of the file, the same for every question asked in it."""
        with in_words(self.path):
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self._end("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: written when the block ends, undone when it raises."""
        if self.read_only:
            raise StudioError(
                tr("{path} is open for reading only.", path=quoted(self.path)), tr("Save it under another name.")
            )
        with in_words(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self._end("COMMIT")
            except BaseException:
                self._end("ROLLBACK")
                raise

    @contextmanager
    def checked(self, what: str) -> Iterator[None]:
        """Turns a value that core refuses into words about this file."""
        try:
            yield
        except SpecError as error:
            text = tr(
                "{what} in {path} cannot be read: {error}", what=what, path=quoted(self.path), error=plain(error, 70)
            )
            raise StudioError(text, tr("Take it from a backup, if there is one.")) from error

    def compact(self) -> None:
        """Gives the room of what was deleted back to the disk, if that is an eighth of the file at least.

        SQLite writes all that is left to a temporary file and back under its journal (sqlite.org/lang_vacuum.html), so
        that the file is whole at every moment; a full disk or another program that reads it leaves it as it was.
        """
        free, pages = (
            self.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count")
        )
        if self.read_only or free * 8 < pages:
            return
        with contextlib.suppress(StudioError), in_words(self.path):
            self.connection.execute("PRAGMA temp_store = FILE")  # in memory it would need as much as the file
            try:
                self.connection.execute("VACUUM")
            finally:
                self.connection.execute("PRAGMA temp_store = MEMORY")

    def _end(self, how: str) -> None:
        self.connection.let_go()
        if self.connection.in_transaction:  # a full disk ends a transaction by itself
            self.connection.execute(how)

    def _upgrade(self) -> None:
        try:
            with self.writing() as connection:
                # Another program may have done it while this one waited for its turn.
                versions.upgrade(connection, schema.version_of(connection))
        except BaseException:
            self.close()
            raise


def write_new(path: Path, project: Project, fill: Callable[[sqlite3.Connection], object]) -> None:
    """Puts a new file with ``project``, and what ``fill`` writes, in the place of what is at ``path``, if anything."""
    write_atomically(path, lambda temp: _fill(temp, project, fill))


def settle(target: Path) -> None:
    """Ends what a crash left undone at ``target``: its journal must not be applied to the file that takes its place."""
    if has_journal(target) and target.exists():
        with contextlib.suppress(StudioError):
            Database.open(target, read_only=True).close()
    check_no_journal(target)


def has_journal(path: Path) -> bool:
    """Whether a transaction was begun on the file and not ended."""
    return os.path.exists(f"{path}-journal")


def _has_blank_journal(path: Path) -> bool:
    """Whether there is a journal that undoes nothing: its writer died before it changed the file."""
    try:
        with open(f"{path}-journal", "rb") as journal:
            return not journal.read(8).strip(b"\0")
    except OSError:
        return False


def _remove_blank_journal(connection: sqlite3.Connection, version: int) -> None:
    """Has SQLite take away a journal that is of no use, unless somebody is writing at this moment.

    It lets one lie until something is written (sqlite.org/atomiccommit.html, "hot rollback journals"), where it is in
    the way of a file that is to take this one's place.
    """
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout = 0")
    with contextlib.suppress(sqlite3.DatabaseError):  # then it lies there still, and undoes nothing
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    connection.execute(f"PRAGMA busy_timeout = {patience}")


def check_no_journal(path: Path) -> None:
    """Raises StudioError where no new file can be made because of what lies beside it, or of its name's length."""
    if len(os.fsencode(path.name)) > _MAX_FILE_NAME:
        raise words.in_words(OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)), path)
    if has_journal(path):
        raise StudioError(tr("“{name}-journal” is in the way.", name=plain(path.name, 40)), tr("Choose another name."))


def _fill(temp: Path, project: Project, more: Callable[[sqlite3.Connection], object]) -> None:
    with in_words(temp), closing(schema.connect(temp, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        versions.make_tables(connection)
        connection.execute("INSERT INTO project (id, json) VALUES (1, ?)", [to_json(project)])
        more(connection)
        connection.execute("COMMIT")
