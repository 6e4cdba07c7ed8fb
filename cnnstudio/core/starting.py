"""Whether training can start from the weights of a run: every array has its shape, or the run is of no use here."""

from collections.abc import Iterable
from functools import lru_cache

from cnnstudio.core.analysis import analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.run import Begun, Run
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
            return f"{plain(one[0], 40)} has {_in_words(one)} here, but {_in_words(two)} there."
    if len(ours) > len(theirs):
        return f"{plain(ours[len(theirs)][0], 40)} has weights here, but there is no such layer there."
    if len(theirs) > len(ours):
        return f"{plain(theirs[len(ours)][0], 40)} has weights there, but there is no such layer here."
    return "" if ours else "There are no weights in it."


def why_not_start(project: Project, runs: Iterable[Run]) -> str:
    """Why the project cannot start from the run its plan names, in words; empty where it can, or names none."""
    number = project.plan.start
    if not number:
        return ""
    run = next((each for each in runs if each.number == number), None)
    if run is None:
        return f"The plan starts from run {number}, which is not in the file. Choose another start on the Train page."
    why = why_not_take(project.network, run)
    return f"It cannot start from “{plain(run.name, 40)}”. {why} Choose new weights on the Train page." if why else ""


def begins_otherwise(begun: Begun, runs: Iterable[Run]) -> str:
    """That runs which began with the same run had other weights of it, in a sentence; empty where none had.

    Such runs cannot be the same, whatever their plans and seeds say.
    """
    of_it = [(run.name, run.begun) for run in runs if run.begun is not None and run.begun.run == begun.run]
    others = [(name, other) for name, other in of_it if other.digest != begun.digest]
    if not others:
        return ""
    name, other = others[-1]
    now = f"those of epoch {begun.epoch}, not {other.epoch}" if other.epoch != begun.epoch else "they have changed"
    return f"It began with other weights of run {begun.run} than “{plain(name, 40)}” did: {now}."


def why_not_take(network: Network, run: Run) -> str:
    """Why training of ``network`` cannot start from ``run``, in a sentence; empty where it can."""
    return why_nothing_to_take(run) or why_not_fit(network, run.project.network)


def why_nothing_to_take(run: Run) -> str:
    """Why no network at all can start from ``run``, in a sentence; empty where one can."""
    if run.status == "training":
        return "It is being trained."
    return "" if run.kept or run.epochs else "It has no weights."


def _in_words(array: tuple[str, str, Shape]) -> str:
    return f"a {array[1].replace('_', ' ')} of {shape_in_words(array[2])}"
