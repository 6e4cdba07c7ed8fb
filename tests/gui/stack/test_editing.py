"""Each edit of the stack is one undo step with good words, and the selection follows it."""

import json

import pytest

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.layers import Conv2D, Dropout
from cnnstudio.core.network import Block, Layer
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing, moving
from tests.gui.stack.networks import names_of

LENET = "conv2d_1 max_pooling2d_1 conv2d_2 max_pooling2d_2 flatten_1 dense_1 dense_2"


def names(document: Document) -> str:
    return " ".join(names_of(document.project.network))


def refusals(document: Document) -> list[StudioError]:
    found: list[StudioError] = []
    document.refused.connect(found.append)
    return found


def with_block(document: Document) -> None:
    """conv2d_1, then a block of one branch with two layers and an empty one, then dropout_3."""
    inner = (Layer("dropout_1", Dropout()), Layer("dropout_2", Dropout()))
    nodes = (Layer("conv2d_1", Conv2D()), Block("block_1", Parallel("add"), (inner, ())), Layer("dropout_3", Dropout()))
    network = document.project.network
    document.change_network(network.remove(*((index,) for index in range(7))).insert((0,), *nodes), "Blocks")
    document.undo_stack.clear()


def test_that_a_kind_is_added_after_the_current_layer_and_selected(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1")
    editing.add_kind(document, selection, "Dropout")
    assert names(document) == LENET.replace("conv2d_1", "conv2d_1 dropout_1")
    assert selection.names == ("dropout_1",)
    assert document.undo_stack.undoText() == "Add Dropout"


def test_that_a_kind_goes_to_the_end_when_nothing_is_selected(document: Document, selection: Selection) -> None:
    editing.add_kind(document, selection, "Dense")
    assert names(document) == f"{LENET} dense_3"


def test_that_one_undo_takes_an_edit_back(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "dense_1")
    for edit in (editing.remove, moving.move_down, editing.duplicate):
        selection.select("conv2d_1", "dense_1")
        before = document.project
        edit(document, selection)
        assert document.project != before
        document.undo_stack.undo()
        assert document.project is before


def test_that_removing_selects_what_took_the_place(document: Document, selection: Selection) -> None:
    selection.select("conv2d_2")
    editing.remove(document, selection)
    assert selection.names == ("max_pooling2d_2",)
    assert document.undo_stack.undoText() == "Remove conv2d_2"


def test_that_removing_the_last_selects_the_new_last(document: Document, selection: Selection) -> None:
    selection.select("dense_1", "dense_2")
    editing.remove(document, selection)
    assert selection.names == ("flatten_1",)
    assert document.undo_stack.undoText() == "Remove 2 layers"


def test_that_a_layer_moves_one_place_and_stays_selected(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1")
    moving.move_down(document, selection)
    assert names(document).startswith("max_pooling2d_1 conv2d_1 conv2d_2")
    assert document.undo_stack.undoText() == "Move conv2d_1 down"
    moving.move_up(document, selection)
    assert names(document) == LENET
    assert selection.names == ("conv2d_1",)


def test_that_a_group_at_the_top_stays_together(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "max_pooling2d_1")
    assert not moving.can_move(document, selection, -1)
    moving.move_up(document, selection)
    assert names(document) == LENET
    assert document.undo_stack.count() == 0


def test_that_several_layers_move_down_in_their_order(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "max_pooling2d_1")
    moving.move_down(document, selection)
    assert names(document).startswith("conv2d_2 conv2d_1 max_pooling2d_1 max_pooling2d_2")


def test_that_dropped_layers_stand_before_the_one_they_were_dropped_on(
    document: Document, selection: Selection
) -> None:
    moving.move_to(document, selection, ("conv2d_1", "conv2d_2"), (5,))
    assert names(document) == "max_pooling2d_1 max_pooling2d_2 flatten_1 conv2d_1 conv2d_2 dense_1 dense_2"
    assert selection.names == ("conv2d_1", "conv2d_2")


def test_that_a_layer_can_be_moved_into_a_block_after_it(document: Document, selection: Selection) -> None:
    with_block(document)
    moving.move_to(document, selection, ("conv2d_1",), (1, 0, 1))
    assert names(document) == "block_1 dropout_1 conv2d_1 dropout_2 dropout_3"
    assert document.project.network.path_of("conv2d_1") == (0, 0, 1)


def test_that_a_block_is_not_moved_into_itself(document: Document, selection: Selection) -> None:
    with_block(document)
    moving.move_to(document, selection, ("block_1",), (1, 0, 0))
    assert document.undo_stack.count() == 0


def test_that_a_layer_in_a_block_moves_within_its_branch_and_out_at_its_end(
    document: Document, selection: Selection
) -> None:
    with_block(document)
    selection.select("dropout_2")
    moving.move_up(document, selection)
    assert names(document) == "conv2d_1 block_1 dropout_2 dropout_1 dropout_3"
    moving.move_up(document, selection)
    assert names(document) == "conv2d_1 dropout_2 block_1 dropout_1 dropout_3"


def test_that_a_block_takes_along_what_is_selected_inside_it(document: Document, selection: Selection) -> None:
    with_block(document)
    selection.select("dropout_1", "block_1")
    editing.remove(document, selection)
    assert names(document) == "conv2d_1 dropout_3"


def test_that_copies_have_names_of_their_own(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "max_pooling2d_1")
    editing.duplicate(document, selection)
    assert names(document).startswith("conv2d_1 max_pooling2d_1 conv2d_3 max_pooling2d_3 conv2d_2")
    assert selection.names == ("conv2d_3", "max_pooling2d_3")
    assert document.undo_stack.undoText() == "Duplicate 2 layers"


def test_that_what_was_copied_can_be_pasted_with_its_settings(document: Document, selection: Selection) -> None:
    selection.select("conv2d_2")
    text = editing.copied(document, selection)
    selection.select("dense_2")
    editing.paste(document, selection, text)
    row = document.analysis.rows[-1]
    assert (row.name, row.node.spec) == ("conv2d_3", document.analysis.rows[2].node.spec)
    assert document.undo_stack.undoText() == "Paste conv2d_2"


@pytest.mark.parametrize(
    "text",
    ["", "def build(): pass", "[]", '{"a": 1}', '[{"kind": "Lambda", "name": "x"}]', "[" * 100_000, "NaN"],
)
def test_that_foreign_text_is_refused_in_words(document: Document, selection: Selection, text: str) -> None:
    said = refusals(document)
    editing.paste(document, selection, text)
    assert "no layers" in said[0].text
    assert document.undo_stack.count() == 0


def test_that_more_layers_than_can_be_handled_are_refused_in_words(document: Document, selection: Selection) -> None:
    said = refusals(document)
    many = [{"kind": "Flatten", "name": f"f{number}", "settings": {}} for number in range(4000)]
    editing.paste(document, selection, json.dumps(many))
    assert "at most 4,000" in said[0].text
    assert names(document) == LENET


def test_that_a_layer_with_the_longest_name_has_copies(document: Document, selection: Selection) -> None:
    said = refusals(document)
    selection.select("conv2d_1")
    editing.rename(document, selection, "conv2d_1", "n" * 63)
    editing.duplicate(document, selection)
    selection.select("n" * 63)
    editing.repeat(document, selection, 2)
    editing.paste(document, selection, editing.copied(document, selection))
    assert said == []
    assert [row.kind for row in document.analysis.rows].count("Conv2D") == 5


def test_that_a_renamed_layer_stays_selected(document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "conv2d_2")
    editing.rename(document, selection, "conv2d_2", "second")
    assert selection.names == ("conv2d_1", "second")
    assert document.undo_stack.undoText() == "Rename conv2d_2 to second"


@pytest.mark.parametrize("name", ["conv2d_1", "two words", ""])
def test_that_a_name_that_cannot_be_is_refused_and_nothing_changes(
    document: Document, selection: Selection, name: str
) -> None:
    selection.select("conv2d_2")
    with pytest.raises(SpecError, match=r"name|called"):
        editing.rename(document, selection, "conv2d_2", name)
    assert names(document) == LENET
    assert selection.names == ("conv2d_2",)


def test_that_the_selection_goes_to_what_came_then_to_what_is_left_then_to_the_place() -> None:
    stack = ("a", "b", "c")
    assert editing.followed(stack, ("a", "new", "b", "c"), ("a",)) == ("new",)
    assert editing.followed(stack, ("a", "c"), ("b", "c")) == ("c",)
    assert editing.followed(stack, ("a", "c"), ("b",)) == ("c",)
    assert editing.followed(stack, ("a", "b"), ("c",)) == ("b",)
    assert editing.followed(stack, ("x", "y"), ()) == ()
    assert editing.followed(stack, (), ("c",)) == ()
