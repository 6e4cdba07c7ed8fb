"""What a diagram shows: the network as steps one after the other, forks, and repeats; small layers joined to others."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import size_in_words
from cnnstudio.core.diagram.untold import Told, without, words_of
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Block, Layer, Node, Path
from cnnstudio.core.spec import LayerSpec, Shape, Window
from cnnstudio.core.transferring.pretrained import Pretrained

Names = tuple[str, ...]

_SIZES = frozenset({"kernel_size", "pool_size", "size"})
_COUNTS = frozenset({"filters", "units"})
INPUT = tr("Input")
"""The kind of the first step, as the person reads it."""

_ACTIVATION_BLANK = tr("activation ?")
_STRIDE, _DILATION = tr("stride {size}"), tr("dilation {size}")
_GROUPS, _DEPTH = tr("groups {count}"), tr("depth × {count}")
_MINOR_FAMILIES = frozenset({"activation", "normalisation", "regularisation", "augmentation"})


@dataclass(frozen=True)
class Step:
    """One figure of the diagram: a layer and the small layers behind it.

    Two steps are equal when they look the same; ``names`` says which nodes of the network they are.

    Attributes:
        size: The window, ``"3×3"``; empty for a layer without one.
        count: Filters or units as words; empty for a layer without.
        details: Other settings in a few words each.
        notes: The activation, and layers that change no shape, in their order.
        stopped: Whether the network cannot go on here.
        waits: Whether its shape is only known once blanks are filled in; ``shape`` is one of the same sort.
    """

    kind: str
    family: str
    shape: Shape | None
    size: str = ""
    count: str = ""
    details: Names = ()
    notes: Names = ()
    stopped: bool = False
    waits: bool = False
    names: Names = field(default=(), compare=False)

    @property
    def is_note(self) -> bool:
        """Whether it stands for small layers only, with no figure to join."""
        return not self.kind


@dataclass(frozen=True)
class Fork:
    """Lanes side by side that read the same and are put together again.

    Attributes:
        merge: ``"add"``, ``"average"``, ``"multiply"`` or ``"concatenate"``.
        main: The lane that goes straight on while the other is led past it; None when all are alike.
        stopped: Whether the lanes cannot be put together.
        waits: As of a step.
    """

    merge: str
    lanes: tuple["Chain", ...]
    main: int | None
    shape: Shape | None
    notes: Names = ()
    stopped: bool = False
    waits: bool = False
    names: Names = field(default=(), compare=False)


@dataclass(frozen=True)
class Repeat:
    """Equal parts that are drawn once."""

    chain: "Chain"
    times: int


Part = Step | Fork | Repeat
Chain = tuple[Part, ...]


def parts_of(told: Told) -> Chain:
    """The steps and forks of a network, the input first, up to the layer that cannot work."""
    network = told.analysis.network
    first = Step(INPUT, "input", network.input_shape)
    return _chain(network.nodes, (), told, (first,))[0]


def shape_words(part: Step | Fork) -> str:
    """The shape behind it: ``(26, 26, 32)`` as "26×26×32", "?" where that is not told; empty where there is none."""
    return "?" if part.waits else local("×".join(f"{size:,}" for size in part.shape or ()))


def weight(part: Part) -> int:
    """How many figures a part draws."""
    if isinstance(part, Step):
        return 1
    if isinstance(part, Repeat):
        return sum(map(weight, part.chain))
    return 1 + sum(weight(each) for lane in part.lanes for each in lane)


def _chain(nodes: tuple[Node, ...], prefix: Path, told: Told, before: Chain) -> tuple[Chain, bool]:
    """The parts behind ``before``, and whether they can be followed to their end."""
    parts = list(before)
    for index, node in enumerate(nodes):
        path = (*prefix, index)
        row = told.rows[path]
        if isinstance(node, Block) and isinstance(node.spec, Pretrained):
            chain, alive = _chain(node.branches[0], (*path, 0), told, tuple(parts))
            parts = [*chain[: len(parts)], *_named(chain[len(parts) :], node, node.spec, told.gaps.get(node.name))]
            if not alive:
                return tuple(parts), False
        elif isinstance(node, Block):
            fork, alive = _fork(path, node, row, told)
            parts.append(fork)
            if not alive:
                return tuple(parts), False
        elif row.output_shape is None:
            parts.append(_step(node, row, told))
            return tuple(parts), False
        elif _is_minor(node.spec, row):
            _join(parts, node, row.output_shape, told)
        else:
            parts.append(_step(node, row, told))
    return tuple(parts), True


def _named(chain: Chain, block: Block, spec: Pretrained, gaps: Collection[str] | None) -> Chain:
    """The layers of a pretrained block, the last of them with the block's name and what it is."""
    *others, last = chain or (None,)
    if not isinstance(last, (Step, Fork)):
        return chain
    said = "?" if gaps else spec.summary()
    notes, names = (*last.notes, tr("pretrained: {base}", base=said)), (*last.names, block.name)
    return (*(each for each in others if each), replace(last, notes=notes, names=names))


def _fork(path: Path, block: Block, row: Row, told: Told) -> tuple[Fork, bool]:
    found = [_chain(branch, (*path, number), told, ()) for number, branch in enumerate(block.branches)]
    lanes = [chain for chain, _ in found]
    main = _main_lane(block)
    if main == 0:  # what is led past comes first: it is drawn on the left, or above
        lanes.reverse()
        main = 1
    gaps = told.gaps.get(block.name, frozenset())
    notes = (_ACTIVATION_BLANK,) if "activation" in gaps else _activation(block.spec.activation_name())
    alive = row.output_shape is not None
    fork = Fork(
        "?" if "merge" in gaps else block.spec.merge_name(),
        tuple(lanes),
        main,
        row.output_shape,
        notes,
        stopped=not alive and all(each for _, each in found),
        waits=block.name in told.waits,
        names=(block.name,),
    )
    return fork, alive


def _main_lane(block: Block) -> int | None:
    if len(block.branches) != 2:
        return None
    if block.spec.kind == "Residual":
        return 0
    empty = [not branch for branch in block.branches]
    return empty.index(False) if sum(empty) == 1 else None


def _is_minor(spec: LayerSpec, row: Row) -> bool:
    if spec.kind == "Activation" or spec.family in _MINOR_FAMILIES:
        return row.input_shape == row.output_shape
    if row.input_shape is None or row.input_shape != row.output_shape or row.multiply_adds:
        return False
    try:
        return spec.window(row.input_shape) == Window()
    except SpecError:  # the shape stands in for one that is not told yet, and a Reshape does not take every one
        return False


def _join(parts: list[Part], layer: Layer, shape: Shape, told: Told) -> None:
    """Names a small layer on the part before it, or on a place of its own where there is none."""
    note = _note(layer.spec, told.gaps.get(layer.name, frozenset()))
    last = parts[-1] if parts else None
    if isinstance(last, (Step, Fork)):
        parts[-1] = replace(last, notes=(*last.notes, note), names=(*last.names, layer.name))
    else:
        parts.append(
            Step("", layer.spec.family, shape, notes=(note,), waits=layer.name in told.waits, names=(layer.name,))
        )


def _note(spec: LayerSpec, gaps: Collection[str]) -> str:
    if spec.kind == "Activation":
        return _ACTIVATION_BLANK if gaps else spec.activation_name()
    if "rate" in gaps:
        return f"{spec.kind} ?"
    rate = getattr(spec, "rate", None)
    number = local(f" {rate:g}") if isinstance(rate, float) else ""
    return spec.kind.replace("Normalization", "Norm") + number


def _step(layer: Layer, row: Row, told: Told) -> Step:
    gaps = told.gaps.get(layer.name, frozenset())
    spec = without(layer.spec, gaps) if gaps else layer.spec
    size = _pair(spec, "kernel_size") or _pair(spec, "pool_size") or _pair(spec, "size")
    count = getattr(spec, "filters", None) or getattr(spec, "units", None)
    has_numbers = bool(size or count)
    details = _details(spec, size) if has_numbers else () if gaps else _summary(spec)
    return Step(
        spec.kind,
        spec.family,
        row.output_shape,
        "" if not size else "?" if gaps & _SIZES else size_in_words(size),
        "" if not isinstance(count, int) else "?" if gaps & _COUNTS else local(f"{count:,}"),
        (*details, *words_of(spec, gaps - _SIZES - _COUNTS)),
        _activation(spec.activation_name()) if "activation" not in gaps else (),
        stopped=row.output_shape is None,
        waits=layer.name in told.waits,
        names=(layer.name,),
    )


def _details(spec: LayerSpec, size: tuple[int, int] | None) -> Names:
    """Stride, dilation, groups and padding, each where it is not the usual one."""
    usual = size if hasattr(spec, "pool_size") else (1, 1)
    found = []
    for name, words, normal in (("strides", _STRIDE, usual), ("dilation_rate", _DILATION, (1, 1))):
        value = _pair(spec, name)
        if value and value != normal:
            found.append(words.format(size=value[0] if value[0] == value[1] else size_in_words(value)))
    for name, words in (("groups", _GROUPS), ("depth_multiplier", _DEPTH)):
        value_now = getattr(spec, name, 1)
        if isinstance(value_now, int) and value_now > 1:
            found.append(words.format(count=local(f"{value_now:,}")))
    padding: Any = getattr(spec, "padding", "valid")
    if padding not in ("valid", 0):
        found.append(padding if isinstance(padding, str) else f"{padding:,} px")
    return tuple(found)


def _summary(spec: LayerSpec) -> Names:
    words = tuple(word.strip() for word in spec.summary().split("·") if word.strip())
    return tuple(word for word in words if word != spec.activation_name())


def _pair(spec: LayerSpec, name: str) -> tuple[int, int] | None:
    value = getattr(spec, name, None)
    if isinstance(value, int) and not isinstance(value, bool):
        return value, value
    return value if isinstance(value, tuple) and len(value) == 2 else None


def _activation(name: str) -> Names:
    return () if name == "linear" else (name,)


def as_picture(shape: Shape) -> tuple[int, int, int] | None:
    """Rows, columns and channels of an output that is drawn as a picture; None for a list of numbers."""
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    return (shape[0], shape[1], 1) if len(shape) == 2 else None


def as_length(shape: Shape) -> int:
    """How many numbers an output has that is drawn as a list."""
    return math.prod(shape)
