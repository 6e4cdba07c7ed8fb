"""What the checks of a lab look at, taken from the desk as it is now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.training.dividing import counts
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document

if TYPE_CHECKING:  # the first window needs none of them
    from cnnstudio.core.by_hand.keeping import Kept
    from cnnstudio.core.labs.scene import DataFacts, Scene

BY_HAND = "by_hand"
"""The note that has what stands in convolution by hand."""


def scene_maker(document: Document) -> "Callable[[], Scene]":
    """Takes hold of what is on the desk, at once; what it gives makes the scene, on any thread."""
    project, analysis, runs, data_set = document.project, document.analysis, document.runs, document.data_set
    note = document.notes.get(BY_HAND) if document.is_open else ""

    def make() -> "Scene":
        from cnnstudio.core.labs.scene import Scene

        kept = _kept(note)
        exercise, tries = (None, None) if kept is None else (kept.exercise, kept.tries)
        data = None if data_set is None else data_facts(data_set, project.data)
        return Scene(project, analysis, runs, data, exercise, tries)

    return make


def data_facts(data: DataSet, recipe: DataRecipe) -> "DataFacts | None":
    """How many pictures the next run learns from and is tested with; None where they cannot be divided so."""
    from cnnstudio.core.labs.scene import DataFacts

    try:
        found = counts(len(data.x_train), recipe)
    except StudioError:
        return None
    test = len(data.x_test)
    return DataFacts(found.train, found.validation or test, test, data.labels, data.input_shape)


def _kept(note: str) -> "Kept | None":
    from cnnstudio.core.by_hand.keeping import from_json

    try:
        return from_json(note) if note else None
    except SpecError:  # what cannot be read counts as nothing there; the explorer says so where it is opened
        return None
