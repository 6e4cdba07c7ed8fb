"""A small network to begin with, for pictures of any shape and any number of classes, and a plan to train it by."""

import math
from dataclasses import replace

from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets.writing import Part, stack
from cnnstudio.core.spec import Shape
from cnnstudio.core.training.plan import Plan

_FILTERS = (16, 32, 64, 64)
_SMALLEST = 8

_BATCHES = (8, 16, 32, 64, 128)
_UPDATES_AN_EPOCH = 30
_UPDATES = 600
_EPOCHS = (5, 60)
"""The fewest and the most: pictures so few that sixty epochs are not enough are long known by heart."""


def small_network(shape: Shape, classes: int) -> Network:
    """Convolution and pooling in turn while the picture is large enough, at most four times, then one dense layer."""
    parts: list[Part] = []
    side = min(shape[0], shape[1])
    for filters in _FILTERS:
        if side < _SMALLEST:
            break
        parts += [Conv2D(filters, padding="same"), MaxPooling2D()]
        side //= 2
    return Network(shape, stack(*parts, Flatten(), Dense(classes, "softmax")))


def plan_for(pictures: int, plan: Plan | None = None) -> Plan:
    """How to train it on so many pictures: few of them come in small batches and more often, for enough updates.

    Args:
        pictures: The training pictures, 1 or more.
        plan: Whose other settings are kept; the usual ones where there is none.
    """
    batch = max((size for size in _BATCHES if size * _UPDATES_AN_EPOCH <= pictures), default=_BATCHES[0])
    fewest, most = _EPOCHS
    epochs = min(max(math.ceil(_UPDATES / math.ceil(pictures / batch)), fewest), most)
    return replace(plan or Plan(), batch_size=batch, epochs=epochs)
