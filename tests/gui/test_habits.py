"""What a person has set in plots and tables is there again at the next start."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.core.runs.run_table import USUAL
from cnnstudio.files.settings import Settings, load_settings, save_settings
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.fakes import FakeBridge


def opened(qtbot: QtBot) -> MainWindow:
    found = preset("lenet")
    assert found is not None
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.document.opened):
        window.new_project(found.project, "LeNet")
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = opened(qtbot)
    yield made
    made.close()


def parts(window: MainWindow) -> tuple[QSlider, CurvePlot, CurvePlot]:
    train, compare = window.pages.page("train"), window.pages.page("compare")
    slider, loss = train.findChild(QSlider, "train.smoothing"), train.findChild(CurvePlot, "train.loss")
    overlaid = compare.findChild(CurvePlot, "compare.loss")
    assert slider is not None
    assert loss is not None
    assert overlaid is not None
    return slider, loss, overlaid


def test_that_smoothing_scales_and_columns_are_as_they_were_left(window: MainWindow, qtbot: QtBot) -> None:
    slider, loss, overlaid = parts(window)
    assert (slider.value(), loss.is_log, overlaid.is_log) == (0, False, False)
    slider.setValue(70)
    overlaid.log_button.setChecked(True)
    window.pages.page("compare").view_bar.show_columns(["seed", "optimizer"])
    window.close()
    kept = load_settings()
    assert (kept.smoothing, kept.log_plots, kept.columns) == (
        70, ("compare.loss",), ("run", "name", "optimizer", "seed")
    )  # fmt: skip
    again = opened(qtbot)
    slider, loss, overlaid = parts(again)
    assert (slider.value(), loss.is_log, overlaid.is_log) == (70, False, True)
    bar = again.pages.page("compare").view_bar
    assert [column.key for column in bar.columns] == ["run", "name", "optimizer", "seed"]
    bar.show_columns(USUAL)
    overlaid.log_button.setChecked(False)
    again.close()
    assert (load_settings().columns, load_settings().log_plots) == ((), ())


def test_that_a_slider_that_is_drawn_is_written_once(window: MainWindow, qtbot: QtBot) -> None:
    slider, _, _ = parts(window)
    for value in range(1, 60):
        slider.setValue(value)
    assert load_settings().smoothing == 0
    qtbot.waitUntil(lambda: load_settings().smoothing == 59)


def test_that_columns_of_a_later_version_are_left_out(qtbot: QtBot) -> None:
    save_settings(Settings(columns=("run", "name", "weather", "seed")))
    made = opened(qtbot)
    assert [column.key for column in made.pages.page("compare").view_bar.columns] == ["run", "name", "seed"]
    made.close()


def test_that_sweeps_are_trained_where_the_last_one_was(window: MainWindow, qtbot: QtBot) -> None:
    where = window.pages.page("sweep").plan.where
    where.show_kept(("workers", "3", "tls://lab:8786", "", "", ""))
    where.settled.emit()
    window.close()
    again = opened(qtbot)
    assert again.pages.page("sweep").plan.where.kept == ("workers", "3", "tls://lab:8786", "", "", "")
    again.close()
