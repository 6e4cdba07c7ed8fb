"""The last net: what is our own mistake is told, the work stays, and the person decides whether to go on."""

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.errors import CrashDialog
from cnnstudio.gui.main_window import MainWindow
from tests.gui.documents import longer, stored
from tests.gui.fakes import FakeBridge
from tests.gui.windows import begin, bridge, lenet, window

__all__ = ["bridge", "window"]


@pytest.fixture(autouse=True)
def net(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hooks of the window, and nothing printed."""
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    window.crash_reporter.install()


def broken() -> None:
    raise RuntimeError("boom")


def shown(window: MainWindow) -> list[CrashDialog]:
    return [dialog for dialog in window.findChildren(CrashDialog) if dialog.isVisible()]


def report(window: MainWindow) -> str:
    found = shown(window)[0].findChild(QPlainTextEdit, "crash.report")
    assert found is not None
    return found.toPlainText()


def press(window: MainWindow, name: str) -> None:
    button = shown(window)[0].findChild(QPushButton, f"crash.{name}")
    assert button is not None
    button.click()


def caught(error: Exception) -> None:
    """What Python does with an exception that nobody has caught, as PySide does in a slot."""
    sys.excepthook(type(error), error, error.__traceback__)


def test_that_a_mistake_in_a_slot_is_shown_with_its_trace_and_copied(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.captureExceptions():
        window.crash_reporter.install()
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(lambda: bool(shown(window)))
    assert "RuntimeError: boom" in report(window)
    assert "in broken" in report(window)
    press(window, "copy")
    assert QApplication.clipboard().text() == report(window)
    assert report(window).startswith("CNN Studio ")


def test_that_a_mistake_on_another_thread_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown(window)))
    assert "boom" in report(window)


def test_that_the_words_say_what_became_of_the_work_and_what_was_edited_is_written(
    window: MainWindow, qtbot: QtBot
) -> None:
    caught(RuntimeError("boom"))
    words = shown(window)[0].findChild(QLabel, "crash.words")
    assert words is not None
    assert "No project is open" in words.text()
    press(window, "go_on")
    begin(window, qtbot)
    window.document.change(longer(lenet()), "Add Dropout")
    caught(RuntimeError("another"))
    words = shown(window)[0].findChild(QLabel, "crash.words")
    assert words is not None
    assert "is still open" in words.text()
    qtbot.waitUntil(lambda: "all you did is on disk" in words.text())
    assert stored(window.document.path) == longer(lenet())


def test_that_the_same_mistake_over_and_over_is_one_dialog_and_stays_away_when_closed(window: MainWindow) -> None:
    error = RuntimeError("boom")
    for _ in range(2000):
        caught(error)
    (dialog,) = shown(window)
    assert dialog.report.count("RuntimeError: boom") == 1
    assert "2,000 times" in dialog.report
    press(window, "go_on")
    caught(error)
    assert shown(window) == []
    caught(RuntimeError("another"))
    assert len(shown(window)) == 1


def test_that_the_work_can_be_saved_elsewhere_from_it_and_the_program_left(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    target = tmp_path / "kept.cnnstudio"
    ask = "cnnstudio.gui.widgets.file_dialogs.save_name"
    monkeypatch.setattr(ask, lambda *_: (str(target), ""))
    caught(RuntimeError("boom"))
    press(window, "save_as")
    qtbot.waitUntil(lambda: window.document.path == target)
    press(window, "quit")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert stored(target) == lenet()


class Torn(QWidget):
    """A widget whose painting breaks off once it has a painter."""

    is_torn, painted = True, 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.is_torn:
            broken()
        painter.end()
        self.painted += 1


def test_that_a_painter_of_a_painting_that_broke_off_does_not_stay_at_work(
    window: MainWindow, qtbot: QtBot, qtlog: Any
) -> None:
    with qtbot.captureExceptions():
        window.crash_reporter.install()
        torn = Torn(window)
        torn.resize(20, 20)
        torn.show()
        qtbot.waitUntil(lambda: bool(shown(window)))
        press(window, "go_on")
        torn.is_torn = False
        torn.update()
        qtbot.waitUntil(lambda: torn.painted > 0)
    assert [record.message for record in qtlog.records if "painter" in record.message] == []


def test_that_a_mistake_while_the_work_is_written_at_closing_asks_before_it_is_lost(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    qtbot.waitUntil(lambda: window.document.is_saved)
    path = window.document.path
    window.document.change(longer(lenet()), "Add Dropout")
    asked: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr("cnnstudio.gui.project.place.write", lambda *_: broken())
        cancel = QMessageBox.StandardButton.Cancel
        patched.setattr(QMessageBox, "warning", lambda *given: (asked.append(given[2]), cancel)[1])
        assert not window.close()
    assert window.isVisible()
    assert "The last changes could not be saved" in asked[0]
    assert "RuntimeError: boom" in report(window)
    press(window, "go_on")
    assert window.close()
    assert stored(path) == longer(lenet())


def test_that_a_mistake_of_one_part_at_closing_does_not_keep_the_others_from_ending(
    window: MainWindow, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[int] = []
    monkeypatch.setattr(bridge, "close", closed.append)
    monkeypatch.setattr(window.pages, "close", broken)
    assert window.close()
    assert closed == [-1]
    assert "RuntimeError: boom" in report(window)
    press(window, "go_on")
