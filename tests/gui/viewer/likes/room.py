"""What it likes with nobody behind it: the test answers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import ExcitingFound, FindExciting, Maximise, Maximised
from cnnstudio.core.runs.run import Epoch
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.viewer.likes.tab import LikesTab
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.desk import LABELS
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import SUBJECT, scene


def some_data(train: int = 40, test: int = 30) -> DataSet:
    """Pictures of noise, 8 × 8, their classes in turn."""
    noise = np.random.default_rng(3).integers(0, 256, (train + test, 8, 8, 1), np.uint8)
    y = np.arange(train + test) % 3
    return DataSet("small", "Small", LABELS, noise[:train], y[:train], noise[train:], y[train:])


DATA = some_data()


class Room:
    """The tab with a bridge on which the test answers."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = FakeBridge()
        self.tab = LikesTab(self.bridge)
        self.qtbot = qtbot
        qtbot.addWidget(self.tab)
        self.tab.resize(900, 500)
        self.tab.show()

    def look(self, layer: str | None = "conv2d_2", **more: Any) -> Scene:
        looked = scene(layer, **({"data": DATA} | more))
        self.tab.look(looked)
        return looked

    def asked(self, kind: type) -> list[Any]:
        return [each for each in self.bridge.requests if type(each) is kind]

    def answer(self, event: Any, kind: type) -> None:
        ticket = max(number for number, each in enumerate(self.bridge.requests, 1) if type(each) is kind)
        self.bridge.event.emit(replace(event, ticket=ticket))

    def find(
        self, done: int = 30, total: int = 30, best: float = 2.0, channels: int = 6, side: int = 4, among: int = 30
    ) -> None:
        """Answers the search: of channel c picture c is the best, then the next ones."""
        numbers = (np.arange(channels)[:, None] + np.arange(9)) % among
        places = np.full((channels, 9, 2), side - 1)
        values = (best - 0.1 * np.arange(9))[None].repeat(channels, 0).astype(np.float32)
        values[1] = 0
        layer = self.asked(FindExciting)[-1].layer
        self.answer(ExcitingFound(0, SUBJECT, layer, numbers, places, values, done, total), FindExciting)

    def make(self, step: int, value: float = 1.5) -> None:
        asked = self.asked(Maximise)[-1]
        picture = np.full((8, 8, 1), step % 256, np.uint8)
        self.answer(Maximised(0, SUBJECT, asked.layer, asked.channel, picture, value, step, asked.steps), Maximise)

    def child(self, kind: type, name: str) -> Any:
        return self.tab.findChild(kind, f"inspect.likes.{name}")

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.child(QPushButton, name), Qt.MouseButton.LeftButton)


def trained(epochs: int) -> Scene:
    """A run that trains on after so many epochs."""
    done = tuple(Epoch(number, 1.0, 0.5, 1.0, 0.5, 1.0) for number in range(1, epochs + 1))
    at_first = scene("conv2d_2", data=DATA, is_live=True)
    assert at_first.run is not None
    return replace(at_first, run=replace(at_first.run, status="training", epochs=done))


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room(qtbot)
