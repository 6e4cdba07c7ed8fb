"""Arguments of layers in Keras code as the plain values that saved networks have."""

import math
from typing import Any

from cnnstudio.core.keras_code.symbols import Ref, Thing
from cnnstudio.core.words import plain


def as_config(value: Any) -> Any:
    """An initialiser or penalty as Keras writes it in a file."""
    if isinstance(value, Ref):
        return value.name
    if not isinstance(value, Thing):
        return value
    name = value.name
    order = {"l1": ["l1"], "l2": ["l2"], "L1": ["l1"], "L2": ["l2"], "l1_l2": ["l1", "l2"], "l1l2": ["l1", "l2"]}
    order |= {"L1L2": ["l1", "l2"]}
    config = dict(zip(order.get(name, _STARTS.get(name, ["seed"])), value.given, strict=False))
    config |= {
        ("l1" if name.lower() == "l1" else "l2") if key == "l" else key: each for key, each in value.named.items()
    }
    if name in order and not config:
        config = {"l1": 0.01, "l2": 0.01} if "l1" in name.lower() and "l2" in name.lower() else {name.lower(): 0.01}
    return {"class_name": _CLASSES.get(name, name), "config": config}


_CLASSES = {"l1_l2": "L1L2", "l1l2": "L1L2", "l1": "L1", "l2": "L2"}
_STARTS = {
    "RandomNormal": ["mean", "stddev"],
    "TruncatedNormal": ["mean", "stddev"],
    "RandomUniform": ["minval", "maxval"],
    "Constant": ["value"],
    "VarianceScaling": ["scale", "mode", "distribution"],
}


def is_pair(value: Any) -> bool:
    return isinstance(value, (tuple, list))


def listed(value: Any) -> Any:
    return [listed(each) for each in value] if isinstance(value, (tuple, list)) else value


def single(value: Any) -> Any:
    """``(2,)`` as ``2``."""
    return value[0] if isinstance(value, (tuple, list)) and len(value) == 1 else value


def whole(value: Any) -> Any:
    """Whole numbers as such, where a division made ``64.0`` of them."""
    if isinstance(value, (tuple, list)):
        return [whole(each) for each in value]
    return int(value) if isinstance(value, float) and math.isfinite(value) and value == int(value) else value


def numbers(value: Any) -> Any:
    found = value if isinstance(value, (tuple, list)) else [value]
    return [float(each) if isinstance(each, int) and not isinstance(each, bool) else each for each in found]


def number(value: Any) -> Any:
    return value[0] if isinstance(value, (tuple, list)) and len(set(value)) == 1 else value


def shown(value: Any) -> str:
    return plain(value, 12)
