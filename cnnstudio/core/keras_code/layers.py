"""One layer of Keras code as ours: arguments of all ages, what is to be filled in, and what is not kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core import keras_values as values
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.arguments import as_config, is_pair, listed, number, numbers, shown, single, whole
from cnnstudio.core.keras_code.signatures import (
    FIRST_ORDER,
    NEEDED,
    ORDER,
    RENAMED,
    RENAMED_OF,
    SILENT,
    usual,
)
from cnnstudio.core.keras_code.symbols import GAP, UNKNOWN, Ref, Thing, is_gap, is_unknown
from cnnstudio.core.keras_names import ALIASES
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS, Activation, Rescaling
from cnnstudio.core.layers.kernels import INITIALISERS
from cnnstudio.core.layers.randomness import Augmentation, Drawn
from cnnstudio.core.spec import LayerSpec, settings_of
from cnnstudio.core.words import quoted

Say = Callable[[str], None]

_PAIRS = ("kernel_size", "strides", "pool_size", "dilation_rate", "size", "output_padding")
_OLD_SIGMOID = (Rescaling(1.2), Activation("hard_sigmoid"))
"""min(max(0.2·x + 0.5, 0), 1) of Keras 1 and 2 by that of Keras 3, min(max(x + 3, 0), 6) / 6, of 1.2·x."""

_OURS = {
    "kernel_regularizer": ("l2",),
    "depthwise_regularizer": ("l2",),
    "depthwise_initializer": ("kernel_initializer",),
    "pointwise_initializer": (),
    "pointwise_regularizer": (),
    "nb_row": ("kernel_size",),
    "nb_col": ("kernel_size",),
    "shared_axes": ("shared",),
}
_STARTS_BY_NAME = frozenset({*INITIALISERS, "normal", "uniform", "zero", "one", "identity"})
_FRAMES = ("ZeroPadding2D", "Cropping2D")
_THRESHOLDED = "ThresholdedReLU"
"""Its one argument is the threshold, usually 1 (``theta`` in Keras 2); in a ReLU it is another in their order."""


@dataclass(frozen=True)
class Built:
    """A layer as ours.

    Attributes:
        after: Layers that do the rest of what it does.
        gaps: The names of its settings that are still to be filled in.
    """

    spec: LayerSpec
    after: tuple[LayerSpec, ...] = ()
    gaps: tuple[str, ...] = ()


def built(thing: Thing, era: int, say: Say) -> Built:
    """The layer; raises SpecError in words for one that cannot be.

    Args:
        era: The generation of Keras.
        say: Is told what is read otherwise, or not kept.
    """
    kind = ALIASES.get(thing.name, thing.name)
    if thing.ref.path.startswith("keras.applications."):
        raise SpecError(
            tr("The pretrained network {name} is not read: insert it as a pretrained block.", name=quoted(thing.name))
        )
    if kind not in KINDS:
        raise SpecError(tr("The layer {name} is not known here; it is left out.", name=quoted(thing.name)))
    work = _Work(thing, kind, era, say)
    return work.built()


@dataclass
class _Work:
    """One layer under way.

    Attributes:
        gaps: By the names of our settings.
    """

    thing: Thing
    kind: str
    era: int
    say: Say
    gaps: dict[str, None] = field(default_factory=dict)
    after: tuple[LayerSpec, ...] = ()

    def built(self) -> Built:
        rest = self._by_name()
        wanted = KINDS[self.kind]().keras()[-1][1]
        found = {key: self._taken(key, rest, ours) for key, ours in wanted.items()}
        if found.get("strides", 0) is None:  # of pooling: as large as its window
            found["strides"] = found.get("pool_size", [1, 1])
        if self.kind == "SeparableConv2D":
            for what in ("initializer", "regularizer"):
                found[f"pointwise_{what}"] = found[f"depthwise_{what}"]
        for key, value in rest.items():
            self._look_at(key, value)
        spec = self._made(found, wanted)
        known = settings_of(spec)
        return Built(spec, self.after, tuple(name for name in self.gaps if name in known))

    def _by_name(self) -> dict[str, Any]:
        """Every argument by the name it has in Keras 3."""
        order = self._order()
        given = self.thing.given
        if len(given) == 1 and given[0] is GAP and not set(self.thing.named) - {"name", "input_shape"}:
            needed = self._needed()
            return {**dict.fromkeys(needed, GAP), **self.thing.named}
        if len(given) > len(order):
            self.say(tr("{layer} is given more than it takes; what is too much is left out.", layer=self.thing.name))
        rest = dict(zip(order, given, strict=False))
        renamed = {**RENAMED, **RENAMED_OF.get(self.kind, {})}
        for key, value in self.thing.named.items():
            rest[renamed.get(key, key)] = value
        if self.thing.name == _THRESHOLDED:
            rest.setdefault("threshold", 1.0)
        if "nb_row" in rest:
            rows, columns = rest.pop("nb_row"), rest.pop("nb_col", GAP)
            rest["kernel_size"] = (rows, columns)
        if self.kind == "DepthwiseConv2D" and "kernel_initializer" in rest:
            rest["depthwise_initializer"] = rest.pop("kernel_initializer")
        if self.kind == "SeparableConv2D":
            for what in ("initializer", "regularizer"):
                other = rest.pop(f"kernel_{what}", rest.get(f"pointwise_{what}"))
                if other is not None:
                    rest.setdefault(f"depthwise_{what}", other)
        return rest

    def _needed(self) -> tuple[str, ...]:
        wanted = tuple(key for key in ORDER[self.kind].split() if usual(self.kind, key) is NEEDED)
        taken = KINDS[self.kind]().keras()[-1][1]
        first = "pool_size" if "pool_size" in taken else self._order()[0]
        return tuple(key for key in wanted if key in taken) or ((first,) if first in taken else ())

    def _order(self) -> list[str]:
        """The names of what is given without one."""
        given, name = self.thing.given, self.thing.name
        if name == _THRESHOLDED:
            return ["threshold"]
        counts = [each is GAP or (isinstance(each, int) and not isinstance(each, bool)) for each in given[:3]]
        if name in FIRST_ORDER and len(given) >= 3 and all(counts):
            return FIRST_ORDER[name].split()
        order = ORDER[self.kind].split()
        if self.kind == "Conv2D" and len(given) == 3 and all(counts):
            if self.era < 3:
                return FIRST_ORDER["Convolution2D"].split()
            self.say(
                tr(
                    "In Keras 3 this is a kernel of {kernel} with strides {strides}, and is read so. "
                    "Was a kernel of both numbers meant, as in Keras 1? Write it as a pair.",
                    kernel=shown(given[1]),
                    strides=shown(given[2]),
                )
            )
        is_start = len(given) > 1 and isinstance(given[1], str) and given[1] in _STARTS_BY_NAME
        if self.kind == "Dense" and self.era == 1 and is_start:
            return ["units", "kernel_initializer", "activation", "weights", "kernel_regularizer"]
        return order

    def _taken(self, key: str, rest: dict[str, Any], ours: Any) -> Any:
        """The value of one argument as our layer reads it."""
        value = rest.pop(key, usual(self.kind, key))
        if self.kind in _FRAMES and isinstance(value, (tuple, list)) and any(map(is_pair, value)):
            value = self._frame(value, ours)
        if value is NEEDED or is_gap(value) or is_unknown(value):
            if value is NEEDED:
                self.say(tr("{layer} needs {key}: it is to be filled in.", layer=self.thing.name, key=quoted(key)))
            elif not is_gap(value):
                self.say(
                    tr(
                        "{key} of {layer} is no plain value: it is to be filled in.",
                        key=quoted(key),
                        layer=self.thing.name,
                    )
                )
            self._fill_in(key)
            return ours
        if key.endswith("_regularizer") and isinstance(value, Thing):
            value = self._penalty(value)
        try:
            return self._plain(key, value, ours)
        except SpecError as error:
            self._refuse(key, error)
            return ours

    def _refuse(self, key: str, error: SpecError) -> None:
        """One argument cannot be as it is: it is to be filled in, and the layer stays."""
        self.say(
            tr("{layer}, {key}: {error} It is to be filled in.", layer=self.thing.name, key=quoted(key), error=error)
        )
        self._fill_in(key)

    def _made(self, found: dict[str, Any], wanted: dict[str, Any]) -> LayerSpec:
        """The layer; arguments that it cannot have on their own are to be filled in. Raises SpecError."""
        try:
            return self._of(found)
        except SpecError:
            for key, value in [each for each in found.items() if each[0] in wanted]:
                try:
                    self._of({**wanted, key: value})
                except SpecError as error:
                    self._refuse(key, error)
                    found[key] = wanted[key]
            return self._of(found)

    def _of(self, found: dict[str, Any]) -> LayerSpec:
        if self.kind == "Rescaling":
            return KINDS["Rescaling"].from_plain({key: number(value) for key, value in found.items()})
        return KINDS[self.kind].from_keras(found)

    def _fill_in(self, key: str) -> None:
        if self.kind in _FRAMES and key in ("padding", "cropping"):
            self.gaps.update(dict.fromkeys(("rows", "columns")))
        self.gaps.update(dict.fromkeys(_OURS.get(key, (key,))))

    def _frame(self, value: Any, ours: Any) -> Any:
        """Rows and columns of which one may be to be filled in."""
        sides = list(zip(("rows", "columns"), value, ours, strict=False))
        self.gaps.update(dict.fromkeys(name for name, each, _ in sides if is_gap(each)))
        return tuple(usual if is_gap(each) else each for _, each, usual in sides)

    def _penalty(self, value: Thing) -> Any:
        """A penalty without its amounts that are to be filled in."""
        config = as_config(value)
        gaps = [name for name, amount in config["config"].items() if is_gap(amount)]
        self.gaps.update(dict.fromkeys(gaps))
        amounts = {name: amount for name, amount in config["config"].items() if name not in gaps}
        return {**config, "config": amounts} if amounts or not gaps else None

    def _plain(self, key: str, value: Any, ours: Any) -> Any:  # noqa: PLR0911 - one a sort
        if key == "activation":
            return self._activation(value)
        if key.endswith("_initializer"):
            return values.initialiser(as_config(value), lambda _: self.say(tr("How its weights begin is not kept.")))
        if key.endswith("_regularizer"):
            return values.regulariser(as_config(value), lambda _: self.say(tr("This penalty on weights is not kept.")))
        if key in ("padding", "cropping") and self.kind in _FRAMES:
            return values.frame(listed(value))
        if key == "padding" and isinstance(value, str):
            if value == "full":
                raise SpecError(tr("“full” is not known here."))
            return value.lower()
        if key in _PAIRS and value is not None:
            return values.pair(whole(single(value)))
        if key in ("mean", "variance"):
            return numbers(value)
        if key == "value_range":
            return listed(value)
        if key == "shared_axes":
            return [1, 2] if listed(value) in ([1, 2], [2, 3]) else listed(value)
        if self.kind == "RandomPosterization" or key in ("target_shape", "dims"):
            return listed(whole(value))
        if KINDS[self.kind].family == "augmentation":
            return self._factor(key, value)
        return whole(value) if isinstance(ours, int) and not isinstance(ours, bool) else value

    def _factor(self, key: str, value: Any) -> Any:
        """A range of changes as the largest change either way."""
        kind = KINDS[self.kind]
        if issubclass(kind, Augmentation) and key in kind.drawn and value is not None:
            return self._drawn(key, kind.drawn[key], value)
        if not isinstance(value, (tuple, list)) or key == "kernel_size":
            return values.pair(value) if key == "kernel_size" else value
        numbers = [each for each in value if isinstance(each, (int, float))]
        if len(numbers) != 2:
            raise SpecError(tr("it is not two numbers."))
        largest = max(abs(each) for each in numbers)
        shown = KINDS[self.kind]().keras()[-1][1].get(key)
        if numbers[0] not in (-largest, 0, 0.0) and not (self.kind == "RandomErasing" and numbers[0] == 0.02):
            self.say(
                tr(
                    "{key} of {layer} becomes {largest:g} either way.",
                    key=quoted(key),
                    layer=self.thing.name,
                    largest=largest,
                )
            )
        return (0.0, largest) if isinstance(shown, tuple) else largest

    def _drawn(self, key: str, drawn: Drawn, value: Any) -> Any:
        """The pair that Keras draws from, or the nearest of a strength of ours."""
        pair, is_other = drawn.near(value, self.era)
        largest = drawn.strength(pair)
        if is_other and largest <= 1:
            words = {"key": quoted(key), "layer": self.thing.name, "largest": largest}
            self.say(
                tr("{key} of {layer} becomes {largest:g} either way.", **words)
                if drawn.low
                else tr("{key} of {layer} becomes 0 to {largest:g}.", **words)
            )
        return pair

    def _activation(self, value: Any) -> Any:
        if isinstance(value, Ref):
            value = value.name
        if isinstance(value, Thing) and ALIASES.get(value.name, value.name) in KINDS:
            inner = built(value, self.era, self.say)
            self.after = (inner.spec, *inner.after)
            return "linear"
        if isinstance(value, Thing):
            value = value.name
        if value is not None and not isinstance(value, str):
            raise SpecError(tr("it is not known here."))
        name = values.activation_name(value)
        if name == "hard_sigmoid" and self.era < 3:
            self.after = _OLD_SIGMOID
            return "linear"
        return name

    def _look_at(self, key: str, value: Any) -> None:
        """An argument that has no place in our layer."""
        if key == "data_format":
            return
        if key == "axis":
            if value is not None and value not in (-1, 3, UNKNOWN, 1, [3], (3,)):
                self.say(tr("The axis of {layer} is not kept: it works along the channels.", layer=self.thing.name))
            return
        if key in SILENT or value in (None, False) or value is UNKNOWN:
            return
        if key in ("bias_initializer",) and values.initialiser(as_config(value), lambda _: None) == "zeros":
            return
        if (key in ("trainable", "output_shape") and value is True) or (key == "trainable" and value is GAP):
            return
        self.say(tr("{key} of {layer} is not kept.", key=quoted(key), layer=self.thing.name))
