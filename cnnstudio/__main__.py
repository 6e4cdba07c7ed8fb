"""``python -m cnnstudio`` is the same as ``cnnstudio``."""

import sys
from itertools import pairwise

from cnnstudio.core import language
from cnnstudio.core.errors import StudioError
from cnnstudio.core.program import own_process
from cnnstudio.files.language import chosen


def main() -> int:
    """Runs the command line; also a Ctrl+C while it is still imported ends it without a trace."""
    own_process.serve()
    language.use("en" if _is_for_programs(sys.argv[1:]) else chosen())
    try:
        from cnnstudio.cli import main as run

        return run()
    except KeyboardInterrupt:
        print(language.tr("cnnstudio: stopped"), file=sys.stderr)
        return 130


def _is_for_programs(arguments: list[str]) -> bool:
    """Whether programs read what comes out: that is the same wherever it is asked for."""
    forms = [after for before, after in pairwise(arguments) if before == "--format"]
    forms += [each.partition("=")[2] for each in arguments if each.startswith("--format=")]
    return "--json" in arguments or any(form in ("json", "csv") for form in forms)


def window() -> int:
    """Opens the window, on a file where one is named, with --engine as ``cnnstudio`` has it.

    A process that the program starts for itself imports this module, and so no Qt with it.
    """
    own_process.serve()
    language.use(chosen())
    arguments = sys.argv[1:]
    from cnnstudio.gui.app import main as run

    if not any(each.startswith("-") for each in arguments):
        return run(arguments)  # a file that was clicked: the command line's grammar is not worth its time
    from cnnstudio.cli.arguments import parse_window

    try:
        asked = parse_window(arguments)
    except StudioError as error:
        print(f"cnnstudio-gui: {error}", file=sys.stderr)
        return 2
    return run(asked.files, asked.engine)


if __name__ == "__main__":
    sys.exit(main())
