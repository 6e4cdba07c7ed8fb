"""Whole project files and single runs from one file to another, also while the first is being written to."""

import errno
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project, from_json
from cnnstudio.core.words import quoted
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.project import blocks, notes, rows, run_writing, schema
from cnnstudio.files.project.database import Database, settle, write_new


def save_as(source: Path | str, target: Path | str) -> None:
    """Copies the project file ``source`` to ``target``, also while it is being written to.

    The copy is verified before it takes the place of ``target``; on any failure the old ``target`` stays.
    """
    source, target = (Path(os.path.realpath(path)) for path in (source, target))
    if source == target:
        return
    Database.open(source, read_only=True).close()  # refused in words before anything is made beside the target
    settle(target)
    write_atomically(target, lambda temp: _copy(source, temp), size=source.stat().st_size)


def save_anew(project: Project, kept_notes: Mapping[str, str], target: Path | str) -> None:
    """Puts a file with the project and its notes, and no runs, in the place of ``target``, whole or not at all."""
    target = Path(os.path.realpath(target))
    settle(target)
    write_new(target, project, lambda connection: notes.put(connection, kept_notes))


def copy_run(source: Path | str, target: Path | str, run: int) -> None:
    """Makes the run ``run`` of ``target`` what it is in ``source``; doing it twice changes nothing."""
    with closing(Database.open(source, read_only=True)) as old, closing(Database.open(target)) as new:
        take_run(new, old, run)


def take_run(target: Database, source: Database, number: int) -> None:
    """Makes the run ``number`` of ``target`` what it is in ``source``; one that it has already keeps its name there.

    Raises StudioError where ``target`` has another run of that number, or a block of the source is damaged.
    """
    with source.reading() as theirs, target.writing() as ours:
        select = f"SELECT {rows.COLUMNS} FROM run WHERE number = ?"
        row = theirs.execute(select, [number]).fetchone()
        if row is None:
            raise StudioError(
                tr("{path} has no run {number}.", path=quoted(source.path), number=number),
                tr("It may have been deleted."),
            )
        there = ours.execute(select, [number]).fetchone()
        with target.checked(tr("A run")):
            if there is not None and _identity(there) != _identity(row):
                raise StudioError(
                    tr("{path} has another run {number}.", path=quoted(target.path), number=number),
                    tr("Choose another name."),
                )
        kept_name = row[rows.NAME] if there is None else there[rows.NAME]
        _take_row(ours, (*row[: rows.NAME], kept_name, *row[rows.NAME + 1 :]))
        _take_epochs(ours, theirs, number, number)
        try:
            _take_blocks(ours, theirs, number, number)
        except blocks.Damaged as error:
            text = tr(
                "A part of run {number} in {path} is damaged and cannot be copied.",
                number=number,
                path=quoted(source.path),
            )
            raise StudioError(text, tr("Save the project under another name as a whole.")) from error


def adopt_run(
    ours: sqlite3.Connection, source: Database, number: int, name: str, only_weights_of: int | None = None
) -> int:
    """Adds a run of another file under a number that no run of this one has had, and gives that; inside a transaction.

    Args:
        only_weights_of: The epoch whose weights come along, without those of others and without what it takes to go on;
            None for everything.

    Raises StudioError where the source has no such run, or a block of it is damaged.
    """
    with source.reading() as theirs:
        row = theirs.execute(f"SELECT {rows.COLUMNS} FROM run WHERE number = ?", [number]).fetchone()
        if row is None:
            raise StudioError(
                tr("{path} has no run {number}.", path=quoted(source.path), number=number),
                tr("It may have been deleted."),
            )
        new = _take_row(ours, (None, *row[1:]))
        run_writing.rename(ours, new, name)
        _take_epochs(ours, theirs, number, new)
        try:
            _take_blocks(ours, theirs, number, new, only_weights_of)
        except blocks.Damaged as error:
            raise StudioError(
                tr("A part of the run in {path} is damaged.", path=quoted(source.path)), tr("Train it again.")
            ) from error
    return new


def is_whole(source: Database, number: int) -> bool:
    """Whether all that is kept of a run can be read and is what was written."""
    try:
        with source.reading() as theirs:
            for kind, epoch in blocks.digests(theirs, number):
                for _ in blocks.pieces_of(theirs, kind, number, epoch):
                    pass
    except (StudioError, blocks.Damaged):
        return False
    return True


def _identity(row: tuple[object, ...]) -> tuple[object, Project]:
    """When the run began and what it trains; what may change of it later is left out.

    A run that goes on has more epochs; how pictures are prepared for an imported one may be found out later.
    """
    project = from_json(str(row[rows.PROJECT]))
    if row[rows.STATUS] == "imported":
        project = replace(project, preprocessing=Preprocessing())
    return row[rows.STARTED], replace(project, plan=replace(project.plan, epochs=1))


def _take_row(ours: sqlite3.Connection, row: tuple[object, ...]) -> int:
    """Adds a run, or puts it in the place of the one of its number; gives that, a new one where it is None."""
    marks = ", ".join("?" * len(row))
    cursor = ours.execute(f"INSERT OR REPLACE INTO run ({rows.COLUMNS}, mark) VALUES ({marks}, random())", row)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _take_epochs(ours: sqlite3.Connection, theirs: sqlite3.Connection, number: int, new: int) -> None:
    ours.execute("DELETE FROM epoch WHERE run = ?", [new])
    figures = theirs.execute(f"SELECT {rows.EPOCH_COLUMNS} FROM epoch WHERE run = ?", [number])
    marks = ", ".join("?" * (len(rows.EPOCH_COLUMNS.split(",")) + 1))
    insert = f"INSERT INTO epoch (run, {rows.EPOCH_COLUMNS}) VALUES ({marks})"
    ours.executemany(insert, ((new, *row) for row in figures))


def _take_blocks(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, number: int, new: int, only_weights_of: int | None = None
) -> None:
    """Copies the blocks that differ, row by row: one alone may be larger than the memory."""
    wanted, there = blocks.digests(theirs, number), blocks.digests(ours, new)
    if only_weights_of is not None:
        left = {key for key in wanted if key[0] == "state" or (key[0] == "weights" and key[1] != only_weights_of)}
        wanted = {key: digest for key, digest in wanted.items() if key not in left}
    for kind, epoch in there.keys() - wanted.keys():
        blocks.drop(ours, kind, new, [epoch])
    for key in [key for key, digest in wanted.items() if there.get(key) != digest]:
        kind, epoch = key
        blocks.put(ours, kind, new, epoch, blocks.pieces_of(theirs, kind, number, epoch))


def _copy(source: Path, temp: Path) -> None:
    """A verified copy of the database at ``source`` in ``temp``, an empty file; OSError when the disk is full."""
    with closing(Database.open(source, read_only=True)) as old, old.reading() as connection:
        connection.execute("SELECT 1 FROM main.sqlite_master").fetchone()  # from here on no writer can change it
        full = _backup(connection, temp)
    if full is not None:  # raised here, where nobody takes it for a fault of the source
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from full
    with closing(Database.open(temp, read_only=True)) as new:  # the source is let go: a training may be waiting for it
        _check_copy(new)


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


def _check_copy(copy: Database) -> None:
    with copy.reading() as connection:
        answer = connection.execute("PRAGMA main.quick_check(1)").fetchone()
        project = connection.execute("SELECT json FROM project").fetchone()
    if answer != ("ok",):
        raise StudioError(
            tr("The copy is not whole, so it was not kept."), tr("Choose another disk; this may be failing.")
        )
    with copy.checked(tr("The project")):
        from_json(rows.text(project))
