"""Reads one input again that was kept: ``python -m tests.fuzzing.again READER FILE``."""

import sys
import tempfile
from pathlib import Path

from tests.fuzzing.readers import READERS


def main(name: str, path: Path) -> None:
    """Prints what comes of it, with the traceback of anything but a refusal."""
    reader = next(each for each in READERS if each.name == name)
    with tempfile.TemporaryDirectory() as folder:
        try:
            print("read:", reader.read(path.read_bytes(), Path(folder)))
        except reader.refusals as error:
            print("refused:", error)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
