"""The map of the data with the engine played by a test."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import TakeVectors
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.viewer.embedding.tab import EmbeddingTab
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.embedding.clouds_made import NETWORK, data, taken
from tests.gui.viewer.scenes import scene


class Stand:
    """The tab with the engine played by the test."""

    def __init__(self, tab: EmbeddingTab, bridge: FakeBridge, qtbot: QtBot) -> None:
        self.tab, self.bridge, self.qtbot = tab, bridge, qtbot

    def asked(self) -> list[TakeVectors]:
        return [each for each in self.bridge.requests if isinstance(each, TakeVectors)]

    @property
    def ticket(self) -> int:
        return max(number for number, each in enumerate(self.bridge.requests, 1) if isinstance(each, TakeVectors))

    def answer(self, **more: Any) -> None:
        """Gives the vectors last asked for, and waits for the map."""
        self.bridge.event.emit(taken(self.ticket, self.asked()[-1], **more))
        self.qtbot.waitUntil(lambda: not self.tab.mapping.is_busy)

    def find(self, kind: Any, name: str) -> Any:
        found = self.tab.findChild(kind, f"inspect.embedding.{name}")
        assert found is not None, name
        return found

    def choose(self, name: str, what: object) -> None:
        combo = self.find(QComboBox, name)
        combo.setCurrentIndex(combo.findData(what))


def a_scene(layer: str | None = None, **more: Any) -> Scene:
    return scene(layer, NETWORK, **({"data": data()} | more))


def live_scene(at: Scene, epochs: int) -> Scene:
    """The same scene of a run that trains, after so many epochs."""
    assert at.run is not None
    had = tuple(Epoch(number, 1.0, 0.5, 1.0, 0.5, 1.0) for number in range(1, epochs + 1))
    return replace(at, run=replace(at.run, status="training", epochs=had), is_live=True)
