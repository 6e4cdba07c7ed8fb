"""A window with a bridge that has no engine behind it, and what is done in many tests of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Started, Train
from cnnstudio.gui.main_window import MainWindow
from tests.gui.documents import lenet
from tests.gui.fakes import FakeBridge

LABELS = tuple("0123456789")


@pytest.fixture
def bridge(qapp: object) -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def window(bridge: FakeBridge, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge=bridge)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def begin(window: MainWindow, qtbot: QtBot) -> None:
    card = window.findChild(QAbstractButton, "start.preset.lenet")
    assert card is not None
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.document.data_set is not None)


def train(window: MainWindow, bridge: FakeBridge, qtbot: QtBot) -> int:
    """Starts a run as the engine would tell of it; gives its ticket."""
    window.train()
    qtbot.waitUntil(lambda: any(isinstance(request, Train) for request in bridge.requests))
    ticket = next(number for number, request in enumerate(bridge.requests, 1) if isinstance(request, Train))
    path = str(window.document.path)
    bridge.event.emit(Started(ticket, path, 1, "Run 1", lenet(), LABELS, "2026-01-01T00:00:00+00:00", 2, 9, 2, 9, 2))
    return ticket
