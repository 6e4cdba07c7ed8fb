"""How the program starts: as itself, or as a process that works for it."""

import multiprocessing
import sys
from collections.abc import Callable

import pytest

import cnnstudio.__main__ as program
import cnnstudio.cli
from cnnstudio.gui import app


@pytest.mark.parametrize("start", [program.main, program.window])
def test_that_a_program_of_one_file_first_sees_whether_it_is_to_work_for_another(
    monkeypatch: pytest.MonkeyPatch, start: Callable[[], int]
) -> None:
    class ServedError(Exception):
        pass

    def serve() -> None:
        raise ServedError

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(multiprocessing, "freeze_support", serve)
    with pytest.raises(ServedError):
        start()


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (["presets"], "de"),
        (["presets", "--json"], "en"),
        (["runs", "a.cnnstudio", "--format", "json"], "en"),
        (["runs", "--format=csv", "a.cnnstudio"], "en"),
        (["runs", "a.cnnstudio", "--format", "markdown"], "de"),
    ],
)
def test_that_people_read_their_language_and_programs_english(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], spoken: str
) -> None:
    used: list[str] = []
    monkeypatch.setattr(sys, "argv", ["cnnstudio", *asked])
    monkeypatch.setattr(program, "chosen", lambda: "de")
    monkeypatch.setattr(program.language, "use", used.append)
    monkeypatch.setattr(cnnstudio.cli, "main", lambda: 0)
    assert program.main() == 0
    assert used == [spoken]


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ([], ([], None)),
        (["digits.cnnstudio"], (["digits.cnnstudio"], None)),
        (["digits.cnnstudio", "--engine", "thread"], (["digits.cnnstudio"], "thread")),
        (["--engine=process"], ([], "process")),
    ],
)
def test_that_the_window_without_a_terminal_is_asked_as_the_one_with(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], opened: tuple[list[str], str | None]
) -> None:
    runs: list[tuple[list[str], str | None]] = []
    monkeypatch.setattr(sys, "argv", ["cnnstudio-gui", *asked])
    monkeypatch.setattr(program.language, "use", lambda name: None)
    monkeypatch.setattr(app, "main", lambda files, engine=None: runs.append((files, engine)) or 0)
    assert program.window() == 0
    assert runs == [opened]


def test_that_the_window_without_a_terminal_refuses_what_it_does_not_understand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cnnstudio-gui", "--engine", "steam"])
    monkeypatch.setattr(program.language, "use", lambda name: None)
    monkeypatch.setattr(app, "main", lambda *_: pytest.fail("a window was opened"))
    assert program.window() == 2
    assert "steam" in capsys.readouterr().err
