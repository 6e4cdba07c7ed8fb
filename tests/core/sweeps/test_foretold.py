"""What is known of combinations before they are trained."""

from dataclasses import replace

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.foretold import Judge, Loaded, judge, room, shape_for, taken, what_will_run
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training import memory
from cnnstudio.core.training.plan import DataRecipe
from tests.core.runs_made import PROJECT, run

DIGITS = Loaded((28, 28, 1), PROJECT.preprocessing.geometry, 10, 8_000, 2_000)
PLENTY = 10**12


def varying(**values: tuple[object, ...]) -> Project:
    """LeNet with settings of its second convolution that vary."""
    varied = (Varied(Place("network", name, "conv2d_2"), Listed(each)) for name, each in values.items())
    return replace(PROJECT, sweep=Sweep(varied=tuple(varied)))


def test_that_combinations_are_told_with_their_size_and_why_they_cannot_be() -> None:
    project = varying(filters=(10, 50), kernel_size=((5, 5), (13, 13)))
    found = [foretold for _, foretold in what_will_run(project, Judge(DIGITS, PLENTY))]
    assert [bool(foretold.why_not) for foretold in found] == [False, True, False, True]
    assert found[1].why_not.startswith("conv2d_2: ")
    assert found[2].parameters == analyse(PROJECT.network).totals.parameters == 431_080
    assert found[0].memory < found[2].memory
    assert found[0].effort.total < found[2].effort.total


def test_that_judging_many_says_the_same_as_judging_each_alone() -> None:
    project = varying(filters=(10, 50), padding=("valid", "same"))
    for combination, foretold in what_will_run(project, Judge(DIGITS, PLENTY)):
        assert combination.project is not None
        assert foretold == judge(combination.project, DIGITS, PLENTY)


def test_that_what_does_not_fit_into_the_memory_cannot_be_trained() -> None:
    found = judge(PROJECT, DIGITS, 20_000_000)
    takes = taken(PROJECT, analyse(PROJECT.network), DIGITS)
    need = memory.to_train(analyse(PROJECT.network), PROJECT.plan, takes.pictures, takes.feeding)
    assert found.why_not.startswith(f"This needs about {memory.in_words(need.total)} of memory, and a run has 20 MB")
    assert found.why_not.endswith("use fewer of them.")
    assert found.memory == need.total
    assert not judge(PROJECT, DIGITS).why_not  # where it is not known how much there is


def test_that_workers_divide_the_memory_of_their_machine() -> None:
    assert [room(12_000_000_000, workers) for workers in (0, 1, 4)] == [12_000_000_000, 12_000_000_000, 3_000_000_000]


@pytest.mark.parametrize(
    ("project", "words"),
    [
        (replace(PROJECT, data=DataRecipe(subset=9_000)), "There are 8,000 training pictures; 9,000 were asked for."),
        (replace(PROJECT, preprocessing=Preprocessing(size=(32, 32))), "The network expects pictures of 28 × 28 × 1"),
        (
            replace(PROJECT, plan=replace(PROJECT.plan, start=3)),
            "The plan starts from run 3, which is not in the file.",
        ),
    ],
)
def test_that_data_and_start_must_suit(project: Project, words: str) -> None:
    assert Judge(DIGITS, runs=()).project(project).why_not.startswith(words)


def test_that_without_data_only_the_network_is_judged() -> None:
    assert not judge(PROJECT, None).why_not
    assert judge(PROJECT, None).parameters == 431_080


def test_that_the_pictures_shape_follows_the_preparation_as_far_as_it_is_known() -> None:
    resized = replace(PROJECT, preprocessing=Preprocessing(size=(16, 16), colour="colour"))
    assert shape_for(resized, DIGITS) == (16, 16, 3)
    shrunk = replace(DIGITS, shape=(16, 16, 1), geometry=Geometry((16, 16)))
    assert shape_for(PROJECT, shrunk) is None
    assert not judge(PROJECT, shrunk).why_not


def test_that_a_start_must_have_the_weights_of_every_combination() -> None:
    project = replace(varying(filters=(50, 10)), plan=replace(PROJECT.plan, start=1))
    judged = Judge(DIGITS, runs=(run(1, kept=(2,)),))
    assert [bool(foretold.why_not) for _, foretold in what_will_run(project, judged)] == [False, True]


def test_that_pictures_of_another_size_come_with_a_network_for_them() -> None:
    sizes = Varied(Place("preprocessing", "size"), Listed(((20, 20), (0, 0), (40, 40))))
    project = replace(PROJECT, sweep=Sweep(varied=(sizes,)))
    found = list(what_will_run(project, Judge(DIGITS, PLENTY)))
    assert not any(foretold.why_not for _, foretold in found)
    shapes = [combination.project.network.input_shape for combination, _ in found if combination.project is not None]
    assert shapes == [(20, 20, 1), (28, 28, 1), (40, 40, 1)]


@pytest.mark.parametrize(
    ("blank", "parameters"),
    [(Blank("conv2d_1", "filters"), 0), (Blank("conv2d_1", "activation"), 431_080), (Blank("", "epochs"), 431_080)],
)
def test_that_no_figure_tells_what_is_still_to_be_filled_in(blank: Blank, parameters: int) -> None:
    found = judge(replace(PROJECT, blanks=(blank,)), DIGITS)
    assert "to be filled in" in found.why_not
    assert (found.parameters, bool(found.multiply_adds)) == (parameters, parameters > 0)
