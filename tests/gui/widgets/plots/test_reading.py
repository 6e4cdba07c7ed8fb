"""Reading a plot of curves: the words in it, the keyboard, the wheel, and what is drawn behind what."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QGraphicsSceneWheelEvent
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.plots.plot import CurvePlot, Mark
from tests.gui.widgets.curves_made import batches, epochs


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    made = CurvePlot("Loss", log=True)
    qtbot.addWidget(made)
    made.resize(480, 320)
    made.show()
    return made


def test_that_words_in_the_picture_cover_no_curve_where_there_is_room(plot: CurvePlot) -> None:
    falling = [epochs(*2.0 ** -np.arange(8.0)), epochs(*(0.1 + 2.0 ** -np.arange(8.0)), label="validation")]
    rising = [epochs(*(1 - 2.0 ** -np.arange(8.0))), epochs(*(0.9 - 2.0 ** -np.arange(8.0)), label="validation")]
    for curves in (falling, rising):
        for best in (1, 4, 8):
            plot.show_curves(curves, best)
            assert plot._canvas.best_words == f"best: epoch {best}"
            assert plot._canvas._covered(plot._canvas._marks.best_area) == 0
            plot.read_on(0)
            assert plot._canvas._covered(plot._canvas._pointer.area) == 0
            plot.end_reading()


def test_that_words_lie_between_level_curves_at_the_edges_and_in_the_middle(plot: CurvePlot) -> None:
    plot.set_log(True)
    plot.show_curves([epochs(each, each, label=f"{each}") for each in (21.9, 6.4, 5.0, 4.5, 1.4)], best=2)
    assert plot._canvas.best_words == "best: epoch 2"
    assert plot._canvas._covered(plot._canvas._marks.best_area) == 0


def test_that_the_grid_lies_behind_the_curves_and_words(plot: CurvePlot) -> None:
    assert all(
        plot._canvas._plot.getAxis(name).zValue() < plot._canvas._plot.vb.zValue() for name in ("left", "bottom")
    )


def test_that_a_batch_is_read_with_its_own_epoch(plot: CurvePlot) -> None:
    plot.show_curves([batches(1200, per_epoch=100), epochs(*np.linspace(1, 0.1, 12))])
    assert plot.reading(4.03)[0] == "Epoch 4"
    assert plot.reading(4.03)[-1].startswith("batch 100 of epoch 4")
    for _ in range(12):
        plot.zoom(0.7)
    (left, right), _ = plot.view_range
    place = 0.2 * left + 0.8 * right
    epoch, batch = int(np.ceil(place)), round(100 * (place % 1))
    lines = plot.reading(place)
    assert lines[0] == f"Epoch {epoch}"
    assert any(line.startswith(f"batch {batch} of epoch {epoch}") for line in lines)


def test_that_a_shorter_curve_is_not_read_in_epochs_it_does_not_have(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5, label="short"), epochs(1.0, 0.5, 0.3, 0.2, label="long")])
    assert plot.reading(4) == ["Epoch 4", "long: 0.2"]


def test_that_values_are_read_from_the_keyboard_and_told(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves([epochs(1.0, 0.5, 0.2)], best=3, changes=[Mark(1, "learning rate 1 → 0.1 after epoch 1")])
    told = ["Epoch 3, training: 0.2, best: epoch 3, learning rate 1 → 0.1 after epoch 1"]
    plot.setFocus()
    for _ in range(2):
        assert plot.accessibleDescription() == told[0]
        for expected in ("Epoch 3, training: 0.2", "Epoch 2, training: 0.5", "Epoch 1, training: 1, learning rate"):
            qtbot.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
            assert plot.accessibleDescription().startswith(expected)
            assert plot._canvas._pointer.is_visible
        qtbot.keyClick(plot, Qt.Key.Key_Escape)
        assert not plot._canvas._pointer.is_visible
    assert plot.is_whole
    plot.toggle("training")
    assert "hidden: training" in plot.accessibleDescription()


def test_that_the_wheel_zooms_along_the_epochs_so_that_the_curves_stay_in_view(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5, 0.2)])
    (left, right), values = plot.view_range
    box = plot._canvas._plot.vb
    event = QGraphicsSceneWheelEvent(QEvent.Type.GraphicsSceneWheel)
    event.setDelta(120)
    for _ in range(5):
        box.wheelEvent(event)
    assert plot.view_range[0][1] - plot.view_range[0][0] < 0.5 * (right - left)
    assert plot.view_range[1] == pytest.approx(values)
    event.setModifiers(Qt.KeyboardModifier.ControlModifier)
    box.wheelEvent(event)
    assert plot.view_range[1] != pytest.approx(values)


def test_that_names_with_signs_are_shown_as_they_are(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5, label="a<b & <i>c</i>")])
    plot.read_on(0)
    assert "a<b & <i>c</i>: 0.5" in plot._canvas._pointer.box.toPlainText()
    assert plot.menu().actions()[0].text() == "Show “a<b && <i>c</i>”"


def test_that_marks_say_what_changed(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.5, 0.2)], changes=[Mark(1, "…", name="rate"), Mark(2, "…", False, "rate")])
    assert plot._canvas._marks.names == ["rate ▾", "rate ▴"]
    plot.show_curves([epochs(1.0, 0.5, 0.2)], changes=[Mark(x / 4, "…", name="rate") for x in range(8)])
    assert plot._canvas._marks.names == ["rate ▾", *"▾" * 7]


def test_that_smoothed_batches_stand_behind_the_epochs_which_stay_as_they_are(plot: CurvePlot) -> None:
    plot.show_curves([batches(40), epochs(1.0, 0.5, 0.2, 0.1)])
    plot.set_smoothing(0.9)
    assert plot.legend == ["each batch, smooth", "training"]
    noise, line = plot._canvas._lines
    assert line.drawn()[1].tolist() == [1.0, 0.5, 0.2, 0.1]
    pen, other = noise._main.opts["pen"], line._main.opts["pen"]
    assert pen.widthF() < other.widthF()
    assert pen.color() != other.color()
    assert noise._main.zValue() < line._main.zValue()


def test_that_nothing_nameless_of_the_plotting_library_is_in_the_window(plot: CurvePlot) -> None:
    assert not plot.findChildren(QCheckBox, "fftCheck")
    assert {box for box in plot.findChildren(QCheckBox) if not box.accessibleName()} == set()


def test_that_a_reading_names_the_epoch_and_every_curve(plot: CurvePlot) -> None:
    plot.show_curves([batches(20), epochs(1.0, 0.5), epochs(1.1, 0.6, label="validation", style="dashed")])
    assert plot.reading(1.9) == ["Epoch 2", "training: 0.5", "validation: 0.6", "batch 9 of epoch 2: 0.6897"]


def test_that_a_screen_reader_is_told_the_last_values(plot: CurvePlot) -> None:
    plot.show_curves([epochs(1.0, 0.25)])
    assert plot.accessibleDescription() == "Epoch 2, training: 0.25"
