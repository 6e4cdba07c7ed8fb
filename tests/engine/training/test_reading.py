"""What is refused before a training."""

from dataclasses import replace

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.watch import NOBODY
from cnnstudio.engine.training.reading import read

DIGITS = Project(Network((28, 28, 1), stack(Flatten(), Dense(10, "softmax"))))


def test_that_too_many_numbers_for_pixel_by_pixel_are_refused_before_anything_is_read() -> None:
    large = Network((1300, 1300, 3), DIGITS.network.nodes)
    project = Project(large, DataRecipe("file", "/nowhere"), Preprocessing("standardise_pixel"))
    with pytest.raises(StudioError, match=r"Pictures of 1300 × 1300 × 3 have too many numbers .* channel by channel"):
        read(project, NOBODY)


def test_that_a_subset_larger_than_the_data_is_refused() -> None:
    with pytest.raises(StudioError, match="8,000 training pictures"):
        read(replace(DIGITS, data=DataRecipe(subset=9999)), NOBODY)


def test_that_data_are_given_with_the_network_judged_for_them() -> None:
    data, analysis = read(DIGITS, NOBODY)
    assert (len(data.x_train), analysis.output_shape) == (8000, (10,))
