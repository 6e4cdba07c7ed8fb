"""Several windows write the same settings, and none takes back what another one has set."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from cnnstudio.files.settings import Settings, load_settings, save_settings, settings_file
from cnnstudio.gui.preferences import LAST_FOLDER, Preferences
from cnnstudio.gui.threads.background import Background

Make = Callable[[], Preferences]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    backgrounds: list[Background] = []

    def made() -> Preferences:
        background = Background()
        backgrounds.append(background)
        return Preferences(background, background)

    yield made
    for each in backgrounds:
        each.close()


def written(preferences: Preferences) -> Settings:
    preferences._background.wait()
    return load_settings()


def test_that_each_window_writes_what_was_changed_in_it_alone(make: Make, qtbot: QtBot) -> None:
    save_settings(Settings(recent=("/old",), folder="/old", log_plots=("train.loss",)))
    first, second = make(), make()
    second.choose_engine("thread")
    second.remember("/second")
    second.keep_log("compare.loss", on=True)
    second.keep_columns(("run",))
    qtbot.waitUntil(lambda: load_settings().columns == ("run",))
    first.remember("/first")
    first.keep_log("train.loss", on=False)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setProperty(LAST_FOLDER, first._settings.folder)
    first.keep_window(window)
    kept = written(first)
    assert (kept.engine, kept.columns, kept.folder) == ("thread", ("run",), "/old")
    assert kept.recent == ("/first", "/second", "/old")
    assert kept.log_plots == ("compare.loss",)
    assert kept.geometry


def test_that_what_is_known_is_written_whole_where_the_file_is_gone(make: Make) -> None:
    save_settings(Settings(recent=("/old",), theme="dark"))
    preferences = make()
    settings_file().unlink()
    preferences.remember("/new")
    assert written(preferences) == Settings(recent=("/new", "/old"), theme="dark")


def test_that_what_could_not_be_written_goes_with_the_next_change(make: Make, qtbot: QtBot) -> None:
    save_settings(Settings())
    preferences = make()
    folder = settings_file().parent
    away = folder.with_name("away")
    folder.rename(away)
    folder.write_text("")
    with qtbot.waitSignal(preferences.refused):
        preferences.choose_language("de")
    folder.unlink()
    away.rename(folder)
    preferences.choose_engine("thread")
    assert written(preferences) == Settings(language="de", engine="thread")
