"""Finds the numbers that are none any more, and in which layer they come first."""

import math
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import walk
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.data.dataset import Pictures
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.project.weights_blob import Weights

LOWER_RATE = tr("Lower the learning rate, or prepare the pictures so that their values are small.")
NO_NUMBER = tr("infinite or not a number")

_PART = 256
_MOST_SEARCHED = 20_000
_MOST_SENT = 32
_AT_ONCE = 1_000_000

_LEAST_FACTOR = 2.0**-40
"""A factor of the loss below it has been halved at least 55 times: no step has been taken for long."""

_OVERFLOWS = 1e15
"""Numbers beyond it are on their way: their square, or a sum of many, is more than float32 holds."""


class Diverged(StudioError):
    """The training left the finite numbers."""


def check_loss(loss: float, where: str) -> None:
    """Raises Diverged for a loss that is no number; ``where`` in words, "in epoch 3, batch 2"."""
    if not math.isfinite(loss):
        raise Diverged(tr("The loss became {no_number} {where}.", no_number=NO_NUMBER, where=where), LOWER_RATE)


def check_weights(weights: Weights, epoch: int) -> None:
    """Raises Diverged for weights of which one is no number.

    With ReLU a weight that is NaN is often cut away before the loss, which goes on looking sound.
    """
    if not _are_finite(weights.values()):
        raise Diverged(
            tr("A weight became {no_number} in epoch {epoch}.", no_number=NO_NUMBER, epoch=epoch), LOWER_RATE
        )


def check_factor(factor: float, epoch: int) -> None:
    """Raises Diverged where no factor of the loss makes the gradients finite, so that every step is passed over.

    With float16 an output that overflows can be hidden from the loss by what it goes through, but not from them.
    """
    if factor < _LEAST_FACTOR:
        raise Diverged(
            tr("The gradients became {no_number} by epoch {epoch}.", no_number=NO_NUMBER, epoch=epoch), LOWER_RATE
        )


def located(error: Diverged, loaded: Loaded, weights: Weights, prepared: Prepared, x: Pictures) -> Diverged:
    """The error with the place where numbers stop being finite, from the picture on, where one is found.

    Args:
        weights: Those of the moment.
        x: Training pictures, of which some are sent through the network.
    """
    number = _spoilt_picture(prepared, x)
    if number is not None:
        words = tr(
            "{text}: training picture {number:,} is no picture of finite numbers once prepared.",
            text=error.text[:-1],
            number=number + 1,
        )
        return Diverged(words, tr("Choose another preprocessing, or leave the picture out."))
    place = _first_place(loaded, weights, prepared, x)
    return Diverged(tr("{text}, first in {place}.", text=error.text[:-1], place=place), error.hint) if place else error


def _first_place(loaded: Loaded, weights: Weights, prepared: Prepared, x: Pictures) -> str:
    """ "the weights of “conv2d_1”" or "the output of “dense_1”"; empty where all are finite and none is huge."""
    outputs = _largest_outputs(loaded, prepared.apply(x[: min(_MOST_SENT, len(x))]))
    for _, node in walk(loaded.network.nodes):
        if not _are_finite(array for name, array in weights.items() if name.rpartition("/")[0] == node.name):
            return tr("the weights of “{name}”", name=node.name)
        if not math.isfinite(outputs[node.name]):
            return tr("the output of “{name}”", name=node.name)
    largest = outputs[loaded.network.nodes[-1].name]
    return (
        tr("the loss, which overflows at outputs as large as {largest:.1g}", largest=largest)
        if largest > _OVERFLOWS
        else ""
    )


def _are_finite(arrays: Iterable[Any]) -> bool:
    return all(
        np.isfinite(some).all()
        for flat in (np.reshape(array, -1) for array in arrays)
        for some in np.split(flat, range(_AT_ONCE, flat.size, _AT_ONCE))
    )


def _spoilt_picture(prepared: Prepared, x: Pictures) -> int | None:
    """The number of the first picture of which a prepared value is no number."""
    for start in range(0, min(len(x), _MOST_SEARCHED), _PART):
        finite = np.isfinite(prepared.apply(x[start : start + _PART])).all(axis=(1, 2, 3))
        if not finite.all():
            return start + int(np.argmin(finite))
    return None


def _largest_outputs(loaded: Loaded, pictures: Any) -> dict[str, float]:
    """Of each node the largest size of a number it gives for these prepared pictures; NaN where one is none."""
    model = loaded.keras_model
    outputs = {node.name: model.get_layer(node.name).output for _, node in walk(loaded.network.nodes)}
    with collector_off():
        inside = keras.Model(model.inputs[0], outputs)
        found = inside(tf.constant(pictures), training=False)
    return {name: float(np.abs(np.asarray(output, np.float32)).max()) for name, output in found.items()}
