"""What the inputs and outputs of a weight are called where a person reads it; a ``View`` has their English names."""

from cnnstudio.core.language import tr

_ONE = {
    "input channel": tr("input channel"),
    "input": tr("input"),
    "channel": tr("channel"),
    "filter": tr("filter"),
    "unit": tr("unit"),
}
_MANY = {
    "input channel": tr("input channels"),
    "input": tr("inputs"),
    "channel": tr("channels"),
    "filter": tr("filters"),
    "unit": tr("units"),
}
_LABELS = {"input channel": tr("&Input channel"), "input": tr("&Input"), "channel": tr("&Channel")}


def one(name: str) -> str:
    """One of them, as it stands in a sentence."""
    return _ONE[name]


def many(name: str) -> str:
    """Several of them, as they stand in a sentence."""
    return _MANY[name]


def label_of(name: str) -> str:
    """An input before the field in which it is chosen, with its mnemonic."""
    return _LABELS[name]
