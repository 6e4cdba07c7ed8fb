"""How the program starts itself in another process, also where it is frozen and no Python stands beside it.

A frozen program has its modules within itself: it is started as itself, with ``MARK`` and the name of the module that
is to run, which ``serve`` sees before anything else is imported.
"""

import runpy
import sys
from pathlib import Path

MARK = "--module"
"""The argument that only the program itself gives to itself."""

_NAME = "cnnstudio"
_ROOT = Path(__file__).resolve().parents[2]


def is_frozen() -> bool:
    """Whether this is a program that was packed with its own Python."""
    return bool(getattr(sys, "frozen", False))


def program() -> tuple[str, ...]:
    """What starts this program, without its arguments."""
    return (sys.executable,) if is_frozen() else (sys.executable, "-m", _NAME)


def module(name: str) -> tuple[str, ...]:
    """What runs a module of this package as a program, without its arguments: "cnnstudio.sweeping.worker_child"."""
    return (sys.executable, MARK, name) if is_frozen() else (sys.executable, "-m", name)


def file_alone(path: Path, *options: str) -> tuple[str, ...]:
    """What runs a file of this package that imports nothing of it, without its arguments.

    Python does not look for modules in the file's folder.

    Args:
        options: Of Python's own; a frozen program has none.
    """
    if is_frozen():
        return module(".".join(path.resolve().relative_to(_ROOT).with_suffix("").parts))
    return (sys.executable, "-P", *options, str(path))


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
