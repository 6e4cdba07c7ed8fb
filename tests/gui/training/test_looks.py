"""The Train page where there is little room, and under the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.gui.document import Document
from cnnstudio.gui.training.figures import BigFigures
from cnnstudio.gui.training.fitting import FittingSplitter
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.widgets.plot import CurvePlot
from tests.gui.fakes import FakeBridge
from tests.gui.training.stage import complete, find, press, two_runs


def test_that_a_page_in_the_smallest_window_has_room_for_its_curves_and_figures(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    page.resize(876, 500)
    page.refresh()
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
