"""The engine ended by force: when a person says so, and offered where a run that was stopped says nothing more."""

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import BatchEnded, EngineState, Failed, Scoring
from cnnstudio.gui import engine_restart
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.runs.training_run import State
from tests.gui.fakes import FakeBridge
from tests.gui.windows import begin, bridge, train, window

__all__ = ["bridge", "window"]

OFFER = "The run was told to stop and has said nothing for "


def question(window: MainWindow) -> QMessageBox | None:
    return next((each for each in window.findChildren(QMessageBox, "question.restart") if each.isVisible()), None)


def press(window: MainWindow, words: str) -> None:
    next(each for each in window.findChildren(QPushButton) if each.text() == words and each.isVisible()).click()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that waits for next to nothing; asked for before the window."""
    monkeypatch.setattr(engine_restart, "_SILENT_MS", 1)


def test_that_the_command_is_in_the_menu_and_the_palette_and_restarts(window: MainWindow, bridge: FakeBridge) -> None:
    menu = next(each.menu() for each in window.menuBar().actions() if each.text() == "&Train")
    assert window._actions.restart in menu.actions()
    [command] = [each for each in window._commands(False) if each.text.endswith("Restart the engine")]
    command.do()
    assert bridge.restarts == 1
    assert window.message_bar.text == "The engine was restarted."


def test_that_an_engine_on_a_thread_has_no_such_command(qtbot: QtBot) -> None:
    bridge = FakeBridge()
    bridge.can_restart = False
    made = MainWindow(bridge=bridge)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert not made._actions.restart.isVisible()
    assert not any(each.text.endswith("Restart the engine") for each in made._commands(False))
    made.close()


def test_that_the_bridge_says_whether_its_engine_can_be_restarted(qtbot: QtBot) -> None:
    on_thread, apart = Bridge(engine="thread"), Bridge(engine="process")
    assert (on_thread.can_restart, apart.can_restart) == (False, True)
    for made in (on_thread, apart):
        made.restart()  # before it was started there is nothing to restart
        assert made.close()


def test_that_a_run_that_is_on_is_not_ended_without_a_question(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window._actions.restart.trigger()
    window._actions.restart.trigger()
    assert len([each for each in window.findChildren(QMessageBox) if each.isVisible()]) == 1
    assert bridge.restarts == 0
    press(window, "Keep training")
    assert (bridge.restarts, window.training_run.state) == (0, State.TRAINING)
    window._actions.restart.trigger()
    press(window, "Restart the engine")
    assert bridge.restarts == 1
    lost = "The engine was restarted.", "The first epoch of the run is kept: it can be resumed."
    bridge.event.emit(Failed(ticket, *lost))
    assert window.training_run.state is State.IDLE
    assert window.message_bar.text == " ".join(lost)


def test_that_the_question_goes_when_the_run_ends_meanwhile(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window._actions.restart.trigger()
    assert question(window) is not None
    bridge.event.emit(Failed(ticket, "The disk is full."))
    assert question(window) is None
    assert bridge.restarts == 0


def test_that_a_run_that_was_stopped_already_is_ended_without_a_question(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    train(window, bridge, qtbot)
    window.training_run.stop()
    window._actions.restart.trigger()
    assert question(window) is None
    assert bridge.restarts == 1


def test_that_a_restart_is_offered_where_a_stopped_run_says_nothing_more(
    impatient: None, window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    assert not window._restart._silence.isActive()  # a long batch is no silence that anybody waits in
    window.training_run.stop()
    qtbot.waitUntil(lambda: window.message_bar.text.startswith(OFFER))
    bridge.event.emit(EngineState(0, True, "ready", {}))
    assert window.message_bar.text.startswith(OFFER)  # not from the run
    bridge.event.emit(BatchEnded(ticket, 1, 1, 9, 1.0, 0.5))
    assert window.message_bar.text == ""
    qtbot.waitUntil(lambda: window.message_bar.text.startswith(OFFER))
    press(window, "Restart the engine")
    assert bridge.restarts == 1
    assert question(window) is None


def test_that_the_offer_goes_with_the_stop_that_it_is_about(
    impatient: None, window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.training_run.stop()
    qtbot.waitUntil(lambda: window.message_bar.text.startswith(OFFER))
    bridge.event.emit(Scoring(ticket, "test", 0, 10))
    assert window.message_bar.text == ""
    assert not window._restart._silence.isActive()
