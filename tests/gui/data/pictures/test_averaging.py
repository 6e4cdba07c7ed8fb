"""Mean and deviation of classes, and the view that shows them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from cnnstudio.data.dataset import DataSet, counts_of
from cnnstudio.gui.data.pictures import averaging
from cnnstudio.gui.data.pictures.averages import AveragesView
from cnnstudio.gui.data.pictures.averaging import Averages, Averaging
from cnnstudio.gui.data.pictures.pool import Pool
from tests.gui.data.browsing import DIVISION, in_file, small


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[AveragesView]:
    made = AveragesView()
    qtbot.addWidget(made)
    yield made
    made.end()


def noise() -> DataSet:
    pictures = np.random.default_rng(3).integers(0, 256, (90, 5, 4, 3), np.uint8)
    labels = np.random.default_rng(4).integers(0, 3, 90)
    return DataSet("noise", "Noise", ("a", "b", "c", "d"), pictures[:60], labels[:60], pictures[60:], labels[60:])


def finished(work: Averaging) -> Averages:
    found = None
    while not work.is_done:
        found = work.more()
    assert found is not None
    return found


def test_that_mean_and_deviation_are_those_of_numpy() -> None:
    data = noise()
    found = finished(Averaging(Pool(data, None, False), "train"))
    pictures, labels = data.x_train[:], data.y_train
    for label in range(3):
        mine = pictures[labels == label].astype(float)
        np.testing.assert_array_equal(found.mean[label], np.rint(mine.mean(0)))
        np.testing.assert_array_equal(found.deviation[label], np.rint(mine.std(0)))
    assert found.counts.tolist() == [*counts_of(data.y_train, data.classes)]


def test_that_parts_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(noise(), None, False)
    whole = finished(Averaging(pool, None))
    monkeypatch.setattr(averaging, "_PART_BYTES", 7 * 60)
    parts = finished(Averaging(pool, None))
    np.testing.assert_array_equal(parts.mean, whole.mean)
    np.testing.assert_array_equal(parts.deviation, whole.deviation)


def test_that_many_large_classes_are_averaged_smaller_instead_of_taking_more_memory() -> None:
    pictures = np.zeros((4, 224, 224, 3), np.uint8)
    labels = tuple(str(number) for number in range(1000))
    data = DataSet("wide", "Wide", labels, pictures, np.arange(4), pictures, np.arange(4))
    height, width, channels = Averaging(Pool(data, None, False), None).shape
    assert height == width
    assert 1000 * height * width * channels * 16 <= 64 * 2**20


def test_that_only_the_pictures_of_the_split_are_averaged(view: AveragesView, qtbot: QtBot) -> None:
    view.show()
    view.show_pool(Pool(small(), DIVISION, False), "validation")
    qtbot.waitUntil(lambda: view.averages is not None)
    assert view.averages is not None
    assert view.averages.counts.tolist() == [2, 2, 2]
    assert view.averages.mean[0, 0, 0, 0] == round((21 + 24) / 2)
    words = view.findChild(QLabel, "data.averages.words")
    assert words.full == "Over 6 validation pictures"


def test_that_nothing_is_reckoned_while_the_view_is_hidden(view: AveragesView, qtbot: QtBot) -> None:
    view.show_pool(Pool(small(), DIVISION, False), None)
    QApplication.processEvents()
    assert view.averages is None
    view.show()
    qtbot.waitUntil(lambda: view.averages is not None)


def test_that_deviation_takes_the_means_place(view: AveragesView, qtbot: QtBot) -> None:
    view.show()
    view.show_pool(Pool(small(), None, False), "train")
    qtbot.waitUntil(lambda: view.averages is not None)
    view.findChild(QComboBox, "data.averages.kind").setCurrentIndex(1)
    assert view.grid.tiles.words(0) == "Deviation of 10 pictures of class ant. Click to see them."
    view.grid.tiles.want(range(1), 64)
    image = view.grid.tiles.image(0)
    assert image is not None
    spread = round(float(np.arange(0, 30, 3).std()))
    assert image.pixelColor(5, 5).red() == 2 * spread


def test_that_averages_of_pictures_in_a_file_that_is_gone_say_so(
    view: AveragesView, tmp_path: Path, qtbot: QtBot
) -> None:
    data = in_file(tmp_path)
    (tmp_path / "train").write_bytes(b"")
    view.show()
    view.show_pool(Pool(data, None, False), "train")
    words = view.findChild(QLabel, "data.averages.words")
    qtbot.waitUntil(lambda: "cannot be read any more" in words.full)


def test_that_averages_stay_where_a_new_division_leaves_their_pictures_alone(view: AveragesView, qtbot: QtBot) -> None:
    data = small()
    view.show()
    view.show_pool(Pool(data, None, False), "test")
    qtbot.waitUntil(lambda: view.averages is not None and view.averages.done == 9)
    found = view.averages
    view.show_pool(Pool(data, DIVISION, False), "test")
    assert view.averages is found
    view.show_pool(Pool(data, DIVISION, False), "validation")
    assert view.averages is None
    view.show_pool(Pool(small(), DIVISION, False), "validation")
    qtbot.waitUntil(lambda: view.averages is not None)


def test_that_a_mistake_of_the_program_does_not_end_the_reckoning_for_good(
    view: AveragesView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(self: Averaging) -> None:
        raise ValueError("a mistake")

    view.show()
    with monkeypatch.context() as patched, qtbot.captureExceptions() as raised:
        patched.setattr(Averaging, "more", mistaken)
        view.show_pool(Pool(small(), None, False), "train")
        qtbot.waitUntil(lambda: bool(raised))
    assert "went wrong" in view.findChild(QLabel, "data.averages.words").full
    view.show_pool(Pool(small(), None, False), "train")
    qtbot.waitUntil(lambda: view.averages is not None)
