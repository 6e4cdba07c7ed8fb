"""Which pictures a run would learn from, in words that are true."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.gui.training.data_words import data_words


def data_of(train: int, test: int) -> DataSet:
    pictures, labels = np.zeros((train + test, 4, 4, 1), np.uint8), np.arange(train + test) % 2
    return DataSet("d", "Pets", ("cat", "dog"), pictures[:train], labels[:train], pictures[train:], labels[train:])


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (DataRecipe(), "360 learn, 40 validate (each class its share), 200 test."),
        (DataRecipe(validation="test"), "400 learn, 200 validate and test."),
        (
            DataRecipe(subset=100, validation_share=0.25),
            "75 learn, 25 validate (each class its share), 200 test; 300 of 400 training pictures are left out.",
        ),
    ],
)
def test_that_the_parts_are_those_that_come_of_the_recipe(recipe: DataRecipe, words: str) -> None:
    data = data_of(400, 200)
    said = data_words(replace(Project(Network((4, 4, 1))), data=recipe), data)
    assert said[:2] == ("Pets, 4 × 4, grey", words)
    assert words.startswith(f"{len(divide(data.y_train, recipe).train)} learn")


def test_that_parts_that_cannot_be_had_are_not_promised() -> None:
    project = replace(Project(Network((4, 4, 1))), data=DataRecipe(subset=50_000))
    said = " ".join(data_words(project, data_of(400, 200)))
    assert "50,000 were asked for" in said
    assert "learn" not in said
