"""The preparation panel on a stage: a document with small data, and a bridge without an engine."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.data.preparation.panel import PreprocessingPanel
from cnnstudio.gui.data.preparation.step import Step
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.background import Background
from tests.gui.data.small_sets import digits
from tests.gui.desk import small_network
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    with qtbot.waitSignal(made.opened):
        made.new(Project(small_network()), "New")
    yield made
    made.close()
    background.close()


@pytest.fixture
def bridge(qtbot: QtBot) -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def panel(document: Document, bridge: FakeBridge, qtbot: QtBot) -> PreprocessingPanel:
    made = PreprocessingPanel(document, bridge)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(380, 640)
    made.show()
    load(document, qtbot, made, digits())
    return made


def load(document: Document, qtbot: QtBot, panel: PreprocessingPanel, data: DataSet) -> None:
    document.set_data_set(data)
    settle(document, qtbot, panel)


def settle(document: Document, qtbot: QtBot, panel: PreprocessingPanel) -> None:
    qtbot.waitUntil(lambda: not panel.is_busy)


def prepare(document: Document, qtbot: QtBot, panel: PreprocessingPanel, **values: object) -> None:
    made = replace(document.project.preprocessing, **values)  # type: ignore[arg-type]
    document.change(replace(document.project, preprocessing=made), "Prepare")
    settle(document, qtbot, panel)


def chain(panel: PreprocessingPanel) -> list[str]:
    return [header.text() for header in panel.findChildren(QAbstractButton) if header.objectName().endswith(".header")]


def preprocessing(document: Document) -> Preprocessing:
    return document.project.preprocessing


def step(panel: PreprocessingPanel, name: str) -> Step:
    return find(panel, Step, f"data.preprocessing.{name}.step")
