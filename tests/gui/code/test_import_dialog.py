"""Keras code is read as it is typed or opened, shown beside what was understood, and put where the person wants."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import Found, read_code
from cnnstudio.gui.code.import_dialog import ImportCodeDialog
from cnnstudio.gui.widgets.accent_button import AccentButton

CODE = """\
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten
model = Sequential()
model.add(Conv2D(..., (3, 3), input_shape=(8, 8, 1)))
model.add(Strange(3))
model.add(Flatten())
model.add(Dense(3, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="sgd")
model.fit(x, y, batch_size=32, epochs=4)
"""

Make = Callable[..., ImportCodeDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    parent = QWidget()
    parent.resize(1280, 800)
    qtbot.addWidget(parent)

    def made(**arguments: object) -> ImportCodeDialog:
        dialog = ImportCodeDialog(parent, **arguments)  # type: ignore[arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.open()
        return dialog

    return made


def read(dialog: ImportCodeDialog, qtbot: QtBot, code: str = CODE) -> None:
    dialog.set_code(code)
    qtbot.waitUntil(lambda: dialog.reading is not None)


def shown(dialog: ImportCodeDialog) -> str:
    """The layers as text, a line each."""
    table = dialog.findChild(QTableView, "code.layers")
    assert table is not None
    model = table.model()
    rows = ([model.index(row, column).data() for column in range(5)] for row in range(model.rowCount()))
    return "\n".join(" | ".join(filter(None, row)) for row in rows)


def button(dialog: ImportCodeDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    return found


def test_that_code_is_shown_as_layers_with_shapes_totals_and_gaps(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    read(dialog, qtbot)
    lines = shown(dialog).split("\n")
    assert lines[0] == "input | Input | 8 × 8 × 1"
    assert "to fill in: filters" in lines[1]
    assert lines[-2].endswith("3 units · softmax | ? | ?")
    assert lines[-1].startswith("Total")
    words = dialog.findChild(QLabel, "code.found").text()
    assert "4 epochs in batches of 32 with SGD" in words
    assert "1 setting to fill in" in words


def test_that_a_line_that_was_not_understood_is_marked_and_its_note_leads_there(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    read(dialog, qtbot)
    assert dialog.code.marked[5][0] == "problem"
    notes = dialog.findChild(QListWidget, "code.notes")
    assert notes.item(0).text().startswith("Line 5: ")
    notes.itemActivated.emit(notes.item(0))
    assert dialog.code.line == 5
    assert dialog.code.hasFocus()


def test_that_the_newest_text_counts(make: Make, qtbot: QtBot) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow(text: str, name: str, chosen: int | None) -> Found:
        if "first" in text:
            begun.set()
            goes_on.wait(5)
        return read_code(text, name, chosen)

    dialog = make(read=slow)
    dialog.set_code(f"# first\n{CODE}")
    qtbot.waitUntil(begun.is_set)
    dialog.set_code(CODE.replace("Dense(3", "Dense(7"))
    goes_on.set()
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert "7 units" in shown(dialog)


def test_that_a_notebook_is_shown_as_the_code_of_its_cells(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    half = CODE.index("model.compile")
    cells = [{"cell_type": "code", "source": CODE[:half]}, {"cell_type": "code", "source": CODE[half:]}]
    path = tmp_path / "my_lab.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    dialog = make()
    dialog.open_file(path)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.code.toPlainText().startswith("from keras.models")
    assert "cells" not in dialog.code.toPlainText()
    assert dialog.title == "my lab"


def test_that_a_dropped_file_is_opened_and_another_one_refused(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(CODE)
    dialog = make()
    for name in ("net.py", "net.png"):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        keys = Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
        dialog.dropEvent(drop)
        qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.code.toPlainText() == CODE
    assert dialog.findChild(QLabel, "code.refused").text() == "net.png is no .py or .ipynb file."


def test_that_what_cannot_be_read_is_said_in_words(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    def refuse(text: str, name: str, chosen: int | None) -> Found:
        raise SpecError("This is no text.")

    dialog = make(read=refuse)
    said = dialog.findChild(QLabel, "code.refused")
    dialog.set_code("x")
    qtbot.waitUntil(lambda: bool(said.text()))
    assert said.text() == "This is no text."
    dialog.open_file(tmp_path / "gone.py")
    qtbot.waitUntil(lambda: "cannot be read" in said.text())
    assert not button(dialog, "code.new").isEnabled()


def test_that_code_is_read_as_python_after_a_notebook_that_was_refused(
    make: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "torn.ipynb").write_text("{")
    dialog = make()
    dialog.open_file(tmp_path / "torn.ipynb")
    said = dialog.findChild(QLabel, "code.refused")
    qtbot.waitUntil(lambda: "damaged" in said.text())
    dialog.code.setPlainText(CODE)  # as it is typed
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.title == "Keras code"
    assert not said.text()


@pytest.mark.parametrize(("name", "text"), [("bare.py", "\n"), ("bare.ipynb", '{"cells": []}')])
def test_that_a_file_without_code_is_read_to_its_end_and_code_can_be_typed_then(
    make: Make, qtbot: QtBot, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    dialog = make()
    dialog.open_file(tmp_path / name)
    said = dialog.findChild(QLabel, "code.found")
    assert said.text() == f"Reading {name}…"
    qtbot.waitUntil(lambda: said.text() == "No network was found in it.")
    dialog.code.setPlainText(CODE)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.title == "bare"


def test_that_text_without_a_network_offers_nothing_to_open(make: Make, qtbot: QtBot) -> None:
    dialog = make(into="LeNet")
    read(dialog, qtbot, "print('hello')")
    assert dialog.findChild(QLabel, "code.found").text() == "No network was found in it."
    assert not button(dialog, "code.new").isEnabled()
    assert not button(dialog, "code.put").isEnabled()


def test_that_the_network_that_is_meant_is_chosen_where_there_are_several(make: Make, qtbot: QtBot) -> None:
    first = CODE.replace("model", "small").replace("Dense(3", "Dense(2")
    dialog = make()
    read(dialog, qtbot, f"{first}\n{CODE}")
    combo = dialog.findChild(QComboBox, "code.networks")
    assert combo.isVisible()
    assert combo.count() == 2
    assert "3 units" in shown(dialog)
    combo.activated.emit(0)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert "2 units" in shown(dialog)


def test_that_it_can_be_opened_as_a_new_project_and_put_into_the_open_one(make: Make, qtbot: QtBot) -> None:
    dialog = make(into="LeNet")
    assert button(dialog, "code.put").isVisible()
    read(dialog, qtbot)
    with qtbot.waitSignal(dialog.put_wanted) as put:
        button(dialog, "code.put").click()
    assert put.args[0].project.blanks == (Blank("conv2d_1", "filters"),)
    alone = make()
    assert not button(alone, "code.put").isVisible()
    read(alone, qtbot)
    with qtbot.waitSignal(alone.new_wanted) as new:
        button(alone, "code.new").click()
    assert new.args[1] == "Keras code"


def test_that_what_is_in_the_clipboard_is_pasted_in_the_place_of_the_code(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    dialog.set_code("old")
    QApplication.clipboard().setText(CODE)
    button(dialog, "code.paste").click()
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.code.toPlainText() == CODE


def test_that_the_keyboard_is_in_the_code_at_once(make: Make) -> None:
    assert make().focusWidget().objectName() == "code.text"


def test_that_all_digits_of_long_code_have_room_beside_it(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make()
    path = tmp_path / "long.py"
    path.write_text(CODE + "\n" * 12_000)
    dialog.open_file(path)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.code.viewportMargins().left() == dialog.code.gutter_width()
    assert dialog.code.blockCount() > 10_000


@pytest.mark.parametrize(("name", "then"), [("code.close", []), ("code.new", ["new"]), ("code.put", ["put"])])
def test_that_code_is_told_when_the_dialog_closes_before_what_is_wanted_of_it(
    make: Make, qtbot: QtBot, name: str, then: list[str]
) -> None:
    dialog = make(into="LeNet")
    read(dialog, qtbot)
    told: list[str] = []
    dialog.left.connect(told.append)
    dialog.new_wanted.connect(lambda *_: told.append("new"))
    dialog.put_wanted.connect(lambda _: told.append("put"))
    button(dialog, name).click()
    assert told == [CODE, *then]


def test_that_a_lab_has_its_code_put_into_its_project_and_stays_in_view(make: Make, qtbot: QtBot) -> None:
    dialog = make(into="Digits", over=QRect(0, 0, 910, 700))
    read(dialog, qtbot)
    assert button(dialog, "code.new").isHidden()
    assert isinstance(button(dialog, "code.put"), AccentButton)
    assert dialog.geometry().right() <= 910
    alone = make(over=QRect(0, 0, 910, 700))  # none that could take it in
    assert not button(alone, "code.new").isHidden()
