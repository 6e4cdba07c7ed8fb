"""Settings that are still to be filled in: what they belong to, and that nothing trains before."""

from dataclasses import replace

import pytest

from cnnstudio.core import project as projects
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project, why_not_train

NETWORK = Network(
    (28, 28, 1), (Layer("conv", KINDS["Conv2D"]()), Layer("flat", KINDS["Flatten"]()), Layer("out", KINDS["Dense"]()))
)
GAPS = (Blank("conv", "filters"), Blank("conv", "kernel_size"), Blank("", "epochs"))
PROJECT = Project(NETWORK, blanks=GAPS)


def test_that_a_project_with_blanks_says_what_is_to_be_filled_in() -> None:
    words = why_not_train(PROJECT, analyse(NETWORK), (28, 28, 1))
    assert words == "conv: Filters is still to be filled in. So are 2 more settings."
    only = replace(PROJECT, blanks=GAPS[2:])
    assert why_not_train(only, analyse(NETWORK), (28, 28, 1)) == "Plan: Epochs is still to be filled in."
    assert why_not_train(replace(PROJECT, blanks=()), analyse(NETWORK), (28, 28, 1)) == ""


def test_that_blanks_of_layers_that_are_gone_are_gone_with_them() -> None:
    assert replace(PROJECT, network=NETWORK.remove((0,))).blanks == (Blank("", "epochs"),)
    assert Project(NETWORK, blanks=(Blank("conv", "nothing"), Blank("", "nothing"))).blanks == ()


def test_that_blanks_stand_in_the_order_of_the_layers_and_once() -> None:
    assert Project(NETWORK, blanks=(*reversed(GAPS), *GAPS)).blanks == GAPS


def test_that_a_project_with_blanks_is_written_and_read() -> None:
    assert projects.from_json(projects.to_json(PROJECT)) == PROJECT
    assert "blanks" not in projects.to_plain(Project(NETWORK))


@pytest.mark.parametrize("blanks", ["filters", [["conv"]], [["conv", 1]], {"conv": "filters"}])
def test_that_what_are_no_blanks_is_refused(blanks: object) -> None:
    with pytest.raises(SpecError):
        projects.from_plain({**projects.to_plain(PROJECT), "blanks": blanks})
