"""Inspect: network, epoch, layer and picture, as they are chosen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import (
    BatchEnded,
    EpochEnded,
    OpenSaved,
    Predict,
    Predicted,
    RunSubject,
    SavedOpened,
    SavedSubject,
    Scoring,
    ShowKernels,
    Started,
    Train,
)
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.ink import MNISTS_WAY
from cnnstudio.core.pictures.sheet import inked
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.view import StackView
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.page import InspectPage
from cnnstudio.gui.viewer.tabs import Tabs
from cnnstudio.gui.viewer.why.tab import WhyTab
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from tests.gui.desk import LABELS, Desk, small_network

Make = Callable[[], InspectPage]
OTHER = Network((8, 8, 1), (Layer("first", Conv2D(3)), Layer("flat", Flatten()), Layer("last", Dense(3, "softmax"))))
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def make(desk: Desk) -> Make:
    pages: list[InspectPage] = []  # pytest-qt holds no reference

    def stack_of(network: object, selection: Selection) -> QWidget:
        return StackView(network, selection, editable=False)  # type: ignore[arg-type]

    def made() -> InspectPage:
        page = InspectPage(
            desk.document,
            desk.selection,
            desk.training_run,
            desk.bridge,  # type: ignore[arg-type]
            stack_of(desk.document, desk.selection),
            stack_of,
        )
        desk.qtbot.addWidget(page)
        page.resize(1200, 640)
        page.show()
        pages.append(page)
        return page

    return made


def open_saved(desk: Desk, page: InspectPage, network: Network = OTHER) -> SavedSubject:
    page.open_saved("/nets/other.keras")
    subject = SavedSubject("/nets/other.keras")
    desk.answer(OpenSaved, lambda ticket: SavedOpened(ticket, subject, network, LABELS, None))
    return subject


def asked_picture(desk: Desk) -> int:
    """The number that fills the newest picture the network was asked about."""
    request = desk.asked(Predict)[-1]
    assert isinstance(request, Predict)
    return int(request.picture.flat[0])


def wait_for_picture(desk: Desk, number: int) -> None:
    desk.qtbot.waitUntil(lambda: bool(desk.asked(Predict)) and asked_picture(desk) == number)


def mime_of(path: str | Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def drop(page: InspectPage, mime: QMimeData) -> None:
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NONE))


def test_that_the_weights_of_another_epoch_are_asked_for(desk: Desk, make: Make) -> None:
    desk.document.put_run(replace(desk.add_run(), kept=(1, 2)))
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    epochs = page.findChild(QComboBox, "inspect.epoch")
    assert [epochs.itemText(place) for place in range(epochs.count())] == ["Best epoch 2", "Epoch 1"]
    desk.qtbot.keyClick(epochs, Qt.Key.Key_Down)
    request = desk.wait_for(ShowKernels, 2)
    assert isinstance(request, ShowKernels)
    assert request.subject == RunSubject(str(desk.document.path), 1, 1)


def test_that_a_saved_network_is_looked_into_with_layers_of_its_own(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    subject = open_saved(desk, page)
    desk.wait_for(ShowKernels, 2)
    request = desk.asked(ShowKernels)[-1]
    assert isinstance(request, ShowKernels)
    assert (request.subject, request.layer) == (subject, "first")
    layers = page.findChild(StackView, "inspect.layers")
    assert layers.isVisible()
    assert page.findChild(QLabel, "inspect.layers.title").text() == "other.keras"
    assert not page.findChild(StackView, "stack").isVisible()
    assert desk.selection.current == "conv2d_1"


def test_that_its_layers_are_chosen_in_its_own_stack(desk: Desk, make: Make) -> None:
    page = make()
    open_saved(desk, page)
    desk.wait_for(ShowKernels)
    layers = page.findChild(StackView, "inspect.layers")
    desk.qtbot.keyClick(layers, Qt.Key.Key_End)
    desk.qtbot.waitUntil(lambda: desk.asked(ShowKernels)[-1].layer == "last")  # type: ignore[attr-defined]
    desk.add_run()
    page.findChild(QComboBox, "inspect.run").activated.emit(0)
    desk.qtbot.waitUntil(lambda: page.findChild(StackView, "stack").isVisible())
    assert not layers.isVisible()


def test_that_an_older_run_of_another_network_has_a_stack_of_its_own(desk: Desk, make: Make) -> None:
    desk.add_run(network=OTHER)
    page = make()
    desk.selection.select("dense_1")
    desk.qtbot.waitUntil(lambda: page.findChild(StackView, "inspect.layers") is not None)
    assert page.findChild(QLabel, "inspect.layers.title").text() == "Run 1 · best epoch 2"
    desk.document.change_network(OTHER, "Take it")
    desk.qtbot.waitUntil(lambda: page.findChild(StackView, "stack").isVisible())


def test_that_without_a_run_a_saved_network_can_be_opened(desk: Desk, make: Make) -> None:
    page = make()
    assert page.findChild(QPushButton, "inspect.empty.second").text() == "Open a saved network…"
    drop(page, mime_of("/nets/other.keras"))
    assert desk.asked(OpenSaved) == [OpenSaved("inspect", path="/nets/other.keras")]


def test_that_pictures_are_gone_through_with_the_keyboard_from_anywhere(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    wait_for_picture(desk, 100)
    somewhere = page.findChild(QComboBox, "inspect.run")
    alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    desk.qtbot.keyClick(somewhere, Qt.Key.Key_Right, alt)
    wait_for_picture(desk, 101)
    for _ in range(2):
        desk.qtbot.keyClick(somewhere, Qt.Key.Key_Left, alt)
    wait_for_picture(desk, 105)
    desk.qtbot.keyClick(somewhere, Qt.Key.Key_J, control)
    desk.qtbot.waitUntil(lambda: asked_picture(desk) != 105)


def test_that_a_picture_chosen_in_a_tab_is_looked_at(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    wait_for_picture(desk, 100)
    page.findChild(QWidget, "inspect.kernels").picture_chosen.emit("train", 7)  # type: ignore[attr-defined]
    wait_for_picture(desk, 7)


def test_that_the_drawing_is_looked_at_and_the_paper_is_a_button_away(desk: Desk, make: Make) -> None:
    desk.add_run(network=small_network(side=28))
    page = make()
    source = page.findChild(QComboBox, "inspect.picture.source")
    source.setCurrentIndex(source.findData("drawing"))
    with desk.qtbot.waitSignal(page.draw_requested):
        page.findChild(QPushButton, "inspect.picture.draw").click()
    desk.document.findChild(Drawing).put(inked(np.ones((448, 448), np.float32)), MNISTS_WAY)
    request = desk.wait_for(Predict)
    assert isinstance(request, Predict)
    np.testing.assert_array_equal(request.picture, desk.document.findChild(Drawing).picture((28, 28, 1)))


def test_that_a_dropped_and_a_pasted_picture_are_looked_at(desk: Desk, make: Make, tmp_path: Path) -> None:
    desk.add_run()
    page = make()
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(40, 40, 40))
    image.save(str(tmp_path / "grey.png"))
    drop(page, mime_of(tmp_path / "grey.png"))
    wait_for_picture(desk, 40)
    image.fill(QColor(60, 60, 60))
    QGuiApplication.clipboard().setImage(image)
    desk.qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for_picture(desk, 60)


def test_that_what_is_in_view_already_is_not_asked_for_again(desk: Desk, make: Make) -> None:
    run = desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    desk.document.put_run(run)
    desk.bridge.event.emit(EpochEnded(0, 9, Epoch(3, 1, 1, 1, 1, 1)))
    desk.bridge.event.emit(BatchEnded(0, 1, 1, 100, 0.5, 0.5))
    desk.settle()
    assert len(desk.asked(ShowKernels)) == 1
    page.hide()
    desk.settle()
    page.show()
    desk.wait_for(ShowKernels, 2)


def test_that_the_tab_and_the_layer_stay_when_another_run_is_chosen(desk: Desk, make: Make) -> None:
    desk.add_run(1)
    desk.add_run(2)
    desk.selection.select("conv2d_2")
    page = make()
    tabs = page.findChild(QWidget, "inspect.tabs")
    tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    desk.wait_for(Predict)
    desk.document.choose_run(1)
    desk.wait_for(Predict, 2)
    assert tabs.currentIndex() == 1  # type: ignore[attr-defined]
    assert desk.selection.current == "conv2d_2"


def test_that_the_page_can_be_made_part_by_part(desk: Desk) -> None:
    page = InspectPage(
        desk.document, desk.selection, desk.training_run, desk.bridge, QWidget(), in_turns=True  # type: ignore[arg-type]
    )  # fmt: skip
    desk.qtbot.addWidget(page)
    assert len(list(page.making)) >= 4
    assert page.findChild(QWidget, "inspect.kernels") is not None


def test_that_the_runs_own_layer_is_looked_at_again_after_that_of_another_network(desk: Desk, make: Make) -> None:
    desk.add_run()
    desk.selection.select("conv2d_1")
    page = make()
    desk.wait_for(ShowKernels)
    open_saved(desk, page)
    kernels = page.findChild(KernelsTab, "inspect.kernels")
    desk.wait_for(ShowKernels, 2)
    kernels.layer_chosen.emit("last")
    desk.wait_for(ShowKernels, 3)
    runs = page.findChild(QComboBox, "inspect.run")
    runs.setCurrentIndex(0)
    runs.activated.emit(0)
    request = desk.wait_for(ShowKernels, 4)
    assert isinstance(request, ShowKernels)
    assert (request.subject, request.layer) == (RunSubject(str(desk.document.path), 1), "conv2d_1")
    assert desk.selection.current == "conv2d_1"
    runs.setCurrentIndex(1)
    runs.activated.emit(1)
    assert desk.wait_for(ShowKernels, 5).layer == "last"  # type: ignore[attr-defined]


def test_that_what_another_network_took_the_picture_for_goes(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    request = desk.wait_for(Predict)
    shares = np.array([0.1, 0.7, 0.2], np.float32)
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, shares))  # type: ignore[attr-defined]
    answer = page.findChild(FittingLabel, "inspect.picture.answer")
    assert answer.full.startswith("Predicted dog")
    open_saved(desk, page, small_network(side=12))
    desk.qtbot.waitUntil(lambda: answer.full == "")
    prepared = page.findChild(FittingLabel, "inspect.picture.prepared")
    desk.qtbot.waitUntil(lambda: prepared.full.startswith("brought to 12 × 12 × 1"))
    open_saved(desk, page)
    desk.qtbot.waitUntil(lambda: answer.full == "Waiting for the engine…")


def test_that_the_prediction_is_asked_once_and_told_to_the_tab_in_view(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    desk.wait_for(Predict)
    why = page.findChild(WhyTab, "inspect.why")
    page.findChild(Tabs, "inspect.tabs").setCurrentWidget(why)
    request = desk.wait_for(Predict, 2)
    desk.settle()
    assert len(desk.asked(Predict)) == 2
    shares = np.array([0.1, 0.7, 0.2], np.float32)
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, shares))  # type: ignore[attr-defined]
    assert why.face.classes.itemText(0) == "Predicted: dog · 70.0 %"


def test_that_a_prediction_that_takes_longer_than_half_a_second_is_waited_for(desk: Desk, make: Make) -> None:
    desk.add_run(status="training")
    page = make()
    request = desk.wait_for(Predict)
    for _ in range(3):
        page._live.stop()  # half a second later
        desk.bridge.event.emit(BatchEnded(0, 1, 1, 100, 0.5, 0.5))
    assert len(desk.asked(Predict)) == 1
    shares = np.array([0.1, 0.7, 0.2], np.float32)
    desk.answer(Predict, lambda ticket: Predicted(ticket, request.subject, LABELS, shares))  # type: ignore[attr-defined]
    page._live.stop()
    desk.bridge.event.emit(BatchEnded(0, 1, 2, 100, 0.5, 0.5))
    assert len(desk.asked(Predict)) == 2


def test_that_a_tab_is_looked_at_as_soon_as_it_is_chosen_every_time(desk: Desk, make: Make) -> None:
    desk.add_run()
    page = make()
    tabs = page.findChild(Tabs, "inspect.tabs")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
    assert page._soon.is_wanted


def test_that_another_project_begins_with_a_picture_of_its_data(desk: Desk, make: Make) -> None:
    page = make()
    source = page.findChild(QComboBox, "inspect.picture.source")
    source.setCurrentIndex(source.findData("file"))
    desk.document.opened.emit()
    assert source.currentData() == "data"


def test_that_epochs_of_a_run_in_training_can_be_chosen_as_they_are_kept(desk: Desk, make: Make) -> None:
    run = desk.add_run(status="training")
    page = make()
    epochs = page.findChild(QComboBox, "inspect.epoch")
    assert epochs.isHidden()
    desk.document.put_run(replace(run, kept=(1, 2)))
    assert [epochs.itemText(place) for place in range(epochs.count())] == ["As it is now", "Best epoch 2", "Epoch 1"]
    assert not epochs.isHidden()


def test_that_a_run_that_is_scored_shows_the_weights_it_uses_under_their_name(desk: Desk, make: Make) -> None:
    page = make()
    desk.training_run.start()
    desk.wait_for(Train)
    ticket, path, project = len(desk.bridge.requests), str(desk.document.path), desk.document.project
    desk.bridge.event.emit(Started(ticket, path, 1, "Run 1", project, LABELS, "2026", 9, 2, 9, 1, 3))
    for number, loss in ((1, 0.2), (2, 0.4)):
        desk.bridge.event.emit(EpochEnded(ticket, 1, Epoch(number, 0.5, 0.9, loss, 0.9, 1.0)))
    epochs = page.findChild(QComboBox, "inspect.epoch")
    assert [epochs.itemText(place) for place in range(epochs.count())] == [
        "As it is now",
        "Last epoch 2",
        "Best epoch 1",
    ]
    desk.qtbot.waitUntil(lambda: page._scene is not None and page._scene.is_live)
    desk.bridge.event.emit(Scoring(ticket, "test", 0, 6))
    desk.qtbot.waitUntil(lambda: page._scene is not None and page._scene.title == "Run 1 · best epoch 1")
    assert page.findChild(FittingLabel, "inspect.state").full == "Scoring"
    assert page._scene is not None
    assert (page._scene.is_live, page._scene.moment.epoch) == (False, 1)
