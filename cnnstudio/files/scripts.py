"""Scripts and notebooks in files, with the pictures and weights they need beside them; each whole or not at all."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from cnnstudio.core import scripting
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Begun, Run
from cnnstudio.core.runs.significance import is_as_planned
from cnnstudio.core.scripting import Beside, Pictures
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.transferring.starting import arrays_of, why_not_start
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import beside_file
from cnnstudio.files.beside_file import Stands
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.sources import brought, completed

FORMS = {"script": ".py", "notebook": ".ipynb"}
"""What can be written, and how the file's name ends."""


def needs_pictures(project: Project) -> bool:
    """Whether pictures must stand beside the script: there are some, and Keras cannot load the very same."""
    return bool(project.data.source) and not scripting.loaded_by_keras(project)


def needs_bases(project: Project) -> bool:
    """Whether the weights of pretrained layers must stand beside the script."""
    return bool(pretrained_blocks(project.network))


def otherwise_than(run: Run) -> str:
    """That a script of the run comes to other figures than the run did, in a sentence; empty where it does not."""
    if is_as_planned(run):
        return ""
    return tr(
        "“{name}” went on after its end; the script trains it in one go, to other figures.", name=plain(run.name, 40)
    )


def bases_of(file: str, project: Project) -> Weights | None:
    """The weights that the project's pretrained layers bring with them; None where it has no such layers.

    Raises StudioError in words where their source is not there.

    Args:
        file: The path of the project's file, for those that come from one of its runs; empty where there is none.
    """
    return brought(project.network, file or None) if needs_bases(project) else None


def write_script(
    path: Path,
    project: Project,
    form: str = "script",
    *,
    name: str = "",
    solution: bool = False,
    pictures: Pictures | None = None,
    weights: Weights | None = None,
    bases: Weights | None = None,
    check: Callable[[], None] = lambda: None,
) -> tuple[Path, ...]:
    """Writes the script or notebook and what belongs beside it; gives all files that were written.

    Raises StudioError in words where it cannot be written, before anything is: what is nobody's but this program's may
    be replaced beside it, and nothing that another script needs.

    Args:
        form: Of FORMS.
        name: What the project is called.
        solution: Whether blanks are filled in, and marked.
        pictures: Where ``needs_pictures``.
        weights: Those that training begins with, under the names of the project's network; None for new ones.
        bases: Where ``needs_bases``: as ``bases_of`` gives them.
        check: Called before each file; what it raises ends the work with nothing written.
    """
    if needs_bases(project) and not bases:
        raise StudioError(tr("The weights of the pretrained layers are missing, without which there is no script."))
    if not solution and Blank("", "start") in project.blanks:
        weights = None  # they would tell it
    saves = _saves(path, pictures, bases, weights)
    for place in (*saves, path):
        _check_not_data(place, project)
    for place in saves:
        beside_file.check_ours(place)
    known = (pictures.streamed, pictures.count) if pictures else (False, 0)
    write = scripting.notebook_of if form == "notebook" else scripting.script_of

    def written(found: dict[Path, Stands]) -> bytes:
        names = [found[place].place.name if place in found else "" for place in _places(path)]
        exports = {each.place.name: each.export for each in found.values()}
        beside = Beside(names[0], names[2], known[0], names[1], known[1], exports)
        return write(project, beside, name=name, solution=solution).encode("utf-8")

    return (path, *beside_file.write_together(path, written, saves, check))


def _places(path: Path) -> tuple[Path, Path, Path]:
    """Where pictures, the weights of pretrained layers, and those that training begins with stand."""
    return path.with_suffix(".pictures.npz"), path.with_suffix(".base.npz"), path.with_suffix(".weights.npz")


def _saves(
    path: Path, pictures: Pictures | None, bases: Weights | None, weights: Weights | None
) -> dict[Path, Callable[[Path], None]]:
    """What writes the files beside the script, by their places."""
    places = _places(path)
    found = {places[0]: pictures.save} if pictures else {}
    for place, arrays in zip(places[1:], (bases, weights), strict=True):
        if arrays:
            found[place] = partial(_save, weights=arrays)
    return found


def _check_not_data(place: Path, project: Project) -> None:
    data = project.data.path
    if data and os.path.exists(place) and os.path.exists(data) and os.path.samefile(place, data):
        text = tr(
            "{place} holds the pictures that the project is made from, and would be overwritten.", place=quoted(place)
        )
        raise StudioError(text, tr("Choose another name."))


def starting_weights(file: str, project: Project, begun: Begun | None = None) -> Weights | None:
    """The weights the project's plan begins with, out of the run it names in that file; None for new ones.

    Without those that pretrained layers hold: they always come from their source.

    Raises StudioError in words where that run does not have them.

    Args:
        begun: Of the project of a run, what it began with: those weights are given and no others, though the run that
            is named may use another epoch by now.
    """
    number = project.plan.start
    if not number:
        return None
    if not file:
        raise StudioError(
            tr("Training begins with the weights of run {number}, which are in no file yet.", number=number)
        )
    with ProjectFile.open(file, read_only=True) as opened:
        why_not = why_not_start(project, opened.runs())
        if why_not:
            raise StudioError(why_not)
        run = opened.run(number)
        if begun is not None and begun.epoch not in run.kept:
            raise _not_there_any_more(number)
        network = run.project.network
        _, weights = opened.weights(number, begun.epoch if begun is not None else None)
    weights = completed(network, weights, file)
    pairs = zip(arrays_of(project.network), arrays_of(network), strict=True)
    named = {f"{ours[0]}/{ours[1]}": weights[f"{other[0]}/{other[1]}"] for ours, other in pairs}
    if begun is not None and digest_of(named.values()) != begun.digest:
        raise _not_there_any_more(number)
    own = {f"{row.name}/{each.name}" for row in analyse(project.network).rows for each in row.params.stored}
    return {name: array for name, array in named.items() if name in own}


def _not_there_any_more(number: int) -> StudioError:
    return StudioError(
        tr("The run began with weights of run {number} that are not in the file any more.", number=number),
        tr("Export the project as it is now."),
    )


def _save(temp: Path, weights: Weights) -> None:
    with temp.open("wb") as file:
        np.savez(file, **weights)  # type: ignore[arg-type]  # numpy's own argument is a flag
