"""Which language it is: the environment is asked before the settings, and these before the system."""

import pytest

from cnnstudio.core.language import VARIABLE
from cnnstudio.files.language import chosen, system_language
from cnnstudio.files.settings import Settings, save_settings, settings_file


@pytest.fixture(autouse=True)
def english_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system in English whose person has chosen nothing."""
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def test_that_the_environment_is_asked_first_then_the_settings_then_the_system(monkeypatch):
    assert chosen() == "en"
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert chosen() == "de"
    save_settings(Settings(language="en"))
    assert chosen() == "en"
    monkeypatch.setenv(VARIABLE, "de")
    assert chosen() == "de"


def test_that_a_language_nobody_taught_is_passed_over(monkeypatch):
    monkeypatch.setenv(VARIABLE, "fr")
    assert chosen() == "en"
    save_settings(Settings(language="de"))
    assert chosen() == "de"


@pytest.mark.parametrize(
    ("named", "language"),
    [
        ({"LANG": "de"}, "de"),
        ({"LANG": "de_CH"}, "de"),
        ({"LANG": "de.UTF-8"}, "de"),
        ({"LANG": "de@euro"}, "de"),
        ({"LANG": "den.UTF-8"}, "en"),
        ({"LANG": "den_CA"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR"}, "en"),
        ({"LANG": "en_US", "LC_ALL": "de_DE@euro"}, "de"),
        ({"LANG": "de_DE", "LC_ALL": ""}, "de"),
    ],
)
def test_that_the_system_names_its_language_as_posix_has_it(monkeypatch, named, language):
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_that_a_system_may_know_its_language_without_variables(monkeypatch):
    monkeypatch.delenv("LANG")
    monkeypatch.setattr("locale.getlocale", lambda: ("German_Germany", "1252"))
    assert system_language() == "de"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert system_language() == "en"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"language": 3}', '{"language": "klingon"}', "[" * 10**5])
def test_that_settings_that_cannot_be_understood_say_nothing_and_stay(content):
    path = settings_file()
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert chosen() == "en"
    assert path.read_text() == content
