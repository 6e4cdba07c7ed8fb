"""What differs between runs, as people say it."""

from dataclasses import replace

from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.runs.differences import differences
from tests.core.runs_made import run, with_plan


def with_data(number: int, source: str, labels: tuple[str, ...] = ("1", "7")) -> Run:
    made = run(number, with_plan())
    return replace(made, labels=labels, project=replace(made.project, data=DataRecipe(source)))


def test_that_data_sets_are_called_as_on_the_data_page() -> None:
    [found] = differences([with_data(1, "mnist-10k"), with_data(2, DRAWN), with_data(3, DRAWN, ("cat", "dog"))])
    assert found.values == ("MNIST 10k", "My digits", "My drawings")


def test_that_the_run_a_training_started_from_is_told_by_its_name() -> None:
    first = replace(run(1, with_plan()), name="lenet.h5")
    others = [run(2, with_plan(start=1)), run(3, with_plan()), run(4, with_plan(start=9))]
    [found] = differences(others, among=[first])
    assert found.values == ("lenet.h5", "new weights", "run 9")
