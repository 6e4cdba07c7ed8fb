"""Says of arguments in Keras code that nothing here does what they do."""

from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import Ref, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

FROZEN = tr("That these weights are frozen is not kept: here they learn.")

ANYTHING = object()
"""Stands for an argument that is read elsewhere, or says nothing of what is learned."""


def by_name(call: Thing, order: str) -> dict[str, Any]:
    """What a call is given, by the names of its arguments.

    Args:
        order: The names of those that may be given without one.
    """
    return {**dict(zip(order.split(), call.given, strict=False)), **call.named}


def note_others(reader: Context, call: Thing, given: dict[str, Any], usual: dict[str, Any]) -> None:
    """Notes each argument that is neither ANYTHING in ``usual`` nor has the value that it has there."""
    for name in sorted(given):
        value, wanted = given[name], usual.get(name)
        value = value.name.lower() if isinstance(value, Ref) else value
        if value is None or wanted is ANYTHING or _is_among(value, wanted):
            continue
        words = tr("{name} of {call} is not kept.", name=quoted(name), call=call.name)
        reader.notes.add(call.line, words, "otherwise")


def _is_among(value: Any, wanted: Any) -> bool:
    """Whether a plain value is the wanted one, or one of several."""
    is_plain = isinstance(value, (str, int, float))
    return is_plain and any(value == each for each in (wanted if isinstance(wanted, tuple) else (wanted,)))
