"""Classes of other data find the outputs of a network by name."""

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.evaluation.translate import are_in_order, translated

Y = np.array([0, 1, 1, 2], np.int64)


@pytest.mark.parametrize(
    ("names", "outputs", "wanted"),
    [
        (("a", "b", "c"), ("a", "b", "c"), [0, 1, 1, 2]),
        (("c", "a", "b"), ("a", "b", "c"), [2, 0, 0, 1]),
        (("7", "2", "9"), tuple("0123456789"), [7, 2, 2, 9]),
        (("Cat ", "DOG", "Bird"), ("bird", "cat", "dog", "fox"), [1, 2, 2, 0]),
        (("a", "b", "B"), ("B", "b", "a"), [2, 1, 1, 0]),
        (("cat", "dog", "bird"), ("0", "1", "2"), [0, 1, 1, 2]),
        (("0", "1", "2"), ("cat", "dog", "bird"), [0, 1, 1, 2]),
        (("a", "b", "c", "never there"), ("c", "b", "a"), [2, 1, 1, 0]),
    ],
)
def test_that_a_class_goes_to_the_output_of_its_name(
    names: tuple[str, ...], outputs: tuple[str, ...], wanted: list[int]
) -> None:
    assert translated(Y, names, outputs).tolist() == wanted


@pytest.mark.parametrize(
    ("names", "outputs", "text"),
    [
        (("cat", "dog", "cow"), ("bird", "cat", "dog"), "The network has no class “cow”, which the data have"),
        (("cat", "dog", "cow"), ("0", "1"), "The data have 3 classes, but the network tells 2 apart."),
        (("0", "1", "2"), ("cat", "dog"), "The data have 3 classes, but the network tells 2 apart."),
    ],
)
def test_that_a_class_of_which_there_is_no_output_is_named(
    names: tuple[str, ...], outputs: tuple[str, ...], text: str
) -> None:
    with pytest.raises(StudioError, match=text):
        translated(Y, names, outputs)


@pytest.mark.parametrize(
    ("names", "outputs", "wanted"),
    [
        (("0", "1", "2"), ("cat", "dog", "bird"), True),
        (("cat", "dog", "bird"), ("0", "1", "2"), True),
        (("0", "1", "2"), ("2", "1", "0"), False),
        (("cat", "dog", "bird"), ("dog", "cat", "bird"), False),
        (("0", "1", "2"), ("0", "1", "2"), False),
    ],
)
def test_that_classes_are_in_order_where_one_side_has_numbers_only_and_no_name_tells(
    names: tuple[str, ...], outputs: tuple[str, ...], wanted: bool
) -> None:
    assert are_in_order(Y, names, outputs) is wanted
