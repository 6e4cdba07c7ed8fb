"""Where a network is trained: the processor, one graphics card, or a copy of it on each of several."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count

_LEAST = {"gpu": 1, "gpus": 2}
"""How many graphics cards are needed."""


def placed(device: str) -> AbstractContextManager[Any]:
    """The context in which a network is built, compiled and fitted so that it is trained on ``device``.

    ``"auto"`` leaves it to TensorFlow, which takes the first card where there is one. Raises StudioError for a card
    where there is none, and for several where there are fewer than two.

    Args:
        device: A key of ``core.plan.DEVICES``.
    """
    names = _names(device)
    match device:
        case "cpu":
            return _on("/CPU:0")
        case "gpu":
            return _on(names[0])
        case "gpus":
            return _in_step(names)
    return nullcontext()


def strategy(devices: Sequence[str]) -> Any:
    """The ``tf.distribute.MirroredStrategy`` that keeps a copy of the network on each of these devices.

    Each batch is divided among them and their gradients are added up, so that all copies stay the same. Between
    cards that is NCCL's work, which TensorFlow has on Linux alone and for cards alone.

    Args:
        devices: TensorFlow's names of logical devices, "/GPU:0" or "/CPU:1".
    """
    ours = all("GPU" in name for name in devices)
    over = tf.distribute.NcclAllReduce() if ours and sys.platform == "linux" else tf.distribute.ReductionToOneDevice()
    return tf.distribute.MirroredStrategy(list(devices), cross_device_ops=over)


def copies(device: str) -> int:
    """Among how many copies of the network ``placed(device)`` divides each batch; raises what it raises."""
    names = _names(device)
    return len(names) if device == "gpus" else 1


def fair(size: int, pictures: int, copies: int) -> int:
    """The largest batch of at most ``size`` with which no copy is ever given nothing, of that many pictures.

    Keras 3.15 needs a first batch that can be divided evenly (``_maybe_symbolic_build`` in its TensorFlow trainer), and
    a copy without a picture ends the fit with an error. Raises StudioError where there is no such size.
    """
    if copies == 1:
        return size
    for found in range(min(size, pictures) // copies * copies, 0, -copies):
        rest = pictures % found
        each = -(-rest // copies)  # as TensorFlow divides: the last one has what is left
        if rest == 0 or each * (copies - 1) < rest:
            return found
    raise StudioError(
        tr_count(
            "{count:,} picture in batches of {size:,} cannot be divided among {copies} graphics cards.",
            "{count:,} pictures in batches of {size:,} cannot be divided among {copies} graphics cards.",
            pictures,
            size=size,
            copies=copies,
        ),
        tr("Train on one graphics card, or choose a larger batch size."),
    )


def _names(device: str) -> list[str]:
    """TensorFlow's names of the cards; none where none are asked for."""
    if device not in _LEAST:
        return []
    names = [each.name for each in tf.config.list_logical_devices("GPU")]
    if len(names) >= _LEAST[device]:
        return names
    if not names:
        raise StudioError(tr("TensorFlow finds no graphics card on this computer."), tr("Train on the processor."))
    raise StudioError(tr("TensorFlow finds only one graphics card on this computer."), tr("Train on that one."))


def _on(name: str) -> AbstractContextManager[Any]:
    found: AbstractContextManager[Any] = tf.device(name)
    return found


def _in_step(names: Sequence[str]) -> AbstractContextManager[Any]:
    found: AbstractContextManager[Any] = strategy(names).scope()
    return found
