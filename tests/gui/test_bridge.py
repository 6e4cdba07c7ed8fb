"""The bridge's life around its thread."""

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import OpenSaved
from cnnstudio.gui.bridge import Bridge


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
    assert bridge._mailbox.is_paused(ticket)
    bridge.go_on()
    assert not bridge._mailbox.is_paused(ticket)
    assert bridge.close()
