"""The lines of a stack with blocks, and where something dropped between two of them goes."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import Network, Path
from cnnstudio.gui.stack import entries
from tests.gui.stack.networks import nested


def drawn(folded: frozenset[str] = frozenset()) -> list[str]:
    made = entries.entries_of(analyse(nested()), folded)
    return ["  " * entry.depth + f"{entry.key} {entry.sort}" for entry in made]


def test_that_a_block_is_a_header_its_branches_and_a_closing_line() -> None:
    assert drawn() == [
        "/ input",
        "first layer",
        "outer block",
        "  outer/0 branch",
        "  a layer",
        "  inner block",
        "    inner/0 branch",
        "    b layer",
        "    inner/1 branch",
        "    inner/2 branch",
        "    c layer",
        "    inner/ end",
        "  outer/1 branch",
        "  outer/ end",
        "last layer",
    ]


def test_that_of_a_folded_block_only_the_header_is_left() -> None:
    assert drawn(frozenset({"outer", "inner"})) == ["/ input", "first layer", "outer block", "last layer"]
    assert drawn(frozenset({"inner"}))[5:8] == ["  inner block", "  outer/1 branch", "  outer/ end"]


def test_that_a_header_knows_the_rows_inside() -> None:
    analysis = analyse(nested())
    header = entries.entries_of(analysis, frozenset({"outer"}))[2]
    assert [row.name for row in analysis.rows[slice(*header.inside)]] == ["a", "inner", "b", "c"]


@pytest.mark.parametrize(
    ("boundary", "path"),
    [
        (0, (0,)),  # never above the input
        (1, (0,)),
        (2, (1,)),  # above the header: before the block
        (3, (1, 0, 0)),  # under the header: the start of the first branch
        (4, (1, 0, 0)),
        (5, (1, 0, 1)),
        (6, (1, 0, 1, 0, 0)),
        (8, (1, 0, 1, 0, 1)),  # above the next branch: the end of this one
        (9, (1, 0, 1, 1, 0)),  # an empty branch has one place
        (10, (1, 0, 1, 2, 0)),
        (11, (1, 0, 1, 2, 1)),  # above the closing line: the end of the last branch
        (12, (1, 0, 2)),  # under it: after the block
        (13, (1, 1, 0)),
        (14, (2,)),
        (15, (3,)),
    ],
)
def test_that_every_gap_is_one_place(boundary: int, path: Path) -> None:
    network = nested()
    assert entries.drop_path(entries.entries_of(analyse(network)), boundary, network) == path


def test_that_under_a_folded_header_is_after_the_block() -> None:
    network = nested()
    made = entries.entries_of(analyse(network), frozenset({"outer"}))
    assert entries.drop_path(made, 3, network) == (2,)


def test_that_an_empty_stack_has_one_place() -> None:
    network = Network((8, 8, 1))
    assert entries.drop_path(entries.entries_of(analyse(network)), 1, network) == (0,)


def test_that_a_problem_inside_is_known_to_the_folded_header() -> None:
    analysis = analyse(nested().change((1, 0, 0), kernel_size=(40, 40), padding="valid"))
    header = entries.entries_of(analysis, frozenset({"outer"}))[2]
    assert header.trouble is not None
    assert header.trouble.name == "a"


def test_that_the_blocks_that_hide_a_node_are_known() -> None:
    analysis = analyse(nested())
    assert entries.hiding(analysis, "b", frozenset({"outer", "inner"})) == ["outer", "inner"]
    assert entries.hiding(analysis, "outer", frozenset({"outer"})) == []
    assert entries.in_view(analysis, ("first", "b", "c"), frozenset({"inner"})) == ("first", "inner")


def test_that_all_blocks_are_found() -> None:
    assert list(entries.blocks_of(nested())) == ["outer", "inner"]


def test_that_a_change_inside_reaches_up_to_the_outermost_header() -> None:
    network = nested()
    old = analyse(network)
    new = analyse(network.change((1, 0, 1, 2, 0), use_bias=False), before=old)
    lines = entries.entries_of(old), entries.entries_of(new)
    assert entries.changed(*lines) is not None
    first, last = entries.changed(*lines) or (0, 0)
    assert lines[1][first].key == "outer"
    assert last >= 10
    assert entries.changed(lines[0], entries.entries_of(old)) is None


def test_that_the_part_that_differs_is_found() -> None:
    assert entries.span(list("abcd"), list("axyd")) == (1, 3, 3)
    assert entries.span(list("aa"), list("aaa")) == (2, 2, 3)
    assert entries.span(list("ab"), list("ab")) == (2, 2, 2)
    assert entries.turned(list("bc"), list("cb")) == 1
    assert entries.turned(list("bc"), list("bd")) == 0
