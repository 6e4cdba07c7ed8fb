"""What labs can be told of a project with settings that are still to be filled in."""

from dataclasses import replace

import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.labs import facts
from cnnstudio.core.labs.lab import Asked
from cnnstudio.core.labs.scene import NotThere
from tests.core.labs.desks import desk, preset, ran

_BLANK = replace(preset("lenet"), blanks=(Blank("conv2d_2", "filters"), Blank("", "epochs")))
_HIDDEN = (
    "filters of conv2d_2",
    "parameters",
    "weights",
    "output shape of conv2d_2",
    "parameters of conv2d_2",
    "input shape of dense_1",
    "parameters of dense_1",
    "feature length",
    "architecture",
    "epochs",
)


@pytest.mark.parametrize("fact", _HIDDEN)
def test_that_what_stands_on_a_blank_is_not_told(fact: str) -> None:
    with pytest.raises(NotThere, match="to be filled in"):
        facts.value(facts.as_asked(fact), desk(_BLANK))


@pytest.mark.parametrize(
    ("fact", "value"),
    [("blanks", 2), ("parameters of conv2d_1", 520), ("kernel_size of conv2d_2", (5, 5)), ("count of Conv2D", 2)],
)
def test_that_what_no_blank_hides_is_told(fact: str, value: object) -> None:
    assert facts.value(facts.as_asked(fact), desk(_BLANK)) == value


def test_that_a_run_is_told_of_whatever_is_blank_in_the_project_now() -> None:
    scene = desk(_BLANK, ran(preset("lenet")))
    assert facts.value(Asked("parameters", run="latest"), scene) == 431_080


def test_that_a_blank_that_decides_no_shape_hides_itself_alone() -> None:
    scene = desk(replace(preset("lenet"), blanks=(Blank("conv2d_1", "activation"),)))
    assert facts.value(Asked("parameters"), scene) == 431_080
    with pytest.raises(NotThere, match="to be filled in"):
        facts.value(Asked("activation", "conv2d_1"), scene)


@pytest.mark.parametrize(
    ("blank", "fact"),
    [
        (Blank("", "epochs"), "planned epochs"),
        (Blank("", "batch_size"), "steps"),
        (Blank("", "optimizer"), "optimizer momentum"),
        (Blank("conv2d_1", "activation"), "architecture"),
    ],
)
def test_that_a_fact_of_another_name_is_hidden_by_the_blank_that_it_stands_on(blank: Blank, fact: str) -> None:
    with pytest.raises(NotThere, match="to be filled in"):
        facts.value(facts.as_asked(fact), desk(replace(preset("lenet"), blanks=(blank,))))
