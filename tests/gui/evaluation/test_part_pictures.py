"""Which pictures of the loaded data the answers of a run are about."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.messages import Part
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import split
from cnnstudio.gui.evaluation.part_pictures import find_pictures
from tests.gui.evaluation.stage import outcomes_of

LABELS = ("ant", "bee", "cat")
RECIPE = DataRecipe(subset=20, validation_share=0.3, seed=5)


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
    found = find_pictures(data(), RECIPE, RECIPE, part, answers(y))
    assert np.array_equal(np.asarray(found.pictures(range(len(y)))), x)


def test_that_validation_on_the_test_part_has_its_pictures() -> None:
    recipe = replace(RECIPE, validation=DataRecipe.TEST)
    found = find_pictures(data(), recipe, recipe, "validation", answers(data().y_test))
    assert found.part == "test"


def test_that_classes_in_another_order_are_told_by_their_names() -> None:
    turned = DataSet("small", "Small", ("cat", "ant", "bee"), *_turned(data()))
    assert len(find_pictures(turned, RECIPE, RECIPE, "test", answers(data().y_test)).numbers) == 10


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
        find_pictures(there, recipe, RECIPE, "test", answers(data().y_test))


def _turned(found: DataSet) -> tuple[np.ndarray, ...]:
    return found.x_train, (found.y_train + 1) % 3, found.x_test, (found.y_test + 1) % 3
