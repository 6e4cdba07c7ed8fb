"""Loads the data a recipe names, drawings of a project among them; needs no TensorFlow."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import AS_THEY_ARE
from cnnstudio.data.sources import DRAWN
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.files.project_file import drawings_in


def load(
    recipe: DataRecipe,
    geometry: Geometry = AS_THEY_ARE,
    watch: Watch = NOBODY,
    *,
    file: str = "",
    **wanted: bool,
) -> DataSet:
    """As ``data.library.load``; drawings are those of the project ``file`` where the recipe has no other path."""
    read: Callable[..., DataSet] = library.load
    if recipe.source == DRAWN:
        library.locate(recipe.source, recipe.path or file)  # says what to do where no project is named
        read = partial(read, drawings=lambda path: drawings_in(path or file))
    return read(recipe, geometry, watch, **wanted)


def located(recipe: DataRecipe, file: str) -> DataRecipe:
    """The recipe of a project, its drawings named by the project's ``file``, so that they are found from anywhere."""
    return replace(recipe, path=file) if recipe.source == DRAWN and not recipe.path else recipe
