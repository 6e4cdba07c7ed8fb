"""The Train page where there is little room, and under the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.document import Document
from cnnstudio.gui.training.figures import BigFigures, figures_of
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.widgets.fitting_splitter import FittingSplitter
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find
from tests.gui.training.stage import begin, complete, press, two_runs


def test_that_a_page_in_the_smallest_window_has_room_for_its_curves_and_figures(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    page.resize(876, 500)
    page.refresh()
    qtbot.wait(50)  # what stands in it shares its own room out once the page has its size
    for name in ("train.loss", "train.accuracy"):
        assert find(page, CurvePlot, name).height() >= 160
    assert find(page, BigFigures, "train.figures").rows == 1
    for column in find(page, BigFigures, "train.figures")._columns:
        for label in (column.caption, column.value, column.note):
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_that_the_figures_stand_in_two_rows_where_one_is_too_narrow(qtbot: QtBot) -> None:
    figures = BigFigures()
    qtbot.addWidget(figures)
    figures.resize(320, 100)
    figures.show()
    assert figures.rows == 2
    one = figures.sizeHint().height()
    figures.resize(900, 100)
    assert figures.rows == 1
    assert figures.sizeHint().height() < one


def test_that_a_handle_moved_by_the_person_stays_where_it_is(page: TrainPage) -> None:
    splitter = page._with_advice
    assert isinstance(splitter, FittingSplitter)
    splitter._moved(0, 1)
    before = splitter.sizes()
    splitter._rule = lambda whole: 0
    splitter.fit()
    assert splitter.sizes() == before


def test_that_an_older_run_of_this_session_keeps_the_curve_of_its_batches(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    two_runs(page, bridge, qtbot, document)
    document.choose_run(1)
    page.refresh()
    labels = [curve.label for curve in find(page, CurvePlot, "train.loss").curves]
    assert labels[0] == "each batch"


def test_that_enter_presses_the_button_that_has_the_focus_and_escape_goes_back(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    trash, keep = find(page, QToolButton, "train.run.delete"), find(page, QPushButton, "train.run.delete.no")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.mouseClick(trash, Qt.MouseButton.LeftButton)
        assert keep.isVisible()
        qtbot.keyClick(keep, key)
        assert not keep.isVisible()
    assert len(document.runs) == 1
    qtbot.mouseClick(trash, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(document.runs_changed):
        qtbot.keyClick(find(page, QPushButton, "train.run.delete.yes"), Qt.Key.Key_Return)
    assert document.runs == ()


def test_that_nothing_moves_when_a_run_begins(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    box = find(page, QComboBox, "train.plan.optimizer")
    before = box.mapTo(page, box.rect().topLeft())
    bridge.requests.clear()
    press(page, qtbot, "train.start")
    QApplication.processEvents()
    assert box.mapTo(page, box.rect().topLeft()) == before


@pytest.mark.parametrize("factor", [1.0, 1.25])
def test_that_large_letters_in_a_low_window_are_scrolled_to_and_not_cut(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, factor: float
) -> None:
    font = page.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    page.setFont(font)
    complete(page, bridge, qtbot, document)
    page.resize(876, 400)
    page.refresh()
    area = find(page, QScrollArea, "train.curves.scroll")
    area.ensurePolished()
    inside = area.widget()
    qtbot.waitUntil(lambda: inside.height() >= inside.minimumSizeHint().height())
    loss = find(page, CurvePlot, "train.loss")
    assert loss.height() >= loss.minimumHeight() >= 160 * factor * 0.95
    for column in find(page, BigFigures, "train.figures")._columns:
        for label in (column.caption, column.value, column.note):
            assert label.height() >= label.fontMetrics().height()
    assert area.verticalScrollBar().maximum() > 0
    assert inside.minimumSizeHint().width() <= area.viewport().width()


def test_that_the_figures_say_of_which_epoch_they_are() -> None:
    epochs = [Epoch(1, 0.5, 0.9, 0.2, 0.98, 1.0), Epoch(2, 1.78e-5, 0.99, 0.3, 0.97, 1.0)]
    figures = figures_of(History(epochs), None, live=False)
    assert [figure.note for figure in figures[:4]] == ["epoch 2, the last"] * 4
    assert (figures[0].value, figures[3].value) == ("1.78e−5", "97.0 %")
    assert (figures[4].value, figures[4].note) == ("1", "validation 98.0 %")
    assert "lowest validation loss, 0.2000" in figures[4].tip


def test_that_a_wide_page_keeps_room_for_advice_from_the_start_of_a_run(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    page.resize(1800, 900)
    assert page._advice.isHidden()
    begin(page, bridge, qtbot, document)
    assert not page._advice.advice
    assert not page._advice.isHidden()  # so that the curves do not jump when there is some
