"""The plot of curves: ranges, readings, the theme, and what can be taken along."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsView
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.gui import theme
from cnnstudio.gui.widgets.plots.axes import ValueAxis, alike_in_digits, laid_on
from cnnstudio.gui.widgets.plots.curves import log_ticks, write_csv
from cnnstudio.gui.widgets.plots.header import pen_of
from cnnstudio.gui.widgets.plots.plot import Band, Curve, CurvePlot, Mark
from tests.gui.widgets.curves_made import batches, epochs


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
        assert high >= 1
    plot.show_everything()
    assert plot.view_range[1][1] >= 2 / 1.1


def exploding() -> list[Curve]:
    """Single batches of 8,000 and 200,000 in the first of 6 epochs, whose mean is 4,000; else all is near 2.3."""
    values = 2.3 + 0.05 * np.sin(np.arange(300.0))
    values[5:8] = 200, 200_000, 8_000
    noise = Curve("each batch", np.arange(1, 301) / 50, values, "training", "faint", 50)
    checked = epochs(2.4, 2.35, 2.3, 2.32, 2.31, 2.3, label="validation", style="dashed")
    return [noise, epochs(4_000.0, 2.31, 2.3, 2.3, 2.29, 2.3), checked]


@pytest.mark.parametrize("log", [False, True])
def test_that_single_explosions_do_not_press_the_curves_to_the_floor(plot: CurvePlot, log: bool, qtbot: QtBot) -> None:
    plot.show_curves(exploding())
    plot.set_log(log)
    low, high = plot.view_range[1]
    assert (10**low if log else low) > 2.1
    assert (10**high if log else high) < 2.6
    assert plot.is_cut
    assert plot.legend == ["each batch (up to 200,000)", "training (up to 4,000)", "validation"]
    assert "Show everything" in plot.reset_button.toolTip()
    qtbot.mouseClick(plot.reset_button, Qt.MouseButton.LeftButton)
    high = plot.view_range[1][1]
    assert (10**high if log else high) >= 200_000
    assert plot.legend[1:] == ["training", "validation"]
    plot.show_curves(exploding())
    assert plot.view_range[1][1] == high  # and it stays so
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.view_range[1][1] < 3


def test_that_the_first_batch_does_not_stretch_an_accuracy(qtbot: QtBot) -> None:
    plot = CurvePlot("Accuracy", percent=True)
    qtbot.addWidget(plot)
    x = np.arange(1, 601) / 50
    noise = Curve("each batch", x, 1 - 0.97 * np.exp(-8 * x), "training", "faint", 50)
    plot.show_curves([noise, epochs(*np.linspace(0.88, 0.99, 12)), epochs(*np.linspace(0.93, 0.98, 12), label="b")])
    assert 0.8 < plot.view_range[1][0] < 0.88
    plot.show_everything()
    assert plot.view_range[1][0] < 0.2


@pytest.mark.parametrize(
    "values", [(2.3, 0.4, 0.01, 1e-4), (2.3, 2.3, 2.3, 0.1, 0.05), (0.5, 0.9, 2.0, 4.0, 9.0), (300.0, 80.0, 20.0, 5.0)]
)
def test_that_what_a_run_goes_through_is_never_cut(plot: CurvePlot, values: tuple[float, ...]) -> None:
    plot.show_curves([epochs(*values), epochs(*values[::-1], label="validation")])
    assert not plot.is_cut
    assert plot.view_range[1][1] > max(values)


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


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("value", "log"), [(float("nan"), False), (float("inf"), True), (0.0, True)])
def test_that_a_curve_without_a_value_that_can_be_drawn_is_left_out(plot: CurvePlot, value: float, log: bool) -> None:
    plot.set_log(log)
    plot.show_curves([epochs(value, value, value), epochs(1.0, 2.0, 4.0, label="validation")])
    assert not plot.grab().isNull()
    low, high = plot.view_range[1]
    assert low < (0.0 if log else 1.0)
    assert high > (np.log10(4) if log else 4)


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


@pytest.mark.parametrize(
    ("texts", "alike"),
    [
        (["0.5", "0.55", "0.6"], ["0.50", "0.55", "0.60"]),
        (["−1", "-0,5", "0"], ["−1,0", "-0,5", "0,0"]),
        (["90 %", "92.5 %"], ["90.0 %", "92.5 %"]),
        (["1", "2"], ["1", "2"]),
        (["0.5", "1e-05"], ["0.5", "1e-05"]),
    ],
)
def test_that_the_numbers_of_an_axis_have_equally_many_digits(texts: list[str], alike: list[str]) -> None:
    assert alike_in_digits(texts) == alike
    assert alike_in_digits(alike) == alike


def test_that_an_axis_is_written_alike(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(0.57, 0.36)])
    axis = plot._canvas._value_axis
    picture = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    assert len(texts) > 1
    assert len({len(text.partition(".")[2]) for *_, text in texts}) == 1


def test_that_a_low_plot_gives_its_room_to_the_curves(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    label = plot._canvas._plot.getAxis("bottom").label
    qtbot.waitUntil(label.isVisible)
    plot.resize(280, 200)
    qtbot.waitUntil(lambda: not label.isVisible())


def test_that_the_table_has_a_row_a_position_and_a_column_a_curve(
    plot: CurvePlot, tmp_path: Path, qtbot: QtBot
) -> None:
    plot.show_curves([batches(3, per_epoch=2), epochs(1.0)])
    plot.save_csv(tmp_path / "a.csv")
    qtbot.waitUntil((tmp_path / "a.csv").exists)
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


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_that_a_place_that_cannot_be_written_to_is_said_in_words(plot: CurvePlot, tmp_path: Path, ending: str) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    with pytest.raises(StudioError, match="does not exist"):
        getattr(plot, f"save_{ending}")(tmp_path / "missing" / f"a.{ending}")


def test_that_a_table_that_cannot_be_written_is_said_in_words(plot: CurvePlot, tmp_path: Path, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    with qtbot.waitSignal(plot.failed) as said:
        plot.save_csv(tmp_path / "missing" / "a.csv")
    assert isinstance(said.args[0], StudioError)
    assert not (tmp_path / "missing").exists()


def test_that_the_picture_can_be_copied(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    plot.copy()
    assert QGuiApplication.clipboard().image().width() >= 900


def test_that_the_context_menu_holds_only_what_is_ours(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    words = [action.text() for action in plot.menu().actions() if not action.isSeparator()]
    assert words == [
        "Show “training”",
        "Copy picture",
        "Save as PNG…",
        "Save as SVG…",
        "Export as CSV…",
        "Zoom in\t+, wheel",
        "Zoom out\t−, wheel",
        "Fit to the curves\tHome, double click",
        "Show everything",
    ]


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


def test_that_a_million_points_are_worked_through_in_turns_and_more_at_once(plot: CurvePlot, qtbot: QtBot) -> None:
    count = 1_000_000
    values = np.abs(np.random.default_rng(1).standard_normal(count))
    positions = np.arange(count) / 1000
    plot.show_curves([Curve("each batch", positions[:-25], values[:-25], "training", "faint", 1000, source=plot)])
    plot.set_smoothing(0.9)
    assert plot._canvas.is_behind  # it is worked through in several turns
    qtbot.waitUntil(lambda: not plot._canvas.is_behind)
    assert len(plot._canvas._lines[0].drawn()[1]) == count - 25
    plot.show_curves([Curve("each batch", positions, values, "training", "faint", 1000, source=plot)])
    assert not plot._canvas.is_behind  # the few that are new are drawn at once
    assert len(plot._canvas._lines[0].drawn()[1]) == count


def smoothed(plot: CurvePlot, weight: float) -> None:
    plot.show_curves([epochs(1.0, 0.0, 1.0), epochs(2.0, 1.0, 2.0, label="validation", style="dashed")])
    plot.set_smoothing(weight)


def test_that_smoothing_draws_a_mean_with_the_values_behind_it_and_keeps_them(plot: CurvePlot) -> None:
    smoothed(plot, 0.5)
    lines = plot._canvas._lines
    assert lines[0].drawn()[1] == pytest.approx([1.0, 1 / 3, 5 / 7])  # by hand: 0.5, 0.25, 0.625 over 1/2, 3/4, 7/8
    assert lines[0]._pale is not None
    assert plot.curves[0].y.tolist() == [1.0, 0.0, 1.0]
    assert plot.reading(2)[1] == "training: 0 (smooth 0.3333)"
    plot.set_smoothing(0)
    assert plot.reading(2)[1] == "training: 0"


def test_that_smoothing_goes_on_as_points_arrive_and_begins_anew_with_another_run(plot: CurvePlot) -> None:
    plot.set_smoothing(0.5)
    for source, values in (("a", (1.0,)), ("a", (1.0, 0.0)), ("b", (3.0, 3.0)), ("b", (3.0, 3.0, 3.0))):
        curve = epochs(*values)
        plot.show_curves([Curve("training", curve.x, curve.y, "training", source=source)])
    assert plot._canvas._lines[0].drawn()[1] == pytest.approx([3.0, 3.0, 3.0])


def test_that_a_curve_is_taken_out_by_its_legend_and_by_the_menu(plot: CurvePlot, qtbot: QtBot) -> None:
    smoothed(plot, 0)
    header = plot._canvas._header
    place = next(area for curve, area in header.entries() if curve.label == "validation").center()
    point = plot._canvas.mapFromScene(header.mapToScene(place))
    qtbot.mouseClick(plot._canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert plot.hidden == {"validation"}
    assert plot.reading(1) == ["Epoch 1", "training: 1"]
    assert plot.view_range[1][1] < 1.2
    action = next(action for action in plot.menu().actions() if action.text() == "Show “validation”")
    assert not action.isChecked()
    action.trigger()
    assert plot.hidden == set()


def test_that_a_curve_taken_out_stays_out_when_points_arrive(plot: CurvePlot) -> None:
    smoothed(plot, 0)
    plot.toggle("training")
    plot.show_curves([epochs(1.0, 0.0, 1.0, 4.0), epochs(2.0, 1.0, 2.0, 5.0, label="validation", style="dashed")])
    assert plot.reading(4) == ["Epoch 4", "validation: 5"]


BAND = Band(2, "growing since epoch 2")


def test_that_the_area_between_two_curves_is_shaded_while_both_are_in_the_picture(plot: CurvePlot) -> None:
    pair = [epochs(1.0, 0.5, 0.2), epochs(1.1, 1.0, 1.2, label="validation", style="dashed")]
    plot.show_curves(pair)
    assert not plot.is_shaded
    plot.show_curves(pair, band=BAND)
    assert plot.is_shaded
    area = plot._canvas._shading.boundingRect()
    assert (area.left(), area.right(), area.top(), area.bottom()) == pytest.approx((2, 3, 0.2, 1.2))
    assert plot.reading(3)[-1] == "apart by 1, growing since epoch 2"
    assert plot.reading(2)[-1] == "apart by 0.5, growing since epoch 2"
    assert BAND.words not in str(plot.reading(1))
    assert BAND.words in plot.accessibleDescription()
    plot.toggle("training")
    assert not plot.is_shaded


def test_that_the_shaded_area_follows_a_logarithmic_scale(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.1, 0.01), epochs(1.0, 1.0, 1.0, label="validation")], band=BAND)
    plot.set_log(True)
    area = plot._canvas._shading.boundingRect()
    assert (area.top(), area.bottom()) == pytest.approx((-2, 0))


def test_that_changes_are_marked_and_read_out_near_them_unless_they_are_too_many(plot: CurvePlot) -> None:
    mark = Mark(2, "0.1 → 0.01 after epoch 2")
    plot.show_curves([epochs(*np.linspace(1, 0.1, 9))], changes=[mark])
    assert plot.changes == (mark,)
    assert plot.reading(2.01)[-1] == mark.words
    assert mark.words not in plot.reading(4)
    plot.show_curves([epochs(*np.linspace(1, 0.1, 9))], changes=[Mark(x, "") for x in range(60)])
    assert plot.changes == ()


def test_that_what_lies_aside_is_read_out_and_not_drawn(plot: CurvePlot) -> None:
    rate = Curve("learning rate", np.array([1.0, 2.0]), np.array([0.1, 0.05]), "training")
    plot.show_curves([epochs(1.0, 0.5)], aside=rate)
    assert plot.reading(2) == ["Epoch 2", "training: 0.5", "learning rate: 0.05"]
    assert len(plot.curves) == 1


def test_that_the_words_under_the_pointer_stay_in_view(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5, 0.3)], changes=[Mark(2, "a rather long line of words about a change")])
    box = plot._canvas._plot.vb
    area, words = box.sceneBoundingRect(), plot._canvas._pointer.box
    for x in (1.0, 2.0, 3.0):
        for y in (0.35, 0.6, 1.0):
            place = box.mapViewToScene(QPointF(x, y))
            plot._canvas._hover(place)
            assert words.isVisible()
            assert area.adjusted(-1, -1, 1, 1).contains(plot._canvas._pointer.area)


def test_that_another_measure_has_its_own_title_scale_and_readings(qtbot: QtBot) -> None:
    plot = CurvePlot("Accuracy", percent=True)
    qtbot.addWidget(plot)
    plot.show()
    plot.set_measure("Learning rate", percent=False, log=True)
    plot.show_curves([epochs(0.001, 0.0005)])
    assert plot.title == "Learning rate"
    assert plot.reading(2)[1] == "training: 0.0005"
    assert plot.log_button.isVisible()
    plot.log_button.click()
    plot.set_measure("Accuracy", percent=True, log=False)
    assert not plot.is_log
    assert not plot.log_button.isVisible()


def test_that_hundreds_of_batches_an_epoch_are_quieter_than_a_few() -> None:
    few, many = (pen_of(batches(2000, steps), theme.LIGHT).color().lightnessF() for steps in (50, 500))
    assert few < many < theme.LIGHT.colour("card").lightnessF()


def test_that_the_line_of_few_points_is_as_thick_on_a_screen_of_fine_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = epochs(1.0, 0.5, 0.25), batches(2000)
    monkeypatch.setattr(QGuiApplication, "devicePixelRatio", lambda _: 1.0)
    usual = [pen_of(curve, theme.LIGHT).widthF() for curve in (few, many)]
    monkeypatch.setattr(QGuiApplication, "devicePixelRatio", lambda _: 2.0)
    fine = [pen_of(curve, theme.LIGHT).widthF() for curve in (few, many)]
    assert (usual, fine) == ([2.0, 1.0], [4.0, 1.0])


@pytest.mark.parametrize("alpha", [0, 8, 45, 200, 255])
def test_that_a_colour_laid_on_another_is_what_qt_would_paint(alpha: int) -> None:
    colour, ground = QColor(99, 103, 112, alpha), QColor(30, 200, 250)
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(ground)
    painter = QPainter(image)
    painter.fillRect(0, 0, 1, 1, colour)
    painter.end()
    painted = image.pixelColor(0, 0).getRgb()
    assert all(abs(one - other) <= 1 for one, other in zip(laid_on(colour, ground).getRgb(), painted, strict=True))


@pytest.mark.parametrize("log", [False, True])
def test_that_no_line_of_the_grid_is_translucent(plot: CurvePlot, log: bool) -> None:
    """Each would take Qt ten times as long."""
    plot.show_curves([epochs(1.0, 0.1, 0.01)])
    plot.set_log(log)
    image = plot.picture()
    (axis,) = (
        item for view in plot.findChildren(QGraphicsView) for item in view.items() if isinstance(item, ValueAxis)
    )
    painter = QPainter(image)
    _, ticks, _ = axis.generateDrawSpecs(painter)
    painter.end()
    assert len(ticks) > 2
    assert all(pen.color().alpha() == 255 for pen, *_ in ticks)


def test_that_a_plot_that_comes_into_view_is_drawn_in_a_turn_of_its_own(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5)])
    qtbot.waitUntil(lambda: len(colours(plot)) > 2)
    plot.hide()
    plot.show()
    assert len(colours(plot)) == 1, "the page around it comes first"
    qtbot.waitUntil(lambda: len(colours(plot)) > 2)


def colours(plot: CurvePlot) -> set[int]:
    """Those that are painted in the middle of the canvas."""
    canvas = plot.findChild(QGraphicsView)
    assert isinstance(canvas, QGraphicsView)
    picture = canvas.viewport().grab().toImage()
    middle = picture.width() // 2
    return {picture.pixel(middle, y) for y in range(picture.height())}


def test_that_in_the_table_a_name_is_no_formula_and_a_number_below_zero_stays_one(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [replace(epochs(-0.5, 2.0), column="=1+1")])
    assert (tmp_path / "a.csv").read_bytes().decode() == "epoch,'=1+1\r\n1,-0.5\r\n2,2.0\r\n"
