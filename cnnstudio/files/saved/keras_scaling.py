"""A first layer that standardises pixel by pixel, as it stands in a saved file: part of our preprocessing, no layer."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Normalization, Rescaling
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.spec import Shape

KIND = "Normalization"
SETTINGS = frozenset({"axis", "mean", "variance"})

_AXES = [1, 2, 3]
_MOST_MEAN = 1e6
_MOST_VARIANCE = 1e12
_MOST_FACTOR = 0.02
_LEAST_VARIANCE = 10.0
"""What a first layer has that was meant for values up to 255 and not up to 1."""

_FLOOR = Preprocessing(floor=0.001).floor
"""The least of our floors, so that what the file divides by is kept."""


@dataclass(frozen=True)
class PixelScaling:
    """What is subtracted from each number of a picture and what it is divided by, row by row."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]


def is_pixel_scaling(config: dict[str, Any]) -> bool:
    """Whether a layer with these settings, a Normalization, treats every pixel by itself."""
    return config.get("axis") == _AXES


def pixel_scaling(config: dict[str, Any], shape: Shape) -> PixelScaling:
    """The numbers of such a layer for pictures of this shape; raises SpecError in words."""
    mean, variance = (_numbers(config.get(name), shape) for name in ("mean", "variance"))
    if max(map(abs, mean)) > _MOST_MEAN or min(variance) < _FLOOR**2 or max(variance) > _MOST_VARIANCE:
        raise SpecError(tr("It subtracts or divides by numbers that are out of range."))
    spread = np.sqrt(np.asarray(variance, np.float32))
    return PixelScaling(tuple(np.asarray(mean, np.float32).tolist()), tuple(spread.tolist()))


def with_pixels(prepared: Prepared | None, pixels: PixelScaling) -> Prepared:
    """The preprocessing of a network that is read without that layer.

    Args:
        prepared: What the file says of the pictures that it takes; None where it says nothing.
    """
    preprocessing = Preprocessing("raw") if prepared is None else prepared.preprocessing
    if preprocessing.method != "raw":
        raise SpecError(tr("Its pictures would be scaled twice."))
    return Prepared(replace(preprocessing, method="standardise_pixel", floor=_FLOOR), pixels.mean, pixels.spread)


def _numbers(value: Any, shape: Shape) -> list[float]:
    found = _flat(value, shape)
    if not all(type(each) in (int, float) for each in found):
        raise SpecError(tr("Its mean and variance are not numbers; they may have been learned from data."))
    try:
        numbers = list(map(float, found))
    except OverflowError as error:
        raise SpecError(tr("It subtracts or divides by numbers that are out of range.")) from error
    if not all(map(math.isfinite, numbers)):
        raise SpecError(tr("It subtracts or divides by numbers that are out of range."))
    return numbers


def _flat(value: Any, shape: Shape) -> list[Any]:
    """The innermost values of lists in lists that are as long as the shape says."""
    if not shape:
        return [value]
    if not isinstance(value, list) or len(value) != shape[0]:
        raise SpecError(tr("It does not have one mean and one variance for each number of a picture."))
    return [each for inner in value for each in _flat(inner, shape[1:])]


def scales_pixels(network: Network) -> bool:
    """Whether the first layer brings values up to 255 to small ones, so that the network takes pictures as they are."""
    first = next((layer.spec for _, layer in network.layers() if not isinstance(layer.spec, Augmentation)), None)
    if isinstance(first, Rescaling):
        return 0 < abs(first.scale) <= _MOST_FACTOR
    return isinstance(first, Normalization) and max(first.variance, default=0) >= _LEAST_VARIANCE
