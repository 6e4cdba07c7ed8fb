"""``python -m cnnstudio`` is the same as ``cnnstudio``."""

import sys


def main() -> int:
    """Runs the command line; also a Ctrl+C while it is still imported ends it without a trace."""
    try:
        from cnnstudio.cli import main as run

        return run()
    except KeyboardInterrupt:
        print("cnnstudio: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
