"""The precision that Keras code computes in, as it is set for all layers at once."""

from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.symbols import Ref, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.training.plan import PRECISIONS
from cnnstudio.core.words import quoted

_SETTERS = frozenset({"set_global_policy", "set_dtype_policy", "set_policy", "set_floatx"})


def is_setter(ref: Ref) -> bool:
    """Whether a call of this sets the precision of all layers."""
    return ref.name in _SETTERS


def keep_setting(reader: Context, given: tuple[Any, ...], named: dict[str, Any], line: int) -> None:
    """Keeps what such a call is given, for ``take_precision``: a name, or a policy that is made of one."""
    value = next(iter((*given, *named.values())), None)
    if isinstance(value, Thing):
        value = next(iter((*value.given, *value.named.values())), None)
    reader.precisions.append((value, line))


def take_precision(found: Planned) -> None:
    """Takes the precision that was set last into the plan, or notes that there is none like it here."""
    if not found.reader.precisions:
        return
    value, line = found.reader.precisions[-1]
    if isinstance(value, str) and value not in PRECISIONS:
        words = tr("The precision {name} is not kept: it is float32 here.", name=quoted(value))
        found.reader.notes.add(line, words, "otherwise")
    else:
        found.put("precision", value, line)
