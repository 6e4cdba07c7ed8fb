"""Data are loaded in the background, and only the newest answer counts."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.presets import PRESETS
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import DataMissing
from cnnstudio.gui.background import Background
from cnnstudio.gui.data import loading as module
from cnnstudio.gui.data.loading import DataLoading
from cnnstudio.gui.document import Document


def tiny(name: str) -> DataSet:
    pictures, labels = np.zeros((4, 28, 28, 1), np.uint8), np.arange(4)
    return DataSet(name, name, tuple("0123456789"), pictures, labels, pictures, labels)


class Library:
    """Stands in for the library: counts what is loaded, and refuses what it is told to."""

    def __init__(self) -> None:
        self.loaded: list[tuple[str, str | None]] = []
        self.refused: StudioError | None = None

    def load(self, source: str, path: str | None = None) -> DataSet:
        self.loaded.append((source, path))
        if self.refused is not None and source == "mnist":
            raise self.refused
        return tiny(path or source)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library()
    monkeypatch.setattr(module, "load", made.load)
    return made


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def document(background: Background, qtbot: QtBot) -> Iterator[Document]:
    made = Document(background)
    yield made
    made.close()


def open_new(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.opened):
        document.new(PRESETS[0].project, "New")


def name_data(document: Document, source: str, path: str = "") -> None:
    project = document.project
    document.change(replace(project, data=replace(project.data, source=source, path=path)), "Take data")


def title(document: Document) -> str:
    return "" if document.data_set is None else document.data_set.title


def test_that_a_new_project_has_its_data_loaded(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    DataLoading(document, background)
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    assert library.loaded == [("mnist-10k", None)]


def test_that_other_edits_load_nothing(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    DataLoading(document, background)
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    document.change(replace(document.project, plan=replace(document.project.plan, epochs=9)), "Change epochs")
    background.wait()
    assert len(library.loaded) == 1


def test_that_the_old_data_stay_until_the_new_ones_are_there(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    loading = DataLoading(document, background)
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    name_data(document, "mnist", "a.npz")
    assert loading.is_loading
    assert title(document) == "mnist-10k"
    qtbot.waitUntil(lambda: title(document) == "a.npz")
    assert not loading.is_loading


def test_that_a_stale_answer_is_ignored(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    DataLoading(document, background)
    open_new(document, qtbot)
    seen: list[str] = []
    document.data_changed.connect(lambda: seen.append(title(document)))
    for path in ("a.npz", "b.npz"):
        name_data(document, "mnist", path)
    qtbot.waitUntil(lambda: title(document) == "b.npz")
    assert "a.npz" not in seen


def test_that_missing_data_are_said_in_words_and_nothing_stays_loaded(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    loading = DataLoading(document, background)
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    library.refused = DataMissing("It is not here.", "Download it.")
    with qtbot.waitSignal(loading.missing), qtbot.assertNotEmitted(document.refused):
        name_data(document, "mnist")
    assert (loading.error, loading.is_missing) == ("It is not here. Download it.", True)
    assert document.data_set is None
    assert document.why_not_train == "The data are not loaded yet."


def test_that_undo_brings_the_old_data_back(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    DataLoading(document, background)
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    name_data(document, "mnist", "a.npz")
    qtbot.waitUntil(lambda: title(document) == "a.npz")
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")


def test_that_another_project_on_the_same_data_has_them_too(
    document: Document, background: Background, library: Library, qtbot: QtBot
) -> None:
    DataLoading(document, background)
    for _ in range(2):
        open_new(document, qtbot)
        qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    assert len(library.loaded) == 2


def test_that_reloading_tries_again(document: Document, background: Background, library: Library, qtbot: QtBot) -> None:
    loading = DataLoading(document, background)
    open_new(document, qtbot)
    library.refused = DataMissing("It is not here.")
    with qtbot.waitSignal(loading.missing):
        name_data(document, "mnist")
    library.refused = None
    loading.reload()
    qtbot.waitUntil(lambda: title(document) == "mnist")
    assert loading.error == ""
