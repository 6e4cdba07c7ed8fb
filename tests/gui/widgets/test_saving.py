"""Where a new file is asked for."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from cnnstudio.gui.background import Background
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.widgets.saving import ask_where


def test_that_asking_begins_where_something_was_written_last_and_so_it_does_the_next_time(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    chosen = tmp_path / "other" / "mine.zip"
    chosen.parent.mkdir()

    def answer(parent: object, title: str, begin: str, kinds: str) -> tuple[str, str]:
        asked.append(begin)
        return str(chosen), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    background = Background()
    for number in range(2):
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setWindowFilePath(str(tmp_path / "project.cnnstudio"))
        preferences = Preferences(background, window)
        preferences.load(window)
        assert ask_where(window, "Export", "my digits", "zip") == chosen
        assert ask_where(window, "Export", "my digits", "zip") == chosen
        preferences.keep_window(window)
        written: list[bool] = []
        background.run(lambda: None, lambda _, to=written: to.append(True), lambda _: None)
        qtbot.waitUntil(lambda to=written: bool(to))
        beside = tmp_path if number == 0 else chosen.parent
        assert asked == [str(beside / "my digits.zip"), str(chosen.parent / "my digits.zip")]
        asked.clear()
    background.close()
