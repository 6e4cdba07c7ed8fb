"""How a project file is connected to and known for one, and what SQLite refuses in words."""

import errno
import os
import sqlite3
import stat
import urllib.parse
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, Literal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files import words
from cnnstudio.files.project.versions import APPLICATION_ID, VERSION, expected_objects, objects

_MAGIC = b"SQLite format 3\x00"
_SMALLEST = 512
_CAREFUL = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY")
_NOT_OURS = tr("Choose a file whose name ends in .cnnstudio.")
_CANNOT_WRITE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)
_PATIENCE = {"ro": 5, "rw": 60}
"""Seconds to wait for another connection: an epoch must not be lost because the file is being copied meanwhile."""
_IN_USE = (tr("{name} is in use by another program."), tr("Wait a moment, then try again."))
_REFUSALS = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_IOERR: (
        tr("The disk refused to write or read {name}. What was saved before is kept."),
        tr("Check that it is connected and has space, or choose another place."),
    ),
    sqlite3.SQLITE_TOOBIG: (tr("That is too large for {name}."), tr("Use a smaller network.")),
    sqlite3.SQLITE_CONSTRAINT: (tr("{name} already has what was to be added."), tr("Nothing was changed.")),
    sqlite3.SQLITE_NOMEM: (tr("There is not enough memory for {name}."), tr("Close other programs.")),
} | dict.fromkeys(
    _CANNOT_WRITE,
    (
        tr("{name} or its folder cannot be written. What was saved before is kept."),
        tr("Save the project in another place."),
    ),
)


class InUse(StudioError):
    """Another program has the file for longer than was waited: nothing was changed, and it may be tried again."""


def in_use(path: Path | str) -> str:
    """Says that the file is waited for, as InUse allows."""
    return tr("{path} is in use by another program, which is waited for.", path=quoted(path))


class Connection(sqlite3.Connection):
    """One that can let go of what was asked of it and never read to its end.

    Such a question holds the file for reading, also when the connection is closed, for as long as something holds its
    cursor: an error that is still shown does, by its traceback. Then nobody could write to the file, not even we.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._asked: weakref.WeakSet[sqlite3.Cursor] = weakref.WeakSet()

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            cursor = super().execute(*arguments)
        except UnicodeDecodeError as error:  # SQLite complains in the words of the file, which are not in UTF-8
            raise sqlite3.DatabaseError(tr("The complaint cannot be read.")) from error
        self._asked.add(cursor)
        return cursor

    def let_go(self) -> None:
        """Ends what was asked and is not read to its end."""
        for cursor in [*self._asked]:
            cursor.close()
        self._asked.clear()  # none can be closed twice once the connection is

    def close(self) -> None:
        self.let_go()
        super().close()


def connect(path: Path, mode: Literal["ro", "rw"]) -> Connection:
    """A careful connection to the database at ``path``, which exists; transactions are begun by hand."""
    patience = _PATIENCE[mode]
    connection = sqlite3.connect(uri(path, mode), uri=True, isolation_level=None, timeout=patience, factory=Connection)
    for pragma in _CAREFUL:
        connection.execute(f"PRAGMA {pragma}")
    # Not FULL: that leaves it to chance whether the end of a transaction outlives a power cut in the next few seconds.
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def uri(path: PurePath, mode: Literal["ro", "rw"]) -> str:
    """The absolute path as SQLite wants it (sqlite.org/uri.html).

    Not ``as_uri()``: that makes a server's name the authority of ``file://server/share``, and SQLite takes none.
    """
    plain = path.as_posix()
    # An authority that is there and empty: otherwise the start of "//server/share" would be taken for one.
    root = "file://" if plain.startswith("/") else "file:///"
    return f"{root}{urllib.parse.quote(os.fsencode(plain), safe='/:')}?mode={mode}"


def check_place(path: Path, write: bool) -> None:
    """Raises StudioError unless ``path`` is a file with something in it that may be read, or written.

    It is not opened: closing it again would drop the locks that SQLite holds on it elsewhere in this process
    (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        state = path.stat()
    except OSError as error:
        raise words.in_words(error, path) from error
    name = quoted(path)
    if stat.S_ISDIR(state.st_mode):
        raise StudioError(tr("{name} is a folder, not a project file.", name=name), _NOT_OURS)
    if not stat.S_ISREG(state.st_mode):
        raise StudioError(tr("{name} is not a file.", name=name), _NOT_OURS)
    if not os.access(path, os.R_OK | (os.W_OK if write else 0)):
        raise words.in_words(PermissionError(errno.EACCES, os.strerror(errno.EACCES)), path)
    if state.st_size == 0:
        raise StudioError(tr("{name} is empty.", name=name), tr("Take it from a backup, or begin a new project."))
    if state.st_size < _SMALLEST:
        raise why_unreadable(path)


def is_database(path: Path) -> bool:
    """Whether a file begins as every project does; what cannot be read is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def check_identity(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the file; raises StudioError unless it is a whole one of a known version and nothing else."""
    connection.execute("BEGIN")
    try:
        name = quoted(path)
        if _number(connection, "application_id") != APPLICATION_ID:
            raise StudioError(tr("{name} is a database, but not of CNN Studio.", name=name), _NOT_OURS)
        version = version_of(connection)
        if version > VERSION:
            raise StudioError(
                tr(
                    "{name} was written by a newer CNN Studio (format {version}, this one reads {ours}).",
                    name=name,
                    version=version,
                    ours=VERSION,
                ),
                tr("Update CNN Studio to open it."),
            )
        whole = _number(connection, "page_count") * _number(connection, "page_size")
        if path.stat().st_size < whole:
            raise _cut_short(path, whole)
        if version < 1 or objects(connection) != expected_objects(version):
            raise StudioError(
                tr("{name} does not have the tables of a project file.", name=name),
                tr("Take it from a backup, if there is one."),
            )
        return version
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def version_of(connection: sqlite3.Connection) -> int:
    """The version that the file says it is of."""
    return _number(connection, "user_version")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turns what SQLite refuses about ``path`` into a StudioError; a wrong use of the library stays one."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        raise _words_for(error, path) from error
    except OSError as error:
        raise words.in_words(error, path) from error


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; SQLITE_CORRUPT where it gave none (a text that is no UTF-8)."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return sqlite3.SQLITE_CORRUPT if code is None else code & 0xFF


def _words_for(error: sqlite3.DatabaseError, path: Path) -> StudioError:
    code = code_of(error)
    if code == sqlite3.SQLITE_FULL:
        return words.disk_full(path)
    if code in _CANNOT_WRITE and not path.exists():
        return StudioError(
            tr("{path} was moved or deleted.", path=quoted(path)), tr("Save the project under a name again.")
        )
    if code not in _REFUSALS:
        return why_unreadable(path)
    text, hint = _REFUSALS[code]
    made = InUse if _REFUSALS[code] is _IN_USE else StudioError
    return made(text.format(name=quoted(path)), hint)


def why_unreadable(path: Path) -> StudioError:
    """Why ``path``, which SQLite cannot read, is no whole project file."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        return words.in_words(error, path)
    name = quoted(path)
    if not header.startswith(_MAGIC) and not (len(header) < 16 and _MAGIC.startswith(header)):
        return StudioError(tr("{name} is not a CNN Studio project.", name=name), _NOT_OURS)
    page = int.from_bytes(header[16:18], "big")
    whole = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
    if len(header) < 100 or size < whole:
        return _cut_short(path, whole)
    if header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        return StudioError(tr("{name} is a database, but not of CNN Studio.", name=name), _NOT_OURS)
    return StudioError(
        tr("{name} is damaged and cannot be read.", name=name), tr("Take it from a backup, if there is one.")
    )


def _cut_short(path: Path, whole: int) -> StudioError:
    size = path.stat().st_size
    found = (
        tr("{size:,} of {whole:,} bytes are there", size=size, whole=whole)
        if whole > size
        else tr("only {size:,} bytes are there", size=size)
    )
    return StudioError(
        tr("{path} is cut short: {found}.", path=quoted(path), found=found), tr("Copy or download it again.")
    )


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
