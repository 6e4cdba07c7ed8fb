"""Pictures as tensors, made bit by bit so that the window goes on being drawn."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
from numpy.typing import NDArray

from cnnstudio.core.pictures.preprocessing import Prepared

_PART_BYTES = 2_000_000
"""Making a tensor of a numpy array holds Python's lock while it is copied: 70 ms for 22 MB, 5 ms for this much."""


def prepared_tensor(prepared: Prepared, pictures: Any) -> Any:
    """A float32 tensor (n, height, width, channels) of pictures with values 0 to 255, as the network receives them."""
    return _put_together(pictures, 4, prepared.apply)


def tensor(rows: Any) -> Any:
    """A tensor (n, …) of pictures or rows of numbers as they are."""
    return _put_together(rows, rows.dtype.itemsize, lambda part: part)


def _put_together(pictures: Any, size: int, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Any:
    step = max(1, _PART_BYTES // (size * pictures[0].size))
    parts = [tf.constant(change(pictures[start : start + step])) for start in range(0, len(pictures), step)]
    return tf.concat(parts, axis=0)  # without the lock
