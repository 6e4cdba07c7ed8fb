"""The Train page, fed by a bridge without an engine."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QProgressBar, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import BatchEnded, EngineState, ValidationBatchEnded
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui import theme
from cnnstudio.gui.document import Document
from cnnstudio.gui.training.log import EpochLog
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find
from tests.gui.training.stage import begin, complete, finish, press, train_epoch, two_runs, words


def test_that_a_page_without_runs_says_what_to_do(page: TrainPage) -> None:
    assert "press Train" in words(page)
    assert "No run yet" in find(page, CurvePlot, "train.loss").empty_text
    assert find(page, QComboBox, "train.run").isHidden() or not find(page, QComboBox, "train.run").isVisible()


def test_that_train_is_disabled_with_the_reason_in_view(page: TrainPage, document: Document) -> None:
    document.change_network(replace(document.project.network, nodes=()), "Empty")
    button = find(page, QPushButton, "train.start")
    assert not button.isEnabled()
    assert words(page) == button.toolTip() == "The network is empty: add a layer first."


def test_that_waiting_for_the_engine_says_what_for(page: TrainPage, qtbot: QtBot) -> None:
    page.set_engine(EngineState(0, False, "Starting TensorFlow…", {}))
    press(page, qtbot, "train.start")
    bar = find(page, QProgressBar, "train.progress")
    assert bar.isVisible()
    assert bar.text() == "Starting TensorFlow…"
    page.set_engine(EngineState(0, True, "CPU · 2 threads", {}))
    assert bar.text() == "Loading the data and building the network…"


def test_that_no_other_runs_buttons_are_seen_while_a_new_one_is_prepared(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    two_runs(page, bridge, qtbot, document)
    chooser = find(page, QComboBox, "train.run")
    assert chooser.isVisible()
    press(page, qtbot, "train.start")
    assert not chooser.isVisible()
    assert not find(page, QToolButton, "train.continue").isVisible()


def test_that_the_curves_are_laid_out_in_one_turn_and_painted_in_the_next(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    plot = find(page, CurvePlot, "train.loss")
    qtbot.waitUntil(plot.updatesEnabled)
    press(page, qtbot, "train.start")  # what there is to tell of a run stands above them
    assert not plot.updatesEnabled()
    qtbot.waitUntil(plot.updatesEnabled)
    begin(page, bridge, qtbot, document)
    qtbot.waitUntil(plot.updatesEnabled)
    train_epoch(bridge, document, 1)
    assert plot.updatesEnabled()  # nothing came or went
    finish(bridge, document)
    assert not plot.updatesEnabled()
    qtbot.waitUntil(plot.updatesEnabled)


def test_that_progress_tells_the_epoch_and_the_batch(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    for batch in range(1, 4):
        bridge.event.emit(BatchEnded(1, 2, batch, 10, 0.9, 0.7))
    page.refresh()
    bar = find(page, QProgressBar, "train.progress")
    assert bar.text() == "Epoch 2 of 2 · batch 3 of 10"
    assert bar.value() == 625
    for batch in range(4, 11):
        bridge.event.emit(BatchEnded(1, 2, batch, 10, 0.9, 0.7))
    bridge.event.emit(ValidationBatchEnded(1, 2, 1, 2))
    page.refresh()
    assert bar.text() == "Epoch 2 of 2 · validating…"


def test_that_the_curves_grow_while_it_trains(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    plot = find(page, CurvePlot, "train.accuracy")
    assert plot.empty_text == "The curves begin with the first batch…"
    bridge.event.emit(BatchEnded(1, 1, 1, 10, 2.3, 0.1))
    qtbot.waitUntil(lambda: bool(plot.curves))
    assert [(curve.label, len(curve.x)) for curve in plot.curves] == [
        ("each batch", 1),
        ("training", 0),
        ("validation", 0),
    ]
    train_epoch(bridge, document, 1)
    qtbot.waitUntil(lambda: [len(curve.x) for curve in plot.curves[1:]] == [1, 1])


def test_that_a_page_out_of_view_does_not_draw(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    page.hide()
    assert not page._timer.isActive()
    page.show()
    assert page._timer.isActive()


def test_that_the_curves_of_another_project_have_a_turn_of_their_own(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    finish(bridge, document)
    plot = find(page, CurvePlot, "train.loss")
    qtbot.waitUntil(lambda: bool(plot.curves))
    said: list[tuple[bool, str]] = []
    document.opened.connect(lambda: said.append((plot._canvas.isVisible(), plot.empty_text)))
    assert plot._canvas.isVisible()
    document.new(document.project, "Another")
    qtbot.waitUntil(lambda: bool(said))
    assert said == [(False, "")]
    qtbot.waitUntil(lambda: plot.empty_text != "")


def test_that_the_figures_of_a_finished_run_tell_the_number_of_wrong_ones(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    shown = {
        name: find(page, QLabel, f"train.figure.{name}").text() for name in ("loss", "val_accuracy", "best", "test")
    }
    assert shown == {"loss": "0.5000", "val_accuracy": "70.0 %", "best": "2", "test": "97.0 %"}
    assert "30 of 1,000 wrong" in find(page, QLabel, "train.figure.test").accessibleName()
    assert words(page) == "Run 1 finished 2 epochs in 5 s."


def test_that_the_running_epoch_is_told_by_the_mean_of_its_batches(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    for batch, loss in ((1, 0.2), (2, 0.4)):
        bridge.event.emit(BatchEnded(1, 2, batch, 10, loss, 0.9))
    page.refresh()
    assert find(page, QLabel, "train.figure.loss").text() == "0.3000"


def test_that_the_log_is_one_line_an_epoch_and_can_be_copied(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    log = find(page, EpochLog, "train.log")
    log.copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "Epoch"
    assert lines[1:] == ["1\t1.0000\t50.00 %\t1.1000\t40.00 %\t2.5", "2\t0.5000\t75.00 %\t0.5500\t70.00 %\t2.5"]


def test_that_stop_is_passed_on_and_said(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document) -> None:
    begin(page, bridge, qtbot, document)
    press(page, qtbot, "train.stop")
    assert bridge.stops == 1
    assert find(page, QProgressBar, "train.progress").text() == "Stopping after this batch…"
    assert not find(page, QPushButton, "train.stop").isEnabled()


def test_that_a_failed_run_says_why(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    with qtbot.waitSignals([document.runs_changed] * 2):
        finish(bridge, document, "failed", "The loss is not a number any more.")
    assert words(page).startswith("Run 1 failed in epoch 2: The loss is not a number any more. Resumed, it would fail")
    assert not find(page, QToolButton, "train.continue").isVisible()


def test_that_another_optimiser_brings_its_own_rate(page: TrainPage, document: Document) -> None:
    box = find(page, QComboBox, "train.plan.optimizer")
    page._settings._optimiser._rule.changed.emit("optimizer", "Adadelta")
    assert document.project.plan.learning_rate == 1.0
    assert box.currentText() == "Adadelta"
    document.undo_stack.undo()
    assert document.project.plan.learning_rate == 0.001


def test_that_edits_of_one_setting_are_one_undo_step(page: TrainPage, document: Document) -> None:
    for epochs in (6, 7, 8):
        page._settings._epochs._form.changed.emit("epochs", epochs)
    assert document.project.plan.epochs == 8
    document.undo_stack.undo()
    assert document.project.plan.epochs == 5


def test_that_validating_on_the_test_pictures_is_warned_of(page: TrainPage, document: Document) -> None:
    warning = find(page, QLabel, "train.settings.test_words")
    assert not warning.isVisible()
    set_data(document, validation="test")
    assert warning.isVisible()
    assert "too good" in warning.text()
    assert "8,000 learn, 2,000 validate and test." in plain(find(page, QLabel, "train.settings.counts"))


def plain(label: QLabel) -> str:
    """Its words, with the spaces at which no line is broken as common ones."""
    return label.text().replace("\N{NO-BREAK SPACE}", " ")


def test_that_the_pictures_of_the_next_run_are_told_in_words(page: TrainPage, document: Document) -> None:
    told = find(page, QLabel, "train.settings.counts")
    assert "7,200 learn, 800 validate (each class its share), 2,000 test." in plain(told)
    assert "57 batches an epoch." in plain(told)
    assert plain(told).endswith("Prepared: ÷ 255.")
    set_data(document, subset=4000, draw="first")
    assert "3,600 learn, 400 validate (the first ones, in order), 2,000 test; 4,000 of 8,000" in plain(told)


def test_that_the_pictures_are_chosen_on_the_data_page(page: TrainPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.data_requested):
        press(page, qtbot, "train.settings.data")


def set_data(document: Document, **values: object) -> None:
    project = document.project
    document.change(replace(project, data=replace(project.data, **values)), "Change the data")  # type: ignore[arg-type]


def test_that_edits_while_it_trains_are_said_to_be_for_the_next_run(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    later = find(page, QLabel, "train.settings.later")
    assert not later.isVisible()
    begin(page, bridge, qtbot, document)
    assert later.isVisible()


def test_that_a_run_is_renamed_in_its_place(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    qtbot.mouseClick(find(page, QToolButton, "train.run.rename"), Qt.MouseButton.LeftButton)
    line = find(page, QLineEdit, "train.run.name")
    line.setText("First try")
    with qtbot.waitSignal(document.runs_changed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert find(page, QComboBox, "train.run").currentText() == "First try · LeNet · 2 epochs · 97.0 % on test · ÷ 255"


def test_that_a_run_is_deleted_only_after_the_question(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    trash = find(page, QToolButton, "train.run.delete")
    qtbot.mouseClick(trash, Qt.MouseButton.LeftButton)
    press(page, qtbot, "train.run.delete.no")
    assert len(document.runs) == 1
    qtbot.mouseClick(trash, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(document.runs_changed):
        press(page, qtbot, "train.run.delete.yes")
    assert document.runs == ()
    assert "No run yet" in find(page, CurvePlot, "train.loss").empty_text


def test_that_the_question_goes_when_another_run_is_chosen(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs(page, bridge, qtbot, document)
    changes: list[object] = []
    monkeypatch.setattr(document, "change_runs", changes.append)
    sure = find(page, QPushButton, "train.run.delete.yes")
    qtbot.mouseClick(find(page, QToolButton, "train.run.delete"), Qt.MouseButton.LeftButton)
    assert sure.isVisible()
    document.choose_run(1)
    assert not sure.isVisible()
    sure.click()
    assert changes == []


def test_that_a_name_half_written_goes_when_another_run_is_chosen(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs(page, bridge, qtbot, document)
    changes: list[object] = []
    monkeypatch.setattr(document, "change_runs", changes.append)
    line = find(page, QLineEdit, "train.run.name")
    qtbot.mouseClick(find(page, QToolButton, "train.run.rename"), Qt.MouseButton.LeftButton)
    line.setText("For run 2")
    document.choose_run(1)
    assert not line.isVisible()
    find(page, QPushButton, "train.run.rename.done").click()
    assert changes == []


def test_that_a_run_gives_its_project_back_as_an_undo_step(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    button = find(page, QPushButton, "train.run.restore")
    assert not button.isEnabled()
    page._settings._epochs._form.changed.emit("epochs", 9)
    sweep = Sweep(varied=(Varied(Place("plan", "batch_size"), Listed((8, 16))),))
    document.change(replace(document.project, sweep=sweep), "Vary")
    press(page, qtbot, "train.run.restore")
    assert document.project.plan.epochs == 5
    assert document.project.sweep == sweep
    assert document.undo_stack.undoText() == "Put back the project of Run 1"


def test_that_export_asks_the_window_for_the_chosen_run(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    with qtbot.waitSignal(page.export_requested) as asked:
        press(page, qtbot, "train.run.export")
    assert asked.args[0].number == 1


def test_that_a_run_that_trains_cannot_be_deleted(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    assert not find(page, QToolButton, "train.run.delete").isEnabled()


def test_that_the_train_button_is_lit_in_both_themes(page: TrainPage, qapp: QApplication) -> None:
    button = find(page, QPushButton, "train.start")
    try:
        for choice, wanted in (("light", theme.LIGHT), ("dark", theme.DARK)):
            theme.apply(qapp, choice)  # type: ignore[arg-type]
            qapp.processEvents()
            assert button.palette().button().color().name() == wanted.accent
    finally:
        theme.apply(qapp, "system")
