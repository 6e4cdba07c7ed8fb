"""My digits of a project: on disk before it is told, undone step by step, and another project's own."""

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.data.drawn import picture_of
from cnnstudio.files.project_file import ProjectFile, drawings_in
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.collection import Collection
from tests.gui.desk import desk, small_network

__all__ = ["desk"]


def ink(number):
    values = np.zeros((40, 40), np.uint8)
    values[5:30, 5 + number : 15 + number] = 200
    return values


@pytest.fixture
def collection(desk):
    made = Collection(desk.document)
    desk.settle()
    return made


def add(desk, collection, *labels):
    for number, label in enumerate(labels):
        collection.add(ink(number), label)
    settle(desk)
    return collection.drawings


def settle(desk):
    """Until changes that waited for each other are made."""
    for _ in range(6):
        desk.settle()


def in_file(desk):
    return [(each.number, each.label) for each in drawings_in(desk.document.path)]


def test_that_what_is_added_is_in_the_file_and_told(desk, collection):
    told = []
    collection.added.connect(told.append)
    add(desk, collection, "7", "3")
    assert in_file(desk) == [(1, "7"), (2, "3")]
    assert told == list(collection.drawings)
    assert (collection.count, collection.labels) == (2, ("3", "7"))
    np.testing.assert_array_equal(picture_of(collection.drawings[1])[..., 0], ink(1))
    assert told[0].made[:2] == "20"


def test_that_every_change_is_undone_and_done_again(desk, collection):
    add(desk, collection, "7", "3")
    whole = collection.drawings
    collection.relabel([1, 2], " 5 ")
    desk.settle()
    assert collection.undo_text == "Label 2 drawings as “5”"
    collection.remove([1])
    desk.settle()
    assert (collection.undo_text, in_file(desk)) == ("Delete “5”", [(2, "5")])
    collection.undo()
    collection.undo()
    settle(desk)
    assert collection.drawings == whole
    assert in_file(desk) == [(1, "7"), (2, "3")]
    collection.undo()
    desk.settle()
    assert (in_file(desk), collection.redo_text) == ([(1, "7")], "Add “3”")
    for _ in range(3):
        collection.redo()
    settle(desk)
    assert in_file(desk) == [(2, "5")]
    assert [(each.number, each.label) for each in collection.drawings] == [(2, "5")]
    assert collection.redo_text == ""


def test_that_a_new_change_ends_what_could_be_done_again(desk, collection):
    add(desk, collection, "7", "3")
    collection.undo()
    desk.settle()
    add(desk, collection, "1")
    assert (collection.redo_text, in_file(desk)) == ("", [(1, "7"), (3, "1")])


def test_that_the_same_label_is_no_change(desk, collection):
    add(desk, collection, "7")
    collection.relabel([1], "7")
    desk.settle()
    assert collection.undo_text == "Add “7”"


@pytest.mark.parametrize("label", ["", "a\nb"])
def test_that_what_is_no_label_is_told_and_changes_nothing(desk, collection, label):
    refused = []
    desk.document.refused.connect(refused.append)
    add(desk, collection, "7")
    collection.relabel([1], label)
    collection.add(ink(3), label)
    desk.settle()
    assert (len(refused), in_file(desk)) == (2, [(1, "7")])


def test_that_empty_paper_is_refused_in_words(desk, collection):
    refused = []
    desk.document.refused.connect(refused.append)
    collection.add(np.zeros((40, 40), np.uint8), "7")
    desk.settle()
    assert "nothing on the paper" in str(refused[0])
    assert collection.count == 0


def test_that_a_change_that_the_file_refuses_brings_back_what_the_file_has(desk, collection):
    refused = []
    desk.document.refused.connect(refused.append)
    add(desk, collection, "7", "3")
    with ProjectFile.open(desk.document.path) as file:
        file.remove_drawings([1])
    collection.relabel([1], "9")
    desk.settle()
    desk.settle()
    assert "no drawing 1" in str(refused[0])
    assert [each.number for each in collection.drawings] == [2]
    assert collection.undo_text == "Add “3”"


def test_that_a_refusal_takes_no_step_away_that_can_still_be_undone(desk, collection):
    add(desk, collection, "7", "3")
    collection.remove([1])
    desk.settle()
    collection.add(np.zeros((40, 40), np.uint8), "1")
    settle(desk)
    assert collection.undo_text == "Delete “7”"
    collection.undo()
    settle(desk)
    assert in_file(desk) == [(1, "7"), (2, "3")]


def test_that_an_undo_that_the_file_refuses_for_a_moment_can_be_tried_again(desk, collection, monkeypatch):
    add(desk, collection, "7")
    collection.remove([1])
    desk.settle()

    def full(self, removed):
        raise StudioError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(ProjectFile, "put_back_drawings", full)
        collection.undo()
        settle(desk)
    assert collection.undo_text == "Delete “7”"
    collection.undo()
    settle(desk)
    assert in_file(desk) == [(1, "7")]


def test_that_a_step_whose_drawing_is_another_by_now_is_the_only_one_dropped(desk, collection):
    refused = []
    desk.document.refused.connect(refused.append)
    add(desk, collection, "7", "3")
    collection.relabel([1], "9")
    desk.settle()
    with ProjectFile.open(desk.document.path) as file:
        file.remove_drawings([1])
    collection.undo()
    settle(desk)
    assert (len(refused), collection.undo_text) == (1, "Add “3”")


def test_that_a_change_is_made_of_what_the_one_before_has_left(desk, collection):
    refused = []
    desk.document.refused.connect(refused.append)
    add(desk, collection, "7", "3")
    collection.remove([1])
    collection.relabel([1], "8")  # a key pressed before the disk has answered
    collection.remove([1])
    settle(desk)
    assert (refused, in_file(desk)) == ([], [(2, "3")])
    collection.undo()
    collection.undo()
    settle(desk)
    assert (in_file(desk), collection.redo_text) == ([(1, "7")], "Add “3”")


def test_that_without_a_project_the_words_say_so(desk, collection):
    refused = []
    desk.document.refused.connect(refused.append)
    bare = Document(desk.document.background)
    bare.refused.connect(refused.append)
    made = Collection(bare)
    made.add(ink(1), "7")
    assert "No project is open" in str(refused[0])


def test_that_another_project_has_its_own_drawings(desk, collection):
    add(desk, collection, "7")
    first = desk.document.path
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.new(Project(small_network()), "Other")
    desk.settle()
    assert (collection.count, collection.undo_text) == (0, "")
    with desk.qtbot.waitSignal(desk.document.opened):
        desk.document.open(first)
    desk.settle()
    assert [each.label for each in collection.drawings] == ["7"]


def test_that_a_drawing_added_while_the_project_is_saved_elsewhere_is_in_the_new_file(desk, collection, tmp_path):
    add(desk, collection, "7")
    target = tmp_path / "saved.cnnstudio"
    saved = []
    desk.document.save_as(target, lambda old, new: saved.append(new))
    collection.add(ink(4), "4")
    desk.qtbot.waitUntil(lambda: collection.count == 2)
    assert saved == [target]
    assert [each.label for each in drawings_in(target)] == ["7", "4"]
    assert [each.label for each in collection.drawings] == ["7", "4"]
