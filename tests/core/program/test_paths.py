"""Where the program finds its files and keeps the user's."""

import sys
from pathlib import Path

import pytest

from cnnstudio.core.program.paths import app_folder, config_folder, keras_home, named_path, resource


def test_that_the_built_in_digits_are_found() -> None:
    assert resource("data", "mnist_10k_lzma.npz").is_file()


def test_that_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        resource("icons", "no-such-icon.svg")


def test_that_one_variable_moves_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNSTUDIO_HOME", str(tmp_path))
    assert app_folder().parent == config_folder().parent == tmp_path


def test_that_asking_where_a_folder_is_does_not_make_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNSTUDIO_HOME", str(tmp_path))
    assert not app_folder().exists()
    assert not config_folder().exists()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="XDG is for the other platforms")
def test_that_the_desktops_own_places_are_used_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CNNSTUDIO_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", "relative/paths/are/ignored")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_folder() == tmp_path / "config" / "cnnstudio"
    assert app_folder() == tmp_path / ".local" / "share" / "cnnstudio"


def test_that_keras_is_looked_for_where_keras_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert keras_home() == tmp_path
    monkeypatch.delenv("KERAS_HOME")
    assert keras_home() == Path.home() / ".keras"


def test_that_the_home_of_somebody_unknown_is_a_name_like_any_other() -> None:
    assert named_path("~/data") == Path.home() / "data"
    assert named_path("~nobody-of-this-name/data") == Path("~nobody-of-this-name/data")
