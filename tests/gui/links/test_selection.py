"""One selection by name, and where what is selected stands."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import Dropout
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.threads.background import Background


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    inside = (Layer("b", Dropout()), Layer("c", Dropout()))
    nodes = (Layer("a", Dropout()), Block("block", Residual(), (inside, ())), Layer("d", Dropout()))
    made.change_network(Network((8, 8, 1), nodes), "Begin")
    yield made
    made.close()
    background.close()


def test_that_paths_stand_in_the_networks_order_without_what_a_selected_block_holds(document: Document) -> None:
    selection = Selection(document)
    assert selection.paths == ()
    selection.select("d", "c", "block", "a")
    assert selection.paths == ((0,), (1,), (2,))
    selection.select("c", "b")
    assert selection.paths == ((1, 0, 0), (1, 0, 1))


def test_that_paths_follow_every_edit(document: Document) -> None:
    selection = Selection(document)
    selection.select("d", "b")
    assert selection.paths == ((1, 0, 0), (2,))
    document.change_network(document.project.network.remove((0,)), "Remove a")
    assert selection.paths == ((0, 0, 0), (1,))
    document.change_network(document.project.network.remove((0,)), "Remove block")
    assert (selection.names, selection.paths) == (("d",), ((0,),))
    document.undo_stack.undo()
    assert selection.paths == ((1,),)
