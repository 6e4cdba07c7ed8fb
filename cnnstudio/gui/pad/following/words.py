"""What is said of a layer that is shown, and how it is to be drawn."""

import math

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.messages import LayerMaps
from cnnstudio.gui.words import figure

_IDLE_FAMILIES = ("regularisation", "augmentation")
"""Layers of these do something in training only: else they hand on what they get, which is not shown twice."""
IDLE = tr("works in training only")


def words_of(layer: LayerMaps) -> str:
    """All that is known of what is shown: "conv2d_1: Conv2D, 26 × 26 × 32, values 0 to 3.1"."""
    parts = [layer.kind, shape_in_words(layer.shape), tr("values {reach}", reach=reach_of(layer))]
    if is_idle(layer):
        parts.append(IDLE)
    if layer.maps.ndim == 3 and layer.maps.shape[2] < layer.shape[2]:
        parts.append(tr("the first {count:,} of {all:,} maps", count=layer.maps.shape[2], all=layer.shape[2]))
    return f"{layer.layer}: {', '.join(parts)}"


def reach_of(layer: LayerMaps) -> str:
    """The least and the greatest value: "0 to 3.15"; "as shown" where not all of the layer is."""
    if math.isnan(layer.low):
        return tr("none that is a number")
    low, high = figure(layer.low), figure(layer.high)
    reach = tr("all {value}", value=low) if layer.low == layer.high else tr("{low} to {high}", low=low, high=high)
    return reach if layer.maps.size == math.prod(layer.shape) else tr("{reach} as shown", reach=reach)


def about(layer: LayerMaps) -> str:
    """What stands behind its name: "Conv2D · 26 × 26 × 32"."""
    few = layer.maps.ndim == 3 and layer.maps.shape[2] < layer.shape[2]
    first = tr("first {count}", count=layer.maps.shape[2]) if few else ""
    return " · ".join(filter(None, (layer.kind, shape_in_words(layer.shape), first)))


def family_of(kind: str) -> str:
    """The family whose colour it has."""
    return KINDS[kind].family if kind in KINDS else "block"


def is_idle(layer: LayerMaps) -> bool:
    """Whether it does nothing but in training."""
    return family_of(layer.kind) in _IDLE_FAMILIES


def zero_of(layer: LayerMaps) -> int:
    """Where zero lies between the least and the greatest value, 0 to 255; at the nearer end where it is not between."""
    if not layer.high > layer.low:
        return 0
    return round(255 * min(max(-layer.low / (layer.high - layer.low), 0.0), 1.0))
