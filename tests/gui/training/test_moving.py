"""The first layer in motion: live looks while a run trains, a film of its epochs afterwards."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    FeaturesShown,
    Finished,
    KernelsShown,
    ShowFeatures,
    ShowKernels,
    SnapshotTaken,
    Started,
    Train,
)
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.data.split import split
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.training.film import Film
from cnnstudio.gui.training.moving import MovingPanel
from cnnstudio.gui.widgets.jump_slider import JumpSlider
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from tests.gui.desk import LABELS, Desk, desk

__all__ = ["desk"]


def snapshot(epoch: int, channels: int = 1) -> Snapshot:
    """Kernels of ± the epoch and maps from 0 to twice the epoch."""
    kernels = np.full((3, 3, channels, 4), float(epoch), np.float32)
    kernels[0] *= -1
    maps = np.zeros((6, 6, 4), np.float16)
    maps[0] = 2 * epoch
    return Snapshot(epoch, "conv2d_1", kernels, "conv2d_1", maps, np.zeros((8, 8, channels), np.uint8))


def figures(number: int) -> Epoch:
    return Epoch(number, 1 / number, 0.9, 1 / number, 0.5, 1.0)


def store(desk: Desk, epochs: int = 3, *, with_film: bool = True, channels: int = 1) -> None:
    """A finished run in the file."""
    path = desk.document.path
    assert path is not None
    with ProjectFile.open(path) as file:
        number = file.begin_run(
            desk.document.project, name="", labels=LABELS, prepared=Prepared(), started="then", versions={}
        )
        for each in range(1, epochs + 1):
            shot = snapshot(each, channels) if with_film else None
            file.add_epoch(number, figures(each), {}, snapshot=shot)
        file.end_run(number, "finished", None)
    with desk.qtbot.waitSignal(desk.document.runs_changed):
        desk.document.read_runs()


def begin(desk: Desk, number: int = 1) -> int:
    """The engine's stand-in begins a run of 3 batches an epoch; its ticket."""
    desk.training_run.start()
    desk.wait_for(Train)
    ticket = len(desk.bridge.requests)
    project, path = desk.document.project, str(desk.document.path)
    path_now = desk.document.path
    assert path_now is not None
    with ProjectFile.open(path_now) as file:
        file.begin_run(project, name="", labels=LABELS, prepared=Prepared(), started="now", versions={})
    desk.bridge.event.emit(Started(ticket, path, number, "Run", project, LABELS, "now", 5, 3, 1, 9, 3))
    return ticket


def batch(desk: Desk, ticket: int, number: int = 1, epoch: int = 1) -> None:
    desk.bridge.event.emit(BatchEnded(ticket, epoch, number, 3, 1.0, 0.5))


def answer(desk: Desk, value: float = 1.0) -> None:
    """Answers the newest looks at kernels and maps."""
    for kind, event, shape in (
        (ShowKernels, KernelsShown, (3, 3, 1, 4)),
        (ShowFeatures, FeaturesShown, (6, 6, 4)),
    ):
        if desk.asked(kind):
            request = desk.asked(kind)[-1]
            array = np.full(shape, value, np.float32)
            desk.answer(kind, lambda ticket, r=request, e=event, a=array: e(ticket, r.subject, r.layer, a))


@pytest.fixture
def panel(desk: Desk) -> MovingPanel:
    made = MovingPanel(desk.document, desk.training_run, desk.bridge)  # type: ignore[arg-type]
    desk.qtbot.addWidget(made)
    made.resize(900, 360)
    made.show()
    return made


def slider(panel: MovingPanel) -> QSlider:
    found = panel.findChild(QSlider, "train.moving.epoch")
    assert isinstance(found, QSlider)
    return found


def place(panel: MovingPanel) -> str:
    found = panel.findChild(QLabel, "train.moving.place")
    assert isinstance(found, QLabel)
    return found.text()


def shade(panel: MovingPanel, name: str = "kernels") -> float:
    """The first number of the first tile as it is drawn, 0 to 1."""
    grid = panel.findChild(ImageGrid, f"train.moving.{name}")
    assert isinstance(grid, ImageGrid)
    assert grid.tiled is not None
    return float(np.ravel(grid.tiled.picture)[0])


def wait_for_film(desk: Desk, panel: MovingPanel, epochs: int = 3) -> None:
    desk.qtbot.waitUntil(lambda: len(panel._film.epochs) == epochs and not panel._film.is_reading)


def test_that_a_desk_without_runs_offers_to_train(desk: Desk, panel: MovingPanel) -> None:
    panel.refresh()
    assert panel._empty.isVisible()
    assert "Train" in panel._empty.words
    panel._empty.clicked.emit()
    desk.wait_for(Train)


def test_that_a_run_without_stored_pictures_says_so(desk: Desk, panel: MovingPanel) -> None:
    store(desk, with_film=False)
    desk.qtbot.waitUntil(lambda: "no film" in panel._empty.words)


def test_that_a_finished_run_shows_its_last_epoch_and_goes_back(desk: Desk, panel: MovingPanel) -> None:
    store(desk)
    wait_for_film(desk, panel)
    assert panel._content.isVisible()
    assert place(panel) == "after epoch 3 of 5 (the best)"
    desk.qtbot.keyClick(slider(panel), Qt.Key.Key_Home)
    assert place(panel) == "after epoch 1 of 5"
    desk.qtbot.keyClick(slider(panel), Qt.Key.Key_Right)
    assert panel.position == 2
    assert slider(panel).accessibleName() == "Epoch"


def test_that_a_value_has_the_same_colour_in_every_epoch(desk: Desk, panel: MovingPanel) -> None:
    store(desk)
    wait_for_film(desk, panel)
    seen = []
    for index in range(3):
        slider(panel).setValue(index)
        seen.append((shade(panel), shade(panel, "maps")))
    kernels, maps = zip(*seen, strict=True)
    assert kernels == pytest.approx([0.5 - 1 / 6, 0.5 - 2 / 6, 0.0])  # −1, −2, −3 where ± 3 is the whole range
    assert maps == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_that_kernels_for_colour_pictures_are_in_colour(desk: Desk, panel: MovingPanel) -> None:
    store(desk, channels=3)
    wait_for_film(desk, panel)
    tiled = panel._kernels.tiled
    assert tiled is not None
    assert tiled.picture.shape[-1] == 3


def test_that_space_plays_the_film_from_its_beginning_and_stops_it(desk: Desk, panel: MovingPanel) -> None:
    store(desk)
    wait_for_film(desk, panel)
    slider(panel).setFocus()
    desk.qtbot.waitUntil(panel.isActiveWindow)
    desk.qtbot.keyClick(slider(panel), Qt.Key.Key_Space)
    assert panel.is_playing
    assert panel.position == 1
    panel._advance()
    assert panel.position == 2
    desk.qtbot.keyClick(slider(panel), Qt.Key.Key_Space)
    assert not panel.is_playing
    panel.toggle()
    panel._advance()
    assert (panel.position, panel.is_playing) == (3, False)


def test_that_a_click_on_the_slider_goes_to_that_epoch(desk: Desk, panel: MovingPanel) -> None:
    store(desk, 5)
    wait_for_film(desk, panel, 5)
    assert isinstance(panel._slider, JumpSlider)
    place = QPoint(panel._slider.place_of(2), panel._slider.height() // 2)
    desk.qtbot.mouseClick(panel._slider, Qt.MouseButton.LeftButton, pos=place)
    assert panel.position == 3


def test_that_space_presses_the_button_of_the_empty_page(desk: Desk, panel: MovingPanel) -> None:
    panel.refresh()
    button = panel._empty.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.setFocus()
    desk.qtbot.waitUntil(button.hasFocus)
    desk.qtbot.keyClick(button, Qt.Key.Key_Space)
    desk.wait_for(Train)


def test_that_a_picture_that_cannot_be_read_is_said_and_asked_for_again(
    desk: Desk, panel: MovingPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(desk)
    wait_for_film(desk, panel)
    del panel._film._reel.kept[1]
    with monkeypatch.context() as broken:

        def refuse(*_: object) -> Snapshot:
            raise StudioError("The picture is damaged.")

        broken.setattr("cnnstudio.gui.training.film._one", refuse)
        slider(panel).setValue(0)
        desk.qtbot.waitUntil(lambda: "damaged" in panel._kernels.empty_text)
    assert panel._kernels.tiled is None  # no other epoch's under this one's name
    assert slider(panel).isVisible()
    slider(panel).setValue(1)
    assert panel._kernels.tiled is not None
    slider(panel).setValue(0)
    desk.qtbot.waitUntil(lambda: panel._kernels.tiled is not None and panel._film.at(1) is not None)
    assert place(panel).startswith("after epoch 1")


def test_that_maps_are_asked_for_when_the_picture_is_there_though_no_batch_follows(
    desk: Desk, panel: MovingPanel
) -> None:
    panel.hide()
    ticket = begin(desk)
    batch(desk, ticket)  # and then it is paused
    panel.show()
    desk.qtbot.waitUntil(lambda: panel._look._picture is not None)
    if not desk.asked(ShowFeatures):
        answer(desk)
    assert desk.asked(ShowFeatures)
    answer(desk)
    assert panel._maps.tiled is not None


def test_that_no_maps_are_asked_for_of_pictures_that_are_prepared_otherwise_now(desk: Desk, panel: MovingPanel) -> None:
    ticket = begin(desk)
    panel.hide()
    trained = desk.document.project
    desk.document.change(replace(trained, preprocessing=replace(trained.preprocessing, invert=True)), "Invert")
    desk.document.set_data_set(desk.document.data_set)  # inverted ones are loaded
    panel.show()
    assert not panel._look._pictures.is_busy
    batch(desk, ticket)
    assert desk.asked(ShowKernels)
    assert not desk.asked(ShowFeatures)


def test_that_a_film_out_of_view_stops(desk: Desk, panel: MovingPanel) -> None:
    store(desk)
    wait_for_film(desk, panel)
    panel.toggle()
    panel.hide()
    assert not panel.is_playing


def test_that_kernels_and_maps_of_the_first_validation_picture_move_while_it_learns(
    desk: Desk, panel: MovingPanel
) -> None:
    ticket = begin(desk)
    desk.qtbot.waitUntil(lambda: panel._look._picture is not None)
    batch(desk, ticket)
    kernels, maps = desk.asked(ShowKernels)[-1], desk.asked(ShowFeatures)[-1]
    assert isinstance(kernels, ShowKernels)
    assert isinstance(maps, ShowFeatures)
    assert kernels.layer == maps.layer == "conv2d_1"
    assert desk.document.data_set is not None
    first = split(desk.document.data_set, desk.document.project.data).x_validation[0]
    assert np.array_equal(maps.picture, first)
    answer(desk)
    assert panel._content.isVisible()
    assert place(panel) == "now"
    before = shade(panel)
    panel._look._pause.stop()
    batch(desk, ticket, 2)
    answer(desk, -1.0)
    assert (before, shade(panel)) == (1.0, 0.0)


def test_that_the_engine_is_asked_for_one_look_at_a_time_and_seldom(desk: Desk, panel: MovingPanel) -> None:
    ticket = begin(desk)
    for number in (1, 2, 3):
        batch(desk, ticket, number)
    assert len(desk.asked(ShowKernels)) == 1
    panel._look._pause.stop()
    batch(desk, ticket, 1, epoch=2)
    assert len(desk.asked(ShowKernels)) == 1  # the first is not answered yet
    answer(desk)
    batch(desk, ticket, 2, epoch=2)
    assert len(desk.asked(ShowKernels)) == 2
    assert panel._look._pause.interval() == 250


def test_that_a_look_that_is_called_off_does_not_end_the_looking(desk: Desk, panel: MovingPanel) -> None:
    ticket = begin(desk)
    batch(desk, ticket)
    for each in list(panel._look._asked):
        desk.bridge.event.emit(Cancelled(each))
    panel._look._pause.stop()
    batch(desk, ticket, 2)
    assert len(desk.asked(ShowKernels)) == 2


def test_that_nothing_is_asked_and_nothing_read_out_of_view(desk: Desk, panel: MovingPanel) -> None:
    panel.hide()
    ticket = begin(desk)
    batch(desk, ticket)
    desk.bridge.event.emit(SnapshotTaken(ticket, 1, snapshot(1)))
    assert not desk.asked(ShowKernels)
    assert not desk.asked(ShowFeatures)
    assert not panel._film.is_reading
    assert panel._film.epochs == ()
    panel.show()
    assert len(desk.asked(ShowKernels)) == 1  # at once, also in a pause


def test_that_the_past_is_looked_at_while_it_trains_and_the_engine_is_left_alone(
    desk: Desk, panel: MovingPanel
) -> None:
    ticket = begin(desk)
    batch(desk, ticket)
    answer(desk)
    for number in (1, 2):
        desk.bridge.event.emit(EpochEnded(ticket, 1, figures(number)))
        desk.bridge.event.emit(SnapshotTaken(ticket, 1, snapshot(number)))
    assert place(panel) == "now"
    slider(panel).setValue(0)
    assert place(panel) == "after epoch 1 of 5"
    asked = len(desk.asked(ShowKernels))
    panel._look._pause.stop()
    batch(desk, ticket, 2, epoch=3)
    assert len(desk.asked(ShowKernels)) == asked
    desk.bridge.event.emit(SnapshotTaken(ticket, 1, snapshot(3)))
    assert panel.position == 1
    slider(panel).setValue(slider(panel).maximum())
    assert place(panel) == "now"
    assert len(desk.asked(ShowKernels)) == asked + 1


def test_that_a_run_that_ends_leaves_its_film(desk: Desk, panel: MovingPanel) -> None:
    ticket = begin(desk)
    batch(desk, ticket)
    answer(desk)
    desk.bridge.event.emit(EpochEnded(ticket, 1, figures(1)))
    desk.bridge.event.emit(SnapshotTaken(ticket, 1, snapshot(1)))
    desk.bridge.event.emit(Finished(ticket, 1, "finished", 1, 1, 1.0, None, Prepared()))
    desk.qtbot.waitUntil(lambda: place(panel).startswith("after epoch 1"))
    assert panel.position == 1


def test_that_a_network_without_a_convolution_waits_for_its_first_epoch(desk: Desk, panel: MovingPanel) -> None:
    nodes = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax")))
    desk.document.change_network(replace(Network((8, 8, 1), nodes)), "Dense")
    ticket = begin(desk)
    batch(desk, ticket)
    assert not desk.asked(ShowKernels)
    desk.qtbot.waitUntil(lambda: "first epoch is over" in panel._empty.words)
    shot = snapshot(1)
    empty = np.zeros((0, 0, 0), np.float16)
    desk.bridge.event.emit(SnapshotTaken(ticket, 1, replace(shot, kernel_layer="dense_1", map_layer="", maps=empty)))
    assert place(panel) == "after epoch 1 of 5"
    assert panel._kernels_column.isVisible()
    assert not panel._maps_column.isVisible()


def test_that_a_long_film_is_kept_in_bounds_and_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = snapshot(1)
    monkeypatch.setattr("cnnstudio.gui.training.film._MOST_BYTES", 2 * (one.kernels.nbytes + one.maps.nbytes))
    store(desk, 4)
    film = Film()
    assert desk.document.path is not None
    film.read(desk.document.path, 1)
    desk.qtbot.waitUntil(lambda: len(film._reel.epochs) == 4 and not film.is_reading)
    assert len(film._reel.kept) == 2
    assert film.kernels.about_zero == (-4, 4)
    assert film.maps.limits == (0, 8)
    gone = next(epoch for epoch in film.epochs if epoch not in film._reel.kept)
    with desk.qtbot.waitSignal(film.changed):
        assert film.at(gone) is None
    found = film.at(gone)
    assert found is not None
    assert found.epoch == gone


def test_that_a_file_that_is_gone_is_told_in_the_panel(desk: Desk, panel: MovingPanel) -> None:
    store(desk)
    wait_for_film(desk, panel)
    path = desk.document.path
    assert path is not None
    away = path.rename(path.with_suffix(".gone"))
    panel._key = None
    panel._runs_changed()
    desk.qtbot.waitUntil(lambda: "cannot be shown" in panel._empty.words)
    away.rename(path)
