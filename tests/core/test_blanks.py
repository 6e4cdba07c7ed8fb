"""Settings that are still to be filled in: what they belong to, and that nothing trains before."""

from dataclasses import replace

import pytest

from cnnstudio.core import project as projects
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank, are_known, beside, changed, with_copies
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project, why_not_train
from cnnstudio.core.scripting import script_of
from cnnstudio.core.spec import BLOCK_KINDS
from cnnstudio.core.waiting import until_filled_in

NETWORK = Network(
    (28, 28, 1), (Layer("conv", KINDS["Conv2D"]()), Layer("flat", KINDS["Flatten"]()), Layer("out", KINDS["Dense"]()))
)
GAPS = (Blank("conv", "filters"), Blank("conv", "kernel_size"), Blank("", "epochs"))
PROJECT = Project(NETWORK, blanks=GAPS)


def test_that_a_project_with_blanks_says_what_is_to_be_filled_in() -> None:
    words = why_not_train(PROJECT, analyse(NETWORK), (28, 28, 1))
    assert words == "3 settings are still to be filled in: Filters of conv first."
    only = replace(PROJECT, blanks=GAPS[2:])
    assert (
        why_not_train(only, analyse(NETWORK), (28, 28, 1)) == "1 setting is still to be filled in: Epochs of the plan."
    )
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


def test_that_blanks_come_before_problems_that_stand_on_them() -> None:
    small = Network((28, 28, 1), (Layer("conv", KINDS["Conv2D"](kernel_size=(64, 64))),))
    analysis = analyse(small)
    assert analysis.problems
    words = why_not_train(Project(small, blanks=GAPS[:1]), analysis, (28, 28, 1))
    assert words == "1 setting is still to be filled in: Filters of conv."


def test_that_it_is_remembered_which_blanks_were_never_known() -> None:
    gap = Blank("conv", "filters", known=False)
    project = Project(NETWORK, blanks=(gap, GAPS[2]))
    assert projects.to_plain(project)["blanks"] == [["conv", "filters", False], ["", "epochs"]]
    read = projects.from_json(projects.to_json(project))
    assert [blank.known for blank in read.blanks] == [False, True]
    assert gap == GAPS[0]
    assert not are_known(changed(read.blanks, ["conv"], "filters", is_blank=True))
    assert are_known(changed(read.blanks, ["conv"], "filters"))
    copies = with_copies(read.blanks, [("conv", "other")])
    assert [blank.known for blank in copies if blank.node == "other"] == [False]


def test_that_there_is_no_solution_where_a_blank_was_never_known() -> None:
    project = Project(NETWORK, blanks=(replace(GAPS[0], known=False),))
    with pytest.raises(SpecError, match="no solution"):
        script_of(project, solution=True)
    assert "..." in script_of(project)


def test_that_one_goes_from_blank_to_blank_and_round() -> None:
    def go(here: Blank, step: int) -> Blank | None:
        return beside(GAPS, here, NETWORK, PROJECT.plan, step)

    assert go(Blank("", ""), 1) == GAPS[0]
    assert go(GAPS[0], 1) == GAPS[1]
    assert go(Blank("flat", ""), 1) == GAPS[2]
    assert go(GAPS[2], 1) == GAPS[0]
    assert go(Blank("flat", ""), -1) == GAPS[1]
    assert go(GAPS[0], -1) == GAPS[2]
    assert beside((), GAPS[0], NETWORK, PROJECT.plan, 1) is None


def test_that_nothing_tells_what_stands_in_the_place_of_a_blank() -> None:
    analysis = analyse(NETWORK)
    waiting = until_filled_in(analysis, GAPS)
    assert set(waiting.on) == {"conv", "flat", "out"}
    assert all(row.output_shape is None and not row.params.total for row in waiting.analysis.rows)
    assert waiting.analysis.rows[0].input_shape == (28, 28, 1)
    assert waiting.analysis.rows[1].input_shape is None
    assert waiting.analysis.totals.parameters == 0
    assert waiting.analysis.counted_to == ""


def test_that_what_decides_no_shape_hides_none() -> None:
    analysis = analyse(NETWORK)
    assert until_filled_in(analysis, (Blank("conv", "activation"), GAPS[2])).analysis is analysis
    bias = until_filled_in(analysis, (Blank("conv", "use_bias"),))
    assert set(bias.on) == {"conv"}
    assert bias.analysis.rows[2].params == analysis.rows[2].params
    assert bias.analysis.output_shape == analysis.output_shape


def test_that_only_what_stands_behind_a_blank_in_a_branch_waits() -> None:
    branches = (
        (Layer("a", KINDS["Conv2D"](4)), Layer("b", KINDS["BatchNormalization"]())),
        (Layer("c", KINDS["Conv2D"](4)),),
    )
    network = Network((8, 8, 1), (Block("both", BLOCK_KINDS["Parallel"](), branches), Layer("end", KINDS["Flatten"]())))
    assert set(until_filled_in(analyse(network), (Blank("a", "filters"),)).on) == {"a", "b", "both", "end"}
