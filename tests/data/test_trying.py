"""How it is found out by trying how pictures are prepared."""

from types import SimpleNamespace
from typing import Any

import pytest

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages import Tried
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.trying import best_way, data_to_try, is_telling

SIGNED = Prepared(Preprocessing("signed"))


def found(right: int, usual: float) -> Any:
    """Of 100 pictures so many are right prepared as ``SIGNED``; this share prepared the usual way."""
    scores = Scores(0.5, ("a", "b"), ((right, 100 - right), (0, 0)))
    tried = (Tried("plain", "scale", usual), Tried("plain", "signed", right / 100))
    return SimpleNamespace(scores=scores, prepared=SIGNED, tried=tried)


@pytest.mark.parametrize(
    ("name", "tried"),
    [("mnist-10k", ["mnist-10k", "fashion-10k"]), ("fashion-10k", ["fashion-10k"]), ("cifar-10", []), ("", [])],
)
def test_that_only_data_that_are_built_in_are_tried(name: str, tried: list[str]) -> None:
    assert [each.source for each in data_to_try(DataRecipe(source=name))] == tried


def test_that_what_is_clearly_better_is_taken_and_said() -> None:
    prepared, way = best_way(Prepared(), found(96, 0.2), DataRecipe("mnist-10k"))
    assert prepared == SIGNED
    assert way.words == (
        "Of the usual ways ÷ 127.5 − 1 was taken: 96.0 % of the test pictures of MNIST 10k are right with it "
        "(it may have learned from some of them)."
    )
    assert way.note == "Tried on MNIST 10k: ÷ 127.5 − 1 96.0 %."


def test_that_what_is_no_better_than_chance_has_it_changes_nothing() -> None:
    prepared, way = best_way(Prepared(), found(96, 0.955), DataRecipe("mnist-10k"))
    assert prepared == Prepared()
    assert (way.method, way.accuracy) == ("scale", 0.955)


def test_that_a_network_of_other_data_tells_nothing() -> None:
    assert (is_telling(found(49, 0.1)), is_telling(found(50, 0.1))) == (False, True)
