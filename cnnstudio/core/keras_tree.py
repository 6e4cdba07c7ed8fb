"""The tree of nested blocks that a graph of Keras layers is, with each helper put back into the node it belongs to.

A node of ours may be two layers of Keras, the first of them a helper. Which layers are helpers, their names say:
``NAME>pad`` before ``NAME`` in what this program writes, ``NAME_pad`` in what its first version wrote. That one kept
a file only if it read back as it was, so none of its files has a layer of such a name that is a person's own. In files
of anyone else ``NAME_pad`` counts as a helper too, since the network computes the same either way and its padding can
be changed in one place then; but not beside a ``>``, which only this program writes, and which then marks all helpers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Activation
from cnnstudio.core.network import HELPERS, MAX_DEPTH, Block, Layer, Node
from cnnstudio.core.spec import BlockSpec, LayerSpec, settings_of
from cnnstudio.core.words import quoted

_MARK = ">"
_FIRST_HELPERS = {"ZeroPadding2D": "_pad", "Add": "_add"}

_STEPS = 2 * MAX_DEPTH
"""In nested blocks each layer is passed once or twice for each block around it; in a snarl for each other layer."""

_Helpers = dict[str, str]


@dataclass(frozen=True)
class Knot:
    """One place of the graph.

    Attributes:
        spec: The layer's; of a merge how its inputs are put together.
        inputs: The names of the knots it reads from.
    """

    name: str
    spec: LayerSpec | Parallel
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A node that may still be put together with the next one: its name need not be one that a node may have."""

    name: str
    spec: LayerSpec | BlockSpec
    branches: tuple[tuple[Node, ...], ...] = ()


def tree(knots: Sequence[Knot], first: str, last: str, *, marked: bool) -> tuple[Node, ...]:
    """The nodes from behind ``first`` to ``last``; raises SpecError for a graph that is no nest of blocks.

    Args:
        knots: Each behind those it reads from.
        first: What the graph begins with; no knot itself.
        marked: Whether it is known that helpers, if there are any, are called ``NAME>pad``.
    """
    helpers = HELPERS if marked or any(_MARK in knot.name for knot in knots) else _FIRST_HELPERS
    by_name = {knot.name: knot for knot in knots}
    above = _forks(knots, first)
    if last not in by_name:
        raise SpecError(tr("The network's layers do not lead to its output."))
    seen: list[str] = []

    def row(end: str, start: str, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            raise SpecError(tr("Blocks are nested at most {most} deep.", most=MAX_DEPTH))
        found: list[_Part] = []
        while end != start:
            knot = by_name[end]
            seen.append(end)
            if isinstance(knot.spec, LayerSpec):
                found.append(_Part(end, knot.spec))
            else:
                branches = tuple(row(each, above[end], depth + 1) for each in knot.inputs)
                found.append(_Part(end, knot.spec, branches))
            end = above[end]
            if len(seen) > len(knots):
                raise SpecError(tr("The network's branches cross; only nested blocks are known here."))
        return _folded(found[::-1], helpers)

    nodes = row(last, first, 0)
    if len(seen) != len(knots):
        raise SpecError(tr("The network's branches cross or end nowhere; only nested blocks are known here."))
    return nodes


def _forks(knots: Sequence[Knot], first: str) -> dict[str, str]:
    """For each layer the nearest one that every way to it leads through: its immediate dominator.

    K. D. Cooper, T. J. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001); in one pass, as the layers
    stand in an order in which each follows its inputs.
    """
    above: dict[str, str] = {}
    place = {first: 0}
    steps = _STEPS * (len(knots) + 1)
    for number, knot in enumerate(knots, 1):
        if not knot.inputs or any(each not in place for each in knot.inputs) or knot.name in place:
            raise SpecError(
                tr("The layer {name} stands before its input, or there are two of its name.", name=quoted(knot.name))
            )
        meeting = knot.inputs[0]
        for each in knot.inputs[1:]:
            other = each
            while meeting != other:
                steps -= 1
                if place[meeting] > place[other]:
                    meeting = above[meeting]
                else:
                    other = above[other]
        if steps < 0:
            raise SpecError(tr("The network's branches cross; only nested blocks are known here."))
        above[knot.name] = meeting
        place[knot.name] = number
    return above


def _folded(row: list[_Part], helpers: _Helpers) -> tuple[Node, ...]:
    """With each helper, as ``NAME>pad`` before ``NAME``, put back into the node it belongs to."""
    result: list[_Part] = []
    for part in row:
        whole = _put_together(result[-1], part, helpers) if result else None
        if whole is not None:
            result[-1] = whole
        else:
            result.append(part)
    return tuple(
        Block(part.name, part.spec, part.branches) if isinstance(part.spec, BlockSpec) else Layer(part.name, part.spec)
        for part in result
    )


def _put_together(before: _Part, part: _Part, helpers: _Helpers) -> _Part | None:
    if isinstance(part.spec, BlockSpec):
        return None
    if isinstance(before.spec, BlockSpec):
        is_end = isinstance(part.spec, Activation) and before.name == part.name + helpers["Add"]
        if is_end and before.spec == Parallel("add") and len(before.branches) == 2:
            return replace(before, name=part.name, spec=Residual(part.spec.activation_name()))
        return None
    if before.name != part.name + helpers["ZeroPadding2D"]:
        return None
    pixels = _pixels_before(before.spec, part.spec)
    if pixels is None:
        return None
    return _Part(part.name, type(part.spec).from_plain({**part.spec.to_plain(), "padding": pixels}))


def _pixels_before(frame: LayerSpec, spec: LayerSpec) -> int | None:
    """The pixels on every side that ``frame`` adds, if ``spec`` can have them as its own."""
    around, given = frame.to_plain(), spec.to_plain()
    sides = {*around.get("rows", ()), *around.get("columns", ())}
    takes_pixels = "padding" in given and settings_of(spec)["padding"].form == "padding"
    same = frame.kind == "ZeroPadding2D" and takes_pixels and given["padding"] == "valid"
    return sides.pop() if same and len(sides) == 1 else None
