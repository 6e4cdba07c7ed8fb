"""Kernels as tiles: which weight and input channel, in what order, how they are coloured, and how large."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.kernels import MOST_NUMBERS, lay_out, ordered, views
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten, SeparableConv2D
from cnnstudio.core.messages import KernelsShown, ShowKernels
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import LayerSpec
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import scene

RANDOM = np.random.default_rng(2)
Show = Callable[..., np.ndarray]


@pytest.fixture
def tab(qtbot: QtBot) -> KernelsTab:
    made = KernelsTab(FakeBridge())
    qtbot.addWidget(made)
    made.resize(820, 480)
    made.show()
    return made


@pytest.fixture
def show(tab: KernelsTab) -> Show:
    """Looks at a layer and answers with random weights; gives these as they are laid out."""

    def do(shape: tuple[int, int, int], *layers: LayerSpec, layer: str = "", weight: str = "") -> np.ndarray:
        seen = scene(layer or stack(*layers)[-1].name, Network(shape, stack(*layers)))
        tab.look(seen)
        if weight:
            combo = tab.findChild(QComboBox, "inspect.kernels.weight")
            combo.setCurrentIndex(combo.findData(weight))
        return answer(tab, seen)

    return do


def answer(tab: KernelsTab, seen: Scene) -> np.ndarray:
    """Answers the newest request with random weights, as the engine would."""
    bridge = tab.questions._bridge
    request = bridge.requests[-1]
    assert isinstance(request, ShowKernels)
    found = views(seen.analysis, request.layer)
    row = seen.analysis.row_of(request.layer)
    name = request.weight or next(view.weight for view in found if view == found[0])
    view = next(view for view in found if view.weight == name)
    shape = next(array.shape for array in row.params.arrays if array.name == name)
    whole = view.inputs_at_once == view.shape[2]
    weight = RANDOM.normal(size=shape).astype(np.float32) if whole else np.zeros(shape, np.float32)
    part = view.part(request.channel)
    kernels = lay_out(view, weight)[:, :, part, : view.outputs_at_once]
    channel = None if whole else part.start
    shown = KernelsShown(len(bridge.requests), request.subject, request.layer, kernels, name, channel, view.shape[2])
    bridge.event.emit(shown)
    return kernels


def choose(tab: KernelsTab, name: str, data: str) -> None:
    combo = tab.findChild(QComboBox, f"inspect.kernels.{name}")
    combo.setCurrentIndex(combo.findData(data))


def test_that_kernels_of_three_channels_are_in_colour_first(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 3), Conv2D(4))
    assert tab.grid.tiled is not None
    assert tab.grid.tiled.picture.ndim == 3
    assert not tab.findChild(QComboBox, "inspect.kernels.colours").isEnabled()


def test_that_blue_white_red_is_always_about_zero(tab: KernelsTab) -> None:
    assert (tab.scaling, tab.colours) == ("symmetric", "diverging")
    choose(tab, "scaling", "own")
    assert tab.colours == "grey"
    choose(tab, "colours", "diverging")
    assert tab.scaling == "symmetric"
    choose(tab, "scaling", "own")
    choose(tab, "scaling", "symmetric")
    assert tab.colours == "diverging"
    choose(tab, "scaling", "own")
    choose(tab, "colours", "viridis")
    choose(tab, "scaling", "symmetric")
    assert tab.colours == "viridis"


def test_that_the_input_channels_are_counted_from_0_and_say_so(tab: KernelsTab, show: Show) -> None:
    show((12, 12, 20), Conv2D(50, (5, 5)))
    assert tab.findChild(QSpinBox, "inspect.kernels.channel").text() == "0 (of 0–19)"


def test_that_a_thousand_kernels_are_readable_and_scrolled_one_way_only(tab: KernelsTab, show: Show) -> None:
    show((12, 12, 20), Conv2D(50, (5, 5)))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    grid = tab.grid
    assert grid.tiled is not None
    assert (grid.tiled.columns, grid.tiled.count) == (20, 1_000)
    assert grid.scale() >= 3
    assert grid.focusProxy().width() <= grid.width()
    grid.read((21, 0, 0))
    assert grid.reading.startswith("filter 1 · input channel 1 · norm ")
    grid.read(None)
    assert grid.reading.startswith("1,000 of 5 × 5 · a row a filter")


def test_that_ten_colour_pictures_of_a_one_layer_network_are_named_by_their_classes(
    tab: KernelsTab, show: Show
) -> None:
    kernels = show((32, 32, 3), Flatten(), Dense(3, "softmax"))
    choose(tab, "scaling", "channel")
    tiled = tab.grid.tiled
    assert tiled is not None
    assert (tiled.tile, tiled.count) == ((32, 32), 3)
    for index in range(3):
        row, column = tiled.origin(index)
        picture = tiled.picture[row : row + 32, column : column + 32]
        assert picture.min((0, 1)).tolist() == [0, 0, 0]
        assert picture.max((0, 1)).tolist() == [1, 1, 1]
    tab.grid.read((1, 2, 3))
    numbers = ", ".join(f"{value:.3f}".replace("-", "−") for value in kernels[2, 3, :, 1])
    assert tab.grid.reading.startswith("unit 1 (dog) · norm ")
    assert tab.grid.reading.endswith(f"row 2, column 3 · {numbers}")


def test_that_scaling_by_colour_is_offered_in_colour_only(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 3), Conv2D(4))
    choose(tab, "scaling", "channel")
    tab.findChild(QSpinBox, "inspect.kernels.channel").setValue(1)
    assert tab.findChild(QComboBox, "inspect.kernels.scaling").findData("channel") == -1
    assert (tab.scaling, tab.colours) == ("symmetric", "diverging")
    assert tab.grid.view.made.style.colours == "diverging"


def test_that_a_dense_layer_behind_no_maps_is_one_picture_of_pairs(tab: KernelsTab, show: Show) -> None:
    kernels = show((4, 4, 1), Flatten(), Dense(6), Dense(3))
    tiled = tab.grid.tiled
    assert tiled is not None
    assert (tiled.count, tiled.gap) == (18, 0)
    tab.grid.read((4 if tiled.columns == 3 else 7, 0, 0))
    assert tab.grid.reading.startswith("unit 1 (dog) · input 1 · ")
    assert tab.grid.reading.endswith(f"{abs(kernels[0, 0, 1, 1]):.3f}")


def test_that_any_weight_of_a_layer_can_be_chosen_and_few_numbers_are_bars(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 2), SeparableConv2D(3), weight="pointwise_kernel")
    assert tab.grid.tiled is not None
    assert tab.grid.tiled.count == 6
    kernels = show((9, 9, 2), Conv2D(5), weight="bias")
    assert [bar.value for bar in tab.bars.bars] == pytest.approx(kernels.reshape(-1).tolist())
    assert tab.bars.bars[2].label == "filter 2"
    show((9, 9, 2), Conv2D(5), BatchNormalization())
    assert [bar.label for bar in tab.bars.bars] == ["channel 0", "channel 1", "channel 2", "channel 3", "channel 4"]


def test_that_the_weight_chosen_is_the_one_asked_for(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 2), Conv2D(5), BatchNormalization(), weight="moving_variance")
    requests = tab.questions._bridge.requests
    assert requests[-1].weight == "moving_variance"
    tab.look_again()
    assert requests[-1].weight == "moving_variance"
    show((9, 9, 2), Conv2D(5))
    assert requests[-1].weight == ""


def test_that_the_largest_come_first_and_stay_where_they_are_while_it_trains(tab: KernelsTab, show: Show) -> None:
    kernels = show((9, 9, 1), Conv2D(8))
    choose(tab, "order", "norm")
    norms = np.sqrt((kernels.astype(float) ** 2).sum((0, 1, 2)))
    order = np.argsort(-norms)
    tab.grid.read((0, 0, 0))
    assert tab.grid.reading.startswith(f"filter {order[0]} · norm {norms[order[0]]:.3f} · ")
    tab.look_again()
    answer(tab, tab._scene)
    tab.grid.read((0, 0, 0))
    assert tab.grid.reading.startswith(f"filter {order[0]} · ")


def test_that_a_layer_too_large_is_looked_at_by_one_input_and_the_next_is_asked_for(
    tab: KernelsTab, show: Show, qtbot: QtBot
) -> None:
    outputs = MOST_NUMBERS // (7 * 7 * 8) + 1
    show((7, 7, 8), Flatten(), Dense(outputs))
    assert tab.findChild(QCheckBox, "inspect.kernels.all").isHidden()
    qtbot.waitUntil(lambda: tab.grid.tiled is not None)
    assert tab.grid.tiled.count == outputs
    tab.findChild(QSpinBox, "inspect.kernels.channel").setValue(5)
    assert tab.questions._bridge.requests[-1].channel == 5


def test_that_colours_that_are_not_at_hand_together_are_shown_one_by_one(
    tab: KernelsTab, show: Show, qtbot: QtBot
) -> None:
    show((90, 90, 3), Flatten(), Dense(400))
    qtbot.waitUntil(lambda: tab.grid.tiled is not None)
    assert tab.channel == 0
    assert tab.grid.tiled.picture.ndim == 2
    tab.grid.read((1, 0, 0))
    assert tab.grid.reading.startswith("unit 1 · channel 0 · norm ")


def test_that_512_by_512_kernels_are_made_into_a_picture_beside_the_window(
    tab: KernelsTab, show: Show, qtbot: QtBot
) -> None:
    show((4, 4, 512), Conv2D(512))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    assert tab.grid.tiled.count == 512  # the window goes on with what it has
    qtbot.waitUntil(lambda: tab.grid.tiled.count == 512 * 512, timeout=20_000)


def test_that_only_the_tiles_in_view_are_outlined(tab: KernelsTab, show: Show) -> None:
    show((12, 12, 20), Conv2D(50, (5, 5)))
    tab.findChild(QCheckBox, "inspect.kernels.all").setChecked(True)
    area = tab.grid.tile_rect(21)
    assert list(tab.grid.view.outlined(area)) == [21]
    assert list(tab.grid.view.outlined(area.united(tab.grid.tile_rect(42)))) == [21, 22, 41, 42]
    assert len(list(tab.grid.view.outlined(tab.grid.shown_image().rect()))) == 1_000


def test_that_a_kernel_alone_has_its_numbers_in_its_cells(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 1), Conv2D(4))
    grid = tab.grid
    grid.select(2)
    assert grid.view.numbers_alone() is None
    grid.show_alone(True)
    numbers = grid.view.numbers_alone()
    assert numbers is not None
    assert numbers.shape == (3, 3)
    assert grid.scale() > 48
    shown = grid.focusProxy().grab().toImage()
    scale = round(grid.scale())
    colours = {shown.pixelColor(x, scale // 2).name() for x in range(4, scale - 4)}
    assert len(colours) > 2  # the cell's own colour, and letters on it


def test_that_the_figure_says_what_it_shows(tab: KernelsTab, show: Show) -> None:
    assert tab.figure() is None
    show((9, 9, 2), Conv2D(4))
    figure = tab.figure()
    assert figure is not None
    assert figure.caption == (
        "Kernels of conv2d_1 (Conv2D · 4 filters 3×3 · valid · relu · 9 × 9 × 2 → 7 × 7 × 4) · input channel 0 · "
        "Run 1 · all alike, about zero"
    )
    assert [panel.title for panel in figure.panels] == [f"filter {number}" for number in range(4)]
    assert [panel.colours for panel in figure.panels] == ["", "", "", "diverging"]
    show((9, 9, 2), Conv2D(4), weight="bias")
    figure = tab.figure()
    assert figure is not None
    assert figure.caption.startswith("“bias” of conv2d_1 (")
    assert figure.panels[0].paint is not None


def test_that_another_layer_takes_the_first_weight_that_is_a_picture(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 2), Conv2D(5), weight="bias")
    show((9, 9, 2), Conv2D(5), Conv2D(6))
    assert tab.grid.tiled is not None
    assert tab.views.currentWidget() is tab.grid


def test_that_the_order_of_one_layer_is_not_taken_for_another(tab: KernelsTab, qtbot: QtBot) -> None:
    network = Network((20, 20, 3), stack(Conv2D(128), Conv2D(128), Conv2D(128)))
    first, second = scene("conv2d_2", network), scene("conv2d_3", network)
    tab.look(first)
    choose(tab, "order", "likeness")
    old = answer(tab, first)
    assert tab._sorter.is_busy
    tab.look(second)
    if tab._sorter.is_busy:
        tab._sorter.stop()
        tab._sorted(ordered(old, "likeness"))  # as the thread does that ends right now
    kernels = answer(tab, second)
    qtbot.waitUntil(lambda: getattr(tab.grid.about, "layer", "") == "conv2d_3")
    order = ordered(kernels, "likeness")
    tab.grid.read((1, 0, 0))
    assert tab.grid.reading.startswith(f"filter {order[1]} · ")


def test_that_another_layer_is_not_drawn_from_the_weights_of_the_one_before(tab: KernelsTab, show: Show) -> None:
    network = Network((9, 9, 2), stack(Conv2D(5), Conv2D(5)))
    first = scene("conv2d_1", network)
    tab.look(first)
    answer(tab, first)
    tab.look(scene("conv2d_2", network))
    choose(tab, "order", "norm")
    choose(tab, "scaling", "own")
    figure = tab.figure()
    assert figure is not None
    assert figure.caption.startswith("Kernels of conv2d_1 (Conv2D · 5 filters 3×3 · valid · relu · 9 × 9 × 2")


def test_that_kernels_of_another_layer_go_while_the_new_ones_are_put_in_order(
    tab: KernelsTab, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, whole = threading.Event(), ordered

    def held(kernels: np.ndarray, order: str) -> np.ndarray:
        assert opened.wait(10)
        return whole(kernels, order)

    network = Network((20, 20, 3), stack(Conv2D(128), Conv2D(128), Conv2D(128)))
    first, second = scene("conv2d_2", network), scene("conv2d_3", network)
    tab.look(first)
    answer(tab, first)
    choose(tab, "order", "likeness")
    qtbot.waitUntil(lambda: not tab._sorter.is_busy)
    monkeypatch.setattr("cnnstudio.gui.viewer.kernels.tab.ordered", held)
    tab.look(second)
    answer(tab, second)
    qtbot.waitUntil(lambda: tab.grid.empty_text != "")
    assert tab.figure() is None
    opened.set()
    qtbot.waitUntil(lambda: tab.figure() is not None)
    assert tab.figure().caption.startswith("Kernels of conv2d_3")


def test_that_the_figure_tells_the_epoch_of_what_is_drawn(tab: KernelsTab) -> None:
    first = scene("conv2d_1")
    tab.look(first)
    answer(tab, first)
    tab.look(replace(first, subject=replace(first.subject, epoch=1), title="Run 1 · epoch 1"))
    assert tab.figure().caption.count("Run 1 · all alike") == 1
    answer(tab, tab._scene)
    assert "Run 1 · epoch 1 · " in tab.figure().caption


def test_that_while_kernels_are_awaited_a_training_asks_for_no_others(tab: KernelsTab) -> None:
    seen = scene("conv2d_1", is_live=True)
    tab.look(seen)
    for _ in range(3):
        tab.look_again()
    bridge = tab.questions._bridge
    assert len(bridge.requests) == 1
    answer(tab, seen)
    tab.look_again()
    assert len(bridge.requests) == 2


def test_that_the_norm_of_a_part_is_its_own_and_that_of_the_whole_says_so(tab: KernelsTab, show: Show) -> None:
    kernels = show((9, 9, 2), Conv2D(4)).astype(float)
    tab.findChild(QSpinBox, "inspect.kernels.channel").setValue(1)
    part, whole = (float(np.linalg.norm(each)) for each in (kernels[:, :, 1, 3], kernels[..., 3]))
    tab.grid.read((3, 0, 0))
    assert f" · norm {part:.3f} (of the whole filter {whole:.3f}) · " in tab.grid.reading


def test_that_in_a_narrow_window_the_shapes_are_still_said(tab: KernelsTab, show: Show) -> None:
    tab.resize(760, 480)
    show((28, 28, 1), Conv2D(20, (5, 5)))
    facts = tab._facts
    assert facts.full.startswith("Conv2D · 20 filters 5×5")
    assert facts.text().endswith("28 × 28 × 1 → 24 × 24 × 20")


def test_that_a_matrix_of_few_columns_is_no_sliver(tab: KernelsTab, show: Show) -> None:
    show((4, 4, 1), Flatten(), Dense(500), Dense(3))
    assert tab.grid.scale() >= 6
    assert tab.grid.tiled is not None
    assert tab.grid.tiled.columns == 3


def test_that_the_factors_of_a_normalisation_are_bars_from_one(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 2), Conv2D(3), BatchNormalization(), layer="batch_normalization_1", weight="gamma")
    assert tab.views.currentWidget() is not tab.grid
    assert (tab.bars._base, tab.bars._high >= 1) == (1.0, True)
    assert tab._facts.full.startswith("bars begin at 1")
    show((9, 9, 2), Conv2D(3), BatchNormalization(), layer="batch_normalization_1", weight="beta")
    assert tab.bars._base == 0.0


def test_that_nothing_is_said_of_bars_where_there_are_too_many_numbers_for_them(tab: KernelsTab, show: Show) -> None:
    show((9, 9, 2), Conv2D(65), BatchNormalization(), layer="batch_normalization_1", weight="gamma")
    assert tab.views.currentWidget() is tab.grid
    assert "bars" not in tab._facts.full
