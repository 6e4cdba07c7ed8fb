"""Every input's part of every kernel of a layer: numbered rows and columns, and all at once."""

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.kernels import lay_out, views
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import KernelsShown
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.widgets.maps.tiling import Heads
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import scene


@pytest.fixture
def tab(qtbot: QtBot) -> KernelsTab:
    made = KernelsTab(FakeBridge())
    qtbot.addWidget(made)
    made.resize(816, 475)
    made.show()
    return made


def show(tab: KernelsTab, shape: tuple[int, int, int], *layers: LayerSpec) -> np.ndarray:
    """Random weights of the last layer, as they are laid out."""
    network = Network(shape, stack(*layers))
    seen = scene(network.nodes[-1].name, network)
    tab.look(seen)
    request = tab.questions._bridge.requests[-1]
    view = views(seen.analysis, request.layer)[0]
    row = seen.analysis.row_of(request.layer)
    size = next(array.shape for array in row.params.arrays if array.name == view.weight)
    kernels = lay_out(view, np.random.default_rng(2).normal(size=size).astype(np.float32))
    bridge = tab.questions._bridge
    bridge.event.emit(KernelsShown(len(bridge.requests), request.subject, request.layer, kernels, view.weight))
    return kernels


def heads(tab: KernelsTab) -> Heads:
    assert tab.grid.view is not None
    found = tab.grid.view.made.maps.heads
    assert found is not None
    return found


def test_that_a_row_is_numbered_by_its_filter_and_a_column_by_its_input(tab: KernelsTab) -> None:
    kernels = show(tab, (12, 12, 20), Conv2D(50, (5, 5)))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    found = heads(tab)
    assert (found.down, found.across) == ("filter", "input")
    assert (found.row(3), found.column(7)) == (3, 7)
    tab._choice._order.setCurrentIndex(1)
    norms = np.linalg.norm(kernels.reshape(-1, 50), axis=0)
    assert heads(tab).row(0) == int(norms.argmax())


def test_that_a_thousand_kernels_are_seen_at_once_by_a_button_in_wider_rows(tab: KernelsTab) -> None:
    show(tab, (12, 12, 20), Conv2D(50, (5, 5)))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    button = tab.findChild(QToolButton, "inspect.kernels.grid.all")
    picture = tab.grid.focusProxy()
    assert picture.height() > tab.grid.height()
    button.click()
    assert tab.grid.tiled is not None
    assert tab.grid.tiled.columns == 50
    assert (heads(tab).down, heads(tab).across) == ("input", "filter")
    assert tab.grid.scale() >= 2
    assert picture.height() < tab.grid.height()
    assert picture.width() < tab.grid.width()
    button.click()
    assert tab.grid.tiled.columns == 20


def test_that_a_matrix_of_classes_is_numbered_and_its_caption_tells_the_classes(tab: KernelsTab) -> None:
    show(tab, (4, 4, 1), Flatten(), Dense(500), Dense(3))
    assert (heads(tab).down, heads(tab).across) == ("input", "unit")
    figure = tab.figure()
    assert figure is not None
    assert "from the left: cat, dog, " in figure.caption
    assert figure.panels[0].title.startswith("input 0–")
    assert len(figure.panels) > 1
