"""The settings of a Keras layer that change nothing when a network answers, and which of them are noted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cnnstudio.core import keras_values as values
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_values import Notes
from cnnstudio.core.language import tr
from cnnstudio.core.words import plain, quoted

_OF_THE_INPUT = frozenset(
    {"batch_input_shape", "batch_shape", "input_shape", "input_dtype", "input_dim", "input_length"}
)
_OF_ARRAYS = ("bias", "beta", "gamma", "alpha", "moving_mean", "moving_variance", "kernel", "depthwise", "pointwise")


@dataclass(frozen=True)
class Source:
    """The layer that is read: its class, its name for people, the generation of Keras (1, 2, 3) and where notes go."""

    kind: str
    name: str
    era: int
    notes: Notes

    def note(self, sort: str) -> None:
        self.notes.add(sort, self.name)

    def unknown(self, key: str) -> SpecError:
        return SpecError(
            tr("{key} of {name} has a value that is not known here.", key=quoted(key), name=quoted(self.name))
        )


def check_rest(source: Source, rest: dict[str, Any]) -> None:
    """Every other parameter is one of those that change nothing, with a value that changes nothing or is noted."""
    for key, value in rest.items():
        if _is_noted(source, key, value):
            continue
        check = _IGNORABLE.get(key) or (_OLD_IGNORABLE.get(key) if source.era < 3 else None)
        if check is None:
            raise SpecError(tr("{key} of {name} is not known here.", key=quoted(key), name=quoted(source.name)))
        if not check(value):
            raise source.unknown(key)


def _is_noted(source: Source, key: str, value: Any) -> bool:
    """Checks what does not change the answers, and notes it; False for a parameter of another sort."""
    what, _, sort = key.rpartition("_")
    try:
        if key == "dtype":
            values.check_precision(value, source.note)
        elif key == "trainable" and isinstance(value, bool):
            pass  # it is noted where there are weights
        elif sort == "initializer" and what in _OF_ARRAYS:
            values.initialiser(value, lambda _: None)
        elif sort == "constraint" and what in _OF_ARRAYS:
            values.check_constraint(value, source.note)
        elif key == "activity_regularizer" or (sort == "regularizer" and what in _OF_ARRAYS):
            if values.regulariser(value, source.note) is not None:
                source.note("penalty")
        else:
            return False
    except SpecError as error:
        raise SpecError(
            tr("{key} of {name}: {error}", key=quoted(key), name=quoted(source.name), error=plain(error, 80))
        ) from error
    return True


def _is_null(value: Any) -> bool:
    return value is None


def _is_false(value: Any) -> bool:
    return value is None or value is False


def _is_whole(value: Any) -> bool:
    return value is None or type(value) is int


_IGNORABLE: dict[str, Callable[[Any], bool]] = {
    "name": lambda value: isinstance(value, str),
    "data_format": lambda value: value in (None, "channels_last"),
    "invert": _is_false,
    "rms_scaling": _is_false,
    "seed": _is_whole,
    "noise_shape": _is_null,
    "synchronized": lambda value: isinstance(value, bool),
    "renorm": _is_false,
    "renorm_clipping": _is_null,
    "renorm_momentum": lambda value: isinstance(value, float),
    "quantization_config": _is_null,
    "lora_rank": _is_null,
}

_OLD_IGNORABLE: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(_OF_THE_INPUT, lambda value: True),
    "rng_type": lambda value: True,
    "force_generator": lambda value: True,
    "fused": lambda value: value is None or isinstance(value, bool),
    "virtual_batch_size": _is_null,
    "adjustment": _is_null,
    "groups": lambda value: value == 1,
    "cropping": _is_null,
    "weights": _is_null,
    "sparse": _is_false,
    "ragged": _is_false,
}
