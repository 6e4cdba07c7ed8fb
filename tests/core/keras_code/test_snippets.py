"""Pieces of Keras code after the idioms of all its ages: their layers, figures and plans."""

import pytest

from cnnstudio.core.keras_code import read_code
from tests.core.keras_code import expected


@pytest.mark.parametrize("name", expected.names())
def test_that_a_snippet_is_read_as_it_is_meant(name: str) -> None:
    found = read_code(expected.code(name), f"{name}.py")
    wanted = expected.expectations(name)
    assert wanted
    assert {what: expected.as_found(what, found) for what in wanted} == wanted


def test_that_there_are_a_hundred_snippets() -> None:
    assert len(expected.names()) >= 100
