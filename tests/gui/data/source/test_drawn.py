"""My digits on the Data page: offered where there are some, and loaded anew when they change."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import PRESETS
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.data.page import DataPage
from cnnstudio.gui.data.source.list import SourceList, lines
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.collection import Collection
from cnnstudio.gui.threads.background import Background
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    with qtbot.waitSignal(made.opened):
        made.new(PRESETS[0].project, "New")
    yield made
    made.close()
    background.close()


@pytest.fixture
def page(document: Document, qtbot: QtBot) -> DataPage:
    made = DataPage(document, FakeBridge())
    qtbot.addWidget(made)
    made.resize(1190, 660)
    made.show()
    qtbot.waitUntil(lambda: document.data_set is not None)
    return made


def add(document: Document, qtbot: QtBot, *labels: str) -> None:
    collection = document.findChild(Collection)
    wanted = collection.count + len(labels)
    for number, label in enumerate(labels):
        values = np.zeros((40, 40), np.uint8)
        values[5:30, 5 + number : 15 + number] = 200
        collection.add(values, label)
    qtbot.waitUntil(lambda: collection.count == wanted)


def offered(page: DataPage) -> list[str]:
    return [f"{line.title} {line.shape}".strip() for line in find(page, SourceList, "data.source").sources.lines]


def title(document: Document) -> str:
    return "" if document.data_set is None else document.data_set.title


def test_that_drawings_are_offered_once_there_are_some(page: DataPage, document: Document, qtbot: QtBot) -> None:
    assert "Your own" not in offered(page)
    add(document, qtbot, "7")
    assert offered(page)[-2:] == ["Your own", "My digits 1"]
    add(document, qtbot, "7", "3")
    assert offered(page)[-1] == "My digits 3"


def test_that_a_click_makes_them_the_data_and_undo_brings_back_the_others(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    add(document, qtbot, "7", "7", "3", "3")
    sources = find(page, SourceList, "data.source")
    index = sources.model().index(sources.model().rowCount() - 1, 0)
    qtbot.mouseClick(sources.viewport(), Qt.MouseButton.LeftButton, pos=sources.visualRect(index).center())
    qtbot.waitUntil(lambda: title(document) == "My digits")
    assert (document.project.data.source, document.project.data.path) == (DRAWN, "")
    assert document.undo_stack.undoText() == "Take My digits as data"
    assert len(document.data_set.x_train) == 2
    assert "each drawing made a picture" in find(page, QLabel, "data.source.about").text()
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: title(document).startswith("MNIST"))


def test_that_one_more_drawing_is_loaded_at_once(page: DataPage, document: Document, qtbot: QtBot) -> None:
    add(document, qtbot, "7", "7", "3", "3")
    page.choose(DRAWN)
    qtbot.waitUntil(lambda: title(document) == "My digits")
    add(document, qtbot, "7")
    qtbot.waitUntil(lambda: len(document.data_set.x_train) == 3)
    document.findChild(Collection).remove([1, 2, 5])
    qtbot.waitUntil(lambda: len(document.data_set.x_train) == 1)


def test_that_too_few_drawings_are_said_and_the_data_of_before_stay(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    add(document, qtbot, "7", "3")
    page.choose(DRAWN)
    qtbot.waitUntil(lambda: bool(page.loading.error))
    assert "No class of “My digits” has two pictures" in page.loading.error
    assert title(document).startswith("MNIST")
    assert document.project.data.source != DRAWN


def test_that_a_new_project_in_which_something_was_drawn_is_kept(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    path = document.path
    add(document, qtbot, "7")
    with qtbot.waitSignal(document.opened):
        document.new(PRESETS[0].project, "Other")
    document.background.wait()
    assert path.exists()


def test_that_a_line_tells_how_many_there_are() -> None:
    assert [(line.title, line.size) for line in lines((), 1)[-2:]] == [("Your own", ""), ("My digits", "1 drawing")]
    assert lines((), 1200)[-1].shape == "1,200"
