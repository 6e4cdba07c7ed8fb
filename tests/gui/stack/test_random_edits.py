"""Whatever is done to a stack in whatever order: the lines follow, and undo and redo are exact."""

import json
import random

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dropout
from cnnstudio.core.network import Block, Layer, Network, nodes_to_plain
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import blocks, editing, moving
from cnnstudio.gui.stack.item_model import StackItemModel
from cnnstudio.gui.stack.view import StackView
from tests.gui.stack.networks import names_of

EDITS = 500
KINDS = ("Conv2D", "Dropout", "BatchNormalization", "MaxPooling2D", "Flatten", "Residual", "Parallel")
MOST = 40
"""So many nodes there are before some are removed again: more would only be slower."""


def start() -> Network:
    """A convolution, a residual block with two layers, a parallel block, a dropout."""
    body = (Layer("conv2d_2", Conv2D(8, (3, 3), padding="same")), Layer("batch_normalization_1", BatchNormalization()))
    branches = ((Layer("conv2d_3", Conv2D(4, (1, 1))),), (), (Layer("dropout_1", Dropout()),))
    nodes = (
        Layer("conv2d_1", Conv2D(8, (3, 3), padding="same")),
        Block("residual_1", Residual(), (body, ())),
        Block("parallel_1", Parallel(), branches),
        Layer("dropout_2", Dropout()),
    )
    return Network((16, 16, 3), nodes)


class Hand:
    """Does random things to a document."""

    def __init__(self, seed: int, document: Document, view: StackView, selection: Selection) -> None:
        self._random = random.Random(seed)
        self._document, self._view, self._selection = document, view, selection
        self._rows = view.item_model
        self._clipboard = json.dumps(nodes_to_plain(start().nodes[1:2]))

    def act(self) -> None:
        """Selects something, then edits, folds, undoes or redoes."""
        self._select()
        document, selection, rows = self._document, self._selection, self._rows
        names = names_of(document.project.network)
        if len(names) > MOST:
            selection.select(*self._random.sample(names, 8))
            editing.remove(document, selection)
            return
        kind = self._random.choice(KINDS)
        place = rows.place_before(self._random.randint(1, rows.rowCount()))
        edit = self._random.choice(
            (
                lambda: editing.add_kind(document, selection, kind, self._random.choice((None, place))),
                lambda: editing.insert_before(document, selection, kind),
                lambda: editing.remove(document, selection),
                lambda: editing.duplicate(document, selection),
                lambda: editing.repeat(document, selection, self._random.randint(2, 3)),
                lambda: editing.replace_kind(document, selection, kind),
                lambda: editing.paste(document, selection, self._clipboard, place),
                lambda: moving.move_to(document, selection, selection.names, place),
                lambda: moving.move_up(document, selection, rows.folded),
                lambda: moving.move_down(document, selection, rows.folded),
                lambda: blocks.wrap(document, selection, self._random.choice(("Residual", "Parallel"))),
                lambda: blocks.unwrap(document, selection),
                lambda: blocks.add_branch(document, selection),
                lambda: blocks.remove_branch(document, selection),
                self._fold,
                self._copy,
                self._rename,
                self._undo_and_redo,
            )
        )
        edit()

    def _select(self) -> None:
        names = names_of(self._document.project.network)
        branches = [entry for entry in self._rows.entries if entry.sort == "branch" and entry.row is not None]
        if branches and self._random.random() < 0.2:
            entry = self._random.choice(branches)
            assert entry.row is not None
            self._selection.select_branch(entry.row.name, entry.branch)
        elif names:
            first = self._random.randrange(len(names))
            few = names[first : first + self._random.randint(1, 3)]
            self._selection.select(*self._random.sample(few, len(few)))

    def _fold(self) -> None:
        found = [row.name for row in self._document.analysis.rows if isinstance(row.node, Block)]
        self._view.fold(frozenset(self._random.sample(found, self._random.randint(0, len(found)))))

    def _copy(self) -> None:
        self._clipboard = editing.copied(self._document, self._selection) or self._clipboard

    def _rename(self) -> None:
        if self._selection.current is not None:
            new = f"name_{self._random.randrange(10**9)}"
            editing.rename(self._document, self._selection, self._selection.current, new)

    def _undo_and_redo(self) -> None:
        stack = self._document.undo_stack
        for _ in range(self._random.randint(1, 4)):
            self._random.choice((stack.undo, stack.undo, stack.redo))()


def drawn(rows: StackItemModel) -> list[str]:
    """Every line as text."""
    return [f"{rows.card(number).depth} {rows.card(number).in_words}" for number in range(rows.rowCount())]


@pytest.mark.parametrize("seed", range(20))
def test_that_after_any_edit_the_lines_are_those_of_a_fresh_stack_and_undo_and_redo_are_exact(
    document: Document, qtbot: QtBot, seed: int
) -> None:
    document.change_network(start(), "Begin")
    document.undo_stack.clear()
    first = document.project
    selection = Selection(document)
    view = StackView(document, selection, editable=True)
    qtbot.addWidget(view)
    rows = view.item_model
    hand = Hand(seed, document, view, selection)
    changes = 0
    for number in range(EDITS):
        before = document.project
        hand.act()
        changes += document.project is not before
        analysis = document.analysis
        assert all(analysis.row_of(name) is not None for name in selection.names)
        if number % 4 == 0:
            fresh = StackItemModel(document, editable=True, parent=document)
            fresh.set_folded(rows.folded)
            assert drawn(rows) == drawn(fresh)
            document.project_changed.disconnect(fresh.update_rows)
            fresh.deleteLater()
            shown = sorted(index.row() for index in view.selectedIndexes())
            assert {rows.entries[number].name for number in shown} <= {*selection.names, ""}
    assert changes > EDITS / 2
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    last = document.project
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project == first
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.project == last
    assert document.project is last
