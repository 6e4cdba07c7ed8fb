"""The last net: an exception that is our own mistake reaches the person, on whatever thread it happened."""

import platform
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtCore import __version__ as qt_version
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from cnnstudio import __version__


class CrashReporter(QObject):
    """Shows uncaught exceptions in a dialog; the work on the desk stays open.

    PySide prints an exception in a slot and goes on; without this nobody would know of it.
    """

    _caught = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: CrashDialog | None = None
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

    def _of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            sys.__excepthook__(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
            self.report(arguments.exc_value)

    @Slot(str)
    def _show(self, trace: str) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.add(trace)
            return
        self._dialog = CrashDialog(trace, self._window)
        self._dialog.show()


class CrashDialog(QDialog):
    """What went wrong, for a bug report: versions and trace, with a button that copies them."""

    def __init__(self, trace: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 420)
        words = QLabel(
            "This is a mistake in CNN Studio, not yours. Your work is still open and is kept on disk. "
            "Please copy the report below and send it to the developers.",
            wordWrap=True,
        )
        self._report = QPlainTextEdit(readOnly=True)
        self._report.setAccessibleName("Report")
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setPlainText(f"{_versions()}\n\n{trace}")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy the report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self._report.toPlainText()))
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(words)
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)

    def add(self, trace: str) -> None:
        """Appends another exception to the report."""
        self._report.appendPlainText(f"\n{trace}")


def _versions() -> str:
    return (
        f"CNN Studio {__version__}, Python {platform.python_version()}, Qt {qt_version}, "
        f"{platform.system()} {platform.release()}"
    )
