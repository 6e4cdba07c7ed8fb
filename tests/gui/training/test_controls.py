"""The row on top of the Train page, the queue under it, going on with a run, and where the rest of the page stands."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.messages import FileAwaited, Paused, Scoring, Train, WentOn
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.schedules import Cosine
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.training.advice import AdvicePanel
from cnnstudio.gui.training.continuing import ContinueButton
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.training.queue_panel import QueuePanel
from cnnstudio.gui.widgets.plots.plot import CurvePlot
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find
from tests.gui.training.stage import begin, complete, finish, press, train_epoch

ADVICE = Advice(
    "overfitting", "It learns by heart.", ("a", "b"), "caution", (Offer("Stop early", "plan", "epochs", 3),)
)


def change(document: Document, **values: object) -> None:
    plan = replace(document.project.plan, **values)  # type: ignore[arg-type]
    document.change(replace(document.project, plan=plan), "Change the plan")


def ended(document: Document, **values: object) -> Run:
    """The chosen run, as it would be with these values."""
    run = document.chosen_run
    assert run is not None
    run = replace(run, **{"resumable": (2,), **values})  # type: ignore[arg-type]
    document.put_run(run)
    return run


def asked(bridge: FakeBridge) -> list[Train]:
    return [request for request in bridge.requests if isinstance(request, Train)]


def test_that_pause_turns_into_go_on_and_back(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    pause = find(page, QPushButton, "train.pause")
    assert not pause.isEnabled()
    begin(page, bridge, qtbot, document)
    press(page, qtbot, "train.pause")
    assert (bridge.pauses, pause.text(), pause.accessibleName()) == (1, "Go on", "Go on training")
    bridge.event.emit(Paused(1))
    assert find(page, QProgressBar, "train.progress").text().startswith("Paused · Epoch 1")
    press(page, qtbot, "train.pause")
    bridge.event.emit(WentOn(1))
    assert (bridge.goings_on, pause.text()) == (1, "Pause")


def test_that_the_bar_tells_of_the_scoring_at_the_end(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    bridge.event.emit(Scoring(1, "validation", 200, 800))
    bar = find(page, QProgressBar, "train.progress")
    assert (bar.text(), bar.value()) == ("Scoring the validation pictures: 200 of 800", 250)


def test_that_the_bar_tells_of_a_file_that_is_waited_for_and_where_the_run_is_once_it_is_free(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    bar = find(page, QProgressBar, "train.progress")
    before = bar.text()
    bridge.event.emit(FileAwaited(1, "It is in use."))
    assert bar.text() == "It is in use."
    bridge.event.emit(Paused(1))
    assert bar.text().startswith("Paused")
    bridge.event.emit(WentOn(1))
    assert bar.text() == "It is in use."
    press(page, qtbot, "train.stop")
    assert bar.text() == "It is in use."
    bridge.event.emit(FileAwaited(1, ""))
    assert bar.text() not in ("It is in use.", before)


def test_that_a_second_click_on_train_queues_nothing(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    qtbot.mouseDClick(find(page, QPushButton, "train.start"), Qt.MouseButton.LeftButton)
    press(page, qtbot, "train.start")
    assert page._run.queue.waiting == ()


def test_that_the_queue_is_in_view_in_words_and_can_be_emptied(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    queue = find(page, QueuePanel, "train.queue")
    assert not queue.isVisible()
    assert not find(page, QPushButton, "train.queue.add").isVisible()
    begin(page, bridge, qtbot, document)
    press(page, qtbot, "train.queue.add")
    change(document, learning_rate=0.01, schedule=Cosine())
    press(page, qtbot, "train.queue.add")
    assert queue.isVisible()
    assert queue.lines == (
        "The same once more: LeNet · Adam at 0.001 · 5 epochs · batches of 128",
        "LeNet · Adam at 0.01 · 5 epochs · batches of 128 — Learning rate: 0.001 → 0.01; Schedule: Constant → Cosine",
    )
    qtbot.mouseClick(find(page, QToolButton, "train.queue.remove_1"), Qt.MouseButton.LeftButton)
    assert len(queue.lines) == 1
    press(page, qtbot, "train.queue.add")
    press(page, qtbot, "train.queue.clear")
    assert (queue.lines, queue.isVisible()) == ((), False)


def test_that_the_rows_of_the_queue_have_room_for_larger_letters(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    press(page, qtbot, "train.queue.add")
    queue = find(page, QueuePanel, "train.queue")
    font = queue.font()
    font.setPointSizeF(3 * font.pointSizeF())
    queue.setFont(font)
    press(page, qtbot, "train.queue.add")
    letters = queue.fontMetrics().height()
    assert letters > 30
    assert [row.height() > letters for row in queue._rows] == [True, True]
    assert queue._scroll.height() == sum(row.height() for row in queue._rows)


def test_that_a_long_queue_leaves_the_curves_their_room(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    for _ in range(12):
        press(page, qtbot, "train.queue.add")
    assert find(page, QueuePanel, "train.queue").height() < 110
    assert find(page, CurvePlot, "train.loss").height() >= 160


def test_that_a_run_that_finished_is_offered_more_epochs(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    button = find(page, QToolButton, "train.continue")
    assert not button.isVisible()  # its optimiser's state is not in the file
    ended(document)
    assert (button.isVisible(), button.text()) == (True, "10 more epochs")
    button.click()
    qtbot.waitUntil(lambda: len(asked(bridge)) == 2)
    assert (asked(bridge)[-1].resume, asked(bridge)[-1].epochs) == (1, 12)


def test_that_a_run_that_was_cut_short_is_resumed(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    ended(document, status="interrupted")
    button = find(page, QToolButton, "train.continue")
    assert button.text() == "Resume"
    assert "epoch 5" in button.toolTip()
    button.click()
    qtbot.waitUntil(lambda: len(asked(bridge)) == 2)
    assert (asked(bridge)[-1].resume, asked(bridge)[-1].epochs) == (1, 0)


def test_that_the_number_of_epochs_can_be_chosen_and_is_remembered(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    ended(document)
    begin(page, bridge, qtbot, document)  # what is chosen now waits for this run
    document.choose_run(1)
    menu = find(page, QToolButton, "train.continue").menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["1 more epoch", "5 more epochs"]
    next(action for action in menu.actions() if action.text() == "Another number…").trigger()
    dialog = page.window().findChild(QInputDialog, "train.continue.question")
    assert dialog is not None
    dialog.setIntValue(33)
    dialog.accept()
    assert find(page, QueuePanel, "train.queue").lines == ("Run 1: 33 more epochs",)
    assert find(page, QToolButton, "train.continue").text() == "33 more epochs"


@pytest.mark.parametrize(("size", "beside"), [((1190, 690), False), ((1840, 970), True)])
def test_that_advice_stands_in_view_whatever_tab_is_open(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, size: tuple[int, int], beside: bool
) -> None:
    complete(page, bridge, qtbot, document)
    page.resize(*size)
    panel, tabs = find(page, AdvicePanel, "train.advice"), find(page, QTabWidget, "train.tabs")
    qtbot.waitUntil(lambda: not panel.is_thinking)
    panel.show_advice(())
    assert not panel.isVisible()
    panel.show_advice((ADVICE,))
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        assert panel.isVisible()
    QApplication.processEvents()
    corner = panel.mapTo(page, panel.rect().topLeft())
    below = tabs.mapTo(page, tabs.rect().bottomRight())
    assert (corner.x() > below.x()) is beside
    tabs.setCurrentIndex(0)
    assert find(page, CurvePlot, "train.loss").height() >= 160


def test_that_the_names_of_the_page_are_found(page: TrainPage) -> None:
    names = ("start", "pause", "stop", "progress", "loss", "accuracy", "log", "advice")
    assert [name for name in names if page.findChild(QWidget, f"train.{name}") is None] == []


def test_that_tabs_that_belong_to_the_page_cannot_be_closed(page: TrainPage, qtbot: QtBot) -> None:
    tabs = find(page, QTabWidget, "train.tabs")
    page.show_worked_loss()
    page.show_worked_loss()
    assert tabs.count() == 5
    find(page, QToolButton, "train.tabs.close").click()
    for _ in range(3):
        tabs.setCurrentIndex(_)
        qtbot.keyClick(tabs, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert [tabs.tabText(index) for index in range(tabs.count())] == ["Curves", "Kernels and maps", "Evaluation", "Log"]


def test_that_the_whole_page_is_reached_by_the_keyboard_while_it_trains(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    press(page, qtbot, "train.queue.add")
    wanted = {"train.pause", "train.stop", "train.queue.add", "train.queue.remove_1", "train.plan.optimizer"}
    found, each = set(), page.nextInFocusChain()
    while each is not page:
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.add(each.objectName())
        each = each.nextInFocusChain()
    assert wanted <= found


def focused() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.objectName()


def test_that_the_keyboard_goes_from_train_to_stop_and_at_the_end_back(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    page.activateWindow()
    start = find(page, QPushButton, "train.start")
    start.setFocus()
    qtbot.waitUntil(start.hasFocus)
    qtbot.keyClick(start, Qt.Key.Key_Space)
    assert focused() == "train.stop"
    begin(page, bridge, qtbot, document)
    assert focused() == "train.stop"
    qtbot.keyClick(find(page, QPushButton, "train.stop"), Qt.Key.Key_Space)
    assert focused() == "train.queue.add"
    finish(bridge, document, "stopped")
    assert focused() == "train.start"


def test_that_the_keyboard_elsewhere_is_left_alone(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    page.activateWindow()
    epochs = find(page, QWidget, "train.plan.epochs")
    epochs.setFocus()
    qtbot.waitUntil(epochs.hasFocus)
    begin(page, bridge, qtbot, document)
    epochs.setFocus()
    finish(bridge, document)
    assert focused() == "train.plan.epochs"


def test_that_tab_goes_through_the_page_as_it_is_seen(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    change(document, optimizer="SGD")  # its own settings are made last
    page.activateWindow()
    start = find(page, QPushButton, "train.start")
    start.setFocus()
    qtbot.waitUntil(start.hasFocus)
    seen: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in seen:
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    settings = find(page, QWidget, "train.settings").widget()  # type: ignore[attr-defined]
    inside = [settings.isAncestorOf(each) for each in seen]
    first = inside.index(True)
    assert all(inside[first:])
    assert not any(inside[:first])
    places = [each.mapTo(settings, each.rect().center()) for each in seen[first:]]
    rows = [round(place.y() / 16) for place in places]
    assert rows == sorted(rows)
    names = [each.objectName() for each in seen[:first]]
    assert names.index("train.start") < names.index("train.run") < names.index("train.run.delete")
    assert "train.plan.learning_rate" in [each.objectName() for each in seen[first:]]


@pytest.mark.parametrize("keys", [Qt.Key.Key_W, Qt.Key.Key_F4])
def test_that_the_loss_worked_through_is_closed_by_the_keyboard(page: TrainPage, qtbot: QtBot, keys: Qt.Key) -> None:
    page.activateWindow()
    page.show_worked_loss()
    tabs = find(page, QTabWidget, "train.tabs")
    assert (tabs.count(), tabs.tabText(4)) == (5, "Loss worked through")
    tabs.tabBar().setFocus()
    qtbot.keyClick(tabs.tabBar(), keys, Qt.KeyboardModifier.ControlModifier)
    assert tabs.count() == 4


def test_that_a_narrow_bar_says_less_and_cuts_nothing(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    begin(page, bridge, qtbot, document)
    train_epoch(bridge, document, 1)
    page.refresh()
    bar = find(page, QProgressBar, "train.progress")
    assert bar.text() == "Epoch 1 of 2 · batch 10 of 10"
    bar.resize(120, 32)
    assert bar.text() == "Epoch 1 of 2"
    assert bar.toolTip() == "Epoch 1 of 2 · batch 10 of 10"
    bar.resize(60, 32)
    assert bar.text() == "42 %"


def test_that_a_read_only_file_shows_why_nothing_can_be_trained(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(page, bridge, qtbot, document)
    monkeypatch.setattr(Document, "why_read_only", "is open in another window")
    ended(document)
    for kind, name in ((QPushButton, "train.start"), (QToolButton, "train.continue")):
        button = find(page, kind, name)
        assert not button.isEnabled()
        assert "another window" in button.toolTip()


def test_that_more_epochs_beside_early_stopping_are_said_to_be_the_most(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    change(document, early_stopping=3)
    complete(page, bridge, qtbot, document)
    ended(document)
    button = find(page, QToolButton, "train.continue")
    assert button.text() == "Up to 10 more epochs"
    assert "after 3 epochs without a lower validation loss" in button.toolTip()


def test_that_a_renamed_run_is_called_so_in_the_queue(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    stored = ended(document)
    begin(page, bridge, qtbot, document)
    page._run.go_on_with(stored, 5)
    document.put_run(replace(stored, name="Best"))
    assert find(page, QueuePanel, "train.queue").lines == ("“Best”: 5 more epochs",)


def test_that_the_end_of_the_page_ends_what_it_does_beside_the_window(page: TrainPage, qtbot: QtBot) -> None:
    page.end()
    assert [each.is_busy for each in page.findChildren(Newest)].count(True) == 0
    for each in page.findChildren(Newest):
        each.run(lambda watch: None, lambda found: None, lambda error: None)
        assert not each.is_busy


def test_that_words_stand_under_the_buttons_where_beside_them_is_no_room(page: TrainPage, qtbot: QtBot) -> None:
    start, words = find(page, QPushButton, "train.start"), find(page, QLabel, "train.words")
    row = words.parentWidget()
    for width, is_below in ((700, False), (380, True), (700, False)):
        row.setFixedWidth(width)
        qtbot.waitUntil(lambda below=is_below: (words.y() >= start.geometry().bottom()) == below)
        assert start.x() == 0


def test_that_the_question_for_more_epochs_goes_with_its_project(
    page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document
) -> None:
    complete(page, bridge, qtbot, document)
    stored = ended(document)
    find(page, ContinueButton, "train.continue")._ask(stored)
    box = page.window().findChild(QInputDialog, "train.continue.question")
    assert box.isVisible()
    with qtbot.waitSignal(document.opened):
        document.new(document.project, "Another")
    assert not isValid(box) or not box.isVisible()
