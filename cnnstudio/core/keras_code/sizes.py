"""How large the pictures are that a network in Keras code takes, where it says so in any of many ways."""

import math
from dataclasses import dataclass
from typing import Any

from cnnstudio.core.keras_code import pretrained
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import in_order
from cnnstudio.core.keras_code.symbols import GAP, Net, Place, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.network import MAX_SIDE
from cnnstudio.core.spec import Shape

_FIRST = ("channels_first", "th")
_COLOURS = (1, 3)
_USUAL: Shape = (28, 28, 1)
_UNKNOWN_SIDE = 224


def shape_of_first(items: list[Any]) -> Any:
    """What the first layer is told of its input."""
    passed: list[Net] = []
    first = items[0] if items else None
    while isinstance(first, Net) and first not in passed:
        passed.append(first)
        if first.items is None:
            return None if first.start is None else first.start.shape
        if first.shape is not None:
            return first.shape
        first = first.items[0] if first.items else None
    return _told(first) if isinstance(first, Thing) else None


def _told(layer: Thing) -> Any:
    if pretrained.is_base(layer):
        return pretrained.picture(layer)
    named = layer.named
    for key in ("input_shape", "shape"):
        if named.get(key) is not None:
            return named[key]
    batch = named.get("batch_input_shape", named.get("batch_shape"))
    if isinstance(batch, (tuple, list)) and batch:
        return tuple(batch[1:])
    return (named["input_dim"],) if "input_dim" in named else None


@dataclass(frozen=True)
class Sizes:
    """Finds out about the input of a network.

    Attributes:
        picture: The shape of the data set's pictures, where that is known.
    """

    net: Net
    reader: Context
    picture: Shape | None

    def _say(self, line: int, text: str, severity: Any = "otherwise") -> None:
        self.reader.notes.add(line, text, severity)

    def found(self, places: list[Place]) -> tuple[Shape, bool, bool]:
        """The shape of the pictures, whether they come as a list of numbers, and whether the code says so."""
        assert self.net.start is not None
        raw, line = self.net.start.shape, self.net.start.line or self.net.line
        firsts = [each for each in places if each.inputs and each.inputs[0] is self.net.start]
        if raw is None:
            raw = next((_told(each.layer) for each in firsts if each.layer is not None and _told(each.layer)), None)
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = (raw,)
        if isinstance(raw, (tuple, list)) and len(raw) in (1, 2, 3) and all(map(_is_size, raw)):
            return (*self._whole(tuple(raw), firsts, line), True)
        return self._guessed(raw, line), False, False

    def _guessed(self, raw: Any, line: int) -> Shape:
        """Where the code leaves the size open."""
        known = self.picture or _USUAL
        if (
            isinstance(raw, (tuple, list))
            and len(raw) == 3
            and self.picture is None
            and any(each is None for each in raw)
        ):
            sides = (each if _is_size(each) else _UNKNOWN_SIDE for each in raw[:2])
            known = (*sides, raw[2] if _is_size(raw[2]) else 3)
        elif isinstance(raw, (tuple, list)) and len(raw) == 3 and any(map(_is_size, raw)):
            known = tuple(each if _is_size(each) else ours for each, ours in zip(raw, known, strict=True))
        if raw is not None or self.picture is None:
            shape = " × ".join(map(str, known))
            words = tr(
                "The size of the pictures is not said in plain numbers: {shape} is taken. The Build page can change "
                "it.",
                shape=shape,
            )
            if raw is GAP or is_gap(raw):
                words = tr(
                    "The size of the pictures is to be filled in: {shape} is taken. The Build page can change it.",
                    shape=shape,
                )
            self._say(line, words)
        return known

    def _whole(self, raw: tuple[int, ...], firsts: list[Place], line: int) -> tuple[Shape, bool]:
        if len(raw) == 2:
            return (*raw, 1), False
        if len(raw) == 3:
            return (self._turned(raw, line) if self._is_first(raw) else raw), False
        (count,) = raw
        target = _reshape_of(firsts)
        if target is not None and math.prod(target) == count:
            return target, False
        square = next((c for c in _COLOURS if count % c == 0 and math.isqrt(count // c) ** 2 * c == count), None)
        if self.picture is not None and math.prod(self.picture) == count:
            shape = self.picture
        elif square is not None:
            shape = (math.isqrt(count // square), math.isqrt(count // square), square)
        else:
            shape = (1, 1, count) if count <= MAX_SIDE else _USUAL
        sides = " × ".join(map(str, shape))
        self._say(
            line,
            tr(
                "The input is a list of {count:,} numbers: pictures of {sides}, laid out by Flatten.",
                count=count,
                sides=sides,
            ),
            "note",
        )
        return shape, True

    def _is_first(self, raw: tuple[int, ...]) -> bool:
        orders = [each.layer.named.get("data_format", each.layer.named.get("dim_ordering")) for each in self._layers()]
        if any(order in _FIRST for order in orders):
            return True
        told = any(order in ("channels_last", "tf") for order in orders)
        return not told and raw[0] in _COLOURS and raw[2] > 4 and raw[1] > 4

    def _layers(self) -> list[Any]:
        assert self.net.end is not None
        return [each for each in in_order(self.net.end) if each.layer is not None]

    def _turned(self, raw: tuple[int, ...], line: int) -> Shape:
        self._say(line, tr("The channels stand first in the code; here they stand last."), "note")
        return raw[1], raw[2], raw[0]

    def begins_flat(self, places: list[Place]) -> bool:
        firsts = [
            each for each in places if each.layer is not None and any(one is self.net.start for one in each.inputs)
        ]
        return len(firsts) == 1 and firsts[0].layer is not None and firsts[0].layer.name == "Flatten"


def _is_size(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MAX_SIDE * MAX_SIDE


def _reshape_of(firsts: list[Place]) -> Shape | None:
    """The picture that a list is laid out as at once."""
    if len(firsts) != 1 or firsts[0].layer is None or firsts[0].layer.name != "Reshape":
        return None
    layer = firsts[0].layer
    target = layer.given[0] if layer.given else layer.named.get("target_shape")
    if isinstance(target, (tuple, list)) and len(target) in (2, 3) and all(map(_is_size, target)):
        return (*target, 1)[:3]
    return None
