"""The properties panel: forms of layers and blocks, several at once, and every kind explained and drawn."""

import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.blocks import MAX_BRANCHES, WRAPPING, Parallel, Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import KINDS, Conv2D, Flatten, MaxPooling2D, Permute, ZeroPadding2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.sliding import Axis
from cnnstudio.core.spec import BLOCK_KINDS, LayerSpec
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.branches import Branches
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.stack.view import StackView
from cnnstudio.gui.stack.window_drawing import stretches
from cnnstudio.gui.threads.newest import Newest


@pytest.fixture
def panel(document: Document, selection: Selection, qtbot: QtBot) -> Properties:
    made = Properties(document, selection)
    qtbot.addWidget(made)
    made.resize(316, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def show(document: Document, selection: Selection, spec: LayerSpec, shape: tuple[int, int, int] = (28, 28, 12)) -> None:
    document.change_network(Network(shape, (Layer("it", spec),)), "Show")
    selection.select("it")


def show_block(document: Document, selection: Selection, block: Block) -> None:
    document.change_network(Network((28, 28, 12), (block,)), "Show")
    selection.select(block.name)


def text(panel: Properties, name: str = "build.arithmetic") -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def pictures() -> DataSet:
    x = np.zeros((4, 28, 28, 1), np.uint8)
    y = np.arange(4) % 2
    return DataSet("tiny", "Tiny", ("a", "b"), x, y, x, y)


@pytest.mark.parametrize("kind", [*KINDS, *WRAPPING])
@pytest.mark.parametrize("width", [260, 420])
def test_that_nothing_of_any_kind_is_cut_off(
    panel: Properties, document: Document, selection: Selection, kind: str, width: int
) -> None:
    panel.resize(width, 600)
    if kind in KINDS:
        show(document, selection, KINDS[kind]())
    else:
        show_block(document, selection, Block("it", BLOCK_KINDS[kind](), ((), ())))
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()
    for label in panel.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.sizeHint().width() <= panel.viewport().width(), label.text()


def test_that_a_change_goes_to_all_selected_layers_of_the_kind_as_one_step(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    before, steps = document.project.network, document.undo_stack.count()
    selection.select("conv2d_1", "conv2d_2")
    words = text(panel, "build.several")
    assert words == (
        "2 Conv2D layers are selected: a change goes to all of them. "
        "Where they differ, the settings of conv2d_2 are shown."
    )
    box = panel.findChild(QSpinBox, "build.form.filters")
    assert box is not None
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    changed = [row.node.spec.filters for row in document.analysis.rows if row.kind == "Conv2D"]
    assert changed == [53, 53]
    assert document.undo_stack.count() == steps + 1
    assert document.undo_stack.undoText() == "Change filters of 2 layers"
    document.undo_stack.undo()
    assert document.project.network is before


def test_that_layers_of_other_kinds_are_left_alone(panel: Properties, document: Document, selection: Selection) -> None:
    selection.select("conv2d_1", "dense_1", "conv2d_2")
    assert text(panel, "build.several") == "3 layers are selected: a change goes to the 2 of the kind Conv2D."
    selection.select("conv2d_1", "dense_1")
    assert "of dense_1 alone" in text(panel, "build.several")
    combo = panel.findChild(QComboBox, "build.form.activation")
    assert combo is not None
    combo.setCurrentText("tanh")
    assert [row.node.spec.activation_name() for row in document.analysis.rows if row.name == "conv2d_1"] == ["relu"]


def test_that_a_block_has_settings_and_branches_that_are_added_and_removed(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    show_block(document, selection, Block("b", Parallel(), ((Layer("c", Conv2D(4, padding="same")),), ())))
    words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Branch 1 of 2" in words
    assert "1 layer → 28 × 28 × 4" in words
    assert "empty: the input goes through" in words
    add = panel.findChild(QPushButton, "build.add_branch")
    assert add is not None
    for count in range(3, MAX_BRANCHES + 1):
        qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
        assert len(document.project.network.nodes[0].branches) == count
    assert not add.isEnabled()
    remove = panel.findChild(QWidget, "build.remove_branch.2")
    assert remove is not None
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert len(document.project.network.nodes[0].branches) == MAX_BRANCHES - 1
    assert document.undo_stack.undoText() == "Remove branch 2 of b"
    combo = panel.findChild(QComboBox, "build.form.merge")
    assert combo is not None
    combo.setCurrentIndex(1)
    assert document.project.network.nodes[0].spec == Parallel("add")


def test_that_branches_that_cannot_come_or_go_are_refused_in_words(
    panel: Properties, document: Document, selection: Selection
) -> None:
    said: list[StudioError] = []
    document.refused.connect(said.append)
    branches = panel.findChild(Branches)
    assert branches is not None
    for count, ask in ((MAX_BRANCHES, branches.add_wanted.emit), (2, lambda: branches.remove_wanted.emit(0))):
        show_block(document, selection, Block("b", Parallel(), ((),) * count))
        before = document.project
        ask()
        assert "2 to 8 branches" in said[-1].text
        assert document.project is before
    assert len(said) == 2


def test_that_a_residual_block_keeps_its_two_ways(panel: Properties, document: Document, selection: Selection) -> None:
    show_block(document, selection, Block("b", Residual(), ((), ())))
    add = panel.findChild(QPushButton, "build.add_branch")
    assert add is not None
    assert not add.isVisible()
    assert {"Body", "Shortcut"} <= {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}


def test_that_a_caution_is_shown_with_its_button(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    document.change_network(document.project.network.change((5,), activation="softmax"), "Soften")
    noted = document.analysis.cautions[0]
    selection.select(noted.name)
    fix = panel.findChild(QPushButton, "build.caution_fix")
    assert fix is not None
    assert fix.isVisible()
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert document.analysis.cautions == ()
    assert not fix.isVisible()


def test_that_every_fix_has_a_button(panel: Properties, document: Document, selection: Selection) -> None:
    spec = Conv2D(12, (3, 3), (2, 2), groups=5, dilation_rate=(2, 2))
    show(document, selection, spec)
    problem = document.analysis.rows[0].problem
    assert problem is not None
    shown = [button.text() for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert [fix.label for fix in problem.fixes] == [label for label in shown if label != "Add a branch"]


def test_that_the_arithmetic_follows_the_batch_size(panel: Properties, selection: Selection) -> None:
    selection.select("conv2d_1")
    assert text(panel).splitlines() == [
        "28 × 28 × 1 → 24 × 24 × 20",
        "⌊(n − k) / s⌋ + 1",
        "⌊(28 − 5) / 1⌋ + 1 = 24 rows and columns",
        "",
        "(5·5·1 + 1) · 20 = 520 parameters",
        "weights: 5·5·1·20 = 500",
        "biases: 20",
        "",
        "24·24 · 5·5·1·20 = 288,000 multiply-adds a picture",
        "Output: 24·24·20 = 11,520 numbers, 46.1 kB a picture, 5.9 MB a batch of 128",
    ]


def test_that_rows_and_columns_are_drawn_together_only_where_they_are_alike(
    panel: Properties, document: Document, selection: Selection
) -> None:
    drawing = panel.explanation.window_drawing
    show(document, selection, MaxPooling2D((5, 5), (5, 5)))
    assert drawing.strips == (("Rows and columns", Axis(28, 5, 5)),)
    assert "26–28 are used by no window" in drawing.accessibleDescription()
    show(document, selection, ZeroPadding2D((1, 2), (0, 0)))
    assert [title for title, _ in drawing.strips] == ["Rows", "Columns"]
    show(document, selection, Flatten())
    assert not drawing.isVisible()


@pytest.mark.parametrize(
    "axis",
    [Axis(8, 3), Axis(28, 5, 5), Axis(32, 2, 1, 1, 0, 1), Axis(5_000, 7, 2, 1, 3, 3), Axis(65_536, 255, 100)],
    ids=str,
)
@pytest.mark.parametrize("cells", [20, 28, 48])
def test_that_a_long_input_is_drawn_with_a_gap_between_its_ends(axis: Axis, cells: int) -> None:
    shown = stretches(axis, cells)
    assert sum(each.length for each in shown) <= cells
    assert shown[0].first == -axis.before
    assert shown[-1].last == axis.length - 1 + axis.after
    assert (len(shown) == 1) == (axis.padded <= cells)


def test_that_the_box_stands_in_the_middle_of_a_picture_of_the_data(
    panel: Properties, document: Document, selection: Selection
) -> None:
    document.set_data_set(pictures())
    selection.select("conv2d_2")
    drawing = panel.explanation.field_drawing
    assert drawing.place == (4, 4)
    assert drawing.words == "Row 5, column 5 of the output sees rows 9–22 and columns 9–22."
    assert drawing.words in [label.text().splitlines()[-1] for label in panel.findChildren(QLabel) if label.text()]


def test_that_arrow_keys_and_the_mouse_move_the_box_and_padding_is_said(
    panel: Properties, document: Document, selection: Selection
) -> None:
    show(document, selection, Conv2D(4, (5, 5), padding="same"))
    drawing = panel.explanation.field_drawing
    drawing.setFocus()
    QTest.keyClick(drawing, Qt.Key.Key_Up)
    assert drawing.place == (13, 14)
    drawing.move_to((-5, 0))
    assert drawing.words == (
        "Row 1, column 1 of the output sees rows 1–3 and columns 1–3; the rest of its box lies outside."
    )
    drawing.move_to((99, 99))
    assert drawing.place == (27, 27)


def test_that_the_box_of_swapped_axes_moves_along_the_other_side_of_the_picture(
    panel: Properties, document: Document, selection: Selection
) -> None:
    show(document, selection, Permute())
    drawing = panel.explanation.field_drawing
    drawing.move_to((2, 20))
    assert drawing.words == "Row 3, column 21 of the output sees row 21 and column 3."
    drawing.setFocus()
    QTest.keyClick(drawing, Qt.Key.Key_Down)
    assert drawing.words == "Row 4, column 21 of the output sees row 21 and column 4."
    pixel = (min(drawing.width(), 208) - 4) / 28
    drawing.move_to((0, 0))
    QTest.mouseMove(drawing, QPoint(round(2 + 3.5 * pixel), round(2 + 20.5 * pixel)))
    assert drawing.place == (3, 20)


def test_that_numbers_that_may_come_from_anywhere_have_no_box(
    panel: Properties, document: Document, selection: Selection
) -> None:
    show(document, selection, Permute((1, 3, 2)))
    assert not panel.explanation.field_drawing.isVisible()
    assert any(label.text() == "Each output number may see the whole picture." for label in panel.findChildren(QLabel))


def test_that_a_list_of_numbers_has_no_picture(panel: Properties, selection: Selection) -> None:
    selection.select("dense_1")
    assert not panel.explanation.field_drawing.isVisible()
    assert any(label.text() == "Each output number sees the whole picture." for label in panel.findChildren(QLabel))


def test_that_more_settings_stay_unfolded_for_the_next_layer(
    panel: Properties, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("conv2d_1")
    fold = panel.findChild(QWidget, "build.form.more")
    assert fold is not None
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    selection.select("dense_1")
    bias = panel.findChild(QWidget, "build.form.use_bias")
    assert bias is not None
    assert bias.isVisible()


def test_that_a_chosen_branch_says_what_goes_there_and_how_to_have_more(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    show_block(document, selection, Block("b", Parallel(), ((Layer("c", Conv2D(4, padding="same")),), ())))
    selection.select_branch("b", 0)
    words = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Branch 1 of 2 in b" in words
    assert "The next layer you click goes here, at its end." in words
    assert text(panel) == "1 layer\n28 × 28 × 12 → 28 × 28 × 4"
    add, remove = (panel.findChild(QPushButton, f"build.branch.{name}") for name in ("add", "remove"))
    assert add is not None
    assert remove is not None
    assert not remove.isEnabled()
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert selection.branch == ("b", 2)
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert len(document.project.network.nodes[0].branches) == 2
    assert selection.names == ("b",)
    assert not remove.isVisible()


def test_that_a_body_has_a_title_and_no_buttons(panel: Properties, document: Document, selection: Selection) -> None:
    show_block(document, selection, Block("b", Residual(), ((), ())))
    selection.select_branch("b", 0)
    assert "Body of b" in [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert text(panel) == "Empty: the input goes through\n28 × 28 × 12 → 28 × 28 × 12"
    assert not any(button.isVisible() for button in panel.findChildren(QPushButton))


def test_that_the_panel_begins_at_its_top_for_another_layer_only(
    panel: Properties, selection: Selection, qtbot: QtBot
) -> None:
    panel.resize(316, 300)
    selection.select("conv2d_1")
    bar = panel.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(60)
    box = panel.findChild(QSpinBox, "build.form.filters")
    assert box is not None
    box.stepUp()
    assert bar.value() == 60
    selection.select("conv2d_2")
    assert bar.value() == 0


def test_that_a_number_too_large_leaves_no_trace(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("conv2d_1", "conv2d_2")
    before, steps = document.project, document.undo_stack.count()
    box = panel.findChild(QSpinBox, "build.form.filters")
    assert box is not None
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "999")
    assert {row.node.spec.filters for row in document.analysis.rows if row.kind == "Conv2D"} == {999}
    qtbot.keyClicks(box, "99")
    assert document.project == before
    assert document.undo_stack.count() == steps
    assert box.text() == "99999"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "50"


def test_that_a_refused_name_stays_until_it_is_mended_or_given_up(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot
) -> None:
    selection.select("conv2d_1")
    field = panel.findChild(QLineEdit, "build.name")
    assert field is not None
    for mend in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "conv2d_2")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        panel.setFocus()
        document.change_network(document.project.network.change((0,), filters=int(mend) % 50 + 2), "Meanwhile")
        assert field.text() == "conv2d_2"
        words = [label for label in panel.findChildren(QLabel) if "conv2d_2" in label.text() and label.isVisible()]
        assert words
        if mend == Qt.Key.Key_Return:
            qtbot.keyClicks(field, "0")
        qtbot.keyClick(field, mend)
        assert not words[0].isVisible()
    assert document.project.network.nodes[0].name == "conv2d_20"


def test_that_several_layers_have_no_name(panel: Properties, selection: Selection) -> None:
    selection.select("conv2d_1", "conv2d_2")
    field = panel.findChild(QLineEdit, "build.name")
    assert field is not None
    assert not field.isVisible()
    selection.select("conv2d_1")
    assert field.isVisible()


def test_that_the_first_picture_of_a_file_is_read_beside_the_window_and_then_drawn(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "pictures"
    np.full((4, 28, 28, 12), 200, np.uint8).tofile(path)
    stored, labels = StoredPictures(path, (28, 28, 12), 4), np.arange(4) % 2
    readers: list[threading.Thread] = []
    real = stored._read

    def noted(wanted: NDArray[np.intp]) -> NDArray[np.uint8]:
        readers.append(threading.current_thread())
        return real(wanted)

    stored._read = noted  # type: ignore[method-assign]
    document.set_data_set(DataSet("stored", "Stored", ("a", "b"), stored, labels, stored, labels))
    drawing = panel.explanation.field_drawing
    shown: list[object] = []
    draw = drawing.show_field
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "show_field", lambda *what: (shown.append(what[-1]), draw(*what)))
        show(document, selection, Conv2D(filters=4))
        qtbot.waitUntil(lambda: bool(shown) and shown[-1] is not None)
        selection.select()
        selection.select("it")
    assert shown[0] is None
    assert len(readers) == 1
    assert readers[0] is not threading.main_thread()


def test_that_a_first_picture_that_is_gone_leaves_the_drawing_without_one(
    panel: Properties, document: Document, selection: Selection, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "pictures"
    np.zeros((4, 28, 28, 12), np.uint8).tofile(path)
    stored, labels = StoredPictures(path, (28, 28, 12), 4), np.arange(4) % 2
    document.set_data_set(DataSet("stored", "Stored", ("a", "b"), stored, labels, stored, labels))
    path.write_bytes(b"")
    show(document, selection, Conv2D(filters=4))
    reading = panel.explanation.findChild(Newest)
    qtbot.waitUntil(lambda: not reading.is_busy)
    assert panel.explanation.field_drawing.isVisible()


def test_that_the_first_layer_of_a_project_that_is_opened_is_shown_once(
    document: Document, selection: Selection, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All signals of an opened project come in one turn; shown at each of them, the panel alone took most of it."""
    stack, panel = StackView(document, selection, editable=True), Properties(document, selection)
    for widget in (stack, panel):
        qtbot.addWidget(widget)
    with qtbot.waitExposed(panel):
        panel.show()
    selection.select("conv2d_1")
    shown: list[str] = []
    show_row = panel.explanation.show_row
    monkeypatch.setattr(panel.explanation, "show_row", lambda row, *on: (shown.append(row.name), show_row(row, *on)))
    first = Layer("first", Conv2D(3))
    with qtbot.waitSignal(document.opened):
        nodes = (first, Layer("conv2d_1", Conv2D(5)), Layer("last", Flatten()))
        document.new(Project(Network((28, 28, 1), nodes)), "New")
    assert shown == ["first"]
    selection.select("last")
    assert shown == ["first", "last"]


def test_that_editors_made_ahead_are_the_ones_that_are_shown(
    panel: Properties, document: Document, selection: Selection
) -> None:
    panel.prepare(Conv2D)
    made = set(panel.findChildren(QSpinBox))
    assert panel.findChild(QWidget, "build.form.filters") is None
    show(document, selection, Conv2D(7))
    assert set(panel.findChildren(QSpinBox)) == made
    assert panel.findChild(QWidget, "build.form.filters") is not None


def test_that_a_form_nobody_sees_changes_nothing_of_another_layer(
    panel: Properties, document: Document, selection: Selection
) -> None:
    """While another project comes its page is hidden for a moment, and still shows the settings of before."""
    show(document, selection, MaxPooling2D())
    box = panel.findChild(QSpinBox, "build.form.pool_size.columns")
    panel.hide()
    show(document, selection, Conv2D(4))
    box.setValue(5)
    assert document.project.network.nodes == (Layer("it", Conv2D(4)),)
    panel.show()
    panel.findChild(QSpinBox, "build.form.filters").setValue(5)
    assert document.project.network.nodes == (Layer("it", Conv2D(5)),)


def test_that_a_field_that_is_kept_hidden_does_not_speak_for_another_layer(
    panel: Properties, document: Document, selection: Selection
) -> None:
    """Fields of other kinds are kept: a key that is still on its way must not change what is selected now."""
    show(document, selection, Conv2D(4))
    boxes = [panel.findChild(QSpinBox, f"build.form.{name}") for name in ("strides.columns", "kernel_size.columns")]
    show(document, selection, MaxPooling2D())
    for box in boxes:
        assert not box.isVisible()
        box.setValue(5)
    assert document.project.network.nodes == (Layer("it", MaxPooling2D()),)
