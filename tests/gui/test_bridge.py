"""The bridge's life around its thread, or its process."""

import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Cancelled, Exported, Failed, OpenSaved
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.process.apart import Apart
from cnnstudio.gui.bridge import Bridge
from tests.engine.apart_stand_in import serve


def test_that_a_bridge_closed_before_it_was_started_never_starts(qtbot: QtBot) -> None:
    bridge = Bridge()
    assert bridge.close()
    bridge.start()
    thread = bridge.findChild(QThread, "engine")
    assert thread is not None
    assert not thread.isRunning()


def test_that_a_pause_holds_what_was_posted_until_it_goes_on() -> None:
    bridge = Bridge()
    ticket = bridge.post(OpenSaved(path="a.keras"))
    bridge.pause()
    assert isinstance(bridge._mailbox, Mailbox)
    assert bridge._mailbox.is_paused(ticket)
    bridge.go_on()
    assert not bridge._mailbox.is_paused(ticket)
    assert bridge.close()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process does in the engine's place what the test asks for."""
    monkeypatch.setattr("cnnstudio.gui.bridge.Apart", partial(Apart, work=serve))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in dies as processes do on POSIX")
def test_that_an_engine_in_a_process_is_heard_on_the_windows_thread_and_survived(qtbot: QtBot, stand_in: None) -> None:
    bridge = Bridge(engine="process")
    heard: list[tuple[object, int]] = []
    bridge.event.connect(lambda event: heard.append((event, threading.get_ident())))
    assert bridge.post(OpenSaved(path="")) == 1
    bridge.start()
    qtbot.waitUntil(lambda: any(isinstance(event, Exported) for event, _ in heard))
    assert bridge.post(OpenSaved(path="kill")) == 2
    qtbot.waitUntil(lambda: any(isinstance(event, Failed) and event.ticket == 2 for event, _ in heard))
    bridge.pause()
    bridge.go_on()
    bridge.drop(bridge.post(OpenSaved(path="")))
    bridge.stop()
    qtbot.waitUntil(lambda: any(isinstance(event, Exported | Cancelled) and event.ticket == 3 for event, _ in heard))
    assert {thread for _, thread in heard} == {threading.get_ident()}
    assert bridge.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in dies as processes do on POSIX")
def test_that_a_process_that_does_not_end_in_time_is_ended_with_the_bridge(qtbot: QtBot, stand_in: None) -> None:
    bridge = Bridge(engine="process")
    states: list[object] = []
    bridge.event.connect(states.append)
    bridge.start()
    qtbot.waitUntil(lambda: bool(states))
    bridge.post(OpenSaved(path="hang"))
    assert bridge.close(100)


def test_that_a_process_closed_before_it_was_started_never_starts(stand_in: None) -> None:
    bridge = Bridge(engine="process")
    assert bridge.close()
    bridge.start()
    assert bridge.post(OpenSaved(path="")) == 1
