"""The chooser of one picture: of the data, in memory or in a file, drawn, or from a file or the clipboard."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Predicted, RunSubject, SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.ink import MNISTS_WAY, ink_to_input
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.pictures.sheet import inked
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.viewer.picture.chooser import PictureChooser
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.sign import Sign
from tests.gui.desk import small_data


def in_memory() -> DataSet:
    pictures = np.repeat(np.arange(6, dtype=np.uint8), 16).reshape(6, 4, 4, 1)
    labels = np.zeros(6, np.int64)
    return DataSet("small", "Small", ("cat",), pictures, labels, pictures, labels)


class Files:
    """Names of the files the pictures came from."""

    def read(self, part: PartName, number: int) -> Picture:
        raise AssertionError("only names are asked for")

    def name(self, part: PartName, number: int) -> str:
        return f"{part}/cats/{number}.png"


def in_file(folder: Path) -> DataSet:
    """Six pictures; all pixels of picture n are n."""
    pictures = np.repeat(np.arange(6, dtype=np.uint8), 16).reshape(6, 4, 4, 1)
    pictures.tofile(folder / "pictures")
    stored = StoredPictures(folder / "pictures", (4, 4, 1), 6)
    labels = np.zeros(6, np.int64)
    return DataSet("stored", "Stored", ("cat",), stored, labels, stored, labels, originals=Files())


@pytest.fixture
def drawing(qtbot: QtBot) -> Iterator[Drawing]:
    background = Background()
    document = Document(background)  # which holds the drawing
    yield Drawing(document)
    background.close()


@pytest.fixture
def chooser(qtbot: QtBot, drawing: Drawing) -> PictureChooser:
    made = PictureChooser(drawing, None)
    qtbot.addWidget(made)
    return made


def network(shape: tuple[int, int, int] = (8, 8, 1), preprocessing: Preprocessing | None = None) -> Answering:
    prepared = Prepared(preprocessing) if preprocessing is not None else None
    return Answering(SavedSubject("a.keras"), "a.keras", Network(shape), ("cat",), prepared)


def take_from(chooser: PictureChooser, source: str) -> None:
    combo = chooser.findChild(QComboBox, "inspect.picture.source")
    combo.setCurrentIndex(combo.findData(source))


def mime_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def words(chooser: PictureChooser, name: str) -> str:
    label = chooser.findChild(QLabel, f"inspect.picture.{name}")
    return label.full if isinstance(label, FittingLabel) else label.text()


def a_bar() -> QImage:
    """A dark bar on white paper."""
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(17, 6, 6, 28, QColor("black"))
    painter.end()
    return image


def test_that_a_picture_of_a_file_is_read_and_named_by_its_file(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    chooser.set_data(in_file(tmp_path))
    chooser.step(4)
    assert chooser.picture is None
    with qtbot.waitSignal(chooser.changed):
        pass
    assert chooser.picture is not None
    assert int(chooser.picture[0, 0, 0]) == 4
    truth = chooser.findChild(QLabel, "inspect.picture.truth")
    assert truth.text() == "Test picture 4 · label cat"
    assert truth.toolTip() == "test/cats/4.png"


def test_that_a_file_that_is_gone_leaves_no_picture_and_says_why(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    chooser.set_data(in_file(tmp_path))
    (tmp_path / "pictures").write_bytes(b"")
    chooser.findChild(QSpinBox, "inspect.picture.index").setValue(3)
    with qtbot.waitSignal(chooser.changed):
        pass
    assert chooser.picture is None
    answer = chooser.findChild(QLabel, "inspect.picture.answer")
    assert "cannot be read any more" in answer.full


def test_that_an_answer_about_the_picture_before_is_passed_over(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    with qtbot.waitSignal(chooser.changed):
        chooser.set_data(in_file(tmp_path))
    answer = chooser.findChild(QLabel, "inspect.picture.answer")
    found = Predicted(1, RunSubject("", 1), ("cat",), np.ones(1, np.float32))
    chooser.show_answer(found)
    assert answer.full == "Predicted cat · 100.0 %"
    with qtbot.waitSignal(chooser.changed):
        chooser.step(1)
        chooser.show_answer(found)
        assert answer.full == ""


def test_that_the_drawing_is_looked_at_as_the_network_sees_it(chooser: PictureChooser, drawing: Drawing) -> None:
    chooser.set_network(network((28, 28, 1)))
    take_from(chooser, "drawing")
    assert chooser.picture is None
    assert "Draw on the Draw page" in words(chooser, "answer")
    ink = np.zeros((448, 448), np.float32)
    ink[100:300, 200:230] = 1
    chooser.show()
    drawing.put(inked(ink), MNISTS_WAY)
    np.testing.assert_array_equal(chooser.picture, ink_to_input(ink, (28, 28, 1)))
    assert (chooser.chosen.title, words(chooser, "truth")) == ("drawing", "Your drawing")
    chooser.set_network(network((12, 10, 3)))
    assert chooser.picture is not None
    assert chooser.picture.shape == (12, 10, 3)


def test_that_a_drawing_nobody_looks_at_is_followed_when_it_is_looked_at(
    chooser: PictureChooser, drawing: Drawing
) -> None:
    chooser.set_network(network((28, 28, 1)))
    take_from(chooser, "drawing")
    drawing.put(inked(np.ones((448, 448), np.float32)), MNISTS_WAY)
    assert chooser.picture is None
    chooser.show()
    assert chooser.picture is not None


def test_that_the_button_of_the_drawing_leads_to_the_paper(qtbot: QtBot, chooser: PictureChooser) -> None:
    take_from(chooser, "drawing")
    with qtbot.waitSignal(chooser.draw_requested):
        chooser.findChild(QPushButton, "inspect.picture.draw").click()


def test_that_a_picture_file_is_brought_into_the_networks_shape(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    rows = np.repeat(np.arange(0, 240, 30, np.uint8), 8).reshape(8, 8)
    QImage(rows.tobytes(), 8, 8, 8, QImage.Format.Format_Grayscale8).save(str(tmp_path / "steps.png"))
    chooser.set_network(network((8, 8, 3), Preprocessing(invert=True)))
    chooser.take(mime_of(tmp_path / "steps.png"))
    qtbot.waitUntil(lambda: chooser.picture is not None)
    np.testing.assert_array_equal(chooser.picture, np.repeat(255 - rows[..., None], 3, axis=2))
    assert (words(chooser, "truth"), chooser.chosen.title) == ("steps.png", "steps.png")
    assert words(chooser, "prepared") == "brought to 8 × 8 × 3 · ÷ 255"
    assert chooser.findChild(QComboBox, "inspect.picture.source").currentText() == "Picture file"


def test_that_dark_strokes_on_paper_are_read_as_a_drawing_where_grey_is_wanted_and_as_they_are_on_demand(
    qtbot: QtBot, chooser: PictureChooser
) -> None:
    chooser.set_network(network((28, 28, 1)))
    QGuiApplication.clipboard().setImage(a_bar())
    take_from(chooser, "file")
    chooser.findChild(QPushButton, "inspect.picture.paste").click()
    qtbot.waitUntil(lambda: chooser.picture is not None)
    assert chooser.picture is not None
    assert chooser.picture[0, 0, 0] == 0
    assert words(chooser, "truth") == "pasted picture · read as a drawing"
    chooser.findChild(QCheckBox, "inspect.picture.drawn").setChecked(False)
    qtbot.waitUntil(lambda: chooser.picture is not None and chooser.picture[0, 0, 0] == 255)


def test_that_a_file_that_is_no_picture_is_words_in_the_pictures_place(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    (tmp_path / "bad.png").write_bytes(b"<html>")
    chooser.set_network(network())
    chooser.take(mime_of(tmp_path / "bad.png"))
    qtbot.waitUntil(lambda: "cannot be read as a picture: it is a web page" in words(chooser, "answer"))
    assert chooser.picture is None


def test_that_a_picture_of_unknown_class_is_neither_right_nor_wrong(qtbot: QtBot, chooser: PictureChooser) -> None:
    chooser.set_network(network((28, 28, 1)))
    QGuiApplication.clipboard().setImage(a_bar())
    take_from(chooser, "file")
    chooser.findChild(QPushButton, "inspect.picture.paste").click()
    qtbot.waitUntil(lambda: chooser.picture is not None)
    chooser.show_answer(Predicted(1, SavedSubject("a.keras"), ("cat",), np.ones(1, np.float32)))
    assert words(chooser, "answer") == "Predicted cat · 100.0 %"
    assert not [label for label in chooser.findChildren(QLabel) if label.accessibleName() in {"right", "wrong"}]


def test_that_a_class_that_the_network_does_not_know_is_neither_right_nor_wrong(chooser: PictureChooser) -> None:
    chooser.set_data(small_data())
    chooser.set_network(network())
    several = {("cat", "dog"): "right", ("Elk ", " CAT"): "wrong", ("tench", "goldfish"): None, ("CAT", "cat"): "wrong"}
    for labels, mark in several.items():
        shares = np.array([0.9, 0.1], np.float32)
        chooser.show_answer(Predicted(1, SavedSubject("a.keras"), labels, shares))
        shown = chooser.findChild(Sign, "inspect.picture.mark")
        assert (None if shown.isHidden() else shown.accessibleName()) == mark


def test_that_a_picture_of_the_data_is_brought_to_another_networks_size_and_colour(
    qtbot: QtBot, chooser: PictureChooser
) -> None:
    chooser.set_data(small_data())
    chooser.set_network(network((8, 8, 1)))
    assert words(chooser, "prepared") == "8 × 8 × 1 · not said by the file: taken as ÷ 255"
    chooser.set_network(network((20, 12, 3), Preprocessing("raw")))
    assert (chooser.picture, words(chooser, "prepared")) == (None, "")
    qtbot.waitUntil(lambda: chooser.picture is not None)
    assert chooser.picture is not None
    assert (chooser.picture.shape, chooser.chosen.label) == ((20, 12, 3), "cat")
    assert words(chooser, "prepared") == "brought to 20 × 12 × 3 · raw, 0 to 255"
    chooser.step(2)
    qtbot.waitUntil(lambda: chooser.picture is not None)
    assert int(chooser.picture.mean()) == 102
    chooser.set_network(network((8, 8, 1), Preprocessing()))
    assert chooser.picture is not None  # at once
    assert words(chooser, "prepared") == "8 × 8 × 1 · ÷ 255"


def test_that_what_no_picture_can_be_is_refused_in_words(qtbot: QtBot, chooser: PictureChooser) -> None:
    chooser.set_data(small_data())
    chooser.set_network(network((8, 8, 4)))
    qtbot.waitUntil(lambda: "The network takes pictures of 8 × 8 × 4." in words(chooser, "answer"))
    assert chooser.picture is None


def test_that_a_picture_chosen_elsewhere_is_taken_from_the_data(chooser: PictureChooser, tmp_path: Path) -> None:
    chooser.set_data(in_memory())
    take_from(chooser, "drawing")
    chooser.choose("train", 3)
    assert chooser.chosen.title == "training picture 3"
    assert chooser.findChild(QComboBox, "inspect.picture.source").currentText() == "Data set"
    assert chooser.findChild(QSpinBox, "inspect.picture.index").isVisibleTo(chooser)


def test_that_the_picture_stays_where_it_is_of_the_class_that_is_chosen_and_else_the_first_comes(
    chooser: PictureChooser,
) -> None:
    chooser.set_data(small_data())
    kind, index = (
        chooser.findChild(QComboBox, "inspect.picture.class"),
        chooser.findChild(QSpinBox, "inspect.picture.index"),
    )
    index.setValue(4)
    kind.setCurrentIndex(kind.findData(1))
    assert (words(chooser, "truth"), index.value()) == ("Test picture 4 · label dog", 1)
    kind.setCurrentIndex(kind.findData(0))
    assert (words(chooser, "truth"), index.value()) == ("Test picture 0 · label cat", 0)
    index.setValue(1)
    kind.setCurrentIndex(0)
    assert (words(chooser, "truth"), index.value()) == ("Test picture 3 · label cat", 3)


def test_that_a_picture_that_cannot_be_read_is_marked_until_there_is_another(
    qtbot: QtBot, chooser: PictureChooser, tmp_path: Path
) -> None:
    chooser.set_network(network())
    (tmp_path / "bad.png").write_bytes(b"no picture")
    mark = chooser.findChild(Sign, "inspect.picture.mark")
    chooser.take(mime_of(tmp_path / "bad.png"))
    qtbot.waitUntil(lambda: words(chooser, "answer").startswith("bad.png cannot be read as a picture"))
    assert (mark.isHidden(), mark.accessibleName()) == (False, "not possible")
    a_bar().save(str(tmp_path / "good.png"))
    chooser.take(mime_of(tmp_path / "good.png"))
    qtbot.waitUntil(lambda: chooser.picture is not None)
    assert mark.isHidden()


def test_that_another_project_begins_with_the_data(chooser: PictureChooser) -> None:
    chooser.set_data(small_data())
    take_from(chooser, "file")
    chooser.begin_anew()
    assert words(chooser, "truth") == "Test picture 0 · label cat"
