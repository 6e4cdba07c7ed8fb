"""Makes ``version_4.cnnstudio``: a file of format 4 that every later version must open. Run once, then kept.

It is what ``version_3.cnnstudio`` is, and two notes.
"""

import runpy
from pathlib import Path

from cnnstudio.files.project_file import ProjectFile

HERE = Path(__file__).parent


def make(path: Path) -> None:
    """A lab's progress and an exercise, as short as JSON may be; a third note was removed."""
    runpy.run_path(str(HERE / "make_version_3.py"))["make"](path)
    with ProjectFile.open(path) as file:
        file.put_notes({"lab:first-cnn": '{"lab":"first-cnn","step":2}', "by_hand": '{"é":[1]}', "lab:gone": "{}"})
        file.put_notes({"lab:gone": ""})


if __name__ == "__main__":
    make(HERE / "version_4.cnnstudio")
