"""How the program starts itself: by the Python it runs in, or as itself where it is frozen."""

import multiprocessing
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.core.program import own_process
from cnnstudio.files.saved import h5_reading

ROOT = Path(__file__).parents[3]
CHILD = Path(h5_reading.__file__).with_name("h5_child.py")


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/cnnstudio")
    monkeypatch.setattr(multiprocessing, "freeze_support", lambda: None)


@pytest.mark.parametrize(("found_in", "option"), [("/home/a/.venv/bin", ("-P",)), (str(ROOT), ())])
def test_that_a_python_runs_modules_and_files_of_the_program(
    monkeypatch: pytest.MonkeyPatch, found_in: str, option: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "path", [found_in, *sys.path])
    assert own_process.program() == (sys.executable, *option, "-m", "cnnstudio")
    assert own_process.module("cnnstudio.a") == (sys.executable, *option, "-m", "cnnstudio.a")
    assert own_process.file_alone(CHILD, "-W", "ignore") == (sys.executable, "-P", "-W", "ignore", str(CHILD))


def test_that_a_process_takes_no_file_of_the_current_folder_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "socket.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["/home/a/.venv/bin", *filter(None, sys.path)])
    process = multiprocessing.get_context("spawn").Process(target=os.getpid)
    own_process.start(process)
    process.join()
    assert process.exitcode == 0
    done = subprocess.run([*own_process.module("cnnstudio"), "--version"], check=False, env=_with_root())
    assert done.returncode == 0


def _with_root() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.usefixtures("frozen")
def test_that_a_frozen_program_runs_them_as_itself() -> None:
    assert own_process.program() == ("/opt/cnnstudio",)
    assert own_process.module("cnnstudio.a") == ("/opt/cnnstudio", own_process.MARK, "cnnstudio.a")
    alone = own_process.file_alone(CHILD, "-W", "ignore")
    assert alone == ("/opt/cnnstudio", own_process.MARK, "cnnstudio.files.saved.h5_child")


@pytest.mark.usefixtures("frozen")
def test_that_a_frozen_program_runs_the_module_that_it_is_told_with_its_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(name: str, **how: Any) -> None:
        assert (name, how["run_name"], sys.argv[1:]) == ("cnnstudio.files.saved.h5_child", "__main__", ["weights.h5"])

    monkeypatch.setattr(runpy, "run_module", run)
    monkeypatch.setattr(sys, "argv", [*own_process.file_alone(CHILD), "weights.h5"])
    with pytest.raises(SystemExit) as ended:
        own_process.serve()
    assert not ended.value.code


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("name", [[], ["os"], ["cnnstudio_of_others.a"]])
def test_that_a_frozen_program_runs_no_module_of_others(monkeypatch: pytest.MonkeyPatch, name: list[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/cnnstudio", own_process.MARK, *name])
    with pytest.raises(SystemExit, match="says to itself"):
        own_process.serve()


@pytest.mark.usefixtures("frozen")
def test_that_a_frozen_program_goes_on_where_it_is_started_by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/cnnstudio", "digits.cnnstudio"])
    own_process.serve()


def test_that_outside_a_frozen_program_the_mark_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cnnstudio", own_process.MARK, "cnnstudio.files.saved.h5_child"])
    own_process.serve()


def test_that_nothing_else_asks_for_the_python_it_runs_in() -> None:
    package = Path(own_process.__file__).parents[2]
    asking = [path for path in package.rglob("*.py") if "sys.executable" in path.read_text(encoding="utf-8")]
    assert asking == [Path(own_process.__file__)], "a frozen program has no Python: use core.own_process"


def test_that_a_child_runs_by_its_module_as_by_its_file(tmp_path: Path) -> None:
    no_weights = tmp_path / "weights.h5"
    no_weights.write_bytes(b"no HDF5")
    name = own_process.module("cnnstudio.files.saved.h5_child")
    told = [
        subprocess.run([*command, no_weights], input=b"", capture_output=True, check=False).returncode
        for command in (name, own_process.file_alone(CHILD))
    ]
    assert told[0] == told[1] != 0


def test_that_a_script_without_a_guard_does_not_run_again_in_a_process_of_the_program(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from cnnstudio.core.program.child import run_in_child\n"
        "print('begun', flush=True)\n"
        "print(run_in_child('words', repr, print, lambda: None), flush=True)\n",
        "utf-8",
    )
    ran = subprocess.run(
        [sys.executable, str(script)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
    )
    begun, told = ran.stdout.decode().splitlines()
    assert begun == "begun"
    assert "Connection" in told, ran.stderr.decode()
