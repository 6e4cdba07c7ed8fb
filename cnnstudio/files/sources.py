"""Where the weights of pretrained blocks come from: a base of this program or of Keras, or a run of the same project.

A run stores only what training may change. Whoever opens it is given the rest from the source, known by its digest.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.bases import base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Network, walk
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import FloatArray, Shape
from cnnstudio.core.transferring.pretrained import BUILT_IN, KERAS, RUN, Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import plain, quoted
from cnnstudio.files.bases.reading import base_arrays
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile

_NONE: frozenset[int] = frozenset()
"""Of the runs that rest on one another those that are being completed: a run among them rests on itself."""


def brought(network: Network, path: str | Path | None, *, held: bool = False) -> Weights:
    """The weights that the pretrained blocks of a network bring with them, under its own names.

    Raises StudioError in words where a source is not there, or has become another one.

    Args:
        path: The project file of the network, for those that come from one of its runs; None where there is none.
        held: Whether only those that stay as they are are wanted, not those that are trained on.
    """
    return _brought(network, path, held, _NONE)


def completed(network: Network, stored: Weights, path: str | Path | None) -> Weights:
    """Every array of a network in its order: as stored with its run, and from its source where it is not.

    Raises StudioError as ``brought``. What is missing and held by no pretrained block is missing still.
    """
    return _completed(network, stored, path, _NONE)


def with_digests(network: Network, weights: Weights) -> Network:
    """The network with the checksum of what its pretrained blocks were given, where they have none.

    So a source that becomes another one is noticed.

    Args:
        weights: What ``brought`` gave, with what is trained on.
    """
    analysis = analyse(network)
    for block in pretrained_blocks(network):
        path = network.path_of(block.name)
        if path is not None and isinstance(block.spec, Pretrained) and not block.spec.digest:
            arrays = [weights[name] for name, _, _ in _arrays_of(block, analysis)]
            network = network.change(path, digest=digest_of(arrays))
    return network


def arrays_from(
    source: str, shapes: Sequence[Shape], path: str | Path | None, digest: str = "", *, what: str = tr("The network")
) -> list[FloatArray]:
    """Arrays of these shapes, one behind the other, as the source has them; raises StudioError in words.

    Args:
        source: As ``Pretrained.source`` says.
        digest: That of the arrays; empty takes the first that have the shapes.
        what: Who needs them, as the person knows it.
    """
    return _arrays_from(source, shapes, path, digest, what, _NONE)


def _completed(network: Network, stored: Weights, path: str | Path | None, seen: frozenset[int]) -> Weights:
    rows = analyse(network).rows
    held = [f"{row.name}/{each.name}" for row in rows for each in row.params.arrays if each.held]
    if all(name in stored for name in held):
        return stored
    found = {**_brought(network, path, True, seen), **stored}
    order = [f"{row.name}/{each.name}" for row in rows for each in row.params.arrays]
    known = {name: found[name] for name in order if name in found}
    return known | {name: array for name, array in stored.items() if name not in known}


def _brought(network: Network, path: str | Path | None, held: bool, seen: frozenset[int]) -> Weights:
    found: Weights = {}
    blocks = pretrained_blocks(network)
    analysis = analyse(network) if blocks else None
    for block in blocks:
        assert analysis is not None
        assert isinstance(block.spec, Pretrained)
        arrays = _arrays_of(block, analysis)
        shapes = [shape for _, shape, _ in arrays]
        taken = _arrays_from(block.spec.source, shapes, path, block.spec.digest, plain(block.name, 40), seen)
        pairs = zip(arrays, taken, strict=True)
        found |= {name: array for (name, _, is_held), array in pairs if is_held or not held}
    return found


def _arrays_of(block: Block, analysis: Analysis) -> list[tuple[str, Shape, bool]]:
    """The arrays of a block's layers: our name of each, its shape, and whether it is held."""
    rows = [analysis.row_of(node.name) for _, node in walk((block,))]
    return [
        (f"{row.name}/{each.name}", each.shape, each.held)
        for row in rows
        if row is not None
        for each in row.params.arrays
    ]


def _arrays_from(
    source: str, shapes: Sequence[Shape], path: str | Path | None, digest: str, what: str, seen: frozenset[int]
) -> list[FloatArray]:
    if source.startswith((BUILT_IN, KERAS)):
        base = base_of(source)
        if base is None:
            raise _unknown(source, what)
        ways: Iterator[Sequence[FloatArray]] = iter([base_arrays(base, shapes)])
        name = base.title
    else:
        number = _number(source, what)
        ways, name = _of_run(number, path, what, seen), tr("run {number}", number=number)
    fits = False
    for arrays in ways:
        for found in _in_a_row(arrays, [tuple(shape) for shape in shapes]):
            fits = True
            if not digest or digest_of(found) == digest:
                return found
    if fits:
        text = tr("The weights of {name} are not those any more that {what} was made with.", name=name, what=what)
        raise StudioError(text, tr("Put the pretrained network in anew, or bring back what it was made with."))
    raise StudioError(
        tr("The weights of {name} do not fit the layers of {what}.", name=name, what=what),
        tr("Put the pretrained network in anew."),
    )


def _number(source: str, what: str) -> int:
    number = source.removeprefix(RUN)
    if not source.startswith(RUN) or not number.isdecimal():
        raise _unknown(source, what)
    return int(number)


def _unknown(source: str, what: str) -> StudioError:
    text = tr(
        "Where the weights of {what} come from is not known to this version: {source}.",
        what=what,
        source=quoted(plain(source, 40)),
    )
    return StudioError(text, tr("Put the pretrained network in anew."))


def _of_run(number: int, path: str | Path | None, what: str, seen: frozenset[int]) -> Iterator[Sequence[FloatArray]]:
    """The arrays of every epoch that a run keeps, that of its used epoch first, in their order.

    A run that went on may use another epoch than it did when layers were taken from it.
    """
    if path is None:
        raise StudioError(
            tr(
                "The weights of {what} come from run {number} of a project, and there is no project here.",
                what=what,
                number=number,
            ),
            tr("Open the project that it belongs to."),
        )
    if number in seen:
        raise StudioError(
            tr(
                "The weights of {what} come from run {number}, which takes its own from others without end.",
                what=what,
                number=number,
            )
        )
    with ProjectFile.open(path, read_only=True) as file:
        run = next((each for each in file.runs() if each.number == number), None)
        if run is None:
            text = tr(
                "The weights of {what} come from run {number}, which is not in {path}.",
                what=what,
                number=number,
                path=quoted(file.path),
            )
            raise StudioError(text, tr("Bring that run back, or put a pretrained network in anew."))
        for epoch in _epochs(run):
            stored = file.weights(number, epoch)[1]
            yield list(_completed(run.project.network, stored, path, seen | {number}).values())


def _epochs(run: Run) -> list[int]:
    first = [run.used_epoch] if run.used_epoch in run.kept else []
    return [*first, *sorted(set(run.kept) - set(first), reverse=True)]


def _in_a_row(arrays: Sequence[FloatArray], shapes: Sequence[Shape]) -> Iterator[list[FloatArray]]:
    """Every place where arrays of these shapes stand one behind the other."""
    sizes = [tuple(array.shape) for array in arrays]
    for start in range(len(sizes) - len(shapes) + 1):
        if sizes[start : start + len(shapes)] == list(shapes):
            yield [np.asarray(array, np.float32) for array in arrays[start : start + len(shapes)]]
