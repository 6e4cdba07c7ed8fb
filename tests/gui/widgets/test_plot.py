"""The plot of curves: ranges, readings, the theme, and what can be taken along."""

import csv
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.gui import theme
from cnnstudio.gui.widgets.curves import log_ticks
from cnnstudio.gui.widgets.plot import Curve, CurvePlot


def epochs(*values: float, label: str = "training", style: str = "solid") -> Curve:
    positions = np.arange(1.0, len(values) + 1)
    return Curve(label, positions, np.array(values), label, style)  # type: ignore[arg-type]


def batches(count: int, per_epoch: int = 10) -> Curve:
    positions = np.arange(1, count + 1) / per_epoch
    return Curve("each batch", positions, 2.0 / (1 + positions), "training", "faint", per_epoch)


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    made = CurvePlot("Loss", log=True)
    qtbot.addWidget(made)
    made.resize(480, 320)
    made.show()
    return made


def test_that_an_empty_plot_says_that_there_is_no_run(plot: CurvePlot) -> None:
    assert plot.empty_text == "No run yet…"
    plot.show_curves([epochs(1.0, 0.5)])
    assert plot.empty_text == ""


def test_that_everything_is_in_view_and_stays_so_as_curves_grow(plot: CurvePlot) -> None:
    for count in (1, 2, 40):
        plot.show_curves([batches(10 * count), epochs(*np.linspace(1, 0.1, count + 1)[1:])])
        (left, right), (low, high) = plot.view_range
        assert left <= 0.1
        assert right >= count
        assert low <= 0.1
        assert high >= 2 / 1.1


def test_that_one_epoch_stands_in_the_middle(plot: CurvePlot) -> None:
    plot.show_curves([epochs(0.7)])
    (left, right), (low, high) = plot.view_range
    assert (left, right) == (0.5, 1.5)
    assert low < 0.7 < high


def test_that_an_accuracy_is_not_shown_above_one(qtbot: QtBot) -> None:
    plot = CurvePlot("Accuracy", percent=True)
    qtbot.addWidget(plot)
    plot.show_curves([epochs(0.5, 0.9, 1.0)])
    assert 1.0 <= plot.view_range[1][1] < 1.03


def test_that_values_that_are_not_finite_are_left_out(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, float("nan"), float("inf"), 2.0)])
    low, high = plot.view_range[1]
    assert low < 1.0
    assert 2.0 < high < 3.0


def test_that_zooming_holds_the_view_until_it_is_reset(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5, 0.2)])
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.view_range
    plot.show_curves([epochs(1.0, 0.5, 0.2, 0.1, 0.05)])
    assert plot.view_range == zoomed
    assert not plot.is_whole
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.is_whole
    assert plot.view_range[0][1] > 5


def test_that_the_button_to_show_all_is_there_only_after_zooming(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    assert plot.reset_button.isHidden()
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.reset_button.isVisible()
    qtbot.mouseClick(plot.reset_button, Qt.MouseButton.LeftButton)
    assert plot.is_whole


def test_that_the_log_scale_shows_powers_of_ten_and_leaves_out_zero(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.1, 0.01, 0.0)])
    plot.log_button.click()
    low, high = plot.view_range[1]
    assert plot.is_log
    assert -2.3 < low < -2.0
    assert 0 < high < 0.3


@pytest.mark.parametrize(
    ("low", "high", "room", "values"),
    [
        (-2, 0.4, 14, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]),
        (-2, 0.4, 6, [0.01, 0.03, 0.1, 0.3, 1]),
        (-2, 0.4, 3, [0.01, 0.1, 1]),
        (-8, 0, 4, [1e-8, 1e-6, 1e-4, 1e-2, 1]),
        (-0.6, -0.3, 6, [0.3, 0.4, 0.5]),
    ],
)
def test_that_a_log_axis_is_marked_by_round_numbers_that_have_room(
    low: float, high: float, room: int, values: list[float]
) -> None:
    assert [10**tick for tick in log_ticks(low, high, room)] == pytest.approx(values)


@pytest.mark.parametrize("high", np.linspace(-3.9, 4, 23))
@pytest.mark.parametrize("room", [2, 4, 9, 16])
def test_that_log_marks_never_crowd_and_never_leave_the_axis_bare(high: float, room: int) -> None:
    ticks = log_ticks(-4, high, room)
    assert all(-4 <= tick <= high for tick in ticks)
    assert len(ticks) >= 1
    assert all(gap >= 0.9 * (high + 4) / (room + 1) for gap in np.diff(ticks))


def test_that_a_low_plot_gives_its_room_to_the_curves(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    label = plot._canvas._plot.getAxis("bottom").label
    qtbot.waitUntil(label.isVisible)
    plot.resize(280, 200)
    qtbot.waitUntil(lambda: not label.isVisible())


def test_that_a_reading_names_the_epoch_and_every_curve(plot: CurvePlot) -> None:
    plot.show_curves([batches(20), epochs(1.0, 0.5), epochs(1.1, 0.6, label="validation", style="dashed")])
    assert plot.reading(1.9) == ["Epoch 2", "training: 0.5", "validation: 0.6", "batch 9 of epoch 2: 0.6897"]


def test_that_a_screen_reader_is_told_the_last_values(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.25)])
    assert plot.accessibleDescription() == "Epoch 2, training: 0.25"


def test_that_the_table_has_a_row_a_position_and_a_column_a_curve(plot: CurvePlot, tmp_path: Path) -> None:
    plot.show_curves([batches(3, per_epoch=2), epochs(1.0)])
    plot.save_csv(tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["epoch", "0.5", "1", "1.5"]
    assert rows[0] == ["epoch", "each batch", "training"]
    assert rows[2] == ["1", "1.0", "1.0"]
    assert rows[3][2] == ""


def test_that_the_picture_is_saved_at_twice_the_size_of_the_screen(plot: CurvePlot, tmp_path: Path) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    plot.save_png(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() >= 900
    assert len({image.pixelColor(x, 300).name() for x in range(image.width())}) > 1


def test_that_the_svg_holds_the_title_and_the_curves(plot: CurvePlot, tmp_path: Path) -> None:
    plot.show_curves([epochs(1.0, 0.5)], best=2)
    plot.save_svg(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Loss" in text
    assert "best: epoch 2" in text
    assert text.count("<path") + text.count("<polyline") > 2


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_that_a_place_that_cannot_be_written_to_is_said_in_words(plot: CurvePlot, tmp_path: Path, ending: str) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    with pytest.raises(StudioError, match="could not be written"):
        getattr(plot, f"save_{ending}")(tmp_path / "missing" / f"a.{ending}")


def test_that_the_picture_can_be_copied(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    plot.copy()
    assert QGuiApplication.clipboard().image().width() >= 900


def test_that_the_context_menu_holds_only_what_is_ours(plot: CurvePlot) -> None:
    words = [action.text() for action in plot.menu().actions() if not action.isSeparator()]
    assert words == ["Copy picture", "Save as PNG…", "Save as SVG…", "Export as CSV…", "Show everything"]


def test_that_the_colours_follow_the_theme_at_run_time(plot: CurvePlot, qapp: QApplication) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    try:
        theme.apply(qapp, "light")
        qapp.processEvents()
        light = plot.picture().pixelColor(3, 3).name()
        theme.apply(qapp, "dark")
        qapp.processEvents()
        assert (light, plot.picture().pixelColor(3, 3).name()) == (theme.LIGHT.card, theme.DARK.card)
    finally:
        theme.apply(qapp, "system")


def test_that_a_million_points_are_drawn_within_a_few_frames(plot: CurvePlot) -> None:
    count = 1_000_000
    values = np.abs(np.random.default_rng(1).standard_normal(count))
    curve = Curve("each batch", np.arange(count) / 1000, values, "training", "faint")
    plot.show_curves([curve])
    plot.picture()
    begun = time.perf_counter()
    plot.show_curves([curve])
    plot.grab()
    assert time.perf_counter() - begun < 0.25  # 15 ms on an idle machine; 200 ms and more without downsampling
