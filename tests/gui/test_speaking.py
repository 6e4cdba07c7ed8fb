"""The window in German: Qt's own words and the numbers of its fields, and the menu where the language is chosen.

Names of layers and settings are made in the language that a process begins with, so the whole window in German is
opened in one of its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from cnnstudio.core import language
from cnnstudio.files.settings import load_settings
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.speaking import teach
from tests.gui.windows import bridge, window

__all__ = ["bridge", "window"]

_GERMAN = """
import json
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.varied import Span
from cnnstudio.gui.command_palette import commands_of_menu, found
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.speaking import teach
from cnnstudio.gui.widgets.plots.curves import value_words
from cnnstudio.gui.widgets.forms.editors import RowBox
from cnnstudio.gui.widgets.forms.number_boxes import IntegerBox, NumberBox
from cnnstudio.gui.widgets.varying.editor import VaryEditor
from tests.gui.fakes import FakeBridge
teach(application)

def typed(box, text):
    box.show()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    return getattr(box, "value", box.text)(), box.text()

numbers = ("0.001", "0,001", "1e-4", ",5", "12,5", "2.5")
whole = ("1.5", "4000", "4.000")
box, grouped = NumberBox(Setting("Rate", "number")), IntegerBox(Setting("Zahl", "integer"))
grouped.set_grouped()
grouped.set_value(7)
box.set_value(1234.5)
said = {"shown": box.text(), "read": value_words(0.25, percent=False)}
said |= {"numbers": {text: typed(box, text) for text in numbers}}
said |= {"whole": {text: typed(grouped, text) for text in whole}}
window = MainWindow(bridge=FakeBridge())
commands = list(commands_of_menu(window.menuBar()))
over = VaryEditor(Setting("Rate", "number"), Span(0.0001, 0.01, 3, log=True), name="vary")
said["range"] = [typed(over.findChild(QLineEdit, "vary.high"), text) and str(over.over.high) for text in ("0,1", "0.2")]
said["row"] = typed(RowBox(Setting("Row", "numbers")), "0,5; 1,5")[0]
said["menus"] = [action.text() for action in window.menuBar().actions()]
sought = ("neues projekt", "new project", "file open pictures")
said["found"] = {words: found(commands, words)[0].text for words in sought}
window.document.undo_stack.push(QUndoCommand("Schicht löschen"))
said["undo"] = next(each.text for each in commands_of_menu(window.menuBar()) if "rückgängig machen" in each.text)
window.close()
print(json.dumps(said))
"""


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German for the time of a test, and no words of Qt's own left behind."""
    before = QLocale()
    language.use("de")
    teach(qapp)
    yield
    language.use("en")
    QLocale.setDefault(before)
    for words in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(words)
        words.setParent(None)


@pytest.mark.usefixtures("german")
def test_that_qt_says_its_own_words_in_german(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)
    assert [button.text() for button in box.buttons()] == ["Speichern", "Abbrechen"]
    assert QLocale().toString(1234.5, "f", 1) == "1.234,5"


def test_that_english_needs_no_translation_and_has_its_own_numbers(qapp: QApplication) -> None:
    before = QLocale()
    teach(qapp)
    assert not qapp.findChildren(QTranslator)
    assert QLocale().toString(1234.5, "f", 1) == "1,234.5"
    QLocale.setDefault(before)


def languages(window: MainWindow) -> dict[str, QAction]:
    menu = next(each for each in window.findChildren(QMenu) if each.title() == "Language")
    return {action.text(): action for action in menu.actions()}


def test_that_a_language_is_chosen_by_its_own_name_for_the_next_start(window: MainWindow, qtbot: QtBot) -> None:
    offered = languages(window)
    first, *others = offered
    assert first.startswith("System (")
    assert others == ["English", "Deutsch"]
    assert [text for text, action in offered.items() if action.isChecked()] == [first]
    offered["Deutsch"].trigger()
    assert [text for text, action in offered.items() if action.isChecked()] == ["Deutsch"]
    assert window.message_bar.text == "From the next start on CNN Studio speaks Deutsch."
    qtbot.waitUntil(lambda: load_settings().language == "de")
    offered[first].trigger()
    qtbot.waitUntil(lambda: load_settings().language == "")


def test_that_the_window_speaks_german_where_the_process_does() -> None:
    environment = {**os.environ, language.VARIABLE: "de"}
    done = subprocess.run(
        [sys.executable, "-c", _GERMAN], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["shown"], said["read"]) == ("1234,5", "0,25")
    assert said["numbers"] == {
        "0.001": [0.001, "0,001"],
        "0,001": [0.001, "0,001"],
        "1e-4": [0.0001, "0,0001"],
        ",5": [0.5, "0,5"],
        "12,5": [12.5, "12,5"],
        "2.5": [2.5, "2,5"],
    }
    assert said["whole"] == {"1.5": [1, "1"], "4000": [4000, "4.000"], "4.000": [4000, "4.000"]}
    assert said["range"] == ["0.1", "0.2"]
    assert said["row"] == [0.5, 1.5]
    assert said["menus"] == ["&Datei", "&Bearbeiten", "&Schicht", "&Ansicht", "&Training", "&Hilfe"]
    assert said["found"] == {
        "neues projekt": "Datei: Neues Projekt",
        "new project": "Datei: Neues Projekt",
        "file open pictures": "Datei: Bilder öffnen",
    }
    assert said["undo"] == "Bearbeiten: Schicht löschen rückgängig machen"
