"""What all tests of the window share."""

import gc

import pytest


@pytest.fixture(scope="session", autouse=True)
def heap_of_others_is_let_be() -> None:
    """Takes what earlier tests left, TensorFlow above all, out of the collections after each test: a second each."""
    gc.collect()
    gc.freeze()
