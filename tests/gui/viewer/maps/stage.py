"""Feature maps in view, and an engine that answers when it is told to."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import FeaturesShown, ShowFeatures, WorkedOut, WorkOut
from cnnstudio.core.working import work_out
from cnnstudio.gui.viewer.maps.tab import MapsTab
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import scene

WEIGHTS = {
    "kernel": np.random.default_rng(2).normal(size=(3, 3, 1, 4)).astype(np.float32),
    "bias": np.array([0.5, -1, 0, 0.25], np.float32),
}


class Stage:
    """A tab that is in view, and an engine that answers when it is told to."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.bridge = qtbot, FakeBridge()
        self.tab = MapsTab(self.bridge)
        qtbot.addWidget(self.tab)
        self.tab.resize(900, 480)
        self.tab.show()

    def look(self, maps: np.ndarray, layer: str = "conv2d_1", **more: object) -> Scene:
        seen = scene(layer, **more)
        self.tab.look(seen)
        self.answer_maps(maps, layer)
        return seen

    def answer_maps(self, maps: np.ndarray, layer: str = "conv2d_1") -> None:
        request = self.newest(ShowFeatures)
        ticket = self.ticket(ShowFeatures)
        maps = np.asarray(maps, np.float32)
        self.bridge.event.emit(FeaturesShown(ticket, request.subject, layer, maps))
        self.qtbot.waitUntil(lambda: not self.tab._judging.is_busy)

    def newest(self, kind: type) -> object:
        return [each for each in self.bridge.requests if isinstance(each, kind)][-1]

    def ticket(self, kind: type) -> int:
        """Of the newest request of a kind."""
        return max(number for number, each in enumerate(self.bridge.requests, 1) if isinstance(each, kind))

    def asked(self) -> list[tuple[int, ...]]:
        return [each.place for each in self.bridge.requests if isinstance(each, WorkOut)]

    def answer_work(self, seen: Scene, weights: dict[str, np.ndarray] | None = None) -> None:
        """Works the number that was asked for last, as the engine does; of conv2d_1 with weights of its own."""
        request = self.newest(WorkOut)
        ticket = self.ticket(WorkOut)
        row = seen.analysis.row_of(request.layer)
        given = np.asarray(seen.picture, np.float32) / 255
        output = np.zeros(row.output_shape, np.float32)
        work = work_out(row.node, (given,), output, weights or WEIGHTS, request.place)
        self.bridge.event.emit(WorkedOut(ticket, request.subject, replace(work, given=work.value)))

    @property
    def picture(self) -> QWidget:
        return self.tab.grid.focusProxy()

    def at(self, tile: int, row: int, column: int) -> QPoint:
        """Where a number lies in the picture of the grid."""
        area, scale = self.tab.grid.tile_rect(tile), self.tab.grid.scale() / self.picture.devicePixelRatio()
        return QPoint(round((area.x() + column + 0.5) * scale), round((area.y() + row + 0.5) * scale))

    def hover(self, tile: int, row: int, column: int, widget: QWidget | None = None) -> None:
        point = QPointF(self.at(tile, row, column))
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, point, point, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget or self.picture, event)

    def click(self, tile: int, row: int, column: int) -> None:
        self.qtbot.mouseClick(self.picture, Qt.MouseButton.LeftButton, pos=self.at(tile, row, column))

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.picture, key)

    def text(self, name: str) -> str:
        return self.tab.findChild(QLabel, f"inspect.feature_maps.work.{name}").text()


def some_maps(channels: int = 4, side: int = 6) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(side, side, channels))
