"""Inspect: what it asks the engine for, and what it makes of the answers."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QTabWidget, QToolButton, QWidget

from cnnstudio.core.blanks import Blank
from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Failed,
    FeaturesShown,
    KernelsShown,
    Predict,
    Predicted,
    RunSubject,
    ShowFeatures,
    ShowKernels,
)
from cnnstudio.core.network import Block, Layer
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.viewer.embedding.tab import EmbeddingTab
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.maps.tab import MapsTab
from cnnstudio.gui.viewer.page import InspectPage
from tests.gui.desk import LABELS, Desk, small_network

Make = Callable[[], InspectPage]


@pytest.fixture
def make(desk: Desk) -> Make:
    pages: list[InspectPage] = []  # pytest-qt holds no reference

    def made() -> InspectPage:
        page = InspectPage(desk.document, desk.selection, desk.training_run, desk.bridge, QWidget())
        desk.qtbot.addWidget(page)
        page.resize(1100, 640)
        page.show()
        pages.append(page)
        return page

    return made


def kernels_tab(page: InspectPage) -> KernelsTab:
    return page.findChild(KernelsTab, "inspect.kernels")


def features_tab(page: InspectPage) -> MapsTab:
    return page.findChild(MapsTab, "inspect.feature_maps")


def text(page: QWidget, name: str) -> str:
    return page.findChild(QLabel, name).text()


def some_kernels(inputs: int, outputs: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(3, 3, inputs, outputs)).astype(np.float32)


def answer_kernels(desk: Desk, kernels: np.ndarray) -> None:
    request = desk.wait_for(ShowKernels)
    assert isinstance(request, ShowKernels)
    desk.answer(ShowKernels, lambda ticket: KernelsShown(ticket, request.subject, request.layer, kernels))


def show_features(page: InspectPage) -> None:
    page.findChild(QTabWidget, "inspect.tabs").setCurrentWidget(features_tab(page))


def answer_features(desk: Desk, maps: np.ndarray) -> None:
    request = desk.wait_for(ShowFeatures)
    assert isinstance(request, ShowFeatures)
    desk.answer(ShowFeatures, lambda ticket: FeaturesShown(ticket, request.subject, request.layer, maps))


def test_that_without_a_run_it_asks_to_train_first(desk: Desk, make: Make) -> None:
    page = make()
    with desk.qtbot.waitSignal(page.train_requested):
        page.findChild(QPushButton, "inspect.empty.button").click()
    assert desk.bridge.requests == []


def test_that_the_selected_convolutions_kernels_are_asked_of_the_chosen_run(desk: Desk, make: Make) -> None:
    desk.add_run(1)
    desk.add_run(2)
    desk.document.choose_run(1)
    desk.selection.select("conv2d_1")
    make()
    request = desk.wait_for(ShowKernels)
    assert request == ShowKernels("inspect.kernels", subject=RunSubject(str(desk.document.path), 1), layer="conv2d_1")


def test_that_the_kernels_of_the_first_layer_are_one_tile_a_filter(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    answer_kernels(desk, some_kernels(1, 4))
    tiled = kernels_tab(page).grid.tiled
    assert tiled is not None
    assert (tiled.count, tiled.tile) == (4, (3, 3))
    assert page.findChild(QSpinBox, "inspect.kernels.channel").isHidden()


def test_that_the_kernels_of_a_deeper_layer_are_chosen_by_input_channel(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_2")
    page = make()
    kernels = some_kernels(4, 6)
    answer_kernels(desk, kernels)
    grid = kernels_tab(page).grid
    page.findChild(QSpinBox, "inspect.kernels.channel").setValue(3)
    grid.read((5, 2, 1))
    assert grid.reading.startswith("filter 5 · input channel 3 · ")
    assert "row 2, column 1" in grid.reading
    assert grid.reading.endswith(f"{abs(kernels[2, 1, 3, 5]):.3f}")
    page.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    assert grid.tiled is not None
    assert (grid.tiled.count, grid.tiled.columns) == (24, 6)
    grid.read((2 * 6 + 4, 0, 1))
    assert grid.reading.startswith("filter 4 · input channel 2")
    assert grid.reading.endswith(f"{abs(kernels[0, 1, 2, 4]):.3f}")


def test_that_another_kind_says_what_to_select_and_a_button_does_it(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("flatten_1")
    page = make()
    desk.qtbot.waitUntil(lambda: "flatten_1 is a Flatten layer" in kernels_tab(page).hint)
    page.findChild(QPushButton, "inspect.kernels.hint.button").click()
    assert desk.selection.current == "conv2d_1"
    desk.wait_for(ShowKernels)


def test_that_a_layer_added_after_the_run_is_told_from_those_it_has(desk: Desk, make: Make) -> None:
    desk.add_run()
    network = desk.document.project.network
    desk.document.change_network(network.insert((0,), Layer("conv2d_9", Conv2D())), "Add Conv2D")
    desk.selection.select("conv2d_9")
    page = make()
    desk.qtbot.waitUntil(lambda: "Run 1 has no layer called conv2d_9" in kernels_tab(page).hint)
    assert desk.asked(ShowKernels) == []


def test_that_a_layer_only_the_run_has_can_be_looked_at(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.document.change_network(desk.document.project.network.remove((1,)), "Remove conv2d_2")
    page = make()
    kernels_tab(page).layer_chosen.emit("conv2d_2")
    request = desk.wait_for(ShowKernels)
    assert isinstance(request, ShowKernels)
    assert request.layer == "conv2d_2"
    assert desk.selection.current is None


def test_that_feature_maps_are_asked_for_the_chosen_picture(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    show_features(page)
    page.findChild(QToolButton, "inspect.picture.next").click()
    request = desk.wait_for(ShowFeatures)
    assert isinstance(request, ShowFeatures)
    assert desk.document.data_set is not None
    np.testing.assert_array_equal(request.picture, desk.document.data_set.x_test[1])
    answer_features(desk, np.zeros((6, 6, 4), np.float32))
    tiled = features_tab(page).grid.tiled
    assert tiled is not None
    assert tiled.count == 4


def test_that_a_short_list_of_numbers_is_bars_with_the_classes_names(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("dense_1")
    page = make()
    show_features(page)
    answer_features(desk, np.array([0.2, 0.7, 0.1], np.float32))
    assert [bar.label for bar in features_tab(page).bars.bars] == list(LABELS)
    assert [bar.words for bar in features_tab(page).bars.bars] == ["20.0 %", "70.0 %", "10.0 %"]


def test_that_a_long_list_of_numbers_is_a_strip(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("flatten_1")
    page = make()
    show_features(page)
    answer_features(desk, np.arange(96, dtype=np.float32))
    tiled = features_tab(page).grid.tiled
    assert tiled is not None
    assert (tiled.count, tiled.gap) == (96, 0)


def test_that_the_prediction_stands_beside_the_true_label(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    request = desk.wait_for(Predict)
    assert isinstance(request, Predict)
    probabilities = np.array([0.1, 0.7, 0.2], np.float32)
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, probabilities))
    assert text(page, "inspect.picture.truth") == "Test picture 0 · label cat"
    assert text(page, "inspect.picture.answer") == "Predicted dog · 70.0 %"


def test_that_the_class_filter_leaves_pictures_of_that_class_only(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    part, wanted = (page.findChild(QComboBox, f"inspect.picture.{name}") for name in ("part", "class"))
    part.setCurrentIndex(part.findData("train"))
    wanted.setCurrentIndex(wanted.findData(2))
    index = page.findChild(QSpinBox, "inspect.picture.index")
    assert index.maximum() == 2
    index.setValue(1)
    assert text(page, "inspect.picture.truth") == "Training picture 5 · label elk"


def test_that_pictures_of_another_size_are_brought_to_the_networks_and_that_is_said(desk: Desk, make: Make) -> None:
    desk.add_run(network=small_network(side=12, channels=3))
    desk.selection.select("conv2d_1")
    page = make()
    show_features(page)
    for kind in (ShowFeatures, Predict):
        request = desk.wait_for(kind)
        assert isinstance(request, ShowFeatures | Predict)
        assert request.picture.shape == (12, 12, 3)
        assert set(request.picture.ravel()) == {100}
    label = page.findChild(QLabel, "inspect.picture.prepared")
    assert label.accessibleName() == "brought to 12 × 12 × 3 · ÷ 255"
    assert "8 × 8 × 1" in label.accessibleDescription()


def test_that_a_map_for_data_of_another_size_leads_to_the_data(desk: Desk, make: Make) -> None:
    desk.add_run(network=small_network(side=12))
    page = make()
    page.findChild(QTabWidget, "inspect.tabs").setCurrentWidget(page.findChild(EmbeddingTab))
    tab = page.findChild(EmbeddingTab)
    desk.qtbot.waitUntil(lambda: "takes pictures of 12 × 12 × 1" in tab.hint)
    assert "can be made to fit" in tab.hint
    with desk.qtbot.waitSignal(page.data_requested):
        page.findChild(QPushButton, "inspect.embedding.hint.button").click()


def test_that_another_project_ends_what_goes_on_unseen(desk: Desk, make: Make) -> None:
    desk.add_run()
    mapping = make().findChild(EmbeddingTab).mapping
    mapping.put(np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32), False)
    desk.document.opened.emit()
    assert (mapping.vectors, mapping.is_busy) == (None, False)


def test_that_a_stale_answer_is_dropped(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    old = len(desk.bridge.requests)
    desk.selection.select("conv2d_2")
    desk.wait_for(ShowKernels, 2)
    subject = RunSubject(str(desk.document.path), 1)
    for ticket in range(1, old + 1):
        desk.bridge.event.emit(KernelsShown(ticket, subject, "conv2d_1", some_kernels(1, 4)))
    assert kernels_tab(page).grid.tiled is None


def test_that_a_failure_is_words_in_the_tab_until_the_next_answer(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    desk.answer(ShowKernels, lambda ticket: Failed(ticket, "The weights are gone.", "Train again."))
    assert "The weights are gone. Train again." in kernels_tab(page).hint
    desk.selection.select("conv2d_2")
    desk.wait_for(ShowKernels, 2)
    answer_kernels(desk, some_kernels(4, 6))
    assert kernels_tab(page).hint == ""


def test_that_a_failed_prediction_is_words_beside_the_picture(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    desk.wait_for(Predict)
    desk.answer(Predict, lambda ticket: Failed(ticket, "No memory."))
    assert text(page, "inspect.picture.answer") == "No memory."


def test_that_waiting_for_tensorflow_is_said(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
    desk.qtbot.waitUntil(lambda: kernels_tab(page).grid.empty_text == "Starting TensorFlow…")


def test_that_a_training_run_is_asked_again_at_most_twice_a_second(desk: Desk, make: Make) -> None:
    desk.add_run(status="training")
    desk.selection.select("conv2d_1")
    page = make()
    answer_kernels(desk, some_kernels(1, 4))
    for batch in range(1, 51):
        desk.bridge.event.emit(BatchEnded(0, 1, batch, 100, 0.5, 0.5))
    assert len(desk.asked(ShowKernels)) == 2
    assert text(page, "inspect.state") == "Training, epoch 3"


def test_that_the_end_of_an_epoch_is_looked_at(desk: Desk, make: Make) -> None:
    run = desk.add_run(status="training")
    desk.selection.select("conv2d_1")
    make()
    desk.wait_for(ShowKernels)
    desk.bridge.event.emit(EpochEnded(0, run.number, Epoch(3, 1, 1, 1, 1, 1)))
    desk.wait_for(ShowKernels, 2)


def test_that_nothing_is_asked_while_it_is_hidden(desk: Desk, make: Make) -> None:
    desk.selection.select("conv2d_1")
    page = make()
    page.hide()
    run = desk.add_run(status="training")
    desk.bridge.event.emit(BatchEnded(0, 1, 1, 100, 0.5, 0.5))
    desk.bridge.event.emit(EpochEnded(0, run.number, Epoch(3, 1, 1, 1, 1, 1)))
    desk.selection.select("conv2d_2")
    desk.settle()
    assert desk.bridge.requests == []
    page.show()
    desk.wait_for(ShowKernels)


def test_that_the_runs_are_listed_latest_first_and_can_be_chosen(desk: Desk, make: Make) -> None:
    desk.add_run(1)
    desk.add_run(2, "training")
    page = make()
    runs = page.findChild(QComboBox, "inspect.run")
    assert [runs.itemText(index) for index in range(2)] == ["Run 2 · training now", "Run 1 · validation 50.0 %"]
    desk.qtbot.keyClick(runs, Qt.Key.Key_Down)
    assert desk.document.chosen_run is not None
    assert desk.document.chosen_run.number == 1


def test_that_an_epoch_does_not_rebuild_the_list_of_runs(desk: Desk, make: Make) -> None:
    run = desk.add_run(1, "training")
    runs = make().findChild(QComboBox, "inspect.run")
    with desk.qtbot.assertNotEmitted(runs.model().rowsInserted):
        desk.document.put_run(replace(run, epochs=(*run.epochs, Epoch(3, 1, 1, 1, 1, 1))))
    assert runs.currentText() == "Run 1 · training now"


def test_that_a_failed_run_is_passed_over_in_words(desk: Desk, make: Make) -> None:
    desk.add_run(1)
    desk.document.put_run(replace(desk.add_run(2), status="failed", epochs=()))
    desk.selection.select("conv2d_1")
    page = make()
    page.resize(1600, 640)
    request = desk.wait_for(ShowKernels)
    assert isinstance(request, ShowKernels)
    assert request.subject == RunSubject(str(desk.document.path), 1)
    assert text(page, "inspect.state") == "Run 2 has no weights: it failed before its first epoch was over."


def test_that_a_chosen_run_without_weights_says_so_and_a_button_takes_the_best(desk: Desk, make: Make) -> None:
    desk.document.put_run(replace(desk.add_run(1), status="failed", epochs=()))
    desk.add_run(2)
    desk.document.choose_run(1)
    button = make().findChild(QPushButton, "inspect.empty.button")
    assert button.text() == "Take Run 2"
    button.click()
    assert desk.document.chosen_run is not None
    assert desk.document.chosen_run.number == 2


def test_that_a_network_with_a_problem_leads_to_build(desk: Desk, make: Make) -> None:
    page = make()
    desk.document.change_network(small_network(side=12), "Change the input")
    button = page.findChild(QPushButton, "inspect.empty.button")
    assert button.text() == "Go to Build"
    with desk.qtbot.waitSignal(page.page_requested, check_params_cb=lambda name: name == "build"):
        button.click()


@pytest.mark.parametrize(
    ("spoil", "words", "name"),
    [
        (lambda project: replace(project, blanks=(Blank("", "epochs"),)), "Go to Train", "train"),
        (lambda project: replace(project, plan=replace(project.plan, start=7)), "Go to Train", "train"),
        (lambda project: replace(project, data=replace(project.data, subset=10)), "Go to Data", "data"),
    ],
)
def test_that_what_keeps_from_training_leads_to_where_it_is_mended(
    desk: Desk, make: Make, spoil: Callable[[Project], Project], words: str, name: str
) -> None:
    page = make()
    desk.document.change(spoil(desk.document.project), "Spoil it")
    assert desk.document.why_not_train
    button = page.findChild(QPushButton, "inspect.empty.button")
    assert button.text() == words
    with desk.qtbot.waitSignal(page.page_requested, check_params_cb=lambda page: page == name):
        button.click()


def test_that_without_a_layer_the_picture_itself_is_shown(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    show_features(page)
    desk.wait_for(Predict)
    assert text(page, "inspect.feature_maps.title") == "Input"
    picture = features_tab(page).picture
    assert picture.isVisible()
    assert desk.document.data_set is not None
    np.testing.assert_array_equal(picture.array, desk.document.data_set.x_test[0])
    assert desk.asked(ShowFeatures) == []


def test_that_it_fits_into_the_smallest_window(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_2")
    page = make()
    answer_kernels(desk, some_kernels(20, 50))
    tabs = page.findChild(QTabWidget, "inspect.tabs")
    least = {tabs.tabText(place): tabs.widget(place).minimumSizeHint() for place in range(tabs.count())}
    assert {tab: size for tab, size in least.items() if size.width() > 615 or size.height() > 288} == {}
    assert page.minimumSizeHint().width() + 200 <= 876  # the stack stands beside it
    assert page.minimumSizeHint().height() <= 500


def test_that_a_trained_blocks_output_is_asked_for_and_described(desk: Desk, make: Make) -> None:
    network = small_network()
    body = (Layer("conv2d_3", Conv2D(6, padding="same")),)
    desk.document.change_network(network.insert((2,), Block("residual_1", Residual(), (body, ()))), "Add Residual")
    desk.add_run(network=desk.document.project.network)
    desk.selection.select("residual_1")
    page = make()
    desk.qtbot.waitUntil(lambda: kernels_tab(page).hint.startswith("A block has no kernels of its own"))
    assert page.findChild(QPushButton, "inspect.kernels.hint.button").text() == "Show conv2d_3"
    show_features(page)
    request = desk.wait_for(ShowFeatures)
    assert isinstance(request, ShowFeatures)
    assert request.layer == "residual_1"
    answer_features(desk, np.zeros((4, 4, 6), np.float32))
    tiled = features_tab(page).grid.tiled
    assert tiled is not None
    assert tiled.count == 6
    facts = [label.text() for label in features_tab(page).findChildren(QLabel)]
    assert "Residual · add · relu · 4 × 4 × 6 → 4 × 4 × 6" in facts
