"""How large the numbers are at a place of a graph that is still being read: ``x.shape``, ``K.int_shape(x)`` …"""

from typing import Any

from cnnstudio.core.blocks import MERGES as KINDS_OF_MERGE
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import pretrained
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import in_order
from cnnstudio.core.keras_code.layers import built
from cnnstudio.core.keras_code.names import MERGES, NOTHING
from cnnstudio.core.keras_code.symbols import UNKNOWN, Place, Thing, is_gap
from cnnstudio.core.network import MAX_SIDE
from cnnstudio.core.spec import Shape, settings_of
from cnnstudio.core.waiting import shapes_follow

_STEPS = 16
"""Small ones for a layer, each of which is measured once."""

_ASSUMED_SIDE = 224
"""Stands for a side that the code leaves open, while the other numbers are worked out."""

_COLOURS = (1, 3)


def size_of(reader: Context, place: Place) -> Any:
    """``(None, height, width, channels)`` as Keras says it, or ``(None, length)``; ``UNKNOWN`` where it is not known.

    Sides that the code leaves open are None. The layers are those of this program, asked one by one; raises TooLong.
    """
    shape = _measured(reader, place)
    if shape is None:
        return UNKNOWN
    open_sides, is_first = _ways(_start_of(reader, place).shape)
    if open_sides:
        shape = (None, None, shape[-1]) if len(shape) == 3 else (UNKNOWN,)
    if is_first and len(shape) == 3:
        shape = (shape[2], shape[0], shape[1])
    return (None, *shape)


def _start_of(reader: Context, place: Place) -> Place:
    count = 0
    while place.inputs:
        place, count = place.inputs[0], count + 1
    reader.step(count)
    return place


def _measured(reader: Context, place: Place) -> Any:
    """The shape without the number of pictures, channels last; None where it is not known."""
    for each in in_order(place, lambda one: one.size is not UNKNOWN):
        reader.step(_STEPS)
        if each.size is UNKNOWN:
            each.size = _behind(reader, each)
    return place.size


def _behind(reader: Context, place: Place) -> Shape | None:
    layer, inputs = place.layer, [each.size for each in place.inputs]  # which all have been measured before
    if layer is None:
        return _of_input(place.shape)
    if not inputs or any(each is None for each in inputs):
        return None
    if layer.name in MERGES:
        return _merged(layer, tuple(inputs))
    if pretrained.is_base(layer):
        return pretrained.shape_behind(layer)
    is_nothing = layer.name in NOTHING and not layer.ref.path.startswith("own.")
    return inputs[0] if is_nothing else _through(reader, layer, inputs[0])


def _merged(layer: Thing, shapes: tuple[Shape, ...]) -> Shape | None:
    merge = MERGES[layer.name]
    merge = MERGES.get(str(layer.named.get("mode", "add")), "") if merge == "merge" else merge
    return _asked(Parallel(merge), shapes) if merge in KINDS_OF_MERGE else None


def _through(reader: Context, layer: Thing, before: Shape) -> Shape | None:
    try:
        found = built(layer, reader.era, lambda _: None)
    except SpecError:
        return None
    known = settings_of(found.spec)
    if any(shapes_follow(gap, known[gap]) for gap in found.gaps):
        return None
    shape: Shape | None = before
    for spec in (found.spec, *found.after):
        shape = _asked(spec, shape) if shape is not None else None
    return shape


def _asked(spec: Any, shape: Any) -> Shape | None:
    try:
        return _shape(spec.output_shape(shape))
    except (SpecError, ArithmeticError, LookupError, TypeError, ValueError):  # the layer does not fit such numbers
        return None


def _shape(found: Any) -> Shape | None:
    return tuple(found) if all(type(each) is int and each > 0 for each in found) else None


def _of_input(raw: Any) -> Shape | None:
    """As the code says it, channels last, with a number for each side that it leaves open."""
    if not isinstance(raw, (tuple, list)) or len(raw) not in (1, 2, 3) or is_gap(raw):
        return None
    if len(raw) == 3 and raw[2] is not None:
        raw = [_ASSUMED_SIDE if each is None else each for each in raw[:2]] + [raw[2]]
    if any(type(each) is not int or not 1 <= each <= MAX_SIDE * MAX_SIDE for each in raw):
        return None
    return (raw[1], raw[2], raw[0]) if _ways(raw)[1] else tuple(raw)


def _ways(raw: Any) -> tuple[bool, bool]:
    """Whether sides of the pictures are left open, and whether their channels stand first."""
    if not isinstance(raw, (tuple, list)) or len(raw) != 3:
        return False, False
    is_open = any(each is None for each in raw[:2])
    is_first = not is_open and raw[0] in _COLOURS and all(type(each) is int and each > 4 for each in raw[1:])
    return is_open, is_first
