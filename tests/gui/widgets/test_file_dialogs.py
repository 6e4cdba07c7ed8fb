"""Dialogs for files: what they give, and that a folder of many files is listed without reading them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets import file_dialogs


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def then(do: Callable[[QFileDialog], object]) -> None:
    """Does it in the dialog that comes."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            do(dialog)
        else:
            QTimer.singleShot(10, answer)

    QTimer.singleShot(10, answer)


def put(dialog: QFileDialog, name: str) -> None:
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(name)
    dialog.accept()


def test_that_a_file_is_given_with_the_kind_it_was_chosen_as(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"")
    then(lambda dialog: put(dialog, "a.npz"))
    given = file_dialogs.open_name(parent, "Open", str(tmp_path), "Arrays (*.npz);;All files (*)")
    assert given == (str(tmp_path / "a.npz"), "Arrays (*.npz)")


def test_that_nothing_is_given_when_the_person_thinks_better_of_it(parent: QWidget, tmp_path: Path) -> None:
    then(QFileDialog.reject)
    assert file_dialogs.open_name(parent, "Open", str(tmp_path), "*") == ("", "")
    then(QFileDialog.reject)
    assert file_dialogs.folder_name(parent, "Open", str(tmp_path)) == ""


def test_that_a_name_is_suggested_where_a_file_is_written(parent: QWidget, tmp_path: Path) -> None:
    then(QFileDialog.accept)
    given, _ = file_dialogs.save_name(parent, "Save", str(tmp_path / "seven.png"), "PNG pictures (*.png)")
    assert given == str(tmp_path / "seven.png")


def test_that_a_folder_is_given(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "digits").mkdir()
    then(lambda dialog: put(dialog, str(tmp_path / "digits")))
    assert file_dialogs.folder_name(parent, "Open", str(tmp_path)) == str(tmp_path / "digits")


def test_that_a_window_that_goes_while_it_is_asked_gets_nothing(tmp_path: Path) -> None:
    parent = QWidget()
    parent.show()

    def go(dialog: QFileDialog) -> None:
        dialog.reject()
        parent.deleteLater()
        QApplication.sendPostedEvents(parent)

    then(go)
    assert file_dialogs.open_name(parent, "Open", str(tmp_path), "*") == ("", "")


def test_that_files_of_one_ending_are_looked_at_once(qapp: QApplication, tmp_path: Path) -> None:
    icons = file_dialogs._Icons()
    for number in range(3):
        (tmp_path / f"{number}.PNG").write_bytes(b"")
    files = [QFileInfo(str(path)) for path in tmp_path.iterdir()]
    assert len({icons.icon(each).cacheKey() for each in files}) == 1
    assert len({icons.type(each) for each in files}) == 1
    assert icons.type(files[0]) != icons.type(QFileInfo(str(tmp_path)))
    assert not icons.icon(QFileInfo(str(tmp_path))).isNull()
    assert not icons.icon(QFileInfo(str(tmp_path / "nothing.c++"))).isNull()
