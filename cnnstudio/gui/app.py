"""Starts the window: first the window itself, then pyqtgraph, then the engine with TensorFlow."""

import os
import signal
import socket
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from cnnstudio.files.settings import Engine
from cnnstudio.gui.icons import application_icon
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.speaking import teach

_PATIENCE_MS = 2_000
"""How long closing waits for the engine: with all else the program has ended within three seconds, on a crowded machine
too. What a run learned is on disk epoch by epoch, so the rest may be cut."""


def open_window(path: str | Path | None = None, *, patience_ms: int = -1, engine: Engine | None = None) -> MainWindow:
    """Makes everything and shows the window; needs only a QApplication.

    Args:
        path: A project or a saved network to open.
        patience_ms: How long closing waits for the engine; −1 until it has ended.
        engine: Where it runs; None for where the person has it.
    """
    window = MainWindow(patience_ms, engine=engine)
    window.first_painted.connect(window.start_up)
    if path is not None:
        # Once pages are made part by part: before, the one it is shown on would be imported and made in one piece.
        window.first_painted.connect(lambda: window.open_path(Path(path)))
    window.show()
    return window


def main(arguments: list[str] | None = None, engine: Engine | None = None) -> int:
    """Runs the program until its window is closed; never returns normally once a window was shown.

    Args:
        arguments: What stands behind the program's name: nothing, or a file to open.
        engine: As of ``open_window``.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("CNN Studio")
    application.setDesktopFileName("cnnstudio")
    application.setWindowIcon(application_icon())
    teach(application)
    window = open_window(arguments[0] if arguments else None, patience_ms=_PATIENCE_MS, engine=engine)
    window.crash_reporter.install()
    opener = _FileOpener(window)
    # Every event of the window comes by such a filter, and no other desktop sends files so.
    if sys.platform == "darwin":
        application.installEventFilter(opener)
    signals = _Signals(window)
    code = application.exec()
    signals.close()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as on Windows, for a program without a console
            stream.flush()
    # Taking TensorFlow apart takes seconds and gives nobody anything: the work is on disk.
    os._exit(code)


class _FileOpener(QObject):
    """Opens files that the desktop hands over while the program runs, as macOS does on a double click."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._window.open_path(Path(event.file()))
            return True
        return False


class _Signals(QObject):
    """Closes the window on SIGTERM and Ctrl+C.

    Python runs a signal's handler only when it gets to run itself, and an idle Qt loop does not let it; the wake-up
    socket makes the loop turn once.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno())
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: window.close())

    def close(self) -> None:
        """Gives the signals back."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)

    def _woken(self) -> None:
        self._reading.recv(64)
