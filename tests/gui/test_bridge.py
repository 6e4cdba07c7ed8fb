"""The bridge's life around its thread."""

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnstudio.gui.bridge import Bridge


def test_that_a_bridge_closed_before_it_was_started_never_starts(qtbot: QtBot) -> None:
    bridge = Bridge()
    assert bridge.close()
    bridge.start()
    thread = bridge.findChild(QThread, "engine")
    assert thread is not None
    assert not thread.isRunning()
