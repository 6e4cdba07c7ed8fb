"""The last net: an exception that is our own mistake reaches the person, on whatever thread it happened."""

import platform
import sys
import threading
import time
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtCore import __version__ as qt_version
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from cnnstudio import __version__
from cnnstudio.core.language import tr
from cnnstudio.core.words import plain
from cnnstudio.gui.document import Document

_FLOOD_S = 1.0
"""The same mistake again so soon after the last time is one of a flood, which a person has been told of."""

_MOST_LETTERS = 200_000
"""Of a report; what comes after that is only counted."""


class CrashReporter(QObject):
    """Shows uncaught exceptions in a dialog; the work on the desk stays open, and is written at once.

    PySide prints an exception in a slot and goes on; without this nobody would know of it.
    """

    save_as_wanted = Signal()
    quit_wanted = Signal()

    _caught = Signal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._dialog: CrashDialog | None = None
        self._last, self._last_at, self._is_showing = "", 0.0, False
        self._caught.connect(self._show)

    def install(self) -> None:
        """Takes every uncaught exception of this process from now on."""
        sys.excepthook = self._of_main_thread
        threading.excepthook = self._of_thread

    def report(self, error: BaseException) -> None:
        """Shows one exception; may be called on any thread."""
        self._caught.emit("".join(traceback.format_exception(error)))

    def _of_main_thread(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        sys.__excepthook__(kind, error, trace)
        self.report(error)
        # Python keeps the last trace, and with it a painter that was at work: nothing could be painted any more.
        traceback.clear_frames(trace)

    def _of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            sys.__excepthook__(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
            self.report(arguments.exc_value)

    @Slot(str)
    def _show(self, trace: str) -> None:
        if self._is_showing:  # what shows it is itself mistaken; it has been printed
            return
        self._is_showing = True
        try:
            self._tell(trace)
        finally:
            self._is_showing = False

    def _tell(self, trace: str) -> None:
        now = time.monotonic()
        is_flood = trace == self._last and now - self._last_at < _FLOOD_S
        self._last, self._last_at = trace, now
        if self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible():
            self._dialog.add(trace)
        elif not is_flood:
            self._dialog = CrashDialog(trace, self._document, self._window)
            self._dialog.save_as_wanted.connect(self.save_as_wanted)
            self._dialog.quit_wanted.connect(self.quit_wanted)
            self._dialog.show()
            self._document.save()


class CrashDialog(QDialog):
    """What went wrong, for a bug report, what became of the work, and whether to go on; it holds nothing up."""

    save_as_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, trace: str, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._newest, self._times = document, trace, 1
        self.setObjectName("crash")
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 420)
        self._words = QLabel(objectName="crash.words", wordWrap=True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._report = QPlainTextEdit(readOnly=True, objectName="crash.report")
        self._report.setAccessibleName(tr("Report"))
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setPlainText(f"{_versions()}\n\n{trace}")
        self._again = QLabel(objectName="crash.again")
        self._again.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self._words)
        layout.addWidget(self._report, 1)
        layout.addWidget(self._again)
        layout.addWidget(self._buttons())
        for signal in (document.file_changed, document.opened):
            signal.connect(self._follow)
        self._follow()

    @property
    def report(self) -> str:
        """All that is to be sent to the developers."""
        return "\n".join(filter(None, (self._report.toPlainText(), self._again.text())))

    def add(self, trace: str) -> None:
        """Appends another exception to the report; the same one again is counted."""
        if trace != self._newest and len(self._report.toPlainText()) < _MOST_LETTERS:
            self._newest, self._times = trace, 1
            self._report.appendPlainText(f"\n{trace}")
            return
        self._times += 1
        self._again.setText(tr("The last one came {times:,} times.", times=self._times))
        self._again.show()

    def _buttons(self) -> QDialogButtonBox:
        role = QDialogButtonBox.ButtonRole
        box = QDialogButtonBox()
        copy = box.addButton(tr("Copy the report"), role.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.report))
        copy.clicked.connect(lambda: copy.setText(tr("Copied")))
        self._save_as = box.addButton(tr("Save as…"), role.ActionRole)
        self._save_as.clicked.connect(self.save_as_wanted)
        leave = box.addButton(tr("Quit"), role.DestructiveRole)
        leave.clicked.connect(self.quit_wanted)
        stay = box.addButton(tr("Go on"), role.RejectRole)
        stay.clicked.connect(self.close)
        stay.setDefault(True)
        stay.setFocus()
        for name, button in (("copy", copy), ("save_as", self._save_as), ("quit", leave), ("go_on", stay)):
            button.setObjectName(f"crash.{name}")
        return box

    @Slot()
    def _follow(self) -> None:
        """Says what became of the work, as it is now."""
        self._save_as.setEnabled(self._document.is_open)
        self._words.setText(
            tr(
                "This is a mistake in CNN Studio, not yours. {kept} "
                "Please copy the report below and send it to the developers.",
                kept=_kept(self._document),
            )
        )


def _kept(document: Document) -> str:
    """What became of the work on the desk, in a sentence."""
    if not document.is_open:
        return tr("No project is open, so nothing is lost.")
    if document.is_saved:
        return tr("“{title}” is still open, and all you did is on disk.", title=plain(document.title, 40))
    if document.is_stuck or document.is_read_only:
        return tr(
            "“{title}” is still open. What you did last is not on disk: save it elsewhere.",
            title=plain(document.title, 40),
        )
    return tr("“{title}” is still open, and what you did is being written.", title=plain(document.title, 40))


def _versions() -> str:
    return (
        f"CNN Studio {__version__}, Python {platform.python_version()}, Qt {qt_version}, "
        f"{platform.system()} {platform.release()}"
    )
