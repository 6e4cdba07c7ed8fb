"""A desk for tests of pages: a small project in a file of its own, small data, no engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Event, Request
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.background import Background
from tests.gui.fakes import FakeBridge

LABELS = ("cat", "dog", "elk")


def small_network(side: int = 8, channels: int = 1) -> Network:
    """Two convolutions and a dense layer for pictures of ``side``."""
    nodes = (
        Layer("conv2d_1", Conv2D(4)),
        Layer("conv2d_2", Conv2D(6)),
        Layer("flatten_1", Flatten()),
        Layer("dense_1", Dense(3, "softmax")),
    )
    return Network((side, side, channels), nodes)


def small_data(side: int = 8) -> DataSet:
    """Nine training pictures and six test pictures, each filled with its own number; classes in turn."""
    train = np.arange(9, dtype=np.uint8)[:, None, None, None] * np.ones((1, side, side, 1), np.uint8)
    return DataSet("small", "Small", LABELS, train, np.arange(9) % 3, train[:6] + np.uint8(100), np.arange(6) % 3)


@dataclass(frozen=True)
class Desk:
    """What a page is made of."""

    document: Document
    bridge: FakeBridge
    training_run: TrainingRun
    selection: Selection
    qtbot: QtBot

    def add_run(self, number: int = 1, status: Status = "finished", network: Network | None = None) -> Run:
        """Puts a run with two epochs on the desk."""
        project = Project(network or small_network())
        epochs = tuple(Epoch(each, 1 / each, 0.9, 1 / each, 0.5, 1.0) for each in (1, 2))
        started = "2026-01-01T12:00:00+00:00"
        run = Run(number, f"Run {number}", project, LABELS, Prepared(), status, started, {}, epochs)
        self.document.put_run(run)
        return run

    def asked(self, kind: type[Request]) -> list[Request]:
        """The requests of a kind, oldest first."""
        return [request for request in self.bridge.requests if type(request) is kind]

    def wait_for(self, kind: type[Request], count: int = 1) -> Request:
        """Waits until the page has asked ``count`` times; the newest request."""
        self.qtbot.waitUntil(lambda: len(self.asked(kind)) >= count)
        return self.asked(kind)[-1]

    def settle(self) -> None:
        """Lets everything happen that is due now."""
        done: list[bool] = []
        self.document.background.run(lambda: None, lambda _: done.append(True), lambda _: None)
        self.qtbot.waitUntil(lambda: bool(done))

    def answer(self, kind: type[Request], event: Callable[[int], Event]) -> None:
        """Answers the newest request of a kind; ``event`` makes the event for its ticket."""
        newest = max(ticket for ticket, each in enumerate(self.bridge.requests, 1) if type(each) is kind)
        self.bridge.event.emit(event(newest))


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    """An open project with data and without a run."""
    background = Background()
    document = Document(background)
    bridge = FakeBridge()
    made = Desk(document, bridge, TrainingRun(document, bridge), Selection(document), qtbot)
    with qtbot.waitSignal(document.opened):
        document.new(Project(small_network()), "Small")
    document.set_data_set(small_data())
    yield made
    document.close()
    background.wait()
    background.close()
