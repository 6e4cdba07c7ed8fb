"""The tab that tells why with nobody behind it, and runs and networks to ask it about."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting.attribution import METHODS, Method
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Event, Explain, Explained
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.why.tab import WhyTab
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import SUBJECT

QUICK: tuple[Method, ...] = ("grad_cam", "grad_cam_plus_plus", "gradient")
ALL: tuple[Method, ...] = (*QUICK, "integrated_gradients", "occlusion")


ENDS = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax")))


@dataclass
class Bench:
    """The tab with nobody behind it: the test answers."""

    bridge: FakeBridge
    tab: WhyTab

    def asked(self, kind: type = Explain) -> list[Any]:
        return [request for request in self.bridge.requests if type(request) is kind]

    def tell(self, event: Callable[[int], Event], kind: type = Explain) -> None:
        ticket = max(number for number, each in enumerate(self.bridge.requests, 1) if type(each) is kind)
        self.bridge.event.emit(event(ticket))

    def explain(self, *methods: Method, heat: float = 0.5, target: int = 1) -> None:
        for method in methods:
            found = np.full((8, 8), heat, np.float32)
            found[0, 0] = 1
            layer = "conv2d_2" if METHODS[method].of_maps else ""
            gain = 65.0 if method == "integrated_gradients" else None
            self.tell(lambda ticket: Explained(ticket, SUBJECT, method, target, 0.7, layer, found, 2.0, gain))  # noqa: B023

    def found(self, method: Method) -> Explained | None:
        return self.tab.face.panels[method].found

    def line(self, method: Method) -> str:
        return self.tab.face.panels[method]._line.full

    def below(self, method: Method) -> str:
        """What stands below a picture: the scale, how far it is, a button, or words."""
        panel = self.tab.face.panels[method]
        page = panel._below.currentIndex()
        bar = panel.findChild(QProgressBar)
        button = panel.findChild(QPushButton, f"inspect.why.{method}.start")
        return ("scale", f"{bar.value()} of {bar.maximum()}", button.text(), panel._words.full)[page]

    def press(self, kind: type, name: str) -> None:
        self.tab.findChild(kind, f"inspect.why.{name}").click()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bridge = FakeBridge()
    tab = WhyTab(bridge)
    qtbot.addWidget(tab)
    tab.resize(812, 500)
    tab.show()
    return Bench(bridge, tab)


def large_network() -> Network:
    """Its slow methods are not worked out without being asked for."""
    nodes = (Layer("conv2d_1", Conv2D(64, padding="same")), Layer("conv2d_2", Conv2D(600, (9, 9), padding="same")))
    return Network((8, 8, 1), (*nodes, Layer("conv2d_3", Conv2D(200, (9, 9), padding="same")), *ENDS))


def live(scene_now: Scene, epochs: int) -> Scene:
    assert scene_now.run is not None
    done = tuple(Epoch(each, 1, 1, 1, 1, 1) for each in range(1, epochs + 1))
    return replace(scene_now, run=replace(scene_now.run, status="training", epochs=done), is_live=True)


def trained(scene_now: Scene, epochs: int, best: int) -> Scene:
    """The run has ended after so many epochs, one of which was the best."""
    ended = live(scene_now, epochs).run
    assert ended is not None
    losses = tuple(replace(each, val_loss=0.5 if each.number == best else 1.0) for each in ended.epochs)
    run = replace(ended, status="finished", epochs=losses)
    return replace(scene_now, run=run, is_live=False, title=f"Run 1 · best epoch {best}")
