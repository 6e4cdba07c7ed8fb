"""The command palette finds everything the program can do, and does it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenuBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Network
from cnnstudio.core.presets import PRESETS, preset, stack
from cnnstudio.core.project import Project
from cnnstudio.core.spec import BLOCK_KINDS
from cnnstudio.gui.command_palette import Command, CommandPalette, commands_of_menu, found
from cnnstudio.gui.commands import all_commands
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.threads.background import Background


class Window(QWidget):
    """A window with a menu bar, a field that has the keyboard, and the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.bar = QMenuBar(self)
        file = self.bar.addMenu("&File")
        self.open = self._add(file, "&Open…", "Ctrl+O")
        self.save = self._add(file, "Save", "Ctrl+S")
        file.addSeparator()
        recent = file.addMenu("Open &recent")
        self._add(recent, "digits", "")
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        self.palette_of_commands = CommandPalette(self, lambda typed: commands_of_menu(self.bar))

    def _add(self, menu: QWidget, text: str, keys: str) -> QAction:
        action = menu.addAction(text)
        action.setShortcut(keys)
        action.triggered.connect(lambda: self.done.append(text))
        return action


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.field.setFocus()
    return made


def test_that_menus_in_menus_are_listed_with_their_titles_and_shortcuts(window: Window) -> None:
    assert [(each.text, each.keys) for each in commands_of_menu(window.bar)] == [
        ("File: Open", "Ctrl+O"),
        ("File: Save", "Ctrl+S"),
        ("File: Open recent: digits", ""),
    ]


def test_that_what_cannot_be_done_now_is_left_out(window: Window) -> None:
    window.save.setEnabled(False)
    window.palette_of_commands.open()
    assert window.palette_of_commands.shown() == ["File: Open", "File: Open recent: digits"]
    window.save.setEnabled(True)
    window.palette_of_commands.open()
    assert len(window.palette_of_commands.shown()) == 3


def test_that_enter_does_what_is_marked_and_gives_the_keyboard_back(window: Window, qtbot: QtBot) -> None:
    palette = window.palette_of_commands
    palette.open()
    assert palette.field.hasFocus()
    qtbot.keyClicks(palette.field, "sav")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.done == ["Save"]
    assert not palette.isVisible()
    assert window.field.hasFocus()


def test_that_arrow_keys_choose_and_stop_at_the_ends(window: Window, qtbot: QtBot) -> None:
    palette = window.palette_of_commands
    palette.open()
    for _ in range(9):
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.done == ["Save"]


def test_that_a_click_does_it_too(window: Window, qtbot: QtBot) -> None:
    palette = window.palette_of_commands
    palette.open()
    place = palette.list.visualRect(palette.list.model().index(2, 0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.done == ["digits"]


def test_that_escape_and_a_click_elsewhere_close_it(window: Window, qtbot: QtBot) -> None:
    palette = window.palette_of_commands
    palette.open()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.field.hasFocus()
    palette.open()
    window.field.setFocus()
    assert not palette.isVisible()
    assert window.done == []


def test_that_nothing_found_is_said_and_enter_does_nothing(window: Window, qtbot: QtBot) -> None:
    palette = window.palette_of_commands
    palette.open()
    qtbot.keyClicks(palette.field, "qqqq")
    assert palette.shown() == []
    assert not palette.list.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.done == []


def test_that_it_stays_inside_a_small_window(window: Window) -> None:
    window.palette_of_commands.open()
    window.resize(420, 260)
    assert window.rect().contains(window.palette_of_commands.geometry())


def _names(text: str, *commands: str) -> list[str]:
    return [each.text for each in found([Command(name, lambda: None) for name in commands], text)]


def test_that_words_are_found_in_any_order_and_the_closest_comes_first() -> None:
    commands = ("Go to layer conv2d_2", "Add SeparableConv2D", "Add Conv2D", "Add Conv2DTranspose")
    assert _names("add conv", *commands)[:2] == ["Add Conv2D", "Add Conv2DTranspose"]
    assert _names("2 conv2d", *commands)[0] == "Go to layer conv2d_2"
    assert _names("gtl", *commands) == ["Go to layer conv2d_2"]
    assert _names("conv qq", *commands) == []
    assert _names("", *commands) == list(commands)


class _Pages:
    """Remembers which pages were asked for."""

    def __init__(self, current: str) -> None:
        self.current = current
        self.shown: list[str] = []

    def show(self, name: str) -> None:
        self.shown.append(name)


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    background = Background()
    made = Document(background)
    lenet = preset("lenet")
    assert lenet is not None
    with qtbot.waitSignal(made.opened):
        made.new(lenet.project, "LeNet")
    yield made
    made.close()
    background.close()


def _commands(
    document: Document, selection: Selection, pages: _Pages, done: list[str], *, layers: bool = True
) -> dict[str, Command]:
    """All commands by their texts; titles of projects begun and kinds added go to ``done``."""
    made = all_commands(
        QMenuBar(), document, selection, pages, lambda _, title: done.append(title), done.append, layers=layers
    )
    return {each.text: each for each in made}


def test_that_every_kind_every_layer_and_every_preset_is_offered(document: Document) -> None:
    pages, selection, begun = _Pages("train"), Selection(document), list[str]()
    commands = _commands(document, selection, pages, begun)
    kinds = [f"Add {kind}" for kind in (*KINDS, *BLOCK_KINDS)]
    wanted = [f"Go to layer {row.name}" for row in document.analysis.rows]
    wanted += [f"New project: {each.title}" for each in PRESETS]
    assert sorted(list(commands)[: len(kinds)]) == sorted(kinds)
    assert list(commands)[len(kinds) :] == ["Vary this setting in a sweep", *wanted]
    commands["Go to layer conv2d_2"].do()
    assert (selection.names, pages.shown) == (("conv2d_2",), ["build"])
    commands["Add Dropout"].do()
    commands[f"New project: {PRESETS[0].title}"].do()
    assert begun == ["Dropout", PRESETS[0].title]


def test_that_layers_are_gathered_only_once_something_is_typed(
    document: Document, window: Window, qtbot: QtBot
) -> None:
    asked: list[bool] = []

    def gather(typed: bool) -> list[Command]:
        asked.append(typed)
        commands = _commands(document, Selection(document), _Pages("build"), [], layers=typed)
        return list(commands.values())

    palette = CommandPalette(window, gather)
    palette.open()
    assert not any("Go to layer" in text for text in palette.shown())
    qtbot.keyClicks(palette.field, "go dense")
    assert palette.shown()[:2] == ["Go to layer dense_1", "Go to layer dense_2"]
    assert asked == [False, True]
    palette.close_palette()
    palette.open()
    assert asked == [False, True, False]


def test_that_going_to_a_layer_stays_on_a_page_that_shows_the_stack(document: Document) -> None:
    pages, selection = _Pages("inspect"), Selection(document)
    _commands(document, selection, pages, [])["Go to layer dense_1"].do()
    assert (selection.names, pages.shown) == (("dense_1",), [])


def test_that_without_a_project_nothing_is_added(qtbot: QtBot) -> None:
    background = Background()
    empty = Document(background)
    commands = _commands(empty, Selection(empty), _Pages(""), [])
    assert all(text.startswith("New project: ") for text in commands)
    empty.close()
    background.close()


def test_that_two_thousand_layers_are_searched_at_once(document: Document) -> None:
    spec = KINDS["Activation"]()
    document.change(Project(Network((28, 28, 1), stack(*[spec] * 2000))), "Grow")
    commands = _commands(document, Selection(document), _Pages("build"), []).values()
    assert found(commands, "layer activation_1234")[0].text == "Go to layer activation_1234"
