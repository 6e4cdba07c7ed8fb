"""Spoils a project file below its own checks: any value in any cell, pages, and a journal beside it."""

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from tests.files.models.mutations import spoiled
from tests.fuzzing.spoiling import blob, plain, words

_CELLS: tuple[Any, ...] = (
    None,
    0,
    1,
    -1,
    2**31,
    2**63 - 1,
    -(2**63),
    0.5,
    1e308,
    float("inf"),
    "",
    "x",
    "1",
    b"",
    b"\xff\xfe",
)
_CELLS += ("\0", "a\0b", "\u202e", "é" * 3000, "[]", "{}", "null", "[" * 3000, "NaN", b"\0" * 40, "9" * 5000)
_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def spoil(good: bytes, pick: random.Random) -> bytes:
    """A file with pages or cells changed; cells keep no longer to the types of their columns."""
    if pick.random() < 0.4:
        return spoiled(good, pick)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(good)
        connection.text_factory = bytes
        schema = [(name.decode(), sql.decode()) for name, sql in connection.execute(_TABLES)]
        _let_any_value_in(connection, schema)
        loose = connection.serialize()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(loose)
        connection.text_factory = bytes
        for _ in range(pick.choice((1, 1, 2, 4))):
            with suppress(sqlite3.Error):  # the same key twice
                _change(connection, pick)
        _restore(connection, schema, pick)
        made = connection.serialize()
    return made if pick.random() < 0.9 else spoiled(made, pick)


def _let_any_value_in(connection: sqlite3.Connection, schema: list[tuple[str, str]]) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    for name, sql in schema:
        loose = sql.removesuffix(" STRICT").replace(" NOT NULL", "")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [loose, name])


def _restore(connection: sqlite3.Connection, schema: list[tuple[str, str]], pick: random.Random) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    for name, sql in schema:
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql, name])
    if pick.random() < 0.03:
        name, sql = pick.choice(schema)
        changed = words(sql.encode(), pick).decode("utf-8", "replace")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [changed, name])


def _change(connection: sqlite3.Connection, pick: random.Random) -> None:
    tables = [row[0].decode() for row in connection.execute(_TABLES)]
    table = pick.choice(tables)
    rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()
    if not rows:
        return
    row = pick.choice(rows)
    names = [each[1].decode() for each in connection.execute(f"PRAGMA table_info({table})")]
    name = pick.choice(names)
    if pick.random() < 0.05:
        if pick.random() < 0.5:
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", [row[0]])
        else:
            marks = ", ".join("?" * len(names))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", [pick.choice(_CELLS) for _ in names])
        return
    value, is_data = _value(row[1 + names.index(name)], pick)
    connection.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", [value, row[0]])
    if is_data and "sha256" in names and name == "data":
        _sign(connection, table, row[0])


def _value(old: Any, pick: random.Random) -> tuple[Any, bool]:
    """Another value, and whether it is a block whose sum has to be right for it to be looked at."""
    if not isinstance(old, bytes) or pick.random() < 0.15:
        return pick.choice(_CELLS), False
    if old[:1] in (b"{", b"["):
        found = plain(old, pick)
        return (found if pick.random() < 0.05 else found.decode("utf-8", "replace")), False
    if len(old) > 40 and int.from_bytes(old[:8], "little") < len(old):
        return blob(old, pick), True
    if old[:1] == b"\x89":
        return spoiled(old, pick), True
    return words(old, pick).decode("utf-8", "replace"), False


def _sign(connection: sqlite3.Connection, table: str, row: int) -> None:
    """Lets the checksum be that of what stands there now."""
    import hashlib

    (data,) = connection.execute(f"SELECT data FROM {table} WHERE rowid = ?", [row]).fetchone()
    digest = hashlib.sha256(data).digest()
    connection.execute(f"UPDATE {table} SET sha256 = ? WHERE rowid = ?", [digest, row])


def journal(good: bytes, pick: random.Random) -> bytes:
    """A journal as SQLite leaves it behind, of pages of this very file, with something in it changed."""
    size = int.from_bytes(good[16:18], "big") or 4096
    pages = len(good) // size
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + (1).to_bytes(4, "big") + bytes(4)
    head += pages.to_bytes(4, "big") + (512).to_bytes(4, "big") + size.to_bytes(4, "big")
    number = pick.randrange(1, pages + 1)
    page = spoiled(good[(number - 1) * size : number * size], pick)[:size].ljust(size, b"\0")
    check = sum(page[place] for place in range(size - 200, 0, -200)) % 2**32
    made = head.ljust(512, b"\0") + number.to_bytes(4, "big") + page + check.to_bytes(4, "big")
    return made if pick.random() < 0.7 else spoiled(made, pick)


def put(data: bytes, folder: Path, beside: bytes = b"") -> Path:
    """The file in a folder, with a journal beside it or none."""
    path = folder / "a.cnnstudio"
    path.write_bytes(data)
    left = Path(f"{path}-journal")
    if beside:
        left.write_bytes(beside)
    else:
        left.unlink(missing_ok=True)
    return path
