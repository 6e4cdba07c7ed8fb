"""The item model shows the analysis and tells views as little as is true."""

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.layers import Conv2D, Dropout
from cnnstudio.core.network import Block, Layer, Network, new_layer
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.item_model import CARD, KIND_MIME, NODES_MIME, STACK_MIME, StackItemModel, dragged_names


@pytest.fixture
def rows(document: Document) -> StackItemModel:
    made = StackItemModel(document, editable=True, parent=document)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def drawn(rows: StackItemModel) -> str:
    """The cards as text, a line each."""
    lines = []
    for number in range(rows.rowCount()):
        card = rows.index(number).data(CARD)
        sign = " !" if card.problem else ""
        parts = (card.title, card.settings, card.shape, card.parameters)
        lines.append("  " * card.depth + " | ".join(part for part in parts if part) + sign)
    return "\n".join(lines)


def what_it_tells(rows: StackItemModel) -> dict[str, QSignalSpy]:
    return {
        "changed": QSignalSpy(rows.dataChanged),
        "inserted": QSignalSpy(rows.rowsInserted),
        "removed": QSignalSpy(rows.rowsRemoved),
        "moved": QSignalSpy(rows.rowsMoved),
        "reset": QSignalSpy(rows.modelReset),
    }


def told(spies: dict[str, QSignalSpy]) -> set[str]:
    return {name for name, spy in spies.items() if spy.count()}


def test_that_the_stack_reads_like_the_network(rows: StackItemModel) -> None:
    assert drawn(rows) == "\n".join(
        (
            "Input | no data loaded yet | 28 × 28 × 1",
            "conv2d_1 | 20 filters 5×5 · valid · relu | 24 × 24 × 20 | 520 parameters",
            "max_pooling2d_1 | 2×2 | 12 × 12 × 20",
            "conv2d_2 | 50 filters 5×5 · valid · relu | 8 × 8 × 50 | 25,050 parameters",
            "max_pooling2d_2 | 2×2 | 4 × 4 × 50",
            "flatten_1 | 800",
            "dense_1 | 500 units · relu | 500 | 400,500 parameters",
            "dense_2 | 10 units · softmax | 10 | 5,010 parameters",
        )
    )


def test_that_layers_in_a_block_are_indented(document: Document, rows: StackItemModel) -> None:
    block = Block("block_1", Parallel("add"), ((Layer("dropout_1", Dropout()),), ()))
    document.change_network(Network((8, 8, 1), (block,)), "Block")
    assert drawn(rows).splitlines()[1:] == [
        "block_1 | add · 1 layer | 8 × 8 × 1",
        "  Branch 1 of 2",
        "  dropout_1 | rate 0.5 | 8 × 8 × 1",
        "  Branch 2 of 2 | hands its input on",
        "  add | 8 × 8 × 1",
    ]


def test_that_a_card_reads_aloud_with_its_problem(document: Document, rows: StackItemModel) -> None:
    document.change_network(document.project.network.change((0,), kernel_size=(40, 40)), "Too large")
    words = rows.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("conv2d_1, Conv2D, 20 filters 40×40")
    assert "does not fit into its 28 × 28 input" in words


def test_that_a_changed_setting_only_changes_the_rows_it_reaches(document: Document, rows: StackItemModel) -> None:
    spies = what_it_tells(rows)
    document.change_network(document.project.network.change((5,), units=100), "Fewer")
    assert told(spies) == {"changed"}
    first, last, *_ = spies["changed"].at(0)
    assert (first.row(), last.row()) == (6, 7)


def test_that_a_rename_keeps_the_row(document: Document, rows: StackItemModel) -> None:
    spies = what_it_tells(rows)
    document.change_network(document.project.network.rename((0,), "first"), "Rename")
    assert told(spies) == {"changed"}


def test_that_adding_and_undoing_insert_and_remove_one_row(document: Document, rows: StackItemModel) -> None:
    spies = what_it_tells(rows)
    network = document.project.network
    document.change_network(network.insert((2,), new_layer(network, "Dropout")), "Add")
    assert told(spies) == {"inserted", "changed"}
    assert spies["inserted"].at(0)[1:] == [3, 3]
    document.undo_stack.undo()
    assert told(spies) == {"inserted", "removed", "changed"}
    assert rows.rowCount() == 8


@pytest.mark.parametrize(("source", "target"), [((0,), (7,)), ((6,), (0,)), ((2,), (4,)), ((3,), (2,))])
def test_that_a_move_moves_rows(
    document: Document, rows: StackItemModel, source: tuple[int], target: tuple[int]
) -> None:
    spies = what_it_tells(rows)
    document.change_network(document.project.network.move(source, target), "Move")
    assert told(spies) == {"moved", "changed"}
    shown = [rows.index(number).data() for number in range(1, rows.rowCount())]
    assert shown == [node.name for node in document.project.network.nodes]


def test_that_another_network_is_a_reset(document: Document, rows: StackItemModel) -> None:
    spies = what_it_tells(rows)
    document.change_network(Network((8, 8, 1), (Layer("x", Conv2D()), Layer("y", Dropout()))), "Other")
    assert "reset" in told(spies)
    assert rows.rowCount() == 3


def test_that_dropping_rows_tells_their_names_and_the_place(rows: StackItemModel) -> None:
    spy = QSignalSpy(rows.nodes_dropped)
    mime = rows.mimeData([rows.index(3), rows.index(1)])
    assert rows.dropMimeData(mime, Qt.DropAction.MoveAction, 5, 0, QModelIndex())
    assert spy.at(0) == [("conv2d_1", "conv2d_2"), (4,)]


def test_that_a_kind_dropped_below_everything_goes_to_the_end(rows: StackItemModel) -> None:
    spy = QSignalSpy(rows.kind_dropped)
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Dense")
    assert rows.dropMimeData(mime, Qt.DropAction.CopyAction, -1, 0, QModelIndex())
    assert spy.at(0) == ["Dense", (7,)]


def test_that_a_kind_nobody_knows_cannot_be_dropped(rows: StackItemModel) -> None:
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Lambda")
    assert not rows.dropMimeData(mime, Qt.DropAction.CopyAction, 1, 0, QModelIndex())


@pytest.mark.parametrize("names", [b"", b"no JSON", b"7", b"[1, 2]", b'["conv2d_1", null]', b"[" * 5000, b"\xff\xfe[]"])
def test_that_names_as_no_stack_tells_them_are_not_dropped(rows: StackItemModel, names: bytes) -> None:
    spies = [QSignalSpy(rows.nodes_dropped), QSignalSpy(rows.kind_dropped)]
    mime = QMimeData()
    mime.setData(NODES_MIME, names)
    mime.setData(STACK_MIME, rows.mark.encode())
    mime.setData(KIND_MIME, b"Lambda")
    assert dragged_names(mime) == ()
    assert not rows.dropMimeData(mime, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert [spy.count() for spy in spies] == [0, 0]


def test_that_nothing_is_dragged_or_dropped_where_nothing_can_be_edited(document: Document) -> None:
    rows = StackItemModel(document, editable=False, parent=document)
    assert not rows.flags(rows.index(1)) & Qt.ItemFlag.ItemIsDragEnabled
    mime = QMimeData()
    mime.setData(KIND_MIME, b"Dense")
    assert not rows.canDropMimeData(mime, Qt.DropAction.CopyAction, 1, 0, QModelIndex())


def test_that_the_input_card_cannot_be_dragged(rows: StackItemModel) -> None:
    assert not rows.flags(rows.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert rows.flags(rows.index(1)) & Qt.ItemFlag.ItemIsDragEnabled
