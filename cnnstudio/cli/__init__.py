"""The program's entry: commands in a terminal, and without one the window."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from cnnstudio.cli.arguments import COMMANDS, parse, parse_window
from cnnstudio.cli.output import OutputRefused, say, taken
from cnnstudio.cli.places import there
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr

DONE, BUG, MISTAKE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code: 0 done, 2 the person's mistake, 1 our bug, 130 broken off.

    Without arguments, or with a file instead of a command, it opens the window.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _hold_streams()
    try:
        code = _run(arguments)
        with taken():
            sys.stdout.flush()
        return code
    except OutputRefused as error:
        _drop_output()
        say(f"cnnstudio: {error}", sys.stderr)
        return MISTAKE
    except (StudioError, SpecError) as error:
        say(f"cnnstudio: {error}", sys.stderr)
        if isinstance(error, StudioError) and error.details not in error.text and _is_about_a_file(arguments):
            say(error.details, sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        say(tr("cnnstudio: stopped"), sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough, as "head" does
        _drop_output()
        return DONE
    except Exception:  # the outermost place: everything unexpected is our bug, and says so with its trace
        traceback.print_exc()
        return BUG


def _hold_streams() -> None:
    """Where the shell has closed an output (``2>&-``), what is said there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end of the program


def _drop_output() -> None:
    """What is left of the output must not be flushed at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_about_a_file(arguments: Sequence[str]) -> bool:
    """Whether what else there is to say of a saved network is wanted: every layer that cannot be held."""
    return arguments[0] in ("import", "summary") and "--json" not in arguments


def _run(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first not in COMMANDS and (not first.startswith("-") or first.partition("=")[0] == "--engine"):
        return _window(arguments)
    parsed = parse(arguments)
    return DONE if parsed is None else int(parsed.run(parsed))


def _window(arguments: list[str]) -> int:
    """Opens the window, on a file where one is named."""
    parsed = parse_window(arguments)
    if parsed.files and not there(Path(parsed.files[0])):
        if parsed.files[0] in COMMANDS:
            raise StudioError(tr("--engine is for the window only."), tr("Leave it out."))
        hint = tr("The commands are: {names}.", names=", ".join(COMMANDS))
        raise StudioError(tr("There is no command and no file called “{name}”.", name=parsed.files[0][:80]), hint)
    if len(parsed.files) > 1:
        raise StudioError(tr("The window opens one file."), tr("Name one, or begin with a command: cnnstudio --help."))
    # Here and not above: a command must not need Qt.
    from cnnstudio.gui.app import main as window

    return window(parsed.files, parsed.engine)
