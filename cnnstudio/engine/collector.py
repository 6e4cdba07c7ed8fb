"""Keeps Python's garbage collector from stopping every thread while TensorFlow makes its many objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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


def settle() -> None:
    """Collects once, then takes what is left out of all later collections.

    TensorFlow keeps about 12,000 objects of every ``fit`` for good, two traced graphs, and each later collection would
    walk them all: 8 ms more a run, with the window halted. No Keras model may be alive that is to be freed later.
    """
    gc.collect()
    gc.freeze()
