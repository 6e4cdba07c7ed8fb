"""The curves of a run: what is drawn of its figures, and how."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.gui.training.live import LiveCurves
from cnnstudio.gui.training.measures import curves_of, gap_words, loss_words, rate_changes
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from tests.gui.training.stage import lenet


def epoch(number: int, rate: float | None = None, **more: float) -> Epoch:
    return Epoch(number, 1 / number, 0.9, 1.1 / number, 0.8, 2.0, rate, tuple(more.items()))


def with_batches(count: int, rate: float = 0.1) -> History:
    stored = [(number, np.array([[2.0, 0.5, rate], [1.0, 0.6, rate]], np.float32)) for number in range(1, count + 1)]
    return History([epoch(number, rate) for number in range(1, count + 1)], stored)


@pytest.fixture
def curves(qtbot: QtBot) -> LiveCurves:
    made = LiveCurves()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def show(curves: LiveCurves, history: History, run: Run | None = None) -> None:
    curves.show_history(history, run)
    while curves._in_turn.is_wanted:  # the second plot is drawn in a turn of its own
        QApplication.processEvents()


def choice(curves: LiveCurves) -> QComboBox:
    found = curves.findChild(QComboBox, "train.metric")
    assert isinstance(found, QComboBox)
    return found


def test_that_a_run_without_figures_offers_nothing_to_set(curves: LiveCurves) -> None:
    curves.set_empty("nothing yet", "nothing here")
    show(curves, History())
    assert not curves._tools.isVisible()
    assert (curves.loss.empty_text, curves.accuracy.empty_text) == ("nothing yet", "nothing here")


def test_that_the_plots_stand_below_each_other_where_both_have_no_room(curves: LiveCurves) -> None:
    for width in (900, 400, 900):
        curves.resize(width, 600)
        below = curves.accuracy.mapTo(curves, QPoint()).y() > curves.loss.mapTo(curves, QPoint()).y()
        assert below == (width == 400)
        assert curves.accuracy.mapTo(curves, QPoint()).x() + curves.accuracy.width() <= width


def test_that_one_slider_smooths_both_plots(curves: LiveCurves, qtbot: QtBot) -> None:
    show(curves, with_batches(3))
    slider = curves.findChild(QSlider, "train.smoothing")
    assert isinstance(slider, QSlider)
    assert (slider.minimum(), slider.maximum()) == (0, 99)
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert curves.loss._weight == 0.1
    qtbot.waitUntil(lambda: curves.accuracy._weight == 0.1)
    assert "0.10" in [label.text() for label in curves.findChildren(QLabel)]
    assert slider.accessibleName() == "Smoothing"


def test_that_a_measure_is_chosen_only_where_there_is_more_than_one(curves: LiveCurves) -> None:
    show(curves, History([epoch(1)]))
    assert not choice(curves).isVisible()
    show(curves, with_batches(1))
    assert [choice(curves).itemText(row) for row in range(choice(curves).count())] == ["Accuracy", "Learning rate"]


def test_that_further_metrics_are_drawn_with_their_validation(curves: LiveCurves) -> None:
    project = lenet()
    project = replace(project, plan=replace(project.plan, top_k=5))
    run = Run(1, "Run 1", project, (), Prepared(), "finished", "", {})
    history = History([epoch(n, top_k=0.9, val_top_k=0.8, auc=0.7, val_auc=0.6) for n in (1, 2)])
    show(curves, history, run)
    choice(curves).setCurrentText("Top-5 accuracy")
    assert curves.accuracy.title == "Top-5 accuracy"
    assert curves.accuracy.reading(2) == ["Epoch 2", "training: 90.00 %", "validation: 80.00 %"]
    choice(curves).setCurrentText("AUC")
    assert curves.accuracy.reading(1) == ["Epoch 1", "training: 0.7", "validation: 0.6"]
    history.add_epoch(epoch(3, top_k=0.9, val_top_k=0.8, auc=0.9, val_auc=0.9))
    show(curves, history, run)
    assert choice(curves).currentText() == "AUC"
    assert curves.accuracy.reading(3)[1] == "training: 0.9"


def test_that_the_learning_rate_is_a_curve_that_is_never_smoothed(curves: LiveCurves) -> None:
    show(curves, with_batches(2))
    curves._smoothing.setValue(50)
    choice(curves).setCurrentText("Learning rate")
    assert curves.loss._weight == 0.5
    assert curves.accuracy._weight == 0
    assert [len(curve.x) for curve in curves.accuracy.curves] == [4]
    assert curves.accuracy.log_button.isVisible()
    choice(curves).setCurrentText("Accuracy")
    assert curves.accuracy._weight == 0.5


def test_that_the_rate_is_read_out_with_the_loss(curves: LiveCurves) -> None:
    show(curves, with_batches(2))
    assert curves.loss.reading(2)[-1] == "learning rate: 0.1"


def test_that_jumps_of_the_rate_are_marked_and_a_rate_that_goes_on_changing_is_not() -> None:
    steps = [epoch(n, 0.1 if n <= 3 else 0.01) for n in range(1, 7)]
    assert [(mark.x, mark.words, mark.falls) for mark in rate_changes(steps)] == [
        (3, "learning rate 0.1 → 0.01 after epoch 3", True)
    ]
    assert rate_changes([epoch(n, 0.1 / n) for n in range(1, 10)]) == []
    assert rate_changes([epoch(n, 10 / n) for n in (1, 2, 3)]) == []  # nor while it has only begun to
    assert rate_changes([epoch(n) for n in range(1, 5)]) == []
    warmed = rate_changes([epoch(1, 0.01), *(epoch(n, 0.1) for n in range(2, 5))])
    assert [mark.falls for mark in warmed] == [False]


def test_that_a_growing_gap_is_hatched_and_told_in_words(curves: LiveCurves) -> None:
    said = curves.findChild(FittingLabel, "train.gap")
    assert isinstance(said, FittingLabel)
    losses = [(1.0, 0.9), (0.5, 0.55), (0.3, 0.35), (0.2, 0.4), (0.1, 0.5)]
    good = [Epoch(n, 1 / n, 0.9, 1 / n, 0.9, 1.0) for n in range(1, 6)]
    bad = [Epoch(n, a, 0.9, b, 0.9, 1.0) for n, (a, b) in enumerate(losses, 1)]
    show(curves, History(good))
    assert (said.full, curves.loss.is_shaded) == ("", False)
    show(curves, History(bad))
    assert "since epoch 3" in said.full
    assert "0.05 → 0.4" in said.full
    assert curves.loss.is_shaded
    assert not curves.accuracy.is_shaded
    curves.loss.toggle("training")
    assert said.full == ""  # nothing is hatched any more
    curves.loss.toggle("training")
    assert "Hatched" in said.full
    assert all(words.startswith("Hatched") for words in gap_words(bad))


def test_that_the_gap_is_that_of_the_epoch_under_the_pointer(curves: LiveCurves) -> None:
    losses = [(1.0, 0.9), (0.5, 0.55), (0.3, 0.35), (0.2, 0.4), (0.1, 0.5)]
    show(curves, History([Epoch(n, a, 0.9, b, 0.9, 1.0) for n, (a, b) in enumerate(losses, 1)]))
    assert curves.loss.reading(4)[-1] == "apart by 0.2, growing since epoch 3"
    assert curves.loss.reading(5)[-1] == "apart by 0.4, growing since epoch 3"
    assert "apart" not in curves.loss.reading(2)[-1]


@pytest.mark.parametrize(
    ("loss", "words"),
    [(0.0131, "0.0131"), (1.78e-5, "1.78e−5"), (0.0, "0.0000"), (12.345, "12.35"), (3e7, "3e7"), (math.nan, "NaN")],
)
def test_that_a_small_loss_keeps_its_digits(loss: float, words: str) -> None:
    assert loss_words(loss) == words


def test_that_the_slider_goes_to_where_it_is_clicked(curves: LiveCurves, qtbot: QtBot) -> None:
    show(curves, with_batches(3))
    slider = curves._smoothing
    for value in (80, 30):
        place = QPoint(slider.place_of(value), slider.height() // 2)
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
        assert abs(slider.value() - value) <= 1


def test_that_curves_of_the_same_figures_are_known_again() -> None:
    history = with_batches(2)
    one, other = curves_of(history, "loss"), curves_of(history, "loss")
    assert [curve.source for curve in one] == [curve.source for curve in other]
    history.put_before(History((), [(0, np.zeros((2, 3), np.float32))]))
    assert curves_of(history, "loss")[0].source != one[0].source
