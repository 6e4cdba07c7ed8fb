"""What a layer in Keras code is told beside the numbers it is applied to: above all whether it acts as in training."""

from collections.abc import Iterable
from typing import Any

from cnnstudio.core.keras_code import pretrained
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import UNKNOWN, Thing
from cnnstudio.core.keras_names import ALIASES
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.words import quoted

_IN_TRAINING = ("regularisation", "augmentation")
"""Families whose layers do something in training only; so does BatchNormalization, with figures of the batch."""


def note_told(
    reader: Context, name: str, layers: Iterable[Thing], given: tuple[Any, ...], named: dict[str, Any], line: int
) -> None:
    """Notes what is not kept of ``layer(x, training=True)``.

    Args:
        name: Of what is applied.
        layers: It, or those in it.
    """
    training = named.get("training", given[1] if len(given) > 1 else None)
    for layer in layers if isinstance(training, bool) else ():
        if training and (_depends(layer) or pretrained.is_base(layer)):
            words = tr(
                "{layer} acts as in training even when the network answers; here it does so in training only.",
                layer=layer.name,
            )
            reader.notes.add(line, words, "otherwise")
        elif not training and _depends(layer):
            words = tr("{layer} never acts as in training; here it does so while the network learns.", layer=layer.name)
            reader.notes.add(line, words, "otherwise")
    for other in sorted(set(named) - {"inputs", "training"}):
        if named[other] is not None:
            words = tr("{name} of {call} is not kept.", name=quoted(other), call=name)
            reader.notes.add(line, words, "otherwise")


def told_in_a_class(given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """The named arguments of ``call`` of a class of the code: Keras itself tells it whether this is training."""
    return named if len(given) > 1 else {"training": UNKNOWN, **named}


def _depends(layer: Thing) -> bool:
    kind = ALIASES.get(layer.name, layer.name)
    return kind == "BatchNormalization" or (kind in KINDS and KINDS[kind].family in _IN_TRAINING)
