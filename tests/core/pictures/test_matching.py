"""Pictures and a network that do not fit, and what each way out makes of the project."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import Network
from cnnstudio.core.pictures import matching
from cnnstudio.core.presets.small import plan_for, small_network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan


def test_that_pictures_that_fit_are_no_problem() -> None:
    assert matching.input_problem(Network((28, 28, 1)), (28, 28, 1)) is None
    assert matching.input_problem(Network((28, 28, 1)), None) is None


@pytest.mark.parametrize(("wanted", "found"), [((28, 28, 1), (64, 48, 3)), ((32, 32, 3), (28, 28, 1))])
def test_that_either_way_out_makes_them_fit(wanted: tuple[int, int, int], found: tuple[int, int, int]) -> None:
    project = Project(Network(wanted))
    problem = matching.input_problem(project.network, found)
    assert problem is not None
    network_follows, pictures_follow = (matching.applied(fix, project) for fix in problem.fixes)
    assert network_follows.network.input_shape == found
    assert network_follows.preprocessing == project.preprocessing
    assert pictures_follow.network == project.network
    assert pictures_follow.preprocessing.geometry.shape(found) == wanted


def test_that_pictures_cannot_be_brought_to_channels_no_picture_has() -> None:
    problem = matching.input_problem(Network((8, 8, 4)), (8, 8, 3))
    assert problem is not None
    assert [fix.label for fix in problem.fixes] == ["Set the network's input to 8×8×3"]


@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 9, 3), (28, 28, 1), (64, 48, 3), (256, 256, 3)])
def test_that_a_small_network_can_be_trained_on_any_shape(shape: tuple[int, int, int]) -> None:
    network = small_network(shape, 7)
    assert analyse(network, 7, "categorical_crossentropy").problems == ()


@pytest.mark.parametrize(
    ("pictures", "batch", "epochs"),
    [(1, 8, 60), (64, 8, 60), (240, 8, 20), (480, 16, 20), (3839, 64, 10), (3840, 128, 20), (60_000, 128, 5)],
)
def test_that_few_pictures_come_in_small_batches_and_more_often(pictures: int, batch: int, epochs: int) -> None:
    plan = plan_for(pictures)
    assert (plan.batch_size, plan.epochs) == (batch, epochs)


def test_that_the_plan_for_few_pictures_keeps_all_other_settings() -> None:
    plan = Plan("SGD", learning_rate=0.05, seed=3)
    assert plan_for(10, plan) == Plan("SGD", learning_rate=0.05, seed=3, batch_size=8, epochs=60)
