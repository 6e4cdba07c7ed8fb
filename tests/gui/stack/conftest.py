"""A document with LeNet on it, and its selection; no file, no engine."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.threads.background import Background


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    found = preset("lenet")
    assert found is not None
    made.change(found.project, "Begin")
    made.undo_stack.clear()
    yield made
    made.close()
    background.close()


@pytest.fixture
def selection(document: Document) -> Selection:
    return Selection(document)
