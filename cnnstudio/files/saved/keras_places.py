"""Where in a file of weights each array of a network lies: by layer name or by class and order, as each Keras wrote it.

By name: ``layer_names`` at the file or its group ``model_weights`` and ``weight_names`` at each layer's group (Keras 1
and 2, and 3's ``.h5``). By class: the second Conv2D is ``layers/conv2d_1``, whatever its name (``.keras`` and
``.weights.h5`` of Keras 3; ``tf_keras`` 2.12 to 2.13 says ``_layer_checkpoint_dependencies`` for ``layers``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.params import Weight
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import plain, quoted
from cnnstudio.files.saved.h5_layers import CONTAINERS, Level, is_numbered, levels, number_of, present, snake_case
from cnnstudio.files.saved.h5_reading import H5Array, H5Contents
from cnnstudio.files.saved.keras_nodes import KerasNode, NotHeld, Stored
from cnnstudio.files.saved.keras_turns import Turn, stored_shape

_MOST_LINES = 200
_MOST_SIZES = 8


@dataclass(frozen=True)
class Place:
    """Where one array of ours lies.

    Attributes:
        name: Of the weight, "conv2d_1/kernel".
        path: In the file.
        shape: As it is stored.
        turns: What makes of it the array as we have it.
    """

    name: str
    path: str
    shape: Shape
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A layer of the file and the arrays that it must have there.

    Attributes:
        arrays: In the file's order: our name (None where it is passed over), the stored shape, the turns.
    """

    node: KerasNode
    arrays: tuple[tuple[str | None, Shape, tuple[Turn, ...]], ...]

    @property
    def name(self) -> str:
        return self.node.stored_as or self.node.name


def places(contents: H5Contents, nodes: Sequence[KerasNode], analysis: Analysis) -> tuple[Place, ...]:
    """A place for each array of the network; raises SpecError, or NotHeld with all differences, where one has none."""
    wanted = wanted_of(nodes, analysis)
    if contents.layers is not None:
        found = _by_name(contents, wanted)
    elif any(array.path.replace("\\", "/").split("/")[0] in CONTAINERS for array in contents.arrays):
        found = _by_class(contents, wanted)
    elif any(layer.arrays for layer in wanted):
        raise SpecError(tr("It holds no weights of layers."))
    else:
        found = {}
    return compared(wanted, found)


def wanted_of(nodes: Sequence[KerasNode], analysis: Analysis) -> tuple[Wanted, ...]:
    """What each layer must have in the file; raises SpecError where that is not what our network has."""
    ours: dict[str, dict[str, Weight]] = {
        row.name: {each.name: each for each in row.params.arrays} for row in analysis.rows
    }
    found = []
    for node in nodes:
        weights = ours.pop(node.name, {})
        stored = tuple(Stored(name) for name in weights) if node.stored is None else node.stored
        if sorted(each.name for each in stored if each.name is not None) != sorted(weights):
            raise SpecError(tr("The layer {name} has other arrays here than in the file.", name=quoted(node.name)))
        arrays = tuple(
            (None, (), ())
            if each.name is None
            else (f"{node.name}/{each.name}", stored_shape(weights[each.name].shape, each.turns), each.turns)
            for each in stored
        )
        found.append(Wanted(node, arrays))
    if any(ours.values()):
        raise SpecError(
            tr("The layer {name} is none of the file's.", name=quoted(next(name for name in ours if ours[name])))
        )
    return tuple(found)


Found = dict[int, list[H5Array]]
"""For the number of a layer in the list of those wanted its arrays in order."""


def _by_name(contents: H5Contents, wanted: tuple[Wanted, ...]) -> Found:
    assert contents.layers is not None
    arrays = {array.path: array for array in contents.arrays}
    start = f"{contents.base}/" if contents.base else ""
    groups = {name: [present(arrays, f"{start}{name}/{each}") for each in names] for name, names in contents.layers}
    inside: dict[str, list[int]] = {}
    for number, layer in enumerate(wanted):
        around = layer.node.within[0][1] if layer.node.within else layer.name
        # Keras 1 wrote the layers of a Sequential inside a Sequential as if they were the outer one's.
        inside.setdefault(around if around in groups else layer.name, []).append(number)
    strange = next((name for name, found in groups.items() if found and name not in inside), None)
    if strange is not None:
        raise SpecError(tr("It has weights of a layer {name} that its network has not.", name=quoted(strange)))
    result: Found = {}
    for name, numbers in inside.items():
        result |= _shared_out([wanted[number] for number in numbers], numbers, groups.get(name, []))
    return result


def _shared_out(layers: list[Wanted], numbers: list[int], found: list[H5Array]) -> Found:
    """The arrays of one group, which are of one layer or of those of a network inside."""
    count = sum(len(layer.arrays) for layer in layers)
    if len(found) != count:
        found = [array for array in found if array.kind.startswith("f")]
    if len(layers) == 1:
        return {numbers[0]: found}
    by_name = _by_last_name(layers, numbers, found)
    if by_name is not None:
        return by_name
    result: Found = {number: [] for number in numbers}
    if len(found) != count:
        result[numbers[0]] = found  # shown as what differs
        return result
    order = zip(_order_inside(layers), found, strict=True)
    for (layer, place), array in sorted(order, key=lambda pair: pair[0]):
        assert place == len(result[numbers[layer]])
        result[numbers[layer]].append(array)
    return result


def _by_last_name(layers: list[Wanted], numbers: list[int], found: list[H5Array]) -> Found | None:
    """By the layer's name in the names of arrays, ``inner/conv/kernel:0``; None where that does not tell them apart."""
    by_name = {layer.name: number for layer, number in zip(layers, numbers, strict=True)}
    result: Found = {number: [] for number in numbers}
    sizes = sorted({name.count("/") + 1 for name in by_name}, reverse=True)  # old names have "/" in them
    if len(by_name) < len(layers) or len(sizes) > _MOST_SIZES:
        return None
    for array in found:
        groups = array.path.split("/")[:-1]
        name = next((end for size in sizes if (end := "/".join(groups[-size:])) in by_name), None)
        if name is None:
            return None
        result[by_name[name]].append(array)
    fits = all(len(result[number]) == len(layer.arrays) for layer, number in zip(layers, numbers, strict=True))
    return result if fits else None


def _order_inside(layers: list[Wanted]) -> Iterator[tuple[int, int]]:
    """Which layer's which array each of a network inside is: first those that are trained, then the others.

    As ``_legacy_weights`` of Keras 2 and 3 (``keras/src/legacy/saving/legacy_h5_format.py``).
    """
    each = [(number, place) for number, layer in enumerate(layers) for place in range(len(layer.arrays))]
    yield from (one for one in each if _is_trained(layers[one[0]], one[1]))
    yield from (one for one in each if not _is_trained(layers[one[0]], one[1]))


def _is_trained(layer: Wanted, place: int) -> bool:
    name = layer.arrays[place][0]
    return layer.node.trainable and name is not None and not name.rpartition("/")[2].startswith("moving_")


def _by_class(contents: H5Contents, wanted: tuple[Wanted, ...]) -> Found:
    result: Found = {}
    _matched(levels(contents.arrays), list(enumerate(wanted)), 0, result)
    return result


@dataclass
class _Member:
    """What one group of a level is for: a layer, or a network inside with its layers; with the layers' numbers."""

    is_network: bool
    layers: list[tuple[int, Wanted]]


def _matched(level: Level, waiting: list[tuple[int, Wanted]], depth: int, result: Found) -> None:
    """Shares the groups of a level out to the layers of one network: of each class in order.

    Args:
        depth: How many networks are around these layers.
    """
    left = {name for name, inner in level.inner.items() if not inner.is_empty}
    for base, members in _members(waiting, depth).items():
        groups = sorted((name for name in left if is_numbered(name, base)), key=lambda name: (len(name), name))
        left -= set(groups[: len(members)])
        for name, member in zip(groups, members, strict=False):
            if member.is_network:
                _matched(level.inner[name], member.layers, depth + 1, result)
            else:
                result[member.layers[0][0]] = sorted(level.inner[name].arrays, key=number_of)
    if left:
        raise SpecError(tr("It has weights of a layer {name} that its network has not.", name=quoted(min(left))))


def _members(waiting: list[tuple[int, Wanted]], depth: int) -> dict[str, list[_Member]]:
    """Those with arrays by class, in the file's order."""
    found: dict[str, list[_Member]] = {}
    inside: dict[tuple[str, str], _Member] = {}
    for number, layer in waiting:
        if not layer.arrays:
            continue
        around = layer.node.within[depth] if len(layer.node.within) > depth else None
        if around is not None and around in inside:
            inside[around].layers.append((number, layer))
            continue
        member = _Member(around is not None, [(number, layer)])
        found.setdefault(snake_case(layer.node.kind if around is None else around[0]), []).append(member)
        if around is not None:
            inside[around] = member
    return found


def compared(wanted: Sequence[Wanted], found: Found) -> tuple[Place, ...]:
    """The places of the arrays that were found; raises NotHeld with a line for each layer whose arrays are others."""
    result: list[Place] = []
    lines: list[str] = []
    first = ""
    for number, layer in enumerate(wanted):
        arrays = found.get(number, [])
        if not _fits(layer, arrays):
            lines.append(
                tr(
                    "{name}: expected {expected}; the file has {found}",
                    name=plain(layer.name, 40),
                    expected=_shapes(layer),
                    found=_in_words(arrays),
                )
            )
            first = first or plain(layer.name, 40)
            continue
        wrong = next((array for array in arrays if array.problem), None)
        for (name, shape, turns), array in zip(layer.arrays, arrays, strict=True):
            if name is None:
                continue
            if wrong is not None:
                raise SpecError(
                    tr("The weights of {name} {problem}.", name=plain(layer.name, 40), problem=wrong.problem)
                )
            result.append(Place(name, array.path, shape, turns))
    if lines:
        text = tr("The weights of {name} are not those that its network has.", name=first)
        if len(lines) > 1:
            text = tr(
                "The weights of {name} and of {count:,} more are not those that its network has.",
                name=first,
                count=len(lines) - 1,
            )
        raise NotHeld(text, "", "\n".join(lines[:_MOST_LINES]))
    return tuple(result)


def _fits(layer: Wanted, arrays: list[H5Array]) -> bool:
    return len(arrays) == len(layer.arrays) and all(
        name is None or shape == array.shape or bool(array.problem)
        for (name, shape, _), array in zip(layer.arrays, arrays, strict=True)
    )


def _shapes(layer: Wanted) -> str:
    return shapes_in_words([shape if name is not None else None for name, shape, _ in layer.arrays])


def _in_words(arrays: list[H5Array]) -> str:
    return shapes_in_words([array.shape for array in arrays])


def shapes_in_words(shapes: Sequence[Shape | None]) -> str:
    """ "3×3×1×32, 32", "nothing"."""
    anything, scalar = tr_in("a shape", "any"), tr("one number")
    each = [anything if shape is None else "×".join(map(str, shape)) or scalar for shape in shapes[:8]]
    return ", ".join(each) + (" …" if len(shapes) > 8 else "") if each else tr("nothing")
