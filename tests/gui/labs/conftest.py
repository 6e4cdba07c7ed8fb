"""A lab on a desk: two steps, with every kind of part."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from cnnstudio.core.labs.reading import read_lab
from cnnstudio.gui.labs.bench import Bench
from cnnstudio.gui.labs.scene_now import scene_maker
from cnnstudio.gui.labs.shelf import Found
from tests.gui.desk import Desk

TEXT = """
title = "A small lab"
about = "For tests."
minutes = 5

[[step]]
title = "Numbers"
text = "**Read** this."

[[step.do]]
label = "Take one layer"
preset = "one-layer"

[[step.do]]
label = "The last layer"
select = "last Dense"

[[step.ask]]
key = "how-many"
text = "How many?"
number = { what = "parameters" }
hints = ["Look at the bottom of Build."]
why = "They stand in Build."

[[step.ask]]
key = "own"
text = "Why?"
open = true

[[step.check]]
key = "layers"
say = "It has **5** layers"
needs = [{ what = "layers", is = 5 }]
hints = ["Add one."]

[[step]]
title = "Runs"
text = "Train."

[[step.check]]
key = "run"
say = "A run is there"
subject = "run"
needs = [{ what = "val_accuracy", at_least = 0.4 }]
"""


def png(width: int = 4, height: int = 4) -> bytes:
    """A picture's file."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


def found(text: str = TEXT, name: str = "small") -> Found:
    """The lab as the shelf gives it."""
    return Found(read_lab(text, name, None), Path(f"/labs/{name}.toml"), {"p.png": png()})


@pytest.fixture(autouse=True)
def garbage_is_collected_here() -> Iterator[None]:
    """As in the program: checks are looked at on a thread, and a desk that is collected there takes all down."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def bench(desk: Desk) -> Bench:
    """With the lab open in the desk's project."""
    made = Bench(desk.document, lambda: scene_maker(desk.document), desk.document)
    made.open(found())
    return made
