"""Where a new file is asked for."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from cnnstudio.gui.data.pictures.picture_files import save_picture
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.widgets import file_dialogs
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

    monkeypatch.setattr(file_dialogs, "save_name", answer)
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


def test_that_a_file_is_asked_for_again_where_the_ending_that_was_added_leads_to_another(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, asked = QMainWindow(), list[str]()
    qtbot.addWidget(window)
    buttons = QMessageBox.StandardButton
    answers = [buttons.Cancel, buttons.Yes]
    (tmp_path / "runs.csv").write_text("theirs")
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words[2]) or answers.pop(0))
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "runs"), ""))
    assert ask_where(window, "Export", "runs", "csv") is None
    assert ask_where(window, "Export", "runs", "csv") == tmp_path / "runs.csv"
    assert len(asked) == 2
    assert all("runs.csv" in words for words in asked)
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "runs.csv"), ""))
    assert ask_where(window, "Export", "runs", "csv") == tmp_path / "runs.csv"
    assert len(asked) == 2, "of this file the dialog has asked"


def test_that_a_picture_does_not_replace_another_unasked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, image = QMainWindow(), QImage(2, 2, QImage.Format.Format_RGB32)
    qtbot.addWidget(window)
    (tmp_path / "seven.png").write_text("theirs")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / "seven"), ""))
    assert save_picture(window, image, "seven") == ""
    assert (tmp_path / "seven.png").read_text() == "theirs"


def test_that_a_name_that_no_disk_takes_is_given_on_to_who_writes_and_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, name = QMainWindow(), "n" * 300
    qtbot.addWidget(window)
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(tmp_path / name), ""))
    assert ask_where(window, "Export", "runs", "csv") == tmp_path / f"{name}.csv"
