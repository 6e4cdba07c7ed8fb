"""Inputs that are broken, odd or meant to do harm, made anew for each test run.

Every reader has a module ``*_cases.py`` in this folder with a function ``cases()``; all of them together are the
corpus. A new reader adds a module of its own and need not touch another.
"""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.pictures.importing import open_pictures

Ending = Literal["data", "words", "either"]


def opened(path: Path) -> DataSet:
    """As folders and zips of pictures are opened."""
    return open_pictures(path, DataRecipe("file"), Geometry())


@dataclass(frozen=True)
class Case:
    """One input.

    Attributes:
        make: Makes it in an empty folder and says what is to be opened, a file or folder in there.
        ending: Whether a data set comes of it, a StudioError in words, or one of them.
        names: What a finding's details, or the error's words, must hold.
        open: How it is opened.
    """

    name: str
    make: Callable[[Path], Path]
    ending: Ending = "either"
    names: str = ""
    open: Callable[[Path], DataSet] = opened


def all_cases() -> Iterator[Case]:
    """The whole corpus, of every reader."""
    for path in sorted(Path(__file__).parent.glob("*_cases.py")):
        spec = importlib.util.spec_from_file_location(f"hostile_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.cases()
