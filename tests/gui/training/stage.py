"""The Train page on a stage: a document, a bridge without an engine, and runs that go as a test tells them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages import BatchEnded, EpochEnded, Finished, Started, Train
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.library import load
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.training.page import TrainPage
from tests.gui.documents import lenet
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find

LABELS = tuple("0123456789")
SCORES = Scores(
    0.1, LABELS, tuple(tuple(97 if a == b else (3 if b == (a + 1) % 10 else 0) for b in range(10)) for a in range(10))
)


def epoch(number: int) -> Epoch:
    return Epoch(number, 1.0 / number, 1 - 0.5 / number, 1.1 / number, 1 - 0.6 / number, 2.5)


@pytest.fixture
def bridge(qapp: QApplication) -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    with qtbot.waitSignal(made.opened):
        made.new(lenet(), "LeNet")
    made.set_data_set(load(DataRecipe("mnist-10k")))
    yield made
    made.close()
    background.close()


@pytest.fixture
def page(document: Document, bridge: FakeBridge, qtbot: QtBot) -> TrainPage:
    made = TrainPage(document, TrainingRun(document, bridge), bridge)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1190, 660)
    made.show()
    return made


def words(page: TrainPage) -> str:
    return find(page, QLabel, "train.words").text()


def press(page: TrainPage, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def begin(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document, epochs: int = 2) -> None:
    """Presses Train and lets the engine's stand-in begin a run of 10 batches and 2 of validation an epoch."""
    press(page, qtbot, "train.start")
    qtbot.waitUntil(lambda: any(isinstance(request, Train) for request in bridge.requests))
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        number = file.begin_run(
            document.project,
            name="",
            labels=LABELS,
            prepared=Prepared(),
            started="2026-01-01T00:00:00+00:00",
            versions={},
        )
    bridge.event.emit(
        Started(1, str(document.path), number, f"Run {number}", document.project, LABELS,
                "2026-01-01T00:00:00+00:00", epochs, 10, 2, 1000, 100)
    )  # fmt: skip


def train_epoch(bridge: FakeBridge, document: Document, number: int) -> None:
    for batch in range(1, 11):
        bridge.event.emit(BatchEnded(1, number, batch, 10, 2.0 / (number + batch / 10), 0.5))
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        file.add_epoch(1, epoch(number), {})
    bridge.event.emit(EpochEnded(1, 1, epoch(number)))


def finish(bridge: FakeBridge, document: Document, status: str = "finished", text: str = "") -> None:
    test = SCORES if status == "finished" else None
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        file.end_run(1, status, test, reason=text)  # type: ignore[arg-type]
    bridge.event.emit(Finished(1, 1, status, 2, 2, 5.0, test, Prepared(), text))  # type: ignore[arg-type]


def complete(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document) -> None:
    """A whole run of two epochs, with the file read anew after it."""
    begin(page, bridge, qtbot, document)
    for number in (1, 2):
        train_epoch(bridge, document, number)
    with qtbot.waitSignals([document.runs_changed] * 2):
        finish(bridge, document)


def two_runs(page: TrainPage, bridge: FakeBridge, qtbot: QtBot, document: Document) -> None:
    """Run 1 as it was trained and run 2, chosen."""
    complete(page, bridge, qtbot, document)
    assert document.path is not None
    with ProjectFile.open(document.path) as file:
        number = file.begin_run(
            document.project, name="", labels=LABELS, prepared=Prepared(), started="2026-01-02T00:00:00+00:00",
            versions={},
        )  # fmt: skip
        file.end_run(number, "finished", None)
        document.put_run(file.run(number))
    document.choose_run(2)
