"""Which pictures of the loaded data the answers of a run are about."""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.messages import Part
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.sources import FILE
from cnnstudio.data.split import split
from cnnstudio.gui.evaluation.part_pictures import find_pictures
from tests.gui.evaluation.stage import outcomes_of

LABELS = ("ant", "bee", "cat")
RECIPE = DataRecipe(subset=20, validation_share=0.3, seed=5)
PROJECT = Project(Network((4, 4, 1)), data=RECIPE)


def data(seed: int = 0, labels: tuple[str, ...] = LABELS) -> DataSet:
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 256, (40, 4, 4, 1)).astype(np.uint8), random.integers(0, 3, 40)
    return DataSet("small", "Small", labels, x[:30], y[:30], x[30:], y[30:])


def answers(labels: np.ndarray) -> Outcomes:
    return outcomes_of(labels.tolist(), labels.tolist(), LABELS)


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_that_each_part_has_the_very_pictures_that_the_run_had(part: Part) -> None:
    parts = split(data(), RECIPE)
    x, y = getattr(parts, f"x_{part}"), getattr(parts, f"y_{part}")
    found = find_pictures(data(), PROJECT, PROJECT, part, answers(y))
    assert np.array_equal(np.asarray(found.pictures(range(len(y)))), x)


def test_that_validation_on_the_test_part_has_its_pictures() -> None:
    project = replace(PROJECT, data=replace(RECIPE, validation=DataRecipe.TEST))
    found = find_pictures(data(), project, project, "validation", answers(data().y_test))
    assert found.part == "test"


def test_that_classes_in_another_order_are_told_by_their_names() -> None:
    turned = DataSet("small", "Small", ("cat", "ant", "bee"), *_turned(data()))
    assert len(find_pictures(turned, PROJECT, PROJECT, "test", answers(data().y_test)).numbers) == 10


@pytest.mark.parametrize(
    ("there", "recipe"),
    [
        (data(seed=1), RECIPE),
        (data(), replace(RECIPE, source="fashion-10k")),
        (data(labels=("ant", "bee", "dog")), RECIPE),
    ],
    ids=["other pictures", "another source", "a class the run has not"],
)
def test_that_other_data_are_refused_in_words(there: DataSet, recipe: DataRecipe) -> None:
    with pytest.raises(StudioError, match="not those of this run"):
        find_pictures(there, replace(PROJECT, data=recipe), PROJECT, "test", answers(data().y_test))


@pytest.mark.parametrize("other", [Preprocessing(invert=True), Preprocessing(mode="crop")])
def test_that_pictures_prepared_otherwise_are_not_those_of_the_run(other: Preprocessing) -> None:
    with pytest.raises(StudioError, match="not those of this run"):
        find_pictures(data(), replace(PROJECT, preprocessing=other), PROJECT, "test", answers(data().y_test))


def test_that_pictures_in_colour_are_not_those_of_a_run_that_had_grey_ones() -> None:
    found = data()
    coloured = replace(found, x_train=found.x_train.repeat(3, 3), x_test=found.x_test.repeat(3, 3))
    with pytest.raises(StudioError, match="not those of this run"):
        find_pictures(coloured, PROJECT, PROJECT, "test", answers(found.y_test))


@pytest.mark.parametrize(
    "other", [Preprocessing(size=(4, 4)), Preprocessing(colour="grey"), Preprocessing(method="raw")]
)
def test_that_what_leaves_the_pictures_as_they_were_does_not_hide_them(other: Preprocessing) -> None:
    found = find_pictures(data(), replace(PROJECT, preprocessing=other), PROJECT, "test", answers(data().y_test))
    assert len(found.numbers) == 10


@pytest.mark.parametrize(("path", "is_the_same"), [("D:\\there\\letters.zip", True), ("/here/figures.zip", False)])
def test_that_a_file_is_known_by_its_name(path: str, is_the_same: bool) -> None:
    trained, there = (
        replace(PROJECT, data=replace(RECIPE, source=FILE, path=each)) for each in ("/here/letters.zip", path)
    )
    refuses = pytest.raises(StudioError, match="not those of this run")
    with nullcontext() if is_the_same else refuses:
        find_pictures(data(), there, trained, "test", answers(data().y_test))


def _turned(found: DataSet) -> tuple[np.ndarray, ...]:
    return found.x_train, (found.y_train + 1) % 3, found.x_test, (found.y_test + 1) % 3
