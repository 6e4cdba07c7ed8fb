"""A pretrained block in the stack: what is frozen is marked, its features are counted, and its form says the rest."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D, RandomFlip, ReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.problem import Problem
from cnnstudio.core.project import Project
from cnnstudio.core.training.memory import outputs_kept
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.words import memory
from cnnstudio.gui.project.readiness import PREPARING
from cnnstudio.gui.stack.cards import FROZEN, TUNED, Card, input_problem
from cnnstudio.gui.stack.item_model import StackItemModel
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.stack.pretrained_facts import PretrainedFacts
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.notice import Notice
from tests.gui.desk import Desk, desk, small_network
from tests.gui.finding import find

__all__ = ["desk"]


def project(fine_tune: int = 0, method: str = "raw") -> Project:
    body = (Layer("conv2d_1", Conv2D(4)), Layer("norm", BatchNormalization()), Layer("conv2d_2", Conv2D(6)))
    block = Block("base", Pretrained("run:1", fine_tune=fine_tune), (body,))
    head = (Layer("pool", GlobalAveragePooling2D()), Layer("dense_1", Dense(3, "softmax")))
    return Project(Network((8, 8, 1), (block, *head)), preprocessing=Preprocessing(method))


def cards(desk: Desk) -> dict[str, Card]:
    model = StackItemModel(desk.document, editable=True, parent=desk.document)
    return {model.entries[number].key: model.card(number) for number in range(model.rowCount())}


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> BuildPage:
    desk.add_run()
    desk.document.change(project(), "Put in run 1")
    made = BuildPage(desk.document, desk.selection)
    qtbot.addWidget(made)
    made.show()
    return made


def facts(page: BuildPage) -> str:
    return find(page, PretrainedFacts, "build.pretrained").words


def test_that_frozen_layers_and_those_that_learn_on_are_marked(desk: Desk) -> None:
    desk.document.change(project(fine_tune=1), "Put in")
    marks = {key: card.mark for key, card in cards(desk).items()}
    assert (marks["conv2d_1"], marks["norm"], marks["conv2d_2"]) == (FROZEN, FROZEN, TUNED)
    assert marks["dense_1"] == marks["pool"] == ""
    found = cards(desk)["conv2d_1"]
    assert ", frozen" in found.in_words


def test_that_the_feature_layer_says_its_length_and_that_it_is_computed_once(desk: Desk) -> None:
    desk.document.change(project(), "Put in")
    assert cards(desk)["pool"].settings.startswith("6 features · computed once")
    desk.document.change(project(fine_tune=1), "Fine-tune")
    assert "features" not in cards(desk)["pool"].settings
    assert cards(desk)["base/"].title == "4 × 4 × 6 = 96 features"


def test_that_the_mark_follows_the_preprocessing_alone(desk: Desk) -> None:
    desk.document.change(project(), "Put in")
    model = StackItemModel(desk.document, editable=True, parent=desk.document)
    number = model.row_of("pool")
    assert "computed once" in model.card(number).settings
    changed = replace(project(), preprocessing=Preprocessing("raw", augmentation=(RandomFlip(),)))
    desk.document.change(changed, "Flip")
    assert "computed once" not in model.card(number).settings


def test_that_features_too_large_to_be_kept_are_not_announced(
    desk: Desk, page: BuildPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = desk.document.data_set
    assert data is not None
    monkeypatch.setattr(
        "cnnstudio.core.transferring.features.MOST_BYTES", 6 * 4 * (len(data.x_train) + len(data.x_test)) - 1
    )
    desk.document.change(replace(project(), plan=replace(project().plan, epochs=7)), "Again")
    assert "computed once" not in cards(desk)["pool"].settings
    desk.selection.select("base")
    assert "computed in every epoch. The features of pool would take" in facts(page)


def test_that_the_memory_of_a_batch_leaves_out_what_frozen_layers_give(page: BuildPage, desk: Desk) -> None:
    behind = sum(row.memory for row in desk.document.analysis.rows if row.name in ("pool", "dense_1"))
    at_dense = next(row.memory for row in desk.document.analysis.rows if row.name == "dense_1")
    assert 0 < at_dense < behind
    assert outputs_kept(desk.document.analysis, 10) == 10 * at_dense
    assert f"{memory(at_dense * desk.document.project.plan.batch_size)} a batch" in page.totals.words


def test_that_scaling_in_front_of_it_is_said_at_the_input_with_the_way_out(desk: Desk, page: BuildPage) -> None:
    desk.document.change(project(method="scale"), "Scale")
    card = cards(desk)["/"]
    assert card.caution is not None
    assert "caution" in page.totals.words
    fix = card.caution.fix
    assert fix is not None
    page.stack.select_input()
    page.properties.findChild(QWidget, "build.caution_fix").click()
    assert desk.document.project.preprocessing.method == "raw"
    assert cards(desk)["/"].caution is None


def test_that_the_form_says_whose_it_is_and_what_learns(desk: Desk, page: BuildPage) -> None:
    desk.selection.select("base")
    assert "Layers of run 1, “Run 1”" in facts(page)
    assert "All up to pool is computed once" in facts(page)
    assert "All of it is frozen" in facts(page)
    box = find(page, QSpinBox, "build.form.fine_tune")
    box.setValue(1)
    assert "Trained on: conv2d_2. The rest is frozen." in facts(page)
    assert "computed in every epoch. Layers in it are trained." in facts(page)
    desk.document.undo_stack.undo()
    assert "All of it is frozen" in facts(page)


def test_that_source_and_checksum_are_not_typed(page: BuildPage, desk: Desk) -> None:
    desk.selection.select("base")
    assert page.properties.findChild(QWidget, "build.form.source") is None
    assert page.properties.findChild(QWidget, "build.form.digest") is None


def test_that_facts_go_with_the_selection(page: BuildPage, desk: Desk) -> None:
    desk.selection.select("base")
    desk.selection.select("dense_1")
    assert find(page, PretrainedFacts, "build.pretrained").isHidden()
    page.stack.select_input()
    assert find(page, PretrainedFacts, "build.pretrained").isHidden()


def test_that_palette_and_menu_ask_for_a_network(page: BuildPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.pretrained_wanted):
        page.add("Pretrained")
    assert page.stack.edits is not None
    with qtbot.waitSignal(page.pretrained_wanted):
        page.stack.edits.pretrained.trigger()


def test_that_a_long_pretrained_block_begins_folded_and_stays_as_the_person_has_it(desk: Desk) -> None:
    model = StackItemModel(desk.document, editable=True, parent=desk.document)
    assert not model.folded
    body = tuple(Layer(f"relu_{number}", ReLU()) for number in range(13))
    block = Block("base", Pretrained("run:1"), (body,))
    network = desk.document.project.network
    desk.document.change_network(replace(network, nodes=(block, *network.nodes)), "Put in")
    assert model.folded == {"base"}
    model.set_folded(frozenset())
    desk.document.change_network(desk.document.project.network.remove((1,)), "Remove")
    assert not model.folded
    assert StackItemModel(desk.document, editable=True, parent=desk.document).folded == {"base"}


def test_that_pictures_on_their_way_are_waited_for_and_nothing_is_to_be_mended(desk: Desk, page: BuildPage) -> None:
    network = replace(small_network(), input_shape=(12, 12, 3))
    desk.document.change(Project(network), "Larger")
    found = input_problem(desk.document)
    assert found is not None
    assert found.fixes
    brought = Preprocessing("raw", size=(12, 12), colour="colour")
    desk.document.change(Project(network, preprocessing=brought), "Bring them")
    assert input_problem(desk.document) == Problem(PREPARING)
    assert desk.document.why_not_train == PREPARING


def test_that_settings_of_frozen_layers_are_only_read_and_unwrapping_is_the_way_out(
    page: BuildPage, desk: Desk
) -> None:
    desk.selection.select("conv2d_1")
    filters = find(page, QSpinBox, "build.form.filters")
    assert not filters.isEnabled()
    assert not find(page, QLineEdit, "build.name").isEnabled()
    assert find(page, QWidget, "build.blanks").isHidden()
    assert "stands in base, whose layers stay as they were trained" in find(page, Notice, "build.held").words
    find(page, QPushButton, "build.held.way_1").click()
    assert [node.name for node in desk.document.project.network.nodes][:3] == ["conv2d_1", "norm", "conv2d_2"]
    desk.selection.select("conv2d_1")
    assert filters.isEnabled()
    assert find(page, Notice, "build.held").isHidden()
    desk.document.undo_stack.undo()
    assert desk.document.project.network == project().network


def test_that_a_change_for_several_leaves_frozen_layers_alone_and_says_so(page: BuildPage, desk: Desk) -> None:
    network = desk.document.project.network
    desk.document.change_network(network.insert((1,), Layer("own", Conv2D(5))), "Add")
    page.stack.select_all()
    desk.selection.select(*(name for name in desk.selection.names if name != "own"), "own")
    words = find(page, QLabel, "build.several").text()
    assert words == "6 layers are selected, of several kinds. These are the settings of own alone."
    find(page, QSpinBox, "build.form.filters").setValue(7)
    counts = {row.name: row.node.spec.filters for row in desk.document.analysis.rows if row.kind == "Conv2D"}
    assert counts == {"conv2d_1": 4, "conv2d_2": 6, "own": 7}


def test_that_what_is_selected_is_counted_by_layers_be_a_block_folded_or_not(page: BuildPage, desk: Desk) -> None:
    words = []
    for folded in (frozenset(), frozenset({"base"})):
        page.stack.fold(folded)
        page.stack.select_all()
        words.append(find(page, QLabel, "build.several").text().partition(" are")[0])
    assert words == ["5 layers", "5 layers"]
    actions = page.stack.edits
    assert actions is not None
    actions.remove.trigger()
    assert desk.document.undo_stack.undoText() == "Remove 5 layers"


def test_that_a_pretrained_block_is_cut_and_pasted_whole_and_undone(page: BuildPage, desk: Desk) -> None:
    before, actions = desk.document.project.network, page.stack.edits
    assert actions is not None
    desk.selection.select("base")
    actions.cut.trigger()
    assert [node.name for node in desk.document.project.network.nodes] == ["pool", "dense_1"]
    desk.selection.select("dense_1")
    actions.paste.trigger()
    assert desk.document.project.network.nodes[2] == before.nodes[0]
    desk.document.undo_stack.undo()
    desk.document.undo_stack.undo()
    assert desk.document.project.network == before


def test_that_nothing_is_taken_out_of_a_pretrained_block_or_put_into_it(page: BuildPage, desk: Desk) -> None:
    before, said, actions = desk.document.project.network, [], page.stack.edits
    assert actions is not None
    desk.document.refused.connect(lambda error: said.append(str(error)))
    QGuiApplication.clipboard().setText("mine")
    desk.selection.select("conv2d_1")
    actions.cut.trigger()
    assert QGuiApplication.clipboard().text() == "mine"
    page.stack.item_model.nodes_dropped.emit(("conv2d_1",), (3,))
    page.stack.item_model.nodes_dropped.emit(("pool",), (0, 0, 1))
    page.stack.item_model.kind_dropped.emit("ReLU", (0, 0, 0))
    assert said == ["The layers of base stay as they were trained. Unwrap it to change them."] * 4
    assert desk.document.project.network == before


def test_that_no_setting_of_a_layer_that_is_held_is_left_blank(page: BuildPage, desk: Desk) -> None:
    desk.selection.select("conv2d_1")
    filters = find(page, QSpinBox, "build.form.filters")
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(filters, QContextMenuEvent(reason, QPoint(3, 3), filters.mapToGlobal(QPoint(3, 3))))
    assert not [each for each in filters.findChildren(QMenu) if each.isVisible()]
    page.findChild(SettingsForm, "").blank_wanted.emit("filters")
    assert desk.document.project.blanks == ()
    desk.selection.select("dense_1")
    page.findChild(SettingsForm, "").blank_wanted.emit("units")
    assert desk.document.project.blanks == (Blank("dense_1", "units"),)
