"""Networks that were trained before and can stand in a pretrained block: which there are, and their layers."""

from cnnstudio.core.bases.base import Base, Mode, WeightsFile
from cnnstudio.core.bases.catalogue import BASES, NOT_HELD, base_of, title_of
from cnnstudio.core.bases.heeding import size_caution
from cnnstudio.core.bases.networks import (
    IMAGENET_SPREAD,
    BaseLayer,
    array_order,
    base_layers,
    base_network,
    sides_in_words,
)

__all__ = [
    "BASES",
    "IMAGENET_SPREAD",
    "NOT_HELD",
    "Base",
    "BaseLayer",
    "Mode",
    "WeightsFile",
    "array_order",
    "base_layers",
    "base_network",
    "base_of",
    "sides_in_words",
    "size_caution",
    "title_of",
]
