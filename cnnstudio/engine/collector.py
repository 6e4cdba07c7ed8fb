"""Keeps Python's garbage collector from stopping every thread while TensorFlow makes its many objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def collector_off(*, freeze: bool = False) -> Iterator[None]:
    """Without collection inside; a collection that meets half a million new objects halts the window for 250 ms.

    Args:
        freeze: Takes everything alive at the end out of all later collections. For what is never given back, as
            imported modules are: a frozen network would keep its memory for ever. With the modules frozen, a full
            collection beside a classic CNN in training takes 5 to 14 ms.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if freeze:
            gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def graphs_given_back() -> Iterator[None]:
    """Takes back at the end what TensorFlow notes inside, for good, of functions that bring their own gradient.

    ``tf.custom_gradient`` registers one for each call in a graph that is traced, and with it the whole graph
    (tensorflow/python/ops/custom_gradient.py, TensorFlow 2.21): of LeNet 11,000 objects and 8 to 29 MB a ``fit``. No
    function that was traced inside may be differentiated afterwards.
    """
    from tensorflow.python.framework import ops

    noted: dict[str, Any] = getattr(ops.gradient_registry, "_registry", {})
    before = set(noted)
    try:
        yield
    finally:
        for name in [each for each in noted if each.startswith("CustomGradient") and each not in before]:
            del noted[name]


def settle() -> None:
    """Collects once, then takes what is left out of all later collections, each of which would walk it all.

    No Keras model may be alive that is to be freed later.
    """
    gc.collect()
    gc.freeze()
