"""How the program starts itself in another process, also where it is frozen and no Python stands beside it.

A frozen program has its modules within itself: it is started as itself, with ``MARK`` and the name of the module that
is to run, which ``serve`` sees before anything else is imported.
"""

import os
import runpy
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

MARK = "--module"
"""The argument that only the program itself gives to itself."""

_NAME = "cnnstudio"
_SAFE_PATH = "PYTHONSAFEPATH"
_ROOT = Path(__file__).resolve().parents[3]
_ONE_AT_A_TIME = threading.Lock()


def is_frozen() -> bool:
    """Whether this is a program that was packed with its own Python."""
    return bool(getattr(sys, "frozen", False))


def program() -> tuple[str, ...]:
    """What starts this program, without its arguments."""
    return (sys.executable,) if is_frozen() else (sys.executable, *_safe(), "-m", _NAME)


def module(name: str) -> tuple[str, ...]:
    """What runs a module of this package as a program, without its arguments: "cnnstudio.sweeping.worker_child"."""
    return (sys.executable, MARK, name) if is_frozen() else (sys.executable, *_safe(), "-m", name)


def _safe() -> tuple[str, ...]:
    """Has Python take no file of the current folder for a library, unless this program itself was found there."""
    return () if Path(sys.path[0]).resolve() == _ROOT else ("-P",)


def file_alone(path: Path, *options: str) -> tuple[str, ...]:
    """What runs a file of this package that imports nothing of it, without its arguments.

    Python does not look for modules in the file's folder.

    Args:
        options: Of Python's own; a frozen program has none.
    """
    if is_frozen():
        return module(".".join(path.resolve().relative_to(_ROOT).with_suffix("").parts))
    return (sys.executable, "-P", *options, str(path))


def start(process: BaseProcess) -> None:
    """Starts a process of ``multiprocessing`` that does not import the main module first; raises OSError.

    It would do so for functions that are defined there, as ours are not. The main module may be somebody's script that
    opens the window, without the guard that keeps it from doing so again in each such process.
    """
    with _ONE_AT_A_TIME, _safe_path():
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            process.start()
        finally:
            sys.modules["__main__"] = main


@contextmanager
def _safe_path() -> Iterator[None]:
    """A process that begins now takes no file of the current folder for a library: it is told where to look later."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def serve() -> None:
    """In a process that a frozen program started for work of its own: does that work and ends. Else nothing."""
    if not is_frozen():
        return
    from multiprocessing import freeze_support

    freeze_support()
    if sys.argv[1:2] != [MARK]:
        return
    name = sys.argv[2] if len(sys.argv) > 2 else ""
    if not name.startswith(f"{_NAME}."):
        sys.exit(f"cnnstudio: {MARK} is what the program says to itself.")
    sys.argv[1:] = sys.argv[3:]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    sys.exit(0)
