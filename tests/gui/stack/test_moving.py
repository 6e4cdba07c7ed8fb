"""Alt+Up and Alt+Down go from line to line, into blocks and out again; drops go anywhere but into themselves."""

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Path
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import blocks, moving
from tests.gui.stack.networks import nested


@pytest.fixture(autouse=True)
def blocks_on_the_desk(document: Document) -> None:
    document.change_network(nested(), "Blocks")
    document.undo_stack.clear()


def path(document: Document, name: str) -> Path | None:
    return document.project.network.path_of(name)


def test_that_a_layer_goes_down_through_every_branch_and_out_and_up_again(
    document: Document, selection: Selection
) -> None:
    selection.select("first")
    way = [path(document, "first")]
    while moving.can_move(document, selection, 1):
        moving.move_down(document, selection)
        way.append(path(document, "first"))
    assert way == [
        (0,),
        (0, 0, 0),
        (0, 0, 1),
        (0, 0, 1, 0, 0),
        (0, 0, 1, 0, 1),
        (0, 0, 1, 1, 0),
        (0, 0, 1, 2, 0),
        (0, 0, 1, 2, 1),
        (0, 0, 2),
        (0, 1, 0),
        (1,),
        (2,),
    ]
    back = [path(document, "first")]
    while moving.can_move(document, selection, -1):
        moving.move_up(document, selection)
        back.append(path(document, "first"))
    assert back == way[::-1]
    assert document.project.network == nested()
    assert document.undo_stack.undoText() == "Move first up"


def test_that_a_folded_block_is_passed_as_one_card(document: Document, selection: Selection) -> None:
    selection.select("first")
    moving.move_down(document, selection, frozenset({"outer"}))
    assert path(document, "first") == (1,)
    moving.move_up(document, selection, frozenset({"outer"}))
    assert path(document, "first") == (0,)


def test_that_neighbours_go_into_a_block_together(document: Document, selection: Selection) -> None:
    selection.select("last")
    moving.move_up(document, selection)
    selection.select("a", "inner")
    moving.move_down(document, selection)
    assert path(document, "a") == (1, 1, 0)
    assert path(document, "inner") == (1, 1, 1)
    assert path(document, "last") == (1, 1, 2)
    assert selection.names == ("a", "inner")


def test_that_scattered_layers_stay_in_their_rows(document: Document, selection: Selection) -> None:
    selection.select("first", "last")
    assert moving.can_move(document, selection, 1)
    moving.move_down(document, selection)
    assert (path(document, "first"), path(document, "last")) == ((1,), (2,))
    assert not moving.can_move(document, selection, 1)


def test_that_a_block_moves_past_a_layer_with_all_that_is_in_it(document: Document, selection: Selection) -> None:
    selection.select("outer")
    moving.move_down(document, selection)
    assert (path(document, "outer"), path(document, "b")) == ((2,), (2, 0, 1, 0, 0))


def test_that_a_branch_moves_among_branches(document: Document, selection: Selection) -> None:
    selection.select_branch("inner", 0)
    moving.move_down(document, selection)
    assert path(document, "b") == (1, 0, 1, 1, 0)
    assert selection.branch == ("inner", 1)
    assert document.undo_stack.undoText() == "Move branch 1 of inner down"
    selection.select_branch("inner", 2)
    assert not moving.can_move(document, selection, 1)


@pytest.mark.parametrize("place", [(1, 0, 0), (1, 1, 0), (1, 0, 1, 1, 0)])
def test_that_a_block_is_never_moved_into_itself(document: Document, selection: Selection, place: Path) -> None:
    moving.move_to(document, selection, ("outer",), place)
    assert document.undo_stack.count() == 0


def test_that_a_layer_is_dragged_out_of_one_branch_into_another(document: Document, selection: Selection) -> None:
    moving.move_to(document, selection, ("c",), (1, 1, 0))
    assert path(document, "c") == (1, 1, 0)
    moving.move_to(document, selection, ("c", "a"), (0,))
    assert [node.name for node in document.project.network.nodes] == ["a", "c", "first", "outer", "last"]
    assert document.undo_stack.count() == 2


def test_that_a_block_too_deep_is_refused_in_words(document: Document, selection: Selection) -> None:
    said: list[StudioError] = []
    document.refused.connect(said.append)
    selection.select("outer")
    for _ in range(14):
        blocks.wrap(document, selection, "Residual")
    before = document.project
    blocks.wrap(document, selection, "Residual")
    assert "16 deep" in said[-1].text
    assert document.project is before
