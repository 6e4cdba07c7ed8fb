"""The process in which a sweep runs: started, told what to do by lines, and heard line by line."""

import os
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.news import MOST_LINE, from_line

_MOST_AT_ONCE = 100
"""Lines that are read before the window gets its turn: a few milliseconds of it."""

_MOST_KEPT = 40
"""Lines that are no news and are kept for the details of an error."""

_MOST_SHOWN = 500
"""Characters of such a line."""

_KILL_MS = 2_000
"""How long a process that was killed is waited for."""


class SweepProcess(QObject):
    """One process, started once; it ends by itself when its input is closed, however this program ends."""

    told = Signal(object)
    """One News."""
    ended = Signal(object)
    """It is gone and all it said was told; a StudioError where it ended badly, else None."""

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        """``command``: the program and its arguments."""
        super().__init__(parent)
        self._command = tuple(command)
        self._foreign: deque[str] = deque(maxlen=_MOST_KEPT)
        self._is_over = False
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        for signal in (self._process.stateChanged, self._process.errorOccurred, self._process.finished):
            signal.connect(self._take_turns)
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._read)

    @property
    def is_over(self) -> bool:
        """Whether ``ended`` was told."""
        return self._is_over

    @property
    def number(self) -> int:
        """The system's number of the process; 0 while there is none."""
        return int(self._process.processId())

    def start(self) -> None:
        """Starts it; a program that cannot be started is told by ``ended``."""
        self._process.start(self._command[0], list(self._command[1:]))

    def say(self, command: str) -> None:
        """Tells it to do something in one line: "begin {…}", "pause", "go on", "retry 3 5", "move …"."""
        if not self._is_over:
            self._process.write(os.fsencode(f"{command}\n"))  # a path in it may be of any bytes

    def stop(self) -> None:
        """Tells it to end now; what is under way waits for another time."""
        self.say("stop")

    def kill(self) -> None:
        """Ends it at once, whatever it does."""
        self._process.kill()

    def close(self, patience_ms: int) -> None:
        """Stops it and waits until it is gone, but no longer than that; then it is killed. −1 waits for ever."""
        process = self._process
        if process.state() != QProcess.ProcessState.NotRunning:
            self.stop()
            process.closeWriteChannel()
            if not process.waitForFinished(patience_ms):
                process.kill()
                process.waitForFinished(_KILL_MS)
        self._turns.stop()

    # Private

    @Slot()
    def _take_turns(self) -> None:
        """Reads again and again until all is told, so that a mistake in one turn does not keep the end back."""
        if not self._is_over:
            self._turns.start()

    @Slot()
    def _read(self) -> None:
        """Tells what it has said; of very much only a part before the window has its turn."""
        for _ in range(_MOST_AT_ONCE):
            if not self._process.canReadLine():
                break
            self._hear(bytes(self._process.readLine().data()))
        else:
            self._turns.start()
            return
        if self._process.bytesAvailable() > MOST_LINE:  # no line of ours will come of that
            self._process.readAllStandardOutput()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._end()
        self._turns.stop()

    def _hear(self, line: bytes) -> None:
        text = line.decode(errors="replace").strip()
        try:
            news = from_line(text)
        except SpecError:
            self._keep(text)
        else:
            self.told.emit(news)

    @Slot()
    def _read_errors(self) -> None:
        for line in bytes(self._process.readAllStandardError().data()).decode(errors="replace").splitlines():
            self._keep(line)

    def _keep(self, line: str) -> None:
        if line.strip():
            self._foreign.append(line.strip()[:_MOST_SHOWN])

    def _end(self) -> None:
        rest = bytes(self._process.readAllStandardOutput().data())
        if rest.strip():
            self._hear(rest)
        self._read_errors()
        why = self._why()
        if not self._is_over:
            self._is_over = True
            self.ended.emit(why)

    def _why(self) -> StudioError | None:
        """What is known of a bad end: why it did not begin, or a refusal in its own words, else that it died."""
        process = self._process
        if process.error() is QProcess.ProcessError.FailedToStart:
            words = tr(
                "The sweep needs a process of its own, which could not be started: {why}.", why=process.errorString()
            )
            return StudioError(words, tr("Close other programs and try again."))
        code, crashed = process.exitCode(), process.exitStatus() is QProcess.ExitStatus.CrashExit
        if not code and not crashed:
            return None
        details = "\n".join(self._foreign)
        said = next((line for line in reversed(self._foreign) if line.startswith("cnnstudio: ")), "")
        if said and not crashed:
            return StudioError(said.removeprefix("cnnstudio: "), details=details)
        words = tr("The process of the sweep has died (code {code}).", code=code)
        if crashed:
            words = tr("The process of the sweep was killed (code {code}).", code=code)
        return StudioError(words, tr("What is done is kept: “Go on” takes up the rest."), details)
