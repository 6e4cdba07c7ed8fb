"""How the program starts: as itself, or as a process that works for it."""

import multiprocessing
import sys
from collections.abc import Callable

import pytest

import cnnstudio.__main__ as program
import cnnstudio.cli


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


@pytest.mark.parametrize(("asked", "spoken"), [(["presets"], "de"), (["presets", "--json"], "en")])
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
