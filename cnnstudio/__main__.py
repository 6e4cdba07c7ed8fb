"""``python -m cnnstudio`` is the same as ``cnnstudio``."""

import sys


def main() -> int:
    """Runs the command line; also a Ctrl+C while it is still imported ends it without a trace."""
    _serve_as_child()
    try:
        from cnnstudio.cli import main as run

        return run()
    except KeyboardInterrupt:
        print("cnnstudio: stopped", file=sys.stderr)
        return 130


def window() -> int:
    """Opens the window. A process that the program starts for itself imports this module, and so no Qt with it."""
    _serve_as_child()
    from cnnstudio.gui.app import main as run

    return run()


def _serve_as_child() -> None:
    """In a program of one file a process for long work starts as the program itself; it does that work and ends."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()


if __name__ == "__main__":
    sys.exit(main())
