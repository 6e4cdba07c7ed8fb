"""``python -m cnnstudio`` is the same as ``cnnstudio``."""

import sys

from cnnstudio.core import language
from cnnstudio.core.errors import StudioError
from cnnstudio.core.program import own_process
from cnnstudio.files.language import chosen


def main() -> int:
    """Runs the command line; also a Ctrl+C while it is still imported ends it without a trace."""
    own_process.serve()
    # What programs read is the same wherever it is asked for.
    language.use("en" if "--json" in sys.argv else chosen())
    try:
        from cnnstudio.cli import main as run

        return run()
    except KeyboardInterrupt:
        print(language.tr("cnnstudio: stopped"), file=sys.stderr)
        return 130


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
