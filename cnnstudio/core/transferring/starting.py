"""Whether training can start from the weights of a run: every array has its shape, or the run is of no use here."""

from collections.abc import Iterable
from functools import lru_cache

from cnnstudio.core.analysis import analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Begun, Run
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain

_REMEMBERED = 256

Arrays = tuple[tuple[str, str, Shape], ...]
"""Every weight array in Keras's order: the name of its layer, its own name, its shape."""


@lru_cache(maxsize=_REMEMBERED)
def arrays_of(network: Network) -> Arrays:
    """The weight arrays of a network; asked for at every edit, so that they are remembered."""
    return tuple((row.name, each.name, each.shape) for row in analyse(network).rows for each in row.params.arrays)


def why_not_fit(network: Network, other: Network) -> str:
    """Why ``network`` cannot take the weights of ``other``, in a sentence; empty where it can.

    Layers are matched by their order: what they are called, and what has no weights, does not matter.
    """
    ours, theirs = arrays_of(network), arrays_of(other)
    for one, two in zip(ours, theirs, strict=False):
        if one[1:] != two[1:]:
            words = {"name": plain(one[0], 40), "one": _in_words(one), "other": _in_words(two)}
            return tr("{name} has {one} here, but {other} there.", **words)
    if len(ours) > len(theirs):
        return tr("{name} has weights here, but there is no such layer there.", name=plain(ours[len(theirs)][0], 40))
    if len(theirs) > len(ours):
        return tr("{name} has weights there, but there is no such layer here.", name=plain(theirs[len(ours)][0], 40))
    return "" if ours else tr("There are no weights in it.")


def why_not_start(project: Project, runs: Iterable[Run]) -> str:
    """Why the project cannot start from the run its plan names, in words; empty where it can, or names none."""
    number = project.plan.start
    if not number:
        return ""
    run = next((each for each in runs if each.number == number), None)
    if run is None:
        return tr(
            "The plan starts from run {number}, which is not in the file. Choose another start on the Train page.",
            number=number,
        )
    why = why_not_take(project.network, run)
    return (
        tr(
            "It cannot start from “{name}”. {why} Choose new weights on the Train page.",
            name=plain(run.name, 40),
            why=why,
        )
        if why
        else ""
    )


def begins_otherwise(begun: Begun, runs: Iterable[Run]) -> str:
    """That runs which began with the same run had other weights of it, in a sentence; empty where none had.

    Such runs cannot be the same, whatever their plans and seeds say.
    """
    of_it = [(run.name, run.begun) for run in runs if run.begun is not None and run.begun.run == begun.run]
    others = [(name, other) for name, other in of_it if other.digest != begun.digest]
    if not others:
        return ""
    name, other = others[-1]
    words = {"number": begun.run, "name": plain(name, 40)}
    if other.epoch == begun.epoch:
        return tr("It began with other weights of run {number} than “{name}” did: they have changed.", **words)
    return tr(
        "It began with other weights of run {number} than “{name}” did: those of epoch {epoch}, not {other}.",
        epoch=begun.epoch,
        other=other.epoch,
        **words,
    )


def why_not_take(network: Network, run: Run) -> str:
    """Why training of ``network`` cannot start from ``run``, in a sentence; empty where it can."""
    return why_nothing_to_take(run) or why_not_fit(network, run.project.network)


def why_nothing_to_take(run: Run) -> str:
    """Why no network at all can start from ``run``, in a sentence; empty where one can."""
    if run.status == "training":
        return tr("It is being trained.")
    return "" if run.kept or run.epochs else tr("It has no weights.")


def _in_words(array: tuple[str, str, Shape]) -> str:
    return tr("a {array} of {shape}", array=array[1].replace("_", " "), shape=shape_in_words(array[2]))
