"""The Data page: its sources, own folders and files, what is missing, what is found and how it is divided."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.download import DownloadCancelled
from cnnstudio.data.library import keras_file, load
from cnnstudio.data.split import divide
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.data.contents.counts import CountBars
from cnnstudio.gui.data.page import DataPage
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.data.source.downloading import Downloading
from cnnstudio.gui.data.source.list import SourceList
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.notice import Notice
from tests.data.batches import write_batches
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find


def plain(text: str) -> str:
    """With the spaces at which no line is broken as common ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


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
    made = DataPage(document, FakeBridge(), downloading=Downloading(server.fetch))
    qtbot.addWidget(made)
    made.resize(1190, 660)
    made.show()
    with qtbot.waitSignal(document.opened):
        document.new(PRESETS[0].project, "New")
    qtbot.waitUntil(lambda: document.data_set is not None)
    return made


def press(page: DataPage, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(find(page, QPushButton, name), Qt.MouseButton.LeftButton)


def small_file(folder: Path) -> Path:
    """An archive of nine training and nine test pictures."""
    built_in = load(DataRecipe("mnist-10k"))
    parts = {name: getattr(built_in, name)[:9] for name in ("x_train", "y_train", "x_test", "y_test")}
    np.savez(folder / "own.npz", **parts)
    return folder / "own.npz"


def test_that_missing_data_offer_a_download_and_a_file(page: DataPage, document: Document, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert "not on this computer" in find(page, Notice, "data.source.notice").words
    assert find(page, QPushButton, "data.source.download").isVisible()
    assert find(page, QPushButton, "data.source.choose").isVisible()
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert not find(page, QPushButton, "data.source.download").isVisible()


def test_that_the_keyboard_chooses_a_source_and_passes_over_headings(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    sources = find(page, SourceList, "data.source")
    chosen = []
    for _ in range(4):
        qtbot.keyClick(sources, Qt.Key.Key_Down)
        chosen.append(document.project.data.source)
    assert chosen == ["fashion-10k", "photos-7", "mnist", "fashion-mnist"]
    qtbot.waitUntil(lambda: page.loading.is_missing)


def test_that_a_download_shows_its_progress_and_then_the_pictures(
    page: DataPage, document: Document, server: Server, qtbot: QtBot
) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    press(page, qtbot, "data.source.download")
    bar = find(page, QProgressBar, "data.source.progress")
    qtbot.waitUntil(lambda: bar.text() == "5.5 MB of 11 MB")
    server.go.set()
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert not bar.isVisible()
    assert find(page, FittingLabel, "data.source.place").full == f"Found in {keras_file()}"


def test_that_a_download_can_be_cancelled(page: DataPage, document: Document, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    press(page, qtbot, "data.source.download")
    press(page, qtbot, "data.source.cancel")
    assert find(page, QPushButton, "data.source.download").isVisible()  # though the server is still silent
    server.go.set()
    assert not keras_file().exists()


def test_that_a_failed_download_says_why(page: DataPage, document: Document, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    server.error = StudioError("The server cannot be reached.", "Try again.")
    server.go.set()
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: "cannot be reached" in find(page, Notice, "data.source.notice").words)
    assert find(page, QPushButton, "data.source.download").isVisible()


def test_that_why_a_download_failed_is_said_of_those_data_in_that_project_alone(
    page: DataPage, document: Document, server: Server, qtbot: QtBot
) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    server.error = StudioError("The server cannot be reached.")
    server.go.set()
    words = find(page, Notice, "data.source.notice")
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: "cannot be reached" in words.words)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: "cannot be reached" not in words.words)
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: "cannot be reached" in words.words)
    with qtbot.waitSignal(document.opened):
        document.new(document.project, "Another with the same data")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert words.words
    assert "cannot be reached" not in words.words
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: words.words == "The server cannot be reached.")


def test_that_a_second_failure_says_that_it_was_tried_again(page: DataPage, server: Server, qtbot: QtBot) -> None:
    page.choose("mnist")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    server.error = StudioError("The server cannot be reached.")
    server.go.set()
    words = find(page, Notice, "data.source.notice")
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: words.words == "The server cannot be reached.")
    press(page, qtbot, "data.source.download")
    qtbot.waitUntil(lambda: words.words == "Tried 2 times. The server cannot be reached.")


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


def spoken(page: DataPage, source: str) -> str:
    """What a screen reader says of a source."""
    model = find(page, SourceList, "data.source").sources
    row = model.row_of(DataRecipe(source))
    return str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_that_the_line_of_loaded_data_tells_what_is_really_in_them(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    assert "60,000 training" in spoken(page, "mnist")
    page.choose("mnist", str(small_file(tmp_path)))
    qtbot.waitUntil(lambda: document.data_set is not None and len(document.data_set.x_train) == 9)
    assert "9 training and 9 test pictures" in spoken(page, "mnist")


def test_that_a_source_says_whether_it_is_here_or_how_much_is_to_be_fetched(page: DataPage) -> None:
    assert "Not on this computer yet: a download of 170 MB" in spoken(page, "cifar-10")
    assert "download" not in spoken(page, "mnist-10k")


def test_that_the_file_dialog_opens_where_the_last_file_lies(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []
    monkeypatch.setattr(file_dialogs, "open_name", lambda *args: (places.append(args[2]), ("", ""))[1])
    page.choose("mnist")
    press(page, qtbot, "data.source.choose")
    page.choose("mnist", str(tmp_path / "own.npz"))
    page.choose("mnist")
    press(page, qtbot, "data.source.choose")
    assert places == [str(Path.home()), str(tmp_path)]


def test_that_a_file_can_be_named_and_left_again(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    file = small_file(tmp_path)
    page.choose("mnist", str(file))
    qtbot.waitUntil(lambda: document.data_set is not None and len(document.data_set.x_train) == 9)
    assert find(page, FittingLabel, "data.source.place").full == f"Found in {file}"
    press(page, qtbot, "data.source.forget")
    qtbot.waitUntil(lambda: page.loading.is_missing)
    assert document.project.data.path == ""


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
    assert find(page, QLabel, "data.source.about").text().startswith("No data set is chosen")
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
    words = find(page, Notice, "data.source.notice").words
    assert "CIFAR-10 is not on this computer yet" in words
    assert "cifar-10-python.tar.gz" in words


def test_that_colour_pictures_in_kerass_cache_are_taken_from_there(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    write_batches(keras_file("cifar-10"))
    page.choose("cifar-10")
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.name == "cifar-10")
    assert find(page, FittingLabel, "data.source.place").full == f"Found in {keras_file('cifar-10')}"
    assert "32 × 32, colour" in plain(find(page, QLabel, "data.facts").text())


def write_folder(folder: Path, classes: int = 3, side: int = 12) -> Path:
    """Colour pictures, six a class, in a folder a class."""
    for label in range(classes):
        (folder / f"class{label}").mkdir(parents=True)
        for number in range(6):
            pixels = np.full((side, side, 3), (label * 40, number * 20, 9), np.uint8)
            Image.fromarray(pixels).save(folder / f"class{label}" / f"{number}.png")
    return folder


def buttons(page: DataPage) -> dict[str, QPushButton]:
    return {each.text(): each for each in page.findChildren(QPushButton) if each.isVisible()}


def test_that_a_folder_becomes_the_data_in_one_undo_step(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "flowers")
    monkeypatch.setattr(file_dialogs, "folder_name", lambda *args: str(folder))
    press(page, qtbot, "data.open_folder")
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.classes == 3)
    assert document.project.data == DataRecipe("file", str(folder))
    assert document.undo_stack.undoText() == "Take flowers as data"
    assert "flowers" in find(page, QLabel, "data.facts").text()
    assert find(page, FittingLabel, "data.source.place").full == f"Found in {folder}"
    assert find(page, SourceList, "data.source").currentIndex().data() == "flowers"
    document.undo_stack.undo()
    assert document.project.data.source == "mnist-10k"
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.classes == 10)


def test_that_own_pictures_on_another_network_are_mended_by_two_clicks(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    network = document.project.network
    page.choose_path(write_folder(tmp_path / "flowers"))
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.classes == 3)
    assert document.project.network == network
    buttons(page)["Set units to 3"].click()
    buttons(page)["Bring the pictures to 28×28, grey"].click()
    qtbot.waitUntil(lambda: document.why_not_train == "")


def test_that_a_file_that_cannot_be_taken_says_why_in_its_place(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "broken.npz").write_bytes(b"nonsense")
    told: list[StudioError] = []
    document.refused.connect(told.append)
    page.choose_path(tmp_path / "broken.npz")
    qtbot.waitUntil(lambda: not page.loading.is_loading)
    words = find(page, Notice, "data.source.notice").words
    assert words == page.loading.error
    assert "still those of MNIST 10k" in words
    assert not find(page, QPushButton, "data.source.again").isVisible()
    model = find(page, SourceList, "data.source")
    assert "Your own" not in [line.title for line in model.sources.lines]
    assert model.currentIndex().data() == "MNIST 10k"
    assert not document.undo_stack.canUndo()
    assert told == []


def test_that_without_data_of_before_a_bad_file_can_be_tried_again(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    page.choose("")
    qtbot.waitUntil(lambda: document.data_set is None)
    (tmp_path / "broken.npz").write_bytes(b"nonsense")
    page.choose_path(tmp_path / "broken.npz")
    qtbot.waitUntil(lambda: not page.loading.is_loading)
    assert find(page, QPushButton, "data.source.again").isVisible()
    assert find(page, QLabel, "data.none").isVisible()


def test_that_the_projects_own_data_are_listed_after_it_is_opened(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    project = replace(PRESETS[0].project, data=DataRecipe("file", str(write_folder(tmp_path / "flowers"))))
    with qtbot.waitSignal(document.opened):
        document.new(project, "Own")
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert find(page, SourceList, "data.source").currentIndex().data() == "flowers"


def test_that_a_note_without_a_way_out_is_told_with_what_is_in_the_data(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    data = document.data_set
    assert data is not None
    document.set_data_set(replace(data, findings=(Finding("The folders are the classes."),)))
    assert "The folders are the classes." in find(page, QLabel, "data.facts").text()
    qtbot.waitUntil(lambda: not page.checks.is_checking)
    assert find(page, QLabel, "data.findings.state").text() == "Nothing odd was found."


def test_that_own_data_stay_on_offer_while_other_data_are_looked_at(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    page.choose_path(write_folder(tmp_path / "flowers"))
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.classes == 3)
    page.choose("mnist-10k")
    model = find(page, SourceList, "data.source").sources
    assert [line.title for line in model.lines][-2:] == ["Your own", "flowers"]
    qtbot.waitUntil(lambda: not page.loading.is_loading)


def test_that_the_parts_are_counted_beside_the_window(page: DataPage, qtbot: QtBot) -> None:
    counts = find(page, QLabel, "data.parts.counts")
    qtbot.waitUntil(lambda: plain(counts.text()) == "7,200 learn · 800 validate · 2,000 test")


def test_that_validating_on_the_test_pictures_is_said_once_in_the_column(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    document.change(replace(document.project, data=replace(document.project.data, validation="test")), "Change")
    qtbot.waitUntil(lambda: not page.checks.is_checking)
    said = [each.text() for each in page.findChildren(QLabel) if each.isVisible() and "same pictures" in each.text()]
    assert said == [TEST_VALIDATES]


def test_that_an_edit_of_the_seed_divides_and_counts_once(
    page: DataPage, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not page.checks.is_checking)
    pools, divisions = [], []
    monkeypatch.setattr(Pool, "counts", lambda pool, of=Pool.counts: (pools.append(pool), of(pool))[1])
    monkeypatch.setattr(
        "cnnstudio.gui.data.contents.checking.divide", lambda *given: (divisions.append(given), divide(*given))[1]
    )
    document.change(replace(document.project, data=replace(document.project.data, seed=8)), "Change")
    qtbot.waitUntil(lambda: bool(pools) and not page.checks.is_checking)
    assert len(set(map(id, pools))) == 1
    assert len(divisions) == 1


def test_that_too_large_a_font_makes_the_left_column_scroll_to_what_does_not_fit(page: DataPage) -> None:
    left = find(page, QScrollArea, "data.left")
    assert not left.horizontalScrollBar().isVisible()
    left.widget().setMinimumWidth(left.width() + 50)
    QApplication.processEvents()
    assert left.horizontalScrollBar().maximum() > 0


def test_that_more_pictures_than_there_are_is_refused_in_words(
    page: DataPage, document: Document, qtbot: QtBot
) -> None:
    document.change(replace(document.project, data=replace(document.project.data, subset=9_000)), "Change")
    refusal = find(page, QLabel, "data.parts.refusal")
    qtbot.waitUntil(lambda: "8,000 training pictures; 9,000 were asked for" in refusal.text())
    assert "Nothing odd" not in find(page, QLabel, "data.findings.state").text()
    assert "9,000 were asked for" in document.why_not_train
    bars = find(page, CountBars, "data.counts.bars")
    assert bars.is_faint
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: not bars.is_faint)


def test_that_an_offer_of_a_finding_is_one_undo_step(page: DataPage, document: Document) -> None:
    data = document.data_set
    assert data is not None
    offer = Offer("Invert the pictures", "preprocessing", "invert", True)
    document.set_data_set(replace(data, findings=(Finding("They are dark on light.", "caution", (), offer),)))
    buttons(page)["Invert the pictures"].click()
    assert document.project.preprocessing.invert
    assert document.undo_stack.undoText() == "Invert the pictures"
    document.undo_stack.undo()
    assert not document.project.preprocessing.invert


def test_that_loading_shows_how_far_it_is_and_can_be_stopped(
    page: DataPage, document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(recipe: DataRecipe, geometry: Geometry, watch: Watch) -> None:
        watch.tell(Progress("Reading pictures", 300, 1_000))
        while True:
            watch.check()

    monkeypatch.setattr("cnnstudio.gui.data.source.loading.load", slow)
    page.choose_path(write_folder(tmp_path / "flowers"))
    bar = find(page, QProgressBar, "data.source.progress")
    qtbot.waitUntil(lambda: bar.text() == "300 of 1,000")
    assert find(page, QLabel, "data.source.doing").text() == "Reading pictures"
    assert find(page, QLabel, "data.facts").text().startswith("MNIST 10k")
    still = find(page, QLabel, "data.still")
    qtbot.waitUntil(lambda: still.text().startswith("These are still the pictures of MNIST 10k"))
    assert "new pictures" in find(page, QLabel, "data.findings.state").text()
    find(page, QPushButton, "data.source.cancel").setFocus()
    press(page, qtbot, "data.source.cancel")
    assert not bar.isVisible()
    assert not still.isVisible()
    assert page.focusWidget() is find(page, SourceList, "data.source")
    assert "still those of MNIST 10k" in find(page, Notice, "data.source.notice").words
    assert document.project.data.source == "mnist-10k"


def test_that_everything_on_the_page_can_be_named_by_a_screen_reader(page: DataPage) -> None:
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractItemView)
    ours = [each for kind in kinds for each in page.findChildren(kind) if each.isVisible()]
    nameless = [each.objectName() for each in ours if not (each.accessibleName() or each.property("text"))]
    assert len(ours) >= 12
    assert nameless == []
    assert find(page, QTabWidget, "data.tabs").accessibleName()
    assert find(page, QScrollArea, "data.left").accessibleName()
