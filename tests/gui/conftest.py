"""What all tests of the window share."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def heap_of_others_is_let_be() -> None:
    """Takes what earlier tests left, TensorFlow above all, out of the collections after each test: a second each."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_is_collected_on_one_thread() -> Iterator[None]:
    """As the window's ``Collector`` does; a collection on a background thread would destroy widgets there and crash."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
