"""Writes under a kernel that refuses or kills, and judges what is left: the old or the new, whole."""

import hashlib
import json
import os
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from os import kill
from pathlib import Path
from random import Random
from typing import Self

from cnnstudio.core.errors import StudioError
from cnnstudio.files.atomic import sweep
from cnnstudio.files.project.database import has_journal
from cnnstudio.files.project_file import ProjectFile
from tests.faults.kernel import Call, Listener
from tests.faults.power import Disk
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


def is_whole_by(calls: list[str], at: int) -> bool:
    """Whether all is written when the ``at``-th of these calls is refused: only that it outlives a power cut is not.

    Then the step is refused and done, and it would be done twice where it is tried again.
    """
    return at > 1 and calls[at - 2] == "unlink"


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


def later(folder: Path) -> None:
    """Has the unfinished files in the folder be an hour old: younger ones may be those of another computer."""
    for unfinished in folder.glob(".cs-*"):
        os.utime(unfinished, (0, time.time() - 3700))


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
        found = [self._state(self.folder)]
        for step in steps:
            step()
            found.append(self._state(self.folder))
        return found

    def tried(
        self, writing: str, fault: Fault, *, again: bool = False, seen: Callable[[Call | None], object] | None = None
    ) -> Outcome:
        """Does a writing in a fresh folder.

        Args:
            again: Whether each step that is refused is tried once more.
            seen: Is called with each call before it is done, and with None where a step is.
        """
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
                if seen is not None and "step" in message:
                    seen(None)
            elif (call := self._listener.asked()) is not None:
                if seen is not None:
                    seen(call)
                self._serve(call, outcome, fault)

    def cut(
        self, writing: str, states: list[State], chance: Random, each: int, every: int = 1
    ) -> tuple[int, list[str]]:
        """Lets the power go at every call of a writing, ``each`` times with other luck; how often, and what is wrong.

        What was said to be done is there, although it may have been said a moment before.
        """
        self._begin()
        disk, wrong, count = Disk(self.folder), [], 0
        left = self.folder.parent / "left"
        calls = 0

        def see(call: Call | None) -> None:
            nonlocal count, calls
            calls += call is not None
            for _ in range(each if call is None or calls % every == 0 else 0):
                shutil.rmtree(left, ignore_errors=True)
                left.mkdir()
                disk.cut(chance, left)
                for unfinished in left.glob(".cs-*"):  # swept away later: here its writer lives
                    unfinished.unlink()
                count += 1
                said = self._judge(left, states, Outcome(done=disk.steps))
                wrong.extend([f"call {calls}: {said}"] if said else [])
            disk.see(call)

        self.tried(writing, Fault(), seen=see)
        return count, wrong

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
        if whole and outcome.done < len(states) - 1:
            return f"the second try was refused: {outcome.refused[-1:]}"
        return self._judge(self.folder, states, outcome, read_only=read_only)

    def _judge(self, folder: Path, states: list[State], outcome: Outcome, *, read_only: bool = False) -> str:
        try:
            if read_only:
                for path in filter(has_journal, files_of(folder)):
                    ProjectFile.open(path, read_only=True).close()
            now = self._state(folder)
        except StudioError as error:
            return f"does not open: {error}"
        if now not in states[outcome.done : outcome.done + 2]:
            return f"{outcome.done} steps were done, but the files are as after {_index(states, now)}"
        later(folder)
        sweep(folder)
        left = {path.name for path in folder.iterdir()} - set(now)
        return f"left behind: {left}" if left else ""

    def _state(self, folder: Path) -> State:
        """Opens every file as the program does, which ends what was left undone, and looks at all that is in it."""
        found = {}
        for path in files_of(folder):
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

    def _serve(self, call: Call, outcome: Outcome, fault: Fault) -> None:
        outcome.calls.append(call.name)
        count = len(outcome.calls)
        is_hit = fault.at and (count == fault.at or (fault.stays and count > fault.at))
        if is_hit and not fault.error:
            outcome.was_killed = True
            kill(call.process, signal.SIGKILL)
        else:
            self._listener.answer(call.ticket, fault.error if is_hit else 0)


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
