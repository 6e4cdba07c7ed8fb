"""The chooser of one picture over pictures that lie in a file."""

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Predicted, RunSubject
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.viewer.picture.chooser import PictureChooser


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


def test_that_a_picture_of_a_file_is_read_and_named_by_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    chooser = PictureChooser()
    qtbot.addWidget(chooser)
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


def test_that_a_file_that_is_gone_leaves_no_picture_and_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    chooser = PictureChooser()
    qtbot.addWidget(chooser)
    chooser.set_data(in_file(tmp_path))
    (tmp_path / "pictures").write_bytes(b"")
    chooser.findChild(QSpinBox, "inspect.picture.index").setValue(3)
    with qtbot.waitSignal(chooser.changed):
        pass
    assert chooser.picture is None
    answer = chooser.findChild(QLabel, "inspect.picture.answer")
    assert "cannot be read any more" in answer.full


def test_that_an_answer_about_the_picture_before_is_passed_over(qtbot: QtBot, tmp_path: Path) -> None:
    chooser = PictureChooser()
    qtbot.addWidget(chooser)
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
