"""The loss of a batch worked through, with what a stand-in of the engine says the network gave out."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox, QTabWidget, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Cancelled, Failed, LossWorked, RunSubject, WorkLoss
from cnnstudio.core.training import losses
from cnnstudio.data.split import divide
from cnnstudio.gui.document import Document
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.training.worked_loss import WorkedLoss, whose_weights
from cnnstudio.gui.training.worked_picture import ClassesView
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find
from tests.gui.training.stage import LABELS, complete, epoch, press

OUTPUTS = np.full((4, 10), 0.05, np.float32)
OUTPUTS[[0, 1, 2, 3], [3, 1, 4, 1]] = 0.55
TRUTH = np.array([3, 1, 4, 5], np.int64)


@pytest.fixture
def worked(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document) -> WorkedLoss:
    """The panel, open on the outputs of run 1."""
    complete(page, bridge, qtbot, document)
    press(page, qtbot, "train.loss.work")
    answer(bridge, document)
    return find(page, WorkedLoss, "train.worked_loss")


def answer(
    bridge: FakeBridge,
    document: Document,
    penalty: float = 0.0,
    *,
    outputs: np.ndarray = OUTPUTS,
    truth: np.ndarray = TRUTH,
    logits: np.ndarray | None = None,
) -> None:
    """Answers the newest request."""
    ticket = max(number for number, each in enumerate(bridge.requests, 1) if isinstance(each, WorkLoss))
    subject = RunSubject(str(document.path), 1)
    bridge.event.emit(LossWorked(ticket, subject, LABELS, outputs, truth, penalty, logits))


def change(document: Document, **values: object) -> None:
    plan = replace(document.project.plan, **values)  # type: ignore[arg-type]
    document.change(replace(document.project, plan=plan), "Change the plan")


def values(worked: WorkedLoss) -> dict[str, float]:
    return {of: float(value.replace("−", "-")) for of, _, value in worked.rows}


def test_that_the_lines_add_up_to_the_picture_and_the_batch(worked: WorkedLoss, document: Document) -> None:
    plan = document.project.plan
    each = losses.of_pictures(plan, OUTPUTS, TRUTH)
    assert worked.rows[0][:2] == ("3", "−log 0.55")
    assert values(worked)["Picture 1"] == pytest.approx(each[0], rel=1e-5)
    assert values(worked)["The batch"] == pytest.approx(each.mean(), rel=1e-5)


def test_that_another_loss_is_worked_at_once_with_the_same_outputs(
    worked: WorkedLoss, bridge: FakeBridge, document: Document
) -> None:
    before = len(bridge.requests)
    change(document, loss="mean_squared_error")
    assert "(0.55 − 1)² / 10" in [arithmetic for _, arithmetic, _ in worked.rows]
    assert len(bridge.requests) == before


def test_that_the_picture_with_the_largest_loss_is_found(worked: WorkedLoss, page: TrainPage, qtbot: QtBot) -> None:
    press(page, qtbot, "train.worked_loss.hardest")
    assert find(page, QSpinBox, "train.worked_loss.picture").value() == 4
    assert worked.rows[0][:2] == ("5", "−log 0.05")


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_that_the_picture_with_the_largest_loss_is_found_where_the_network_gives_out_logits(
    worked: WorkedLoss, page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, smoothing: float
) -> None:
    change(document, label_smoothing=smoothing)
    logits = np.zeros((4, 10), np.float32)
    logits[[0, 1, 2, 3], TRUTH] = (-1, 3, -9, 4)
    answer(bridge, document, outputs=logits, logits=logits)
    press(page, qtbot, "train.worked_loss.hardest")
    assert find(page, QSpinBox, "train.worked_loss.picture").value() == 3


def test_that_penalties_and_weights_of_classes_have_lines_of_their_own(
    worked: WorkedLoss, bridge: FakeBridge, document: Document
) -> None:
    change(document, class_weight="given", class_weights=(1.0, 1.0, 1.0, 2.0))
    answer(bridge, document, 0.25)
    told = values(worked)
    each = losses.of_pictures(document.project.plan, OUTPUTS, TRUTH)
    weighted = (each * np.array([2, 1, 1, 1])).mean()
    assert told["Weights of classes"] == pytest.approx(weighted, rel=1e-5)
    assert told["What training makes small"] == pytest.approx(weighted + 0.25, rel=1e-5)


def test_that_weights_that_hang_on_data_that_are_not_here_are_not_made_up(
    worked: WorkedLoss, page: TrainPage, document: Document
) -> None:
    change(document, class_weight="balanced")
    assert "Weights of classes" in values(worked)
    document.set_data_set(None)
    assert "Weights of classes" not in values(worked)
    assert worked._missing.isVisible()


def test_that_a_refusal_stands_in_the_place_of_the_figures(
    worked: WorkedLoss, page: TrainPage, bridge: FakeBridge, qtbot: QtBot
) -> None:
    worked.hide()
    worked.show()
    bridge.event.emit(Failed(len(bridge.requests), "There is no such run.", "Choose another one."))
    assert find(page, QLabel, "train.worked_loss.words").text() == "There is no such run. Choose another one."
    assert not find(page, QSpinBox, "train.worked_loss.picture").isVisible()


def test_that_it_asks_only_while_it_is_in_view_and_once_for_what_it_shows(
    worked: WorkedLoss, page: TrainPage, bridge: FakeBridge, document: Document
) -> None:
    def asked() -> int:
        return sum(isinstance(each, WorkLoss) for each in bridge.requests)

    document.choose_run(1)
    assert asked() == 1
    find(page, QTabWidget, "train.tabs").setCurrentIndex(0)
    document.choose_run(None)
    assert asked() == 1
    page.show_worked_loss()
    assert asked() == 2


def test_that_the_lines_can_be_taken_along(worked: WorkedLoss, qtbot: QtBot) -> None:
    worked.copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["3", "−log 0.55"]
    assert len(lines) == len(worked.rows)


def test_that_the_panel_is_a_tab_that_closes(worked: WorkedLoss, page: TrainPage, qtbot: QtBot) -> None:
    tabs = find(page, QTabWidget, "train.tabs")
    assert tabs.currentWidget() is worked
    find(page, QToolButton, "train.tabs.close").click()
    assert tabs.indexOf(worked) < 0
    qtbot.mouseClick(find(page, QPushButton, "train.loss.work"), Qt.MouseButton.LeftButton)
    assert tabs.currentWidget() is worked


def classes(worked: WorkedLoss) -> ClassesView:
    found = worked.findChild(ClassesView)
    assert found is not None
    return found


def test_that_the_weights_that_answer_are_named(worked: WorkedLoss, document: Document) -> None:
    run = document.runs[0]
    best = replace(run, status="finished", epochs=(epoch(1), epoch(2), replace(epoch(3), val_loss=9.0)))
    assert whose_weights(best) == "with the weights of epoch 2, the best"
    plan = replace(run.project.plan, keep_best=False)
    assert whose_weights(replace(best, project=replace(run.project, plan=plan))) == (
        "with the weights of epoch 3, the last"
    )
    assert whose_weights(replace(best, status="training")) == "at this moment, while it trains"
    assert whose_weights(run) in next(each.text() for each in worked.findChildren(QLabel) if "says, " in each.text())


def test_that_a_run_that_has_ended_is_asked_anew(worked: WorkedLoss, bridge: FakeBridge, document: Document) -> None:
    run = document.runs[0]
    before = len(bridge.requests)
    document.put_run(replace(run, status="stopped"))
    assert sum(isinstance(each, WorkLoss) for each in bridge.requests[before:]) == 1


def test_that_the_probabilities_of_all_classes_stand_with_what_each_adds(
    worked: WorkedLoss, document: Document
) -> None:
    lines = classes(worked).rows
    assert [line[0] for line in lines] == list(LABELS)
    assert lines[3][1:] == ("0.55", "1", lines[3][3])
    assert float(lines[3][3]) == pytest.approx(-np.log(0.55), rel=1e-3)
    assert [line[3] for line in lines if line[0] != "3"] == ["0"] * 9
    change(document, label_smoothing=0.1)
    assert classes(worked).rows[0][2] == "0.01"


def test_that_the_picture_is_there_where_the_data_are_those_of_the_batch(
    worked: WorkedLoss, bridge: FakeBridge, document: Document
) -> None:
    assert not classes(worked).has_picture  # its classes are not those of the first training pictures
    answer(bridge, document, truth=first_truth(document))
    assert classes(worked).has_picture
    document.set_data_set(None)
    change(document, label_smoothing=0.1)
    assert not classes(worked).has_picture


def test_that_no_picture_is_shown_that_is_prepared_otherwise_than_those_of_the_run(
    worked: WorkedLoss, bridge: FakeBridge, document: Document
) -> None:
    answer(bridge, document, truth=first_truth(document))
    trained = document.project
    document.change(replace(trained, preprocessing=replace(trained.preprocessing, invert=True)), "Invert")
    assert classes(worked).has_picture  # the inverted ones are not loaded yet
    document.set_data_set(document.data_set)
    assert not classes(worked).has_picture
    document.change(trained, "As it was")
    assert not classes(worked).has_picture
    document.set_data_set(document.data_set)
    assert classes(worked).has_picture


def first_truth(document: Document) -> np.ndarray:
    """The classes of the first pictures that run 1 learned from."""
    data = document.data_set
    assert data is not None
    return data.y_train[divide(data.y_train, document.runs[0].project.data).train[:4]].astype(np.int64)


def said(page: TrainPage) -> str:
    """What stands in the place of the figures; empty where these are shown."""
    words = find(page, QLabel, "train.worked_loss.words")
    assert words.isVisible() != find(page, QSpinBox, "train.worked_loss.picture").isVisible()
    return words.text() if words.isVisible() else ""


def test_that_nothing_is_said_of_a_run_that_is_gone(
    worked: WorkedLoss, page: TrainPage, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(document.runs_changed):
        document.delete_runs([1])
    change(document, label_smoothing=0.1)
    assert said(page).startswith("Train first")


def test_that_figures_of_one_run_are_not_given_out_as_those_of_another(
    worked: WorkedLoss, page: TrainPage, bridge: FakeBridge, document: Document
) -> None:
    document.put_run(replace(document.runs[0], number=2, name="Run 2"))
    assert isinstance(bridge.requests[-1], WorkLoss)
    change(document, label_smoothing=0.1)
    assert said(page) == "Waiting for the engine…"
    bridge.event.emit(Cancelled(len(bridge.requests)))
    assert said(page) == "It was stopped."
    change(document, label_smoothing=0.2)
    assert said(page) == "It was stopped."
