"""The Data page: source, pictures, counts, preprocessing and the download."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.download import DownloadCancelled
from cnnstudio.data.library import keras_file, load
from cnnstudio.gui.background import Background
from cnnstudio.gui.data.counts import ClassCounts
from cnnstudio.gui.data.downloading import Downloading
from cnnstudio.gui.data.page import DataPage
from cnnstudio.gui.data.preprocessing import effect_of, effect_words
from cnnstudio.gui.data.sources import SourceList
from cnnstudio.gui.data.thumbnails import Thumbnails
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.rasters import picture_image
from tests.data.batches import write_batches

Kind = TypeVar("Kind", bound=QObject)


class Server:
    """Stands in for the download: sends when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.error: Exception | None = None

    def fetch(self, source: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        assert source == "mnist"
        progress(5_500_000, 11_000_000)
        assert self.go.wait(10)
        if cancelled():
            raise DownloadCancelled("The download was stopped.")
        if self.error is not None:
            raise self.error
        built_in = load(DataRecipe("mnist-10k"))
        keras_file().parent.mkdir(parents=True)
        parts = {name: getattr(built_in, name)[:50] for name in ("x_train", "y_train", "x_test", "y_test")}
        np.savez(keras_file(), **parts)
        return keras_file()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.go.set()


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    yield made
    made.close()
    background.close()


@pytest.fixture
def page(document: Document, server: Server, qtbot: QtBot) -> DataPage:
    made = DataPage(document, document.background, downloading=Downloading(server.fetch))
    qtbot.addWidget(made)
    made.resize(1190, 660)
    made.show()
    with qtbot.waitSignal(document.opened):
        document.new(PRESETS[0].project, "New")
    qtbot.waitUntil(lambda: document.data_set is not None)
    return made


def find(page: DataPage, kind: type[Kind], name: str) -> Kind:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def press(page: DataPage, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def small_file(folder: Path) -> Path:
    """An archive of nine training and nine test pictures."""
    built_in = load(DataRecipe("mnist-10k"))
    parts = {name: getattr(built_in, name)[:9] for name in ("x_train", "y_train", "x_test", "y_test")}
    np.savez(folder / "own.npz", **parts)
    return folder / "own.npz"


def test_that_the_pictures_of_the_project_are_shown_with_number_and_class(page: DataPage) -> None:
    model = find(page, Thumbnails, "data.thumbnails").pictures()
    data = load(DataRecipe("mnist-10k"))
    assert model.rowCount() == 8000
    assert model.data(model.index(1234, 0)) == f"{data.y_train[1234]}, no. 1234"
    assert find(page, QLabel, "data.chosen").text() == "8,000 pictures"


def test_that_pictures_are_filtered_by_part_and_class(page: DataPage) -> None:
    model = find(page, Thumbnails, "data.thumbnails").pictures()
    find(page, QComboBox, "data.part").setCurrentIndex(1)
    find(page, QComboBox, "data.class").setCurrentIndex(8)
    data = load(DataRecipe("mnist-10k"))
    assert model.rowCount() == data.test_counts[7]
    assert {model.parts(row)[0] for row in range(model.rowCount())} == {"7"}


def test_that_the_arrow_keys_move_through_the_pictures(page: DataPage, qtbot: QtBot) -> None:
    grid = find(page, Thumbnails, "data.thumbnails")
    grid.setCurrentIndex(grid.model().index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert find(page, QLabel, "data.chosen").text().endswith(", no. 1  ·  8,000 pictures")


def test_that_a_picture_is_drawn_as_its_numbers_say() -> None:
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3, 1) * 40
    assert picture_image(grey).pixelColor(2, 1).red() == 200
    colour = np.zeros((2, 3, 3), np.uint8)
    colour[1, 2] = (10, 20, 30)
    assert picture_image(colour).pixelColor(2, 1).getRgb()[:3] == (10, 20, 30)


def test_that_a_click_on_a_class_shows_its_pictures(page: DataPage, qtbot: QtBot) -> None:
    counts = find(page, ClassCounts, "data.counts")
    assert counts.words(0).startswith("0: ")
    qtbot.mouseClick(counts, Qt.MouseButton.LeftButton, pos=QPoint(counts.width() // 2 + 8, 60))
    assert find(page, QComboBox, "data.class").currentText() == "5"


def test_that_missing_data_offer_a_download_and_a_file(page: DataPage, document: Document, qtbot: QtBot) -> None:
    find(page, SourceList, "data.source").source_chosen.emit("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert "not on this computer" in find(page, QLabel, "data.source.words").text()
    assert find(page, QPushButton, "data.source.download").isVisible()
    assert find(page, QPushButton, "data.source.choose").isVisible()
    assert "no pictures" in find(page, QLabel, "data.empty").text()
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert not find(page, QPushButton, "data.source.download").isVisible()


def test_that_the_keyboard_chooses_a_source(page: DataPage, document: Document, qtbot: QtBot) -> None:
    qtbot.keyClick(find(page, SourceList, "data.source"), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert document.project.data.source == "mnist"


def test_that_a_download_shows_its_progress_and_then_the_pictures(
    page: DataPage, document: Document, server: Server, qtbot: QtBot
) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    press(page, qtbot, "data.source.download")
    bar = find(page, QProgressBar, "data.source.progress")
    qtbot.waitUntil(lambda: bar.text() == "5.5 of 11.0 MB")
    server.go.set()
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert not bar.isVisible()
    assert find(page, QLabel, "data.source.place").text() == f"Found in {keras_file()}"


def test_that_a_download_can_be_cancelled(page: DataPage, document: Document, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    press(page, qtbot, "data.source.download")
    press(page, qtbot, "data.source.cancel")
    server.go.set()
    qtbot.waitUntil(lambda: find(page, QPushButton, "data.source.download").isVisible())
    assert not keras_file().exists()


def test_that_a_failed_download_says_why(page: DataPage, document: Document, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    server.error = StudioError("The server cannot be reached.", "Try again.")
    server.go.set()
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: "cannot be reached" in find(page, QLabel, "data.source.words").text())
    assert find(page, QPushButton, "data.source.download").isVisible()


def test_that_a_second_failure_says_that_it_was_tried_again(page: DataPage, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    server.error = StudioError("The server cannot be reached.")
    server.go.set()
    words = find(page, QLabel, "data.source.words")
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: words.text() == "The server cannot be reached.")
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: words.text() == "Tried 2 times. The server cannot be reached.")


def test_that_what_is_missing_is_told_once_while_the_page_is_in_view(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    told: list[StudioError] = []
    document.refused.connect(told.append)
    page.loading.missing.connect(told.append)
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert told == []
    page.hide()
    with qtbot.waitSignal(page.loading.missing):
        page.loading.reload()


def test_that_the_card_of_loaded_data_tells_what_is_really_in_them(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    cards = find(page, SourceList, "data.source").model()
    assert "60,000 training" in cards.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    page.choose("mnist", str(small_file(tmp_path)))
    qtbot.waitUntil(lambda: document.data_set is not None and len(document.data_set.x_train) == 9)
    assert "9 training and 9 test pictures" in cards.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_that_the_file_dialog_opens_where_the_last_file_lies(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (places.append(args[2]), ("", ""))[1])
    page.choose("mnist")
    press(page, qtbot, "data.source.choose")
    page.choose("mnist", str(tmp_path / "own.npz"))
    page.choose("mnist")
    press(page, qtbot, "data.source.choose")
    assert places == [str(Path.home()), str(tmp_path)]


@pytest.mark.parametrize("width", [876, 1190, 1836])
def test_that_the_columns_of_pictures_fill_the_row(page: DataPage, qtbot: QtBot, width: int) -> None:
    page.resize(width, 660)
    grid = find(page, Thumbnails, "data.thumbnails")
    first = grid.model().index(0, 0)

    def left_over() -> int:
        rows = [grid.visualRect(grid.model().index(row, 0)) for row in range(40)]
        return grid.viewport().width() - max(each.right() for each in rows if each.top() == rows[0].top())

    qtbot.waitUntil(lambda: grid.visualRect(first).isValid() and left_over() < 30)


def test_that_a_file_can_be_named_and_left_again(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    file = small_file(tmp_path)
    page.choose("mnist", str(file))
    qtbot.waitUntil(lambda: document.data_set is not None and len(document.data_set.x_train) == 9)
    assert find(page, QLabel, "data.source.place").text() == f"Found in {file}"
    press(page, qtbot, "data.source.forget")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert document.project.data.path == ""


def test_that_the_effect_of_preprocessing_is_told_in_numbers() -> None:
    pictures = np.zeros((2, 2, 2, 1), np.uint8)
    pictures[0] = 255
    data = DataSet("a", "A", ("0",), pictures, np.zeros(2, np.int64), pictures, np.zeros(2, np.int64))
    assert effect_words(effect_of(Preprocessing("scale"), data)).startswith("Values: 0 … 255 → 0.00 … 1.00\n")
    assert effect_words(effect_of(Preprocessing("standardise"), data)).startswith("Values: 0 … 255 → -1.00 … 1.00\n")


def test_that_preprocessing_is_changed_by_the_form(page: DataPage, document: Document) -> None:
    page._preprocessing._form.changed.emit("method", "raw")
    assert document.project.preprocessing.method == "raw"
    assert "0.00 … 255.00" in find(page, QLabel, "data.preprocessing.effect").text()
    document.undo_stack.undo()
    assert document.project.preprocessing.method == "scale"


def test_that_a_network_without_data_asks_for_them_without_an_error(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    told: list[StudioError] = []
    document.refused.connect(told.append)
    page.hide()
    vgg = preset("vgg16")
    assert vgg is not None
    with qtbot.waitSignal(document.opened):
        document.new(vgg.project, "VGG16")
    qtbot.waitUntil(lambda: not page.loading.is_loading)
    page.show()
    assert told == []
    assert document.data_set is None
    assert document.why_not_train == "Choose data on the Data page first."
    assert find(page, QLabel, "data.empty").text().startswith("No data set is chosen")
    assert not find(page, QPushButton, "data.source.download").isVisible()
    assert not find(page, SourceList, "data.source").selectionModel().hasSelection()


def test_that_the_keyboard_passes_the_list_of_sources_without_choosing_one(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    page.choose("")
    sources = find(page, SourceList, "data.source")
    sources.setFocus(Qt.FocusReason.TabFocusReason)
    assert document.project.data.source == ""
    qtbot.keyClick(sources, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: document.data_set is not None or page.loading.is_missing)
    assert document.project.data.source != ""
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: document.data_set is None)
    assert not sources.selectionModel().hasSelection()


def test_that_missing_colour_pictures_offer_their_own_download(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    page.choose("cifar-10")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert find(page, QPushButton, "data.source.download").text() == "Download (170 MB)"
    words = find(page, QLabel, "data.source.words").text()
    assert "CIFAR-10 is not on this computer yet" in words
    assert "cifar-10-python.tar.gz" in words


def test_that_colour_pictures_in_kerass_cache_are_shown_with_their_classes(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    write_batches(keras_file("cifar-10"))
    page.choose("cifar-10")
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.name == "cifar-10")
    classes = find(page, QComboBox, "data.class")
    assert [classes.itemText(index) for index in (1, 10)] == ["airplane", "truck"]
    assert find(page, QLabel, "data.source.place").text() == f"Found in {keras_file('cifar-10')}"
    assert "32 × 32 pixels, colour (3 channels)" in find(page, QLabel, "data.facts").text()
