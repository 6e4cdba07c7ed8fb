"""A run is told to be no better than chance where one answer for all pictures would do as well, and only there."""

from dataclasses import replace

import pytest

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.chance import no_better_than_chance
from cnnstudio.core.runs.run import Epoch, Run

LABELS = tuple("0123456789")


def run(val_accuracy: float, test: Scores | None = None, labels: tuple[str, ...] = LABELS) -> Run:
    network = Network((4, 4, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(len(labels)))))
    epochs = (Epoch(1, 2.3, 0.1, 2.3, val_accuracy, 1.0),)
    return Run(1, "Run 1", Project(network), labels, Prepared(), "finished", "2026", {}, epochs, test)


def scores(right: int, counts: tuple[int, ...]) -> Scores:
    """The first ``right`` pictures of each class rightly answered, all others with the class after it."""
    size = len(counts)
    rows = [[0] * size for _ in counts]
    for number, count in enumerate(counts):
        rows[number][number] = min(right, count)
        rows[number][(number + 1) % size] += max(count - right, 0)
    return Scores(2.3, LABELS[:size], tuple(map(tuple, rows)))


@pytest.mark.parametrize(("right", "is_chance"), [(90, True), (104, True), (110, False), (900, False)])
def test_that_ten_classes_alike_have_a_chance_of_a_tenth(right: int, is_chance: bool) -> None:
    assert bool(no_better_than_chance(run(0.99, scores(right, (1000,) * 10)))) is is_chance


def test_that_the_largest_class_is_what_one_answer_gets() -> None:
    lopsided = scores(50, (900, 50))
    assert lopsided.accuracy < 0.2
    assert no_better_than_chance(run(0.9, replace(lopsided, confusion=((860, 40), (10, 40)))))


def test_that_without_a_test_the_validation_counts() -> None:
    assert no_better_than_chance(run(0.1)) == (
        "It is right for 10.0 % of the validation pictures: one answer for all of them would be as good."
    )
    assert no_better_than_chance(run(0.2)) == ""


@pytest.mark.parametrize(
    ("classes", "accuracy", "is_chance"),
    [(2, 0.515, True), (2, 0.53, False), (10, 0.115, True), (10, 0.13, False), (100, 0.012, True), (100, 0.029, False)],
)
def test_that_chance_on_validation_follows_from_how_many_classes_there_are(
    classes: int, accuracy: float, is_chance: bool
) -> None:
    found = no_better_than_chance(run(accuracy, labels=tuple(map(str, range(classes)))))
    assert bool(found) is is_chance


def test_that_of_one_class_or_no_epoch_nothing_is_said() -> None:
    assert no_better_than_chance(run(1.0, labels=("only",))) == ""
    assert no_better_than_chance(replace(run(0.1), epochs=())) == ""
    assert no_better_than_chance(run(1.0, scores(30, (30,)))) == ""
