"""A small network to begin with, for pictures of any shape and any number of classes."""

from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets.writing import Part, stack
from cnnstudio.core.spec import Shape

_FILTERS = (16, 32, 64, 64)
_SMALLEST = 8


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
