"""Writes under a kernel that refuses or kills, and judges what is left: the old or the new, whole."""

import hashlib
import json
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from os import kill
from pathlib import Path
from typing import Self

from cnnstudio.core.errors import StudioError
from cnnstudio.files.atomic import sweep
from cnnstudio.files.database import has_journal
from cnnstudio.files.project_file import ProjectFile
from tests.faults.kernel import Listener
from tests.faults.writings import files_of, prepare, writings

ROOT = Path(__file__).parents[2]
State = dict[str, str]
"""What is in each project file of a folder, as a digest."""

_LONGEST = 200
_PATIENCE = 120.0


@dataclass(frozen=True)
class Fault:
    """What happens at the ``at``-th call that writes.

    Attributes:
        at: From 1; 0 for never.
        error: The errno it fails with; 0 where the process is killed instead.
        stays: Whether every later call fails, too.
    """

    at: int = 0
    error: int = 0
    stays: bool = False


@dataclass
class Outcome:
    """What became of a writing.

    Attributes:
        done: Steps that said that they are done.
        refused: What was said of those that were not.
        bugs: Traces of what was raised else.
    """

    done: int = 0
    refused: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    was_killed: bool = False


class Faults:
    """Does writings under faults; used in a ``with`` statement.

    Attributes:
        folder: Where the last one was done.
    """

    def __init__(self, folder: Path) -> None:
        self._template, self.folder = folder / "template", folder / "work"
        self._digests: dict[bytes, str] = {}
        self._template.mkdir()
        prepare(self._template)
        self._end, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.faults.host", str(theirs.fileno())]
        self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()
        self._end.settimeout(_PATIENCE)
        _, handles, _, _ = socket.recv_fds(self._end, 64, 1)
        self._listener = Listener(handles[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()
        self._listener.close()
        self._process.kill()
        self._process.wait()

    def states(self, writing: str) -> list[State]:
        """What is in the folder before the first step, and after each; without a fault."""
        self._begin()
        steps = writings()[writing](self.folder)
        found = [self._state()]
        for step in steps:
            step()
            found.append(self._state())
        return found

    def tried(self, writing: str, fault: Fault, *, again: bool = False) -> Outcome:
        """Does a writing in a fresh folder. ``again``: each step that is refused is tried once more."""
        self._begin()
        outcome, process = Outcome(), 0
        request = {"writing": writing, "folder": str(self.folder), "again": again}
        self._end.send(json.dumps(request).encode())
        while True:
            ready, _, _ = select.select([self._end, self._listener], [], [], _PATIENCE)
            assert ready, f"{writing} does not come to an end"
            if self._end in ready:
                message = json.loads(self._end.recv(65536))
                process = message.get("process", process)
                if "ended" in message:
                    return outcome
                _note(outcome, message)
            elif (call := self._listener.asked()) is not None:
                self._serve(call, outcome, fault)

    def judge(self, states: list[State], outcome: Outcome, *, read_only: bool = False, whole: bool = False) -> str:
        """What is wrong with what is left; empty where nothing is. Everything that was said to be done is there.

        Args:
            read_only: Whether the files are opened for reading first.
            whole: Whether every step must have been done in the end.
        """
        for words in outcome.refused:
            if len(words) > _LONGEST or "Traceback" in words:
                return f"said in these words: {words}"
        if outcome.bugs:
            return outcome.bugs[0]
        try:
            if read_only:
                for path in filter(has_journal, files_of(self.folder)):
                    ProjectFile.open(path, read_only=True).close()
            now = self._state()
        except StudioError as error:
            return f"does not open: {error}"
        if whole and outcome.done < len(states) - 1:
            return f"the second try was refused: {outcome.refused[-1:]}"
        if now not in states[outcome.done : outcome.done + 2]:
            return f"{outcome.done} steps were done, but the files are as after {_index(states, now)}"
        sweep(self.folder)
        left = {path.name for path in self.folder.iterdir()} - set(now)
        return f"left behind: {left}" if left else ""

    def _state(self) -> State:
        """Opens every file as the program does, which ends what was left undone, and looks at all that is in it."""
        found = {}
        for path in files_of(self.folder):
            is_known = path.read_bytes() in self._digests and not has_journal(path)
            if not is_known:
                ProjectFile.open(path).close()
            data = path.read_bytes()
            if data not in self._digests:
                self._digests[data] = digest(path)
            found[path.name] = self._digests[data]
        return found

    def _begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._template, self.folder)

    def _serve(self, call: tuple[int, int, str], outcome: Outcome, fault: Fault) -> None:
        ticket, process, name = call
        outcome.calls.append(name)
        count = len(outcome.calls)
        is_hit = fault.at and (count == fault.at or (fault.stays and count > fault.at))
        if is_hit and not fault.error:
            outcome.was_killed = True
            kill(process, signal.SIGKILL)
        else:
            self._listener.answer(ticket, fault.error if is_hit else 0)


def _note(outcome: Outcome, message: dict) -> None:
    if "step" in message:
        outcome.done += 1
    if "bug" in message:
        outcome.bugs.append(message["bug"])
    elif "refused" in message:
        outcome.refused.append(message["words"])


def digest(path: Path) -> str:
    """Of every row of the file but the marks of runs, which are drawn; the file must be sound."""
    total = hashlib.sha256()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), path
        for table in _tables(connection):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "mark"]
            columns = ", ".join(names)
            for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}"):
                total.update(repr((table, row)).encode())
    return total.hexdigest()[:16]


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    select_names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for (name,) in connection.execute(select_names).fetchall():
        yield name


def _index(states: list[State], now: State) -> str:
    return str(states.index(now)) if now in states else f"none: {now}"
