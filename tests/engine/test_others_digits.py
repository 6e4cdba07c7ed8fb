"""Digits that other people drew, read by a network that learned MNIST: well as drawings, badly as they stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.messages import Evaluate, Evaluated, PicturesAre, RunSubject
from cnnstudio.core.pictures.ink import Steps
from cnnstudio.core.presets import preset
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.engine.start import Ready
from tests.engine.conftest import Bench, only

DRAWN = Path(__file__).parents[2] / "../shared/data/tests/handdrawn_digits.zip"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not DRAWN.is_file(), reason="the digits are not on this computer")]


@pytest.fixture(scope="module")
def subject(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> RunSubject:
    """LeNet after two epochs of the built-in digits."""
    ready_made = preset("lenet")
    assert ready_made is not None
    project = ready_made.project
    made = replace(project, plan=replace(project.plan, epochs=2, batch_size=32, seed=1))
    return Bench(tmp_path_factory.mktemp("digits")).train(made)[0]


def accuracy(bench: Bench, subject: RunSubject, pictures: PicturesAre, steps: Steps) -> float:
    data = DataRecipe("file", str(DRAWN))
    request = Evaluate(subject=subject, data=data, pictures=pictures, steps=steps, whole=True)
    found = only(bench.work(request), Evaluated)
    assert found.scores.count == 47
    return found.scores.accuracy


def test_that_they_are_read_as_drawings_and_not_as_they_stand(bench: Bench, subject: RunSubject) -> None:
    drawn = accuracy(bench, subject, "drawn", Steps())
    assert drawn >= 0.95
    assert accuracy(bench, subject, "auto", Steps()) == drawn
    assert accuracy(bench, subject, "plain", Steps()) < 0.5
    assert accuracy(bench, subject, "drawn", Steps(crop=False, scale=False, centre=False)) < drawn
