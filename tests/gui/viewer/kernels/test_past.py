"""A kernel over the epochs: what is read from the file, and how it is shown."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.kernels import View, lay_out, views
from cnnstudio.core.messages import KernelsShown, RunSubject
from cnnstudio.core.network import Block
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.viewer.kernels.epoch_row import EpochPanel, EpochRow, Epochs
from cnnstudio.gui.viewer.kernels.over import Wanted
from cnnstudio.gui.viewer.kernels.past import Past
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.widgets.rasters import image_array
from tests.gui.desk import LABELS, small_network
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import scene

VIEW = View("kernel", (3, 3, 1, 4))


def kernel_after(epoch: int, shape: tuple[int, ...] = (3, 3, 1, 4)) -> np.ndarray:
    """Weights that say which epoch they are of."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 10 - epoch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a run of six epochs: a snapshot of each, the weights of the last three and of the best."""
    found = tmp_path / "lab.cnnstudio"
    project = Project(small_network())
    with ProjectFile.create(found, project) as file:
        file.begin_run(project, name="", labels=LABELS, prepared=Prepared(), started="2026-01-01", versions={})
        for epoch in range(1, 7):
            add(file, epoch)
        file.end_run(1, "finished", None)
    return found


def add(file: ProjectFile, epoch: int) -> None:
    shapes = {"conv2d_1/kernel": (3, 3, 1, 4), "conv2d_2/kernel": (3, 3, 4, 6)}
    weights = {name: kernel_after(epoch, shape) for name, shape in shapes.items()}
    maps, picture = np.zeros((2, 2, 1), np.float16), np.zeros((8, 8, 1), np.uint8)
    snapshot = Snapshot(epoch, "conv2d_1", kernel_after(epoch)[..., :3], "conv2d_1", maps, picture)
    file.add_epoch(1, Epoch(epoch, 1.0, 0.5, abs(epoch - 2) + 1.0, 0.5, 1.0), weights, snapshot=snapshot)


def run_of(path: Path) -> Run:
    with ProjectFile.open(path, read_only=True) as file:
        return file.run(1)


@pytest.fixture
def past(qtbot: QtBot) -> Iterator[Past]:
    from PySide6.QtCore import QObject

    owner = QObject()
    made = Past(owner)
    yield made
    made._reader.close()


def read(past: Past, qtbot: QtBot, path: Path, layer: str = "conv2d_1", view: View = VIEW) -> None:
    with qtbot.waitSignal(past.changed):
        past.look(str(path), run_of(path), layer, view)


def test_that_a_kernel_is_read_from_every_snapshot_and_every_kept_epoch(past: Past, path: Path, qtbot: QtBot) -> None:
    read(past, qtbot, path)
    found = past.of(2)
    assert list(found) == [1, 2, 3, 4, 5, 6]
    for epoch, kernel in found.items():
        assert np.array_equal(kernel, kernel_after(epoch)[..., 2])


def test_that_of_a_kernel_that_is_in_no_snapshot_the_kept_epochs_are_shown(
    past: Past, path: Path, qtbot: QtBot
) -> None:
    read(past, qtbot, path)
    assert tuple(past.of(3)) == run_of(path).kept == (2, 4, 5, 6)
    read(past, qtbot, path, "conv2d_2", View("kernel", (3, 3, 4, 6)))
    assert tuple(past.of(5)) == (2, 4, 5, 6)
    assert np.array_equal(past.of(5)[4], kernel_after(4, (3, 3, 4, 6))[..., 5])


def test_that_after_another_epoch_only_that_one_is_read(
    past: Past, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(past, qtbot, path)
    with ProjectFile.open(path) as file:
        add(file, 7)
    epochs = []
    whole = ProjectFile.weights
    monkeypatch.setattr(ProjectFile, "weights", lambda *given: epochs.append(given[2]) or whole(*given))
    read(past, qtbot, path)
    assert epochs == [7]
    assert list(past.of(0)) == [1, 2, 3, 4, 5, 6, 7]


def test_that_what_is_known_is_not_read_again(past: Past, path: Path, qtbot: QtBot) -> None:
    read(past, qtbot, path)
    past.look(str(path), run_of(path), "conv2d_1", VIEW)
    assert not past.is_reading


def test_that_a_file_that_is_gone_is_said(past: Past, path: Path, qtbot: QtBot) -> None:
    run = run_of(path)
    path.rename(path.with_suffix(".old"))
    with qtbot.waitSignal(past.changed):
        past.look(str(path), run, "conv2d_1", VIEW)
    assert past.refusal.count("lab.cnnstudio") == 1
    assert past.refusal.count(". ") <= 1  # what is wrong and what helps, once each
    assert past.of(0) == {}


@pytest.fixture
def tab(qtbot: QtBot, path: Path) -> KernelsTab:
    made = KernelsTab(FakeBridge())
    qtbot.addWidget(made)
    made.resize(820, 480)
    made.show()
    run = run_of(path)
    seen = replace(scene("conv2d_1", run=run), subject=RunSubject(str(path), 1))
    made.look(seen)
    view = views(seen.analysis, "conv2d_1")[0]
    kernels = lay_out(view, kernel_after(2))
    made.questions._bridge.event.emit(KernelsShown(1, seen.subject, "conv2d_1", kernels, "kernel", None, 1))
    return made


def test_that_the_selected_kernel_is_shown_over_the_epochs(tab: KernelsTab, qtbot: QtBot) -> None:
    assert tab.panel.isHidden()
    tab.findChild(QCheckBox, "inspect.kernels.over_epochs").setChecked(True)
    assert tab.panel.words.startswith("Select a kernel above")
    tab.grid.select(2)
    qtbot.waitUntil(lambda: tab.panel.row.epochs is not None)
    shown = tab.panel.row.epochs
    assert (shown.numbers, shown.shown, shown.kernels.shape) == ((1, 2, 3, 4, 5, 6), 2, (3, 3, 6))
    tab.grid.select(None)
    assert tab.panel.row.epochs is None


def test_that_keys_and_mouse_read_an_epoch(tab: KernelsTab, qtbot: QtBot) -> None:
    tab.findChild(QCheckBox, "inspect.kernels.over_epochs").setChecked(True)
    tab.grid.select(2)
    row = tab.panel.row
    qtbot.waitUntil(lambda: row.epochs is not None)
    for key, epoch in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_End, 6), (Qt.Key.Key_Left, 5)):
        qtbot.keyClick(row, key)
        assert row.accessibleDescription().startswith(f"epoch {epoch} · from ")
    qtbot.mouseMove(row, row.cell(3).center())
    norm = np.linalg.norm(kernel_after(4)[..., 2].astype(float))
    assert row.accessibleDescription().endswith(f"norm {norm:.3f}")


def test_that_the_same_number_has_the_same_colour_in_every_epoch(qtbot: QtBot) -> None:
    row = EpochRow()
    qtbot.addWidget(row)
    kernels = np.array([[[0.0, 1.0], [1.0, 4.0]]], np.float32)
    for scaling in ("own", "common", "symmetric"):
        row.show_epochs(Epochs((1, 2), kernels, scaling, "viridis"))
        picture = image_array(row._image)[0]
        assert (picture[1] == picture[2]).all()
        assert (picture[1] != picture[3]).any()
    colours = np.zeros((1, 2, 2, 3), np.float32)
    colours[0, 1, 0, 0], colours[0, 1, 1, 1] = 2.0, 8.0
    row.show_epochs(Epochs((1, 2), colours, "channel", "viridis"))
    assert image_array(row._image)[0, :, :3].tolist() == [[0, 0, 0], [255, 0, 0], [0, 0, 0], [0, 255, 0]]


def test_that_the_panel_says_words_in_the_rows_place_and_stays_as_high(qtbot: QtBot) -> None:
    panel = EpochPanel()
    qtbot.addWidget(panel)
    panel.say("Nothing.")
    before = panel.sizeHint().height()
    panel.show_epochs(Epochs((1, 2), np.zeros((3, 3, 2), np.float32), "symmetric", "diverging"))
    assert panel.words == ""
    assert panel.sizeHint().height() == before


def test_that_who_leaves_reads_no_further_and_keeps_no_kernels(tab: KernelsTab, qtbot: QtBot) -> None:
    tab.findChild(QCheckBox, "inspect.kernels.over_epochs").setChecked(True)
    tab.grid.select(2)
    qtbot.waitUntil(lambda: tab.panel.row.epochs is not None)
    past = tab._over.past
    assert past.of(2)
    tab.leave()
    assert past.of(2) == {}
    tab.look(tab._scene)
    tab.leave()
    assert not past.is_reading


def test_that_of_a_frozen_kernel_it_is_said_that_it_does_not_change(tab: KernelsTab) -> None:
    seen = tab._scene
    assert seen is not None
    base = Block("base", Pretrained("built-in:EfficientNet-Lite0"), (seen.network.nodes[:1],))
    network = replace(seen.network, nodes=(base, *seen.network.nodes[1:]))
    held = scene("conv2d_1", network, run=seen.run)
    tab.look(replace(held, subject=seen.subject))
    assert held.facts(network.node((0, 0, 0))).endswith(" · frozen")
    tab._over.button.setChecked(True)
    view = views(held.analysis, "conv2d_1")[0]
    tab._over.show(Wanted(held, "conv2d_1", view, None, "symmetric", "diverging"))
    assert tab.panel.words == "Frozen: came with EfficientNet-Lite0, does not change."
    assert not tab._over.past.is_reading
