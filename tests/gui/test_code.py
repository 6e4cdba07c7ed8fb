"""Keras code comes into the window and goes out of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.blanks import Blank
from cnnstudio.core.messages import Export, Exported, Finished, LoadingProgress
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.gui.code.export_dialog import ExportDialog
from cnnstudio.gui.code.import_dialog import ImportCodeDialog
from cnnstudio.gui.code.wanted import Wanted
from cnnstudio.gui.files import opening
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.widgets import file_dialogs
from tests.gui.fakes import FakeBridge
from tests.gui.windows import LABELS, begin, bridge, lenet, train, window

__all__ = ["bridge", "window"]

CODE = """\
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten
model = Sequential([Conv2D(..., 3, input_shape=(28, 28, 1)), Flatten(), Dense(10, activation="softmax")])
"""
EPOCHS = (Epoch(1, 1.0, 0.9, 1.0, 0.5, 1.0),)


def press(dialog: ImportCodeDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    found.click()


def dialog_with(window: MainWindow, qtbot: QtBot, path: Path) -> ImportCodeDialog:
    path.write_text(CODE)
    window.open_path(path)
    dialog = window.findChild(ImportCodeDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.reading is not None)
    return dialog


def test_that_files_of_code_are_known_by_their_names(tmp_path: Path) -> None:
    assert opening.kind_of(tmp_path / "a.py") == "code"
    assert opening.kind_of(tmp_path / "A.IPYNB") == "code"
    (tmp_path / "folder.py").mkdir()
    assert opening.kind_of(tmp_path / "folder.py") == "data"


def test_that_a_file_of_code_is_opened_as_a_project_of_its_own(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_with(window, qtbot, tmp_path / "small_net.py")
    with qtbot.waitSignal(window.document.opened):
        press(dialog, "code.new")
    assert window.document.title == "small net"
    assert window.document.project.blanks == (Blank("conv2d_1", "filters"),)


def test_that_code_is_put_into_the_open_project_as_one_undo_step(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    before = window.document.project
    press(dialog_with(window, qtbot, tmp_path / "a.py"), "code.put")
    assert len(window.document.project.network.nodes) == 3
    assert window.document.project.data == before.data
    assert window.document.undo_stack.undoText() == "Import Keras code"
    assert "still to be filled in" in window.document.why_not_train
    facts = window.findChild(QLabel, "toolbar.facts")
    assert facts.text().endswith("· parameters not known yet")
    window.document.undo_stack.undo()
    assert window.document.project == before


def test_that_pasted_code_is_there_again_until_a_project_with_it_is(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    press(pasted(window, qtbot, CODE), "code.new")
    answer(window, "Keep training")
    press(pasted(window, qtbot), "code.new")
    answer(window, "Stop and leave")
    with qtbot.waitSignal(window.document.opened):
        bridge.event.emit(Finished(ticket, 1, "stopped", 0, 0, 0.0, None, Prepared()))
    assert len(window.document.project.network.nodes) == 3
    window.files.import_code()
    assert dialog_of(window).code.toPlainText() == ""


def pasted(window: MainWindow, qtbot: QtBot, code: str = "") -> ImportCodeDialog:
    """The dialog, with that code or what was left in it."""
    window.files.import_code(code=code)
    dialog = dialog_of(window)
    assert dialog.code.toPlainText() == CODE
    qtbot.waitUntil(lambda: dialog.reading is not None)
    return dialog


def dialog_of(window: MainWindow) -> ImportCodeDialog:
    return next(each for each in window.findChildren(ImportCodeDialog) if each.isVisible())


def answer(window: MainWindow, words: str) -> None:
    [box] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    next(each for each in box.buttons() if each.text() == words).click()


def test_that_the_menu_offers_both_ways_and_export_begins_with_the_chosen_run(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window._actions.import_code.trigger()
    assert window.findChild(ImportCodeDialog) is not None
    window._actions.export.trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.run is None
    run = Run(1, "Run 1", lenet(), LABELS, Prepared(), "finished", "2026-01-01T12:00:00+00:00", {}, EPOCHS)
    window.document.put_run(run)
    window.files.ask_export(run)
    assert window.findChildren(ExportDialog)[-1].run == run


def test_that_a_script_is_written_and_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    begin(window, qtbot)
    project = replace(lenet(), data=replace(lenet().data, source=""), blanks=(Blank("", "epochs"),))
    window.transfers.begin(Wanted(project, None, "script", tmp_path / "lab.py"))
    qtbot.waitUntil(lambda: "Wrote" in window.message_bar.text)
    assert "1 setting is left blank in it" in window.message_bar.text
    assert "EPOCHS = ..." in (tmp_path / "lab.py").read_text()


def test_that_a_script_that_cannot_be_written_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    begin(window, qtbot)
    project = replace(lenet(), data=replace(lenet().data, source=""))
    window.transfers.begin(Wanted(project, None, "script", tmp_path / "gone" / "lab.py"))
    qtbot.waitUntil(lambda: "could not be written" in window.message_bar.text or "gone" in window.message_bar.text)
    assert not (tmp_path / "gone").exists()


def test_that_an_export_says_how_far_it_is_can_be_stopped_and_what_was_compared(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    run = Run(1, "Run 1", lenet(), LABELS, Prepared(), "finished", "2026-01-01T12:00:00+00:00", {}, EPOCHS)
    window.document.put_run(run)
    window.transfers.begin(Wanted(lenet(), run, "litert", tmp_path / "a.tflite"))
    ticket = len(bridge.requests)
    [asked] = [request for request in bridge.requests if isinstance(request, Export)]
    assert (asked.form, asked.path) == ("litert", str(tmp_path / "a.tflite"))
    bridge.event.emit(LoadingProgress(ticket, "Converting", 1, 2))
    assert "Converting 1 of 2…" in window.message_bar.text
    stop = next(each for each in window.message_bar.findChildren(QPushButton) if each.text() == "Stop")
    stop.click()
    assert bridge.dropped == [ticket]
    bridge.event.emit(Exported(ticket, "a.tflite", "LiteRT read it: at most 1e-7 apart."))
    assert "at most 1e-7 apart" in window.message_bar.text


def test_that_a_dialog_that_is_closed_while_it_reads_is_gone_without_a_word(window: MainWindow, qtbot: QtBot) -> None:
    window.files.import_code()
    dialog = window.findChild(ImportCodeDialog)
    assert dialog is not None
    QApplication.clipboard().setText(CODE)
    press(dialog, "code.paste")
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(ImportCodeDialog) is None)


def test_that_code_meant_for_one_project_is_not_put_into_the_next_but_kept(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.files.import_code(code=CODE)
    dialog = dialog_of(window)
    with qtbot.waitSignal(window.document.opened):
        window.document.new(lenet(), "Next")
    assert not isValid(dialog) or not dialog.isVisible()
    pasted(window, qtbot)


@pytest.mark.parametrize("is_asking", [False, True])
def test_that_nothing_of_another_project_is_exported_than_the_one_it_was_asked_of(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_asking: bool
) -> None:
    begin(window, qtbot)
    window.files.ask_export(None)
    dialog, wanted = window.findChild(ExportDialog), []
    dialog.wanted.connect(wanted.append)

    def switch(*_: object) -> tuple[str, str]:
        with qtbot.waitSignal(window.document.opened):
            window.document.new(lenet(), "Next")
        return str(tmp_path / "a.py"), ""

    if is_asking:
        monkeypatch.setattr(file_dialogs, "save_name", switch)
        dialog._ask()
    else:
        switch()
    assert wanted == []
    assert not isValid(dialog) or not dialog.isVisible()
    told = "a.py was not written: another project is open now."
    assert (window.message_bar.text == told) == is_asking
