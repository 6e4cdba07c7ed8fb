"""A document on a background thread, and what is done in many tests of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Dropout
from cnnstudio.core.network import Layer
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.background import Background


@pytest.fixture
def background(qapp: object) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def document(background: Background, qtbot: QtBot) -> Iterator[Document]:
    made = Document(background)
    yield made
    made.close()
    background.wait()


def lenet() -> Project:
    found = preset("lenet")
    assert found is not None
    return found.project


def opened(document: Document, qtbot: QtBot, title: str = "LeNet") -> Document:
    with qtbot.waitSignal(document.opened):
        document.new(lenet(), title)
    return document


def stored(path: Path | None) -> Project:
    assert path is not None
    with ProjectFile.open(path, read_only=True) as file:
        return file.project()


def longer(project: Project) -> Project:
    return replace(project, network=project.network.insert((7,), Layer("dropout_1", Dropout())))
