"""Blocks are made, taken apart and given branches, each in one undo step; what cannot be is said."""

import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Block
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import blocks, editing
from tests.gui.stack.networks import names_of, nested


@pytest.fixture(autouse=True)
def blocks_on_the_desk(document: Document) -> None:
    document.change_network(nested(), "Blocks")
    document.undo_stack.clear()


@pytest.fixture
def said(document: Document) -> list[StudioError]:
    found: list[StudioError] = []
    document.refused.connect(found.append)
    return found


def names(document: Document) -> str:
    return " ".join(names_of(document.project.network))


def block(document: Document, name: str) -> Block:
    row = document.analysis.row_of(name)
    assert row is not None
    assert isinstance(row.node, Block)
    return row.node


def test_that_neighbours_become_the_body_of_a_new_block(document: Document, selection: Selection) -> None:
    selection.select("a", "inner")
    blocks.wrap(document, selection, "Residual")
    assert names(document) == "first outer residual_1 a inner b c last"
    assert selection.names == ("residual_1",)
    assert isinstance(block(document, "residual_1").spec, Residual)
    assert document.undo_stack.undoText() == "Wrap 3 layers in Residual"
    document.undo_stack.undo()
    assert document.project.network == nested()


def test_that_layers_apart_are_not_wrapped_and_it_says_why(
    document: Document, selection: Selection, said: list[StudioError]
) -> None:
    selection.select("first", "last")
    blocks.wrap(document, selection, "Parallel")
    assert "next to each other" in said[0].text
    assert document.undo_stack.count() == 0


def test_that_unwrapping_gives_the_layers_back(document: Document, selection: Selection) -> None:
    selection.select("inner")
    blocks.unwrap(document, selection)
    assert names(document) == "first outer a b c last"
    assert selection.names == ("b", "c")
    selection.select("a")
    blocks.unwrap(document, selection)  # the block around
    assert names(document) == "first a b c last"


def test_that_branches_come_go_and_stay_within_their_number(
    document: Document, selection: Selection, said: list[StudioError]
) -> None:
    selection.select("inner")
    blocks.add_branch(document, selection)
    assert selection.branch == ("inner", 3)
    assert document.undo_stack.undoText() == "Add a branch to inner"
    blocks.remove_branch(document, selection)
    assert selection.branch == ("inner", 2)
    selection.select_branch("inner", 1)
    blocks.remove_branch(document, selection)
    assert [len(branch) for branch in block(document, "inner").branches] == [1, 1]
    assert not blocks.can_remove_branch(document, selection)
    blocks.remove_branch(document, selection)
    assert "2 to 8 branches" in said[0].text


def test_that_a_residual_block_keeps_its_two_branches(document: Document, selection: Selection) -> None:
    selection.select("outer")
    assert not blocks.can_add_branch(document, selection)
    selection.select_branch("outer", 1)
    assert not blocks.can_remove_branch(document, selection)


def test_that_a_new_block_is_filled_by_what_is_added_next(document: Document, selection: Selection) -> None:
    selection.select("first")
    editing.add_kind(document, selection, "Parallel")
    assert selection.branch == ("parallel_1", 0)
    editing.add_kind(document, selection, "Dropout")
    assert document.project.network.path_of("dropout_1") == (1, 0, 0)
    editing.add_kind(document, selection, "BatchNormalization")
    assert document.project.network.path_of("batch_normalization_1") == (1, 0, 1)


def test_that_what_is_added_goes_to_the_end_of_the_selected_branch(document: Document, selection: Selection) -> None:
    selection.select_branch("inner", 0)
    editing.add_kind(document, selection, "Dropout")
    assert document.project.network.path_of("dropout_1") == (1, 0, 1, 0, 1)
    assert selection.names == ("dropout_1",)


def test_that_layers_are_inserted_on_both_sides(document: Document, selection: Selection) -> None:
    selection.select("b")
    editing.insert_before(document, selection, "Dropout")
    selection.select("b")
    editing.insert_after(document, selection, "Flatten")
    assert names(document) == "first outer a inner dropout_1 b flatten_1 c last"


def test_that_a_repeated_block_has_names_of_its_own(
    document: Document, selection: Selection, said: list[StudioError]
) -> None:
    selection.select("inner")
    editing.repeat(document, selection, 3)
    assert len(document.project.network.nodes[1].branches[0]) == 4
    assert len(set(names(document).split())) == 13
    assert document.undo_stack.undoText() == "Repeat inner 3 times"
    selection.select("first", "last")
    editing.repeat(document, selection, 2)
    assert "next to each other" in said[0].text


def test_that_a_kind_is_replaced_in_its_place(
    document: Document, selection: Selection, said: list[StudioError]
) -> None:
    selection.select("inner")
    editing.replace_kind(document, selection, "Residual")
    assert "inner has 3 branches" in said[0].text
    selection.select("outer")
    editing.replace_kind(document, selection, "Parallel")
    assert isinstance(block(document, "outer").spec, Parallel)
    assert document.undo_stack.undoText() == "Replace outer with Parallel"
    selection.select("a")
    editing.replace_kind(document, selection, "SeparableConv2D")
    row = document.analysis.row_of("a")
    assert row is not None
    assert (row.kind, row.node.spec.padding) == ("SeparableConv2D", "same")


def test_that_a_block_is_copied_with_all_that_is_in_it(document: Document, selection: Selection) -> None:
    selection.select("inner")
    text = editing.copied(document, selection)
    selection.select_branch("outer", 1)
    editing.paste(document, selection, text)
    copy = block(document, selection.current or "")
    assert [len(branch) for branch in copy.branches] == [1, 0, 1]
    assert len(set(names(document).split())) == 10


def test_that_undo_drops_a_selected_branch_that_is_no_more(document: Document, selection: Selection) -> None:
    selection.select("inner")
    blocks.add_branch(document, selection)
    document.undo_stack.undo()
    assert selection.branch is None
