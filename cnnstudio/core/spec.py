"""What a layer kind is: one frozen dataclass whose fields are its settings."""

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.params import NO_PARAMS, Params
from cnnstudio.core.words import number, written

FloatArray = npt.NDArray[np.float32]

Shape = tuple[int, ...]
"""The shape of one picture or vector, without the batch axis: ``(height, width, channels)`` or ``(length,)``."""

Pair = tuple[int, int]
"""Rows, then columns."""

Padding = str | int
"""``"valid"``, ``"same"``, or a number of pixels put on every side."""

FormKind = Literal["integer", "number", "flag", "choice", "pair", "padding", "text", "integers", "numbers"]
"""``"integers"`` and ``"numbers"`` are short rows of them, of any length up to ``Setting.most``."""

BYTES = 4
"""Bytes of one number: networks compute in float32."""

MAX_PARAMETERS = 2_000_000_000
"""A layer with more is refused."""

KINDS: dict[str, type["LayerSpec"]] = {}
"""Every layer kind by name; filled when the modules of :mod:`cnnstudio.core.layers` are imported."""

BLOCK_KINDS: dict[str, type["BlockSpec"]] = {}
"""Every block kind by name; filled when :mod:`cnnstudio.core.blocks` is imported."""


@dataclass(frozen=True)
class Setting:
    """How one field of a settings dataclass is named, checked and edited.

    Attributes:
        low, high: The closed range of a number, or of each part of a pair or row.
        above: Whether ``low`` itself is excluded.
        choices: The allowed values of a choice.
        names: What the person reads for each choice, or for a number with a meaning of its own; the value itself where
            it is missing.
        more: Whether the form folds it under "More settings".
        most: How many numbers a row may have.
        unit: What stands behind the editor: "epochs", or in a word or two what is ticked.
    """

    label: str
    form: FormKind
    help: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    choices: tuple[Any, ...] = ()
    names: Mapping[Any, str] = field(default_factory=dict)
    more: bool = False
    most: int = 0
    unit: str = ""

    def check(self, value: Any) -> Any:
        """The value in its canonical type; raises SpecError when it is of a wrong type or out of range."""
        if self.form == "pair":
            if not isinstance(value, (tuple, list)) or len(value) != 2:
                raise SpecError(
                    tr(
                        "{label} is two whole numbers (rows, columns), not {value}.",
                        label=self.label,
                        value=written(value),
                    )
                )
            return (self._integer(value[0]), self._integer(value[1]))
        if self.form in ("integers", "numbers"):
            return self._row(value)
        if self.form == "integer" or (self.form == "padding" and value not in ("valid", "same")):
            return self._integer(value)
        if self.form == "number":
            return self._number(value)
        self._plain(value)
        return value

    def _row(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (tuple, list)) or not 1 <= len(value) <= self.most:
            words = {"label": self.label, "most": self.most, "value": written(value)}
            if self.form == "integers":
                raise SpecError(tr("{label} is 1 to {most:,} whole numbers, not {value}.", **words))
            raise SpecError(tr("{label} is 1 to {most:,} numbers, not {value}.", **words))
        check = self._integer if self.form == "integers" else self._number
        return tuple(check(each) for each in value)

    def _plain(self, value: Any) -> None:
        if self.form == "flag" and not isinstance(value, bool):
            raise SpecError(tr("{label} is either on or off, not {value}.", label=self.label, value=written(value)))
        if self.form == "text" and not isinstance(value, str):
            raise SpecError(tr("{label} is a text, not {value}.", label=self.label, value=written(value)))
        if self.form == "choice" and (not isinstance(value, str) or value not in self.choices):
            allowed = ", ".join(str(choice) for choice in self.choices)
            raise SpecError(
                tr("{label} is one of {allowed}, not {value}.", label=self.label, allowed=allowed, value=written(value))
            )

    def _integer(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise SpecError(tr("{label} is a whole number, not {value}.", label=self.label, value=written(value)))
        self._in_range(value)
        return value

    def _number(self, value: Any) -> float:
        # Compared, not asked with math.isfinite: a whole number may be too large for a float.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
            raise SpecError(tr("{label} is a number, not {value}.", label=self.label, value=written(value)))
        self._in_range(value)
        return float(value)

    def _in_range(self, value: float) -> None:
        too_low = self.low is not None and (value <= self.low if self.above else value < self.low)
        if too_low or (self.high is not None and value > self.high):
            shown = number(value) if abs(value) < 1e15 else written(value)
            raise SpecError(
                tr("{label} is {range}, not {value}.", label=self.label, range=self.range_in_words(), value=shown)
            )

    def range_in_words(self) -> str:
        """The allowed range, as "from 1 to 4,096"."""
        if self.low is None:
            return tr("a number")
        low = number(self.low)
        if self.high is None:
            return tr("above {low} up", low=low) if self.above else tr("from {low} up", low=low)
        high = number(self.high)
        return (
            tr("above {low} to {high}", low=low, high=high)
            if self.above
            else tr("from {low} to {high}", low=low, high=high)
        )


def setting(
    default: Any,
    label: str,
    *,
    help: str = "",
    form: FormKind | None = None,
    low: float | None = None,
    high: float | None = None,
    above: bool = False,
    choices: tuple[Any, ...] = (),
    names: Mapping[Any, str] | None = None,
    more: bool = False,
    most: int = 0,
    unit: str = "",
) -> Any:
    """A dataclass field that is a setting; its form follows from its default unless it is named."""
    kind = form or _form_of(default, choices)
    found = Setting(label, kind, help, low, high, above, choices, dict(names or {}), more, most, unit)
    return field(default=default, metadata={"setting": found})


def _form_of(default: Any, choices: tuple[Any, ...]) -> FormKind:
    if choices:
        return "choice"
    by_type: dict[type, FormKind] = {
        bool: "flag",
        tuple: "pair",
        int: "integer",
        float: "number",
        str: "text",
    }
    return by_type[type(default)]


def settings_of(owner: Any) -> dict[str, Setting]:
    """The settings of a dataclass or of one of its instances, by field name, in their order."""
    return dict(_settings_of(owner if isinstance(owner, type) else type(owner)))


@cache
def _settings_of(kind: type) -> dict[str, Setting]:
    return {each.name: each.metadata["setting"] for each in dataclasses.fields(kind) if "setting" in each.metadata}


class Settings:
    """A mixin for frozen dataclasses of settings: checked when made, plain values out and in.

    ``to_plain`` and ``from_plain`` are inverse to each other; ``from_plain`` raises SpecError on any value that is
    unknown, of a wrong type or out of range, and takes the default for what is missing.
    """

    def __post_init__(self) -> None:
        for name, found in settings_of(self).items():
            object.__setattr__(self, name, found.check(getattr(self, name)))

    def to_plain(self) -> dict[str, Any]:
        """The settings as JSON values, by name."""
        values = {name: getattr(self, name) for name in settings_of(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The settings that ``to_plain`` wrote."""
        if not isinstance(plain, dict):
            raise SpecError(
                tr("{name} needs its settings by name, not {given}.", name=cls.__name__, given=type(plain).__name__)
            )
        unknown = sorted(str(name) for name in set(plain) - set(settings_of(cls)))
        if unknown:
            raise SpecError(tr("{name} has no setting {unknown!r}.", name=cls.__name__, unknown=unknown[0][:40]))
        return cls(**plain)


@dataclass(frozen=True)
class Window:
    """How a layer slides over its input, for the receptive field; rows, then columns.

    Attributes:
        size: Input numbers that one output number sees, holes of a dilation counted in.
        strides: Input numbers from one output number to the next.
        before: Numbers beyond the input, above and at the left; negative where the layer cuts that many off.
        enlarged: Output numbers to each step of ``strides``, above 1 where the layer makes the picture larger.
        after: As ``before``, below and at the right.
        dilation: From one number it reads to the next; 1 without holes.
        zeros: Whether what lies beyond the input counts as zeros; otherwise it is left out.
        axes: Whether the output's rows and columns are those of the input, or swapped. ``"mixed"``: from the place of
            an output number it does not follow where in the input it comes from.
    """

    size: Pair = (1, 1)
    strides: Pair = (1, 1)
    before: Pair = (0, 0)
    enlarged: Pair = (1, 1)
    after: Pair = (0, 0)
    dilation: Pair = (1, 1)
    zeros: bool = True
    axes: Literal["kept", "swapped", "mixed"] = "kept"


PLACE_BY_PLACE = Window()
"""Of a layer whose every output number comes from the input number at its own place."""

KerasLayer = tuple[str, dict[str, Any]]
"""The name of a class in ``keras.layers`` and its plain arguments."""


@dataclass(frozen=True)
class LayerSpec(Settings):
    """A layer kind: its settings are its fields, its rules are its methods.

    A kind's docstring is what the person reads under "What it does".
    """

    kind: ClassVar[str]
    family: ClassVar[str]
    base_name: ClassVar[str]

    def __init_subclass__(cls, kind: str = "", family: str = "", base_name: str = "") -> None:
        """Registers a kind; without ``kind`` the class only holds what several kinds share."""
        super().__init_subclass__()
        if kind:
            cls.kind, cls.family, cls.base_name = kind, family, base_name
            KINDS[kind] = cls

    def output_shape(self, shape: Shape) -> Shape:
        """The shape that comes out for one input of ``shape``; raises SpecError in the user's words."""
        raise NotImplementedError

    def params(self, shape: Shape) -> Params:
        """The weight arrays for an input of ``shape`` (one that ``output_shape`` accepts)."""
        return NO_PARAMS

    def multiply_adds(self, shape: Shape) -> int:
        """Multiplications, each with its addition, for one picture; 0 for kinds that hold no kernel."""
        return 0

    def window(self, shape: Shape) -> Window | None:
        """How it slides over the rows and columns of an input of ``shape``; None when each output sees all of it."""
        return PLACE_BY_PLACE

    def repairs(self, shape: Shape) -> tuple[tuple[str, "LayerSpec"], ...]:
        """Changes of its own settings that may help where ``output_shape`` refuses ``shape``.

        Each with the words for its button, the best first; whoever asks tries them before showing them.
        """
        return ()

    def keras(self) -> tuple[KerasLayer, ...]:
        """The Keras layers it stands for, in order; the last carries the layer's name."""
        raise NotImplementedError

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        """The layer whose last Keras layer has these arguments, as ``get_config`` of Keras writes them.

        Takes exactly the arguments that ``keras`` gives; raises SpecError for values no layer of this kind has.
        """
        return cls.from_plain(dict(arguments))

    def summary(self) -> str:
        """The settings in a few words for the layer's card, "3×3 · same · relu"."""
        return ""

    def activation_name(self) -> str:
        """The activation the layer ends with, Keras's name, ``"linear"`` for none."""
        return "linear"


@dataclass(frozen=True)
class BlockSpec(Settings):
    """A block kind: how several branches that read the same input become one output.

    A kind's docstring is what the person reads under "What it does".
    """

    kind: ClassVar[str]
    base_name: ClassVar[str]

    def __init_subclass__(cls, kind: str, base_name: str) -> None:
        super().__init_subclass__()
        cls.kind, cls.base_name = kind, base_name
        BLOCK_KINDS[kind] = cls

    def check_branches(self, count: int) -> None:
        """Raises SpecError when a block of this kind cannot have ``count`` branches."""
        raise NotImplementedError

    def branch_title(self, number: int, count: int) -> str:
        """What branch ``number`` of ``count`` is called on its own row, counted from 0."""
        raise NotImplementedError

    def output_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        """The shape of the branches' outputs put together; raises SpecError in the user's words."""
        raise NotImplementedError

    def merge_name(self) -> str:
        """``"add"``, ``"average"``, ``"multiply"``, ``"concatenate"``; ``"identity"`` where there is one branch."""
        raise NotImplementedError

    def keras(self) -> tuple[KerasLayer, ...]:
        """The Keras layers behind the branches: the one that merges them and what follows; the last has the name."""
        raise NotImplementedError

    def summary(self) -> str:
        """The settings in a few words for the block's card."""
        return ""

    def activation_name(self) -> str:
        """The activation the block ends with, Keras's name, ``"linear"`` for none."""
        return "linear"
