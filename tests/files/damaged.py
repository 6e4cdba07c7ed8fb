"""Puts into a project file what only a damaged page can have in it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def put_anything(path: Path, table: str, column: str, value: object) -> None:
    """Puts a value where the type of the column forbids it, as a damaged page has it; in the rows that are there."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
        loose = sql.removesuffix(" STRICT").replace(" NOT NULL", "").replace(f"{column} REAL", column)
        loose = loose.replace(f"{column} INTEGER", column).replace(f"{column} TEXT", column)
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [loose, table])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", [value])
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql, table])
