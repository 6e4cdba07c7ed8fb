"""Makes ``version_3.cnnstudio``: a file of format 3 that every later version must open. Run once, then kept.

It is what ``version_2.cnnstudio`` is, and three drawings.
"""

import io
import runpy
from pathlib import Path

import numpy as np
from PIL import Image

from cnnstudio.files.project_file import ProjectFile

HERE = Path(__file__).parent


def picture(number: int) -> bytes:
    """A small picture that tells its number: of ink, and the third in colours."""
    values = np.zeros((12, 9, 3) if number == 3 else (12, 9), np.uint8)
    values[number : number + 4, 2] = 40 * number
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "PNG")
    return stream.getvalue()


def make(path: Path) -> None:
    """Drawings 1, 3 and 4: one was removed, one was relabelled."""
    runpy.run_path(str(HERE / "make_version_2.py"))["make"](path)
    with ProjectFile.open(path) as file:
        for number, label in enumerate(("7", "1", "neun é", "0"), 1):
            file.add_drawing(label, picture(number), f"2026-11-21T2{number}:00:00+01:00")
        file.remove_drawings([2])
        file.relabel_drawings({4: "8"})


if __name__ == "__main__":
    make(HERE / "version_3.cnnstudio")
