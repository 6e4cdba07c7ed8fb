"""Weights in figures: what is asked and when, what the rows and the sentence say, and what is taken along."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.distribution import distribution
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.layers import Flatten, MaxPooling2D
from cnnstudio.core.messages import (
    Cancelled,
    Failed,
    MeasureWeights,
    Progressed,
    RunSubject,
    SavedSubject,
    WeightsMeasured,
)
from cnnstudio.core.network import Block, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.weights.curves import NormCurves, columns, drawn
from cnnstudio.gui.viewer.weights.drawing import fitting, picture
from cnnstudio.gui.viewer.weights.tab import WeightsTab
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.desk import LABELS, small_network
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import SUBJECT, scene

NAMES = ("conv2d_1", "conv2d_2", "dense_1")


class Stage:
    """A tab with a bridge on which the test answers."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge, self.qtbot = FakeBridge(), qtbot
        self.tab = WeightsTab(self.bridge)
        qtbot.addWidget(self.tab)
        self.tab.resize(860, 600)
        self.tab.show()

    @property
    def asked(self) -> list[MeasureWeights]:
        return [each for each in self.bridge.requests if isinstance(each, MeasureWeights)]

    def answer(self, spoilt: int = 0) -> None:
        """What the engine would measure of the small network."""
        random, found = np.random.default_rng(0), []
        for row in analyse(small_network()).rows:
            for weight in row.params.arrays:
                array = random.normal(size=weight.shape).astype(np.float32)
                array.flat[:spoilt] = np.nan
                found.append((f"{row.name}/{weight.name}", distribution(array)))
        self.bridge.event.emit(WeightsMeasured(len(self.bridge.requests), self.asked[-1].subject, tuple(found)))

    def text(self, name: str) -> str:
        label = self.tab.findChild(QLabel, f"inspect.weights.{name}")
        return "" if label.isHidden() else label.text()

    @property
    def hint(self) -> str:
        return self.tab._hint.words if self.tab._pages.currentIndex() == 1 else ""

    @property
    def rows(self) -> list[str]:
        return [each.words for each in self.tab.list.arrays.arrays]


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def with_epochs(count: int, seen: Scene, *, live: bool = False) -> Scene:
    assert seen.run is not None
    epochs = tuple(Epoch(each, 1 / each, 0.9, 1 / each, 0.5, 1.0) for each in range(1, count + 1))
    return replace(seen, run=replace(seen.run, epochs=epochs), is_live=live)


def stored(folder: Path, *shares: Sequence[float]) -> Scene:
    """A run in a file, with gradients that are such parts of the weights of its layers, epoch by epoch."""
    path, project = folder / "lab.cnnstudio", Project(small_network())
    with ProjectFile.create(path, project) as file:
        number = file.begin_run(
            project, name="", labels=LABELS, prepared=Prepared(), started="2026-01-01T12:00:00+00:00", versions={}
        )
        for epoch, each in enumerate(shares, 1):
            layers = tuple(LayerNorms(name, 2.0, 2 * share) for name, share in zip(NAMES, each, strict=True))
            figures = Epoch(epoch, 1 / epoch, 0.9, 1 / epoch, 0.5, 1.0)
            file.add_epoch(number, figures, {}, norms=Norms(epoch, layers, 24))
        run = file.run(number)
    return replace(scene("conv2d_2"), subject=RunSubject(str(path), number), run=run)


def test_that_every_array_has_a_row_with_its_figures(stage: Stage) -> None:
    stage.tab.look(scene())
    assert stage.asked == [MeasureWeights("inspect.weights", subject=SUBJECT)]
    stage.answer()
    assert [words.partition(",")[0] for words in stage.rows] == [
        f"{name} {weight}" for name in NAMES for weight in ("kernel", "bias")
    ]
    assert "3 × 3 × 1 × 4 · 36 numbers" in stage.rows[0]
    assert ", mean " in stage.rows[0]
    assert "no zeros" in stage.rows[0]
    assert stage.text("title") == "Weights of Run 1"
    assert stage.text("facts").startswith("6 arrays · ")


def test_that_another_layer_or_picture_measures_nothing_again(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.tab.look(scene("conv2d_1"))
    stage.answer()
    stage.tab.look(scene("conv2d_2", picture=None))
    stage.tab.look_again()
    assert len(stage.asked) == 1


def test_that_the_arrays_of_the_selected_layer_are_marked_and_in_view(stage: Stage) -> None:
    from cnnstudio.gui.viewer.weights.arrays import LIT

    stage.tab.resize(860, 300)
    stage.tab.look(scene("dense_1"))
    stage.answer()
    found = stage.tab.list.arrays
    assert [found.data(found.index(row), LIT) for row in range(6)] == [False] * 4 + [True] * 2
    stage.qtbot.waitUntil(lambda: stage.tab.list.visualRect(found.index(4)).top() >= 0)
    assert stage.tab.list.viewport().rect().intersects(stage.tab.list.visualRect(found.index(4)))


def test_that_enter_or_a_click_on_a_row_chooses_its_layer(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer()
    listed = stage.tab.list
    listed.setCurrentIndex(listed.arrays.index(2))
    with stage.qtbot.waitSignal(stage.tab.layer_chosen) as chosen:
        stage.qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert chosen.args == ["conv2d_2"]
    with stage.qtbot.waitSignal(stage.tab.layer_chosen) as chosen:
        place = listed.visualRect(listed.arrays.index(0)).center()
        stage.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["conv2d_1"]


def test_that_numbers_that_are_none_are_said_in_words(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer(spoilt=3)
    assert "3 NaN or infinite" in stage.rows[0]
    assert stage.text("bad").startswith("“conv2d_1 / kernel”: 3 NaN or infinite, “conv2d_1 / bias”: 3 NaN or infinite")
    assert "and 3 more arrays. No answer of this network can be trusted." in stage.text("bad")
    stage.tab.look(with_epochs(3, scene()))
    stage.answer()
    assert stage.text("bad") == ""


def test_that_a_run_that_trains_is_measured_again_after_an_epoch_when_the_last_one_has_ended(stage: Stage) -> None:
    stage.tab.look(with_epochs(2, scene(), live=True))
    stage.tab.look(with_epochs(3, scene(), live=True))
    assert len(stage.asked) == 1
    stage.answer()
    assert stage.text("title") == "Weights of Run 1 · after epoch 2"
    stage.tab.look(with_epochs(3, scene(), live=True))
    assert len(stage.asked) == 2
    stage.answer()
    assert stage.text("title") == "Weights of Run 1 · after epoch 3"
    stage.tab.look(with_epochs(4, scene()))
    stage.answer()
    assert (len(stage.asked), stage.text("title")) == (3, "Weights of Run 1")


def test_that_what_is_shown_stays_while_the_same_run_is_measured_again(stage: Stage) -> None:
    stage.tab.look(with_epochs(2, scene(), live=True))
    stage.bridge.event.emit(Progressed(1, "Measuring weights", 5_000_000, 10_000_000))
    assert "50 % done" in stage.hint
    stage.answer()
    stage.tab.look(with_epochs(3, scene(), live=True))
    stage.bridge.event.emit(Progressed(2, "Measuring weights", 1, 10))
    assert (stage.hint, len(stage.rows)) == ("", 6)
    assert stage.text("facts") == "Measuring those after epoch 3… 10 % done"
    stage.tab.look(replace(scene(), subject=RunSubject("lab.cnnstudio", 2)))
    assert stage.rows == []


def test_that_the_rows_of_one_epoch_stay_until_those_of_another_are_measured(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer()
    stage.tab.look(replace(scene(), subject=replace(SUBJECT, epoch=1), title="Run 1 · epoch 1"))
    assert stage.asked[-1].subject == replace(SUBJECT, epoch=1)
    assert (len(stage.rows), stage.text("title")) == (6, "Weights of Run 1")
    stage.qtbot.waitUntil(lambda: stage.text("facts").startswith("Measuring those of epoch 1…"))
    figure = stage.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("Weights of Run 1 · counts")
    stage.answer()
    assert stage.text("title") == "Weights of Run 1 · epoch 1"


def test_that_what_is_shown_already_ends_the_measuring_of_another_epoch(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer()
    stage.tab.look(replace(scene(), subject=replace(SUBJECT, epoch=1), title="Run 1 · epoch 1"))
    stage.tab.look(scene())
    assert (len(stage.asked), stage.bridge.dropped) == (2, [2])
    assert stage.text("facts").startswith("6 arrays")


def test_that_a_file_that_was_opened_again_is_measured_again(stage: Stage) -> None:
    saved = replace(scene(), subject=SavedSubject("a.keras"), run=None, opening=1)
    stage.tab.look(saved)
    stage.answer()
    stage.tab.look(replace(saved, opening=2))
    assert (len(stage.asked), stage.rows) == (2, [])


def test_that_measuring_that_was_ended_from_elsewhere_is_begun_again(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.bridge.event.emit(Progressed(1, "Measuring weights", 1, 10))
    stage.bridge.event.emit(Cancelled(1))
    stage.tab.look(scene())
    assert len(stage.asked) == 2


def test_that_nobody_who_sees_it_any_more_has_it_measured(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.tab.leave()
    assert stage.bridge.dropped == [1]
    stage.tab.look(scene())
    assert len(stage.asked) == 2


def test_that_why_nothing_can_be_measured_is_said(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.bridge.event.emit(Failed(1, "Run 1 has no weights yet.", "Train it."))
    assert "Run 1 has no weights yet. Train it." in stage.hint


def test_that_a_network_without_weights_says_so(stage: Stage) -> None:
    stage.tab.look(scene(network=Network((8, 8, 1), stack(MaxPooling2D(), Flatten()))))
    stage.bridge.event.emit(WeightsMeasured(1, SUBJECT, ()))
    assert "No layer of the network of Run 1 has numbers that it learns." in stage.hint
    assert stage.tab.figure() is None


def test_that_the_norms_of_a_run_are_drawn_one_line_a_layer_and_told_in_a_sentence(
    stage: Stage, tmp_path: Path
) -> None:
    stage.tab.look(stored(tmp_path, (0.5, 0.4, 0.3), (0.05, 0.04, 0.03)))
    stage.answer()
    stage.qtbot.waitUntil(lambda: bool(stage.text("flow")))
    assert "after epoch 2 they were from 0.03 (“dense_1”) to 0.05 (“conv2d_1”)" in stage.text("flow")
    curves = stage.tab._curves.content
    stage.qtbot.waitUntil(lambda: bool(curves.gradients.curves and curves.weights.curves))
    assert [curve.label for curve in curves.gradients.curves] == list(NAMES)
    np.testing.assert_allclose(curves.gradients.curves[0].y, [1.0, 0.1])
    np.testing.assert_allclose(curves.weights.curves[2].y, [2.0, 2.0])
    assert curves.gradients.is_log
    assert curves.note.startswith("Gradients of the mean loss of 24 validation pictures, after each epoch; ")
    assert stage.text("alarm") == ""


def test_that_the_sentence_is_of_the_epoch_in_view(stage: Stage, tmp_path: Path) -> None:
    run = stored(tmp_path, (0.5, 0.4, 0.3), (0.05, 0.04, 0.03))
    stage.tab.look(run)
    stage.qtbot.waitUntil(lambda: "after epoch 2 " in stage.text("flow"))
    stage.tab.look(replace(run, subject=replace(run.subject, epoch=1), title="Run 1 · epoch 1"))
    assert "after epoch 1 they were from 0.3 (“dense_1”) to 0.5 (“conv2d_1”)" in stage.text("flow")


def test_that_norms_still_being_read_are_read_again_after_coming_back(stage: Stage, tmp_path: Path) -> None:
    run = stored(tmp_path, (0.5, 0.4, 0.3))
    stage.tab.look(run)
    stage.tab.leave()
    stage.tab.look(run)
    stage.qtbot.waitUntil(lambda: "after epoch 1 " in stage.text("flow"))


@pytest.mark.parametrize(("shares", "words"), [((1e-9, 0.1, 0.2), "vanish"), ((0.1, 1e6, 0.1), "explode")])
def test_that_gradients_that_vanish_or_explode_are_an_alarm(
    stage: Stage, tmp_path: Path, shares: tuple[float, ...], words: str
) -> None:
    stage.tab.look(stored(tmp_path, shares))
    stage.answer()
    stage.qtbot.waitUntil(lambda: bool(stage.text("alarm")))
    assert stage.text("alarm").startswith(f"The gradients {words}")
    assert stage.text("flow") == ""


def test_that_runs_and_files_without_norms_say_why(stage: Stage, tmp_path: Path) -> None:
    stage.tab.look(stored(tmp_path))
    stage.qtbot.waitUntil(lambda: "older version" in stage.text("flow"))
    stage.tab.look(replace(scene(), subject=SavedSubject("a.keras"), run=None))
    assert "A saved file does not hold" in stage.text("flow")
    assert stage.tab._curves.isHidden()


def test_that_frozen_weights_say_whence_they_came_and_that_they_have_no_curve(stage: Stage) -> None:
    whole = small_network()
    base = Block("base", Pretrained("run:7"), (whole.nodes[:1],))
    stage.tab.look(scene("conv2d_1", replace(whole, nodes=(base, *whole.nodes[1:]))))
    stage.answer()
    assert "· frozen" in stage.rows[0].replace(",", " ·")
    assert stage.rows[0].endswith("Frozen: came with run 7, does not change.")
    assert not any("rozen" in row for row in stage.rows[2:])
    assert stage.text("flow").endswith("“conv2d_1” has no curve. Frozen: came with run 7, does not change.")


def test_that_of_many_layers_some_are_drawn_and_always_the_selected_one() -> None:
    names = [f"conv2d_{number}" for number in range(1, 54)]
    found = drawn(names, {"conv2d_7"})
    assert (len(found), found[0], found[-1]) == (8, "conv2d_1", "conv2d_53")
    assert "conv2d_7" in found
    assert drawn(names[:8], ()) == tuple(names[:8])
    assert len(drawn(names, names)) <= 8
    odd = names[::2]
    assert set(drawn(names, {"conv2d_8"}, odd)) - {"conv2d_8"} <= set(odd)
    assert len(drawn(names, {"conv2d_8"}, odd, 3)) == 3


def test_that_a_low_plot_has_few_lines_and_room_for_them(stage: Stage, tmp_path: Path) -> None:
    names = [f"conv2d_{number}" for number in range(1, 31)]
    layers = tuple(LayerNorms(name, 2.0, 1.0) for name in names)
    curves = NormCurves()
    stage.qtbot.addWidget(curves)
    curves.resize(200, 260)
    curves.show()
    curves.show_norms(columns([Norms(1, layers, 24)]), {"conv2d_7"}, names, None)
    stage.qtbot.waitUntil(lambda: len(curves.gradients.curves) == 3)
    assert "conv2d_7" in [curve.label for curve in curves.gradients.curves]
    curves.resize(200, 900)
    stage.qtbot.waitUntil(lambda: len(curves.gradients.curves) == 8)


def test_that_the_second_plot_is_made_in_a_turn_of_its_own_when_there_is_room_for_it(stage: Stage) -> None:
    curves = NormCurves()
    stage.qtbot.addWidget(curves)
    curves.resize(200, 260)
    curves.show()
    stage.qtbot.waitUntil(lambda: len(curves.findChildren(CurvePlot)) == 1)
    curves.resize(200, 900)
    assert len(curves.findChildren(CurvePlot)) == 1, "whoever lays out the window is not kept"
    stage.qtbot.waitUntil(lambda: len(curves.findChildren(CurvePlot)) == 2)
    assert all(plot.isVisible() for plot in curves.findChildren(CurvePlot))


def test_that_no_number_is_cut_where_another_one_goes_on(stage: Stage) -> None:
    metrics = QFontMetricsF(stage.tab.font())
    words = ("mean −0.00169 ± 0.0413", "−0.00169 ± 0.0413", "mean −0.00169")
    assert fitting(words, metrics, 1000) == words[0]
    assert fitting(words, metrics, metrics.horizontalAdvance(words[1])) == words[1]
    assert fitting(words, metrics, metrics.horizontalAdvance(words[2])) == words[2]
    assert fitting(("conv2d_1 / kernel",), metrics, 60).count("…") == 1


def test_that_the_figure_has_every_array_and_says_what_it_is(stage: Stage) -> None:
    stage.tab.look(scene())
    assert stage.tab.figure() is None
    stage.answer()
    stage.tab.findChild(QCheckBox, "inspect.weights.log").setChecked(True)
    figure = stage.tab.figure()
    assert figure is not None
    assert (figure.name, len(figure.panels)) == ("Weights of Run 1", 1)
    assert figure.caption.startswith("Weights of Run 1 · logarithms of the counts;")
    assert figure.panels[0].image.height() > 3 * 60


def test_that_the_logarithm_of_the_counts_is_drawn_when_asked_for(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer()
    plain = stage.tab.list.grab().toImage()
    stage.tab.findChild(QCheckBox, "inspect.weights.log").setChecked(True)
    assert stage.tab.list.grab().toImage() != plain


def test_that_of_weights_of_which_none_is_a_number_no_figures_are_told_and_no_bar_is_drawn(stage: Stage) -> None:
    stage.tab.look(scene())
    stage.answer(spoilt=10_000)
    assert stage.rows[1] == "conv2d_1 bias, 4 numbers, 4 NaN or infinite"
    spoilt = stage.tab.list.arrays.arrays[1]
    zeros = replace(spoilt, spread=distribution(np.zeros(4)))
    for array, has_bars in ((spoilt, False), (zeros, True)):
        image = picture((array,), log=False).image
        colours = {image.pixel(x, image.height() // 2) for x in range(image.width())}
        assert (LIGHT.family(array.family).rgb() in colours) == has_bars
