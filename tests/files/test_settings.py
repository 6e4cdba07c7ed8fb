"""Settings come back as they were, and a damaged file never keeps the program from starting."""

import os
import random
from dataclasses import replace
from threading import Thread

import filelock
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.files.settings import (
    MAX_LABS,
    MAX_RECENT,
    Settings,
    change_settings,
    load_settings,
    save_settings,
    settings_file,
)


def test_that_settings_come_back_as_they_were_saved():
    settings = Settings(
        *(("/tmp/é\udcff 🙂.cnnstudio", "b"), "dark", "AdnQywAD", 80, ("train.loss",), ("run", "name", "seed")),
        *("/tmp/é", 400, ("/l.toml",), ("/tmp/p.cnnstudio", "edges", "Édges", "2", "8"), (), "process", 125, "de"),
    )
    assert load_settings() == Settings()
    save_settings(settings)
    assert load_settings() == settings
    assert os.listdir(settings_file().parent) == ["settings.json"]


def test_that_lab_files_of_ones_own_are_few_and_the_newest_is_first():
    settings = Settings()
    for number in range(MAX_LABS + 5):
        settings = settings.with_lab(f"/{number}.toml")
    settings = settings.with_lab("/7.toml").without_lab("/8.toml")
    assert settings.labs[:2] == ("/7.toml", f"/{MAX_LABS + 4}.toml")
    assert len(settings.labs) == MAX_LABS - 1


def test_that_recent_files_are_few_and_the_newest_is_first():
    settings = Settings()
    for number in range(MAX_RECENT + 5):
        settings = settings.with_recent(f"/{number}")
    settings = settings.with_recent("/7").without_recent("/8")
    assert settings.recent[:3] == ("/7", "/14", "/13")
    assert len(settings.recent) == MAX_RECENT - 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"recent": [3]}',
        b'{"geometry": 1}',
        b'{"geometry": "AdnQ!"}',
        b'{"geometry": "AdnQy"}',
        '{"geometry": "é"}'.encode(),
        b'{"theme": []}',
        b'{"folder": 1}',
        b'{"smoothing": "much"}',
        b'{"smoothing": true}',
        b'{"columns": {"run": 1}}',
        b'{"log_plots": [1]}',
        b'{"lab_width": "wide"}',
        b'{"labs": 3}',
        b'{"lab_at": [1, 2, 3]}',
        b'{"lab_at": ["/p", "edges", "Edges", "two", "8"]}',
        b'{"lab_at": ["/p", "edges", "Edges", "9", "8"]}',
        b'{"lab_at": ["/p", "edges", "Edges", "0", "8"]}',
        b'{"lab_at": ["/p", "edges", "Edges", "1", "99999"]}',
        b'{"engine": 1}',
        b'{"text_size": "large"}',
        b'{"language": 1}',
        b"[" * 10**5,
        b" " * 10**6,
    ],
)
def test_that_a_damaged_file_is_kept_aside(content):
    path = settings_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert load_settings() == Settings()
    assert path.with_name("settings-damaged.json").read_bytes() == content
    assert not path.exists()


def test_that_a_theme_of_a_later_version_becomes_the_systems(tmp_path):
    (tmp_path / "s.json").write_text('{"theme": "solarised", "recent": ["a"], "later": 1}')
    assert load_settings(tmp_path / "s.json") == Settings(("a",))


def test_that_an_engine_of_a_later_version_runs_as_usual(tmp_path):
    (tmp_path / "s.json").write_text('{"engine": "elsewhere", "theme": "dark"}')
    assert load_settings(tmp_path / "s.json") == Settings(theme="dark")


def test_that_a_language_of_a_later_version_becomes_the_systems(tmp_path):
    (tmp_path / "s.json").write_text('{"language": "fr", "theme": "dark"}')
    assert load_settings(tmp_path / "s.json") == Settings(theme="dark")


def test_that_settings_of_an_earlier_version_have_the_rest_as_usual(tmp_path):
    (tmp_path / "s.json").write_text('{"theme": "dark", "recent": [], "geometry": ""}')
    assert load_settings(tmp_path / "s.json") == Settings(theme="dark")


def test_that_smoothing_stays_within_its_bounds(tmp_path):
    (tmp_path / "s.json").write_text('{"smoothing": 5000, "theme": "light"}')
    assert load_settings(tmp_path / "s.json").smoothing == 99


def test_that_the_width_of_the_lab_panel_stays_within_its_bounds(tmp_path):
    (tmp_path / "s.json").write_text('{"lab_width": 99999999, "labs": ["/a.toml"], "lab_at": ["/p", "Edges"]}')
    assert load_settings(tmp_path / "s.json") == Settings(lab_width=2_000, labs=("/a.toml",))


def test_that_a_place_in_a_lab_in_words_of_an_earlier_version_is_forgotten(tmp_path):
    (tmp_path / "s.json").write_text('{"theme": "dark", "lab_at": ["/p", "Edges", "step 2 of 8"]}')
    assert load_settings(tmp_path / "s.json") == Settings(theme="dark")


def test_that_nothing_is_lost_where_two_windows_write_at_the_same_time():
    def write(window):
        for number in range(MAX_LABS // 2):
            change_settings(lambda found, one=f"{window}{number}": replace(found, labs=(*found.labs, one)), Settings())

    save_settings(Settings())
    windows = [Thread(target=write, args=(name,)) for name in ("a", "b")]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(load_settings().labs) == sorted(f"{name}{n}" for name in "ab" for n in range(MAX_LABS // 2))


@pytest.mark.parametrize("error", [NotImplementedError(), OSError(), filelock.Timeout("settings.lock")])
def test_that_settings_are_written_where_no_other_window_can_be_kept_off(monkeypatch, error):
    def refuse(lock):
        raise error

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    change_settings(lambda found: replace(found, theme="dark"), Settings(theme="dark"))
    change_settings(lambda found: replace(found, labs=("a",)), Settings())
    assert load_settings().labs == ("a",)


def test_that_random_damage_is_survived(tmp_path):
    path, chance = tmp_path / "s.json", random.Random(1)
    save_settings(Settings(("a", "b"), "light", "AAAA"), path)
    data = path.read_bytes()
    for _ in range(500):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(changed)
        assert isinstance(load_settings(path), Settings)


def test_that_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError):
        save_settings(Settings(), tmp_path / "file" / "s.json")
