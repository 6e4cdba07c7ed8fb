"""The window as a whole, with a bridge that has no engine behind it."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QCloseEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import use
from cnnstudio.core.messages import (
    Cancelled,
    EngineState,
    Export,
    Exported,
    Failed,
    Finished,
    Paused,
    Relocate,
    RunSubject,
    Train,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import preset
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.data.watch import Watch
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.settings import ENGINES, Settings
from cnnstudio.gui.actions import ENGINE_TEXTS
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from cnnstudio.gui.rail import Rail
from tests.gui.fakes import FakeBridge
from tests.gui.windows import LABELS, begin, bridge, lenet, train, window

__all__ = ["bridge", "window"]


def title_of(window: MainWindow, name: str) -> str:
    found = window.findChild(QAbstractButton, name)
    assert found is not None
    return found.text()


def test_that_nothing_can_be_done_on_pages_before_a_project_is_open(window: MainWindow) -> None:
    rail = window.findChild(QAbstractButton, "rail.train")
    assert rail is not None
    assert not rail.isEnabled()
    window.show_page("train")
    assert window.pages.current == ""


def test_that_one_click_opens_a_preset_with_its_data_and_train_lit(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    assert window.pages.current == "build"
    button = window.findChild(QAbstractButton, "toolbar.train")
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()


def test_that_a_problem_puts_train_out_with_the_same_words(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.document.change_network(lenet().network.remove((6,)), "Remove dense_2")
    button = window.findChild(QAbstractButton, "toolbar.train")
    assert button is not None
    assert not button.isEnabled()
    assert button.toolTip() == window.document.why_not_train != ""


def test_that_the_button_in_view_stops_a_run(window: MainWindow, bridge: FakeBridge, qtbot: QtBot) -> None:
    begin(window, qtbot)
    train(window, bridge, qtbot)
    assert title_of(window, "toolbar.train") == "Stop"
    button = window.findChild(QAbstractButton, "toolbar.train")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bridge.stops == 1


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))


def pictures(folder: Path) -> Path:
    """Two classes of small pictures."""
    for label in ("cat", "dog"):
        (folder / label).mkdir(parents=True)
        for number in range(6):
            pixels = np.full((16, 16, 3), (20 * number, 90, 5), np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{number}.png")
    return folder


def test_that_a_project_dropped_on_the_window_opens(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "dropped.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    drop(window, path)
    qtbot.waitUntil(lambda: window.document.path == path)


def test_that_a_folder_dropped_on_the_first_window_begins_a_project_with_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    drop(window, pictures(tmp_path / "Pets"))
    qtbot.waitUntil(lambda: window.document.data_set is not None)
    assert window.pages.current == "data"
    assert window.document.title == "Pets"
    assert window.document.project.network == Network((16, 16, 3))


def test_that_a_folder_dropped_on_a_project_becomes_its_data(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    begin(window, qtbot)
    drop(window, pictures(tmp_path / "Pets"))
    assert window.pages.current == "data"
    qtbot.waitUntil(lambda: window.document.data_set is not None and window.document.data_set.classes == 2)
    assert window.document.project.network == lenet().network
    window.document.undo_stack.undo()
    assert window.document.project == lenet()


def test_that_pictures_dropped_alone_are_answered_in_words(window: MainWindow, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "Pets") / "cat"
    drop(window, *sorted(folder.iterdir()))
    assert "drop the folder they are in" in window.message_bar.text
    assert not window.document.is_open


def test_that_closing_while_pictures_are_loaded_ends_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    begun = threading.Event()

    def slow(recipe: object, geometry: object, watch: Watch) -> None:
        begun.set()
        while True:
            watch.check()

    monkeypatch.setattr("cnnstudio.gui.data.source.loading.load", slow)
    drop(window, pictures(tmp_path / "Pets"))
    assert begun.wait(5)
    window.close()
    assert not any(thread.name == "loading" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Exported(1, "run.keras"), "read back"),
        (Cancelled(1), "was not written: it was stopped."),
        (Failed(1, "The disk is full.", "Choose another place."), "The disk is full. Choose another place."),
    ],
)
def test_that_the_end_of_an_export_is_always_told(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, answer: object, words: str
) -> None:
    begin(window, qtbot)
    train(window, bridge, qtbot)
    bridge.event.emit(Finished(1, 1, "finished", 0, 0, 0.0, None, Prepared()))
    bridge.requests.clear()
    run = window.training_run.run
    assert run is not None
    window.transfers.export(run, tmp_path / "run")
    subject = RunSubject(str(window.document.path), 1)
    assert bridge.requests == [Export(subject=subject, path=str(tmp_path / "run.keras"))]
    bridge.event.emit(answer)
    assert words in window.message_bar.text


def test_that_show_beside_the_end_of_a_run_leads_to_that_run(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.show_page("build")
    document = window.document
    document.put_run(replace(document.runs[0], number=2))
    bridge.event.emit(Finished(ticket, 1, "stopped", 0, 0, 0.0, None, Prepared()))
    assert window.message_bar.text == "“Run 1” was stopped."
    press(window, "Show")
    assert document.chosen_run is not None
    assert (window.pages.current, document.chosen_run.number) == ("train", 1)


@pytest.mark.parametrize(("right", "words"), [(10, "one answer for all of them"), (91, "Test accuracy 91.0 %.")])
def test_that_the_end_of_a_run_is_told_on_other_pages_and_chance_not_as_a_success(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, right: int, words: str
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.show_page("build")
    wrong = (100 - right) // 9
    test = Scores(2.3, LABELS, tuple(tuple(right if a == b else wrong for a in range(10)) for b in range(10)))
    bridge.event.emit(Finished(ticket, 1, "finished", 0, 0, 0.0, test, Prepared()))
    assert words in window.message_bar.text
    assert ("Test accuracy" in window.message_bar.text) is (right == 91)


def press(window: MainWindow, words: str) -> None:
    """Presses the one button in view that says so."""
    [button] = [each for each in window.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    button.click()


def test_that_leaving_a_run_asks_and_opens_once_it_has_stopped(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "next.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.open_path(path)
    press(window, "Keep training")
    assert bridge.stops == 0
    window.open_path(path)
    window.open_path(path)
    [box] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert (box.text(), box.defaultButton().text()) == ("Run 1 is training.", "Keep training")
    assert box.informativeText().startswith("Leaving the project stops it: its whole epochs are kept")
    assert bridge.stops == 0
    press(window, "Stop and leave")
    assert bridge.stops == 1
    bridge.event.emit(Finished(ticket, 1, "stopped", 0, 0, 0.0, None, Prepared()))
    qtbot.waitUntil(lambda: window.document.path == path)
    assert window.document.runs == ()


def test_that_the_project_that_is_open_is_shown_again_without_a_question_and_what_was_asked_for_comes_no_more(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "next.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    begin(window, qtbot)
    train(window, bridge, qtbot)
    before, opened = window.document.path, []
    window.document.opened.connect(lambda: opened.append(True))
    assert before is not None
    window.document.open(path)  # on its way, with nothing asked
    window.open_path(path)
    window.show_start()
    window.open_path(before)
    assert not [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert window.pages.current == "train"
    done: list[bool] = []
    window.document.background.run(lambda: None, lambda _: done.append(True), lambda _: None)
    qtbot.waitUntil(lambda: bool(done))
    assert (window.document.path, opened, bridge.stops) == (before, [], 0)


def test_that_saving_under_a_name_takes_the_engine_along_and_forgets_the_old_file(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    old = str(window.document.path)
    assert old in window.preferences.recent
    monkeypatch.setattr("cnnstudio.gui.widgets.file_dialogs.save_name", lambda *_: (str(tmp_path / "mine"), ""))
    window.files.save()
    qtbot.waitUntil(lambda: any(isinstance(request, Relocate) for request in bridge.requests))
    bridge.event.emit(_relocated(bridge, old, str(tmp_path / "mine.cnnstudio")))
    qtbot.waitUntil(lambda: window.preferences.recent == (str(tmp_path / "mine.cnnstudio"),))
    assert window.windowTitle() == "mine – CNN Studio"


def _relocated(bridge: FakeBridge, old: str, new: str) -> object:
    from cnnstudio.core.messages import Relocated

    ticket = next(number for number, request in enumerate(bridge.requests, 1) if isinstance(request, Relocate))
    return Relocated(ticket, old, new)


def test_that_an_old_error_is_taken_back_when_another_run_begins(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    window.message_bar.say("Something was refused.", "problem")
    window.train()
    assert window.message_bar.text == ""


def test_that_why_a_run_failed_stays_in_view_when_its_end_is_known(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train_begun(window, bridge, qtbot)
    bridge.event.emit(Failed(ticket, "The weights of VGG16 are not on this computer.", "Download them."))
    assert not window.training_run.is_active
    assert window.message_bar.text == "The weights of VGG16 are not on this computer. Download them."


def train_begun(window: MainWindow, bridge: FakeBridge, qtbot: QtBot) -> int:
    """Asks for a run of which the engine has not told anything yet; gives its ticket."""
    window.train()
    qtbot.waitUntil(lambda: any(isinstance(request, Train) for request in bridge.requests))
    return next(number for number, request in enumerate(bridge.requests, 1) if isinstance(request, Train))


def test_that_news_stay_on_top_when_another_page_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.message_bar.say("Something was refused.", "problem")
    for page in ("draw", "train", "build"):
        window.show_page(page)
        middle = window.message_bar.mapTo(window, window.message_bar.rect().center())
        top = window.childAt(middle)
        assert top is window.message_bar or window.message_bar.isAncestorOf(top)


def test_that_the_engines_state_stands_in_the_status_bar(window: MainWindow, bridge: FakeBridge) -> None:
    bridge.event.emit(EngineState(0, True, "CPU · 2 threads", {}))
    label = window.findChild(QWidget, "status.engine")
    assert label is not None
    assert label.text() == "CPU · 2 threads"


def test_that_every_theme_can_be_chosen_and_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("dark", "light", "system"):
        window.preferences.choose_theme(name)
    window.preferences.choose_theme("dark")
    window.close()
    again = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(again)
    assert again.palette().window().color().lightness() < 100
    again.preferences.choose_theme("light")
    again.close()


def test_that_where_the_engine_runs_is_chosen_in_the_menu_said_and_remembered(window: MainWindow, qtbot: QtBot) -> None:
    def choices(shown: MainWindow) -> dict[str, QAction]:
        return {each.text(): each for each in shown.findChildren(QAction) if each.text().startswith("Engine ")}

    assert {text for text, each in choices(window).items() if each.isChecked()} == {ENGINE_TEXTS[Settings().engine]}
    for name in ENGINES:
        choices(window)[ENGINE_TEXTS[name]].trigger()
        assert window.message_bar.text.startswith("From the next start on: ")
        assert window.preferences.engine == name
    window.close()
    again = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(again)
    assert {text for text, each in choices(again).items() if each.isChecked()} == {ENGINE_TEXTS[ENGINES[-1]]}
    again.close()


def test_that_closing_with_changes_that_cannot_be_saved_asks_first(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lost.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    window.open_path(path)
    qtbot.waitUntil(lambda: window.document.path == path)
    path.unlink()
    window.document.change_network(lenet().network.remove((5,)), "Remove dense_1")
    answers = iter([QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close])
    monkeypatch.setattr(QMessageBox, "warning", lambda *_: next(answers))
    assert not window.close()
    assert window.isVisible()
    assert window.close()


def test_that_the_command_palette_reaches_menus_kinds_and_layers(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    palette = window.command_palette
    assert palette.isVisible()
    for wanted in ("File: Save as", "Add Residual", "Go to layer dense_1", "New project: LeNet"):
        palette.field.setText(wanted.casefold())
        assert palette.shown()[0] == wanted
    palette.field.setText("go dense 2")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.selection.names == ("dense_2",)


def test_that_layers_are_edited_from_the_menus_while_the_stack_is_in_sight(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    menus = {action.text(): action.menu() for action in window.menuBar().actions()}
    texts = [action.text() for name in ("&Edit", "&Layer") for action in menus[name].actions()]
    assert {"Cut", "Select all", "Wrap in Residual", "Replace with", "Fold all blocks"} <= set(texts)
    wrap = next(action for action in menus["&Layer"].actions() if action.text() == "Wrap in Residual")
    assert wrap.isEnabled()
    window.show_page("data")
    assert not wrap.isEnabled()
    window.show_page("build")
    wrap.trigger()
    assert window.document.undo_stack.undoText() == "Wrap conv2d_1 in Residual"


def choose(window: MainWindow, words: str) -> None:
    """Does what the command palette finds first."""
    window.command_palette.open()
    window.command_palette.field.setText(words)
    QTest.keyClick(window.command_palette.field, Qt.Key.Key_Return)


def test_that_a_kind_added_by_command_goes_where_a_click_in_the_palette_puts_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    window.pages.page("build").stack.select_input()
    window.show_page("data")
    choose(window, "add dropout")
    assert window.pages.current == "build"
    qtbot.waitUntil(lambda: window.document.project.network.nodes[0].name == "dropout_1")
    choose(window, "add flatten")  # on the page that is shown, at once
    assert window.document.project.network.nodes[1].name == "flatten_2"


def test_that_what_is_marked_in_the_diagram_is_edited_by_key_and_menu(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.activateWindow()
    choose(window, "view: diagram")
    page = window.pages.page("build")
    assert not page.stack.isVisible()
    window.selection.select("flatten_1")
    canvas = page.findChild(QWidget, "build.diagram.canvas")
    assert canvas is not None
    canvas.setFocus()
    assert page.stack.edits.remove.isEnabled()
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert window.document.undo_stack.undoText() == "Remove flatten_1"
    QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert window.document.undo_stack.undoText() == "Duplicate dense_1"


def test_that_the_start_page_leaves_every_page(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    edits = window.pages.page("build").stack.edits
    assert edits.remove.isEnabled()
    window.show_start()
    assert window.pages.current == ""
    assert not edits.remove.isEnabled()


def test_that_data_a_preset_lacks_are_offered_and_not_told_as_an_error(window: MainWindow, qtbot: QtBot) -> None:
    refused: list[object] = []
    window.document.refused.connect(refused.append)
    found = preset("resnet-20")
    assert found is not None
    window.new_project(found.project, found.title)
    qtbot.waitUntil(lambda: window.message_bar.text.startswith("CIFAR-10 is not on this computer yet."))
    assert window.pages.current == "build"
    button = window.findChild(QAbstractButton, "message_bar.action")
    assert button is not None
    assert button.text() == "Go to Data"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.pages.current == "data"
    assert window.message_bar.text == ""
    assert refused == []


def test_that_the_offer_of_data_goes_when_a_project_with_data_is_opened(window: MainWindow, qtbot: QtBot) -> None:
    found = preset("resnet-20")
    assert found is not None
    window.new_project(found.project, found.title)
    qtbot.waitUntil(lambda: window.message_bar.text != "")
    window.show_start()
    assert window.message_bar.text == ""
    begin(window, qtbot)
    assert window.message_bar.text == ""


@pytest.mark.parametrize("page", ["inspect", "draw"])
def test_that_pages_without_data_lead_to_the_data_page(window: MainWindow, qtbot: QtBot, page: str) -> None:
    found = preset("vgg16")
    assert found is not None
    window.new_project(found.project, found.title)
    qtbot.waitUntil(lambda: window.pages.current == "build")
    window.show_page(page)
    button = window.findChild(QAbstractButton, f"{page}.empty.button")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.pages.current == "data"


def test_that_typing_on_the_start_page_searches_wherever_the_keyboard_is(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.show_start()
    rail = window.findChild(QAbstractButton, "rail.train")
    search = window.findChild(QLineEdit, "start.search")
    assert rail is not None
    assert search is not None
    rail.setFocus()
    QTest.keyClick(rail, "v")
    assert search.text() == "v"
    window.show_page("train")
    QTest.keyClick(rail, "g")
    assert search.text() == "v"


def test_that_the_train_page_leads_to_the_data_page_where_pictures_are_chosen(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    page = window.pages.show("train")
    button = page.findChild(QAbstractButton, "train.settings.data")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.pages.current == "data"


def test_that_every_page_fits_into_the_smallest_window(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    rail = window.findChild(Rail)
    assert rail is not None
    room = window.minimumWidth() - rail.width()
    widths = {name: window.pages.page(name).minimumSizeHint().width() for name, _, _ in PAGES}
    assert {name: width for name, width in widths.items() if width > room} == {}


def test_that_the_keyboard_on_the_rail_goes_with_the_page(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    rail = window.findChild(Rail)
    buttons = {name: window.findChild(QAbstractButton, f"rail.{name}") for name in ("data", "build", "train")}
    assert rail is not None
    buttons["data"].setFocus()
    qtbot.mouseClick(buttons["build"], Qt.MouseButton.LeftButton)
    assert rail.focusWidget() is buttons["build"]
    rail.mark("train")
    assert rail.focusWidget() is buttons["train"]


def test_that_pause_and_queue_are_in_the_menu_and_in_the_status_bar(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    actions = window._actions
    assert not actions.pause.isEnabled()
    assert not actions.enqueue.isEnabled()
    ticket = train(window, bridge, qtbot)
    assert actions.pause.isEnabled()
    actions.enqueue.trigger()
    actions.pause.trigger()
    bridge.event.emit(Paused(ticket))
    assert (actions.pause.text(), bridge.pauses) == ("Go on", 1)
    running = window.findChild(QLabel, "status.running")
    assert running is not None
    qtbot.waitUntil(lambda: running.text() == "Paused at 0 % · 1 waiting")
    actions.pause.trigger()
    assert bridge.goings_on == 1


def test_that_a_run_is_resumed_from_the_menu_in_words_that_name_it(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    figures = (Epoch(1, 0.5, 0.9, 0.4, 0.95, 3.0),)
    run = Run(1, "Run 1", lenet(), LABELS, Prepared(), "interrupted", "2026", {}, figures, None, (1,), (1,))
    window.document.put_run(run)
    resume = window._actions.resume
    assert (resume.isEnabled(), resume.text()) == (True, "Resume Run 1, to epoch 5")
    resume.trigger()
    qtbot.waitUntil(lambda: any(isinstance(request, Train) for request in bridge.requests))
    assert window.pages.current == "train"
    window.document.put_run(replace(run, resumable=()))
    assert not resume.isEnabled()


def test_that_leaving_a_run_says_how_many_wait_and_trains_none_of_them(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.training_run.pause()
    bridge.event.emit(Paused(ticket))
    window.training_run.enqueue()
    window.new_project(lenet(), "Next")
    [box] = window.findChildren(QMessageBox)
    assert box.text() == "Run 1 is paused."
    assert box.informativeText().endswith("1 more is waiting, and will not be trained.")
    press(window, "Stop and leave")
    assert window.training_run.queue.waiting == ()


class ByPerson(QCloseEvent):
    """As the window system sends it when a person presses the cross."""

    def spontaneous(self) -> bool:
        return True


@pytest.mark.parametrize("paused", [False, True])
def test_that_closing_during_a_run_asks_once_and_leaves_the_run_alone(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, paused: bool
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    if paused:
        window.training_run.pause()
        bridge.event.emit(Paused(ticket))
    window.training_run.enqueue()
    for _ in range(2):
        event = ByPerson()
        window.closeEvent(event)
        assert not event.isAccepted()
    [box] = window.findChildren(QMessageBox)
    assert box.text() == f"Run 1 is {'paused' if paused else 'training'}."
    assert "1 more is waiting" in box.informativeText()
    keep = box.defaultButton()
    assert keep.text() == "Keep training"
    keep.click()
    assert (window.isVisible(), bridge.stops, len(window.training_run.queue.waiting)) == (True, 0, 1)
    window._actions.quit.trigger()
    [stop] = [each for each in window.findChildren(QPushButton) if each.text() == "Stop and close" and each.isVisible()]
    stop.click()
    assert (window.isVisible(), bridge.stops) == (False, 1)


def test_that_the_question_whether_to_close_goes_with_the_run_it_is_about(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.closeEvent(ByPerson())
    assert len(window.findChildren(QMessageBox)) == 1
    bridge.event.emit(Finished(ticket, 1, "finished", 0, 0, 0.0, None, Prepared()))
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    assert (window.isVisible(), bridge.stops) == (True, 0)


def test_that_a_close_that_no_person_asked_for_is_not_held_up(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    train(window, bridge, qtbot)
    event = ByPerson()
    window.closeEvent(event)  # a question is in the way
    assert window.close()
    assert bridge.stops == 1


def test_that_both_train_buttons_say_the_same(window: MainWindow, bridge: FakeBridge, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.show_page("train")
    above, start, stop = (
        window.findChild(QPushButton, name) for name in ("toolbar.train", "train.start", "train.stop")
    )
    assert above is not None
    assert start is not None
    assert stop is not None
    assert (above.isEnabled(), above.toolTip()) == (start.isEnabled(), start.toolTip())
    train(window, bridge, qtbot)
    assert (above.text(), above.isEnabled(), above.toolTip()) == ("Stop", True, stop.toolTip())
    window.training_run.stop()
    assert (above.isEnabled(), stop.isEnabled(), window._actions.stop.isEnabled()) == (False, False, False)
    assert above.toolTip() == stop.toolTip() == "The run ends after the batch under way."


def test_that_the_size_of_the_file_is_said_where_its_place_is(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    saved = window.findChild(QLabel, "status.saved")
    assert saved is not None
    qtbot.waitUntil(lambda: "kB: no runs yet" in saved.toolTip())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "{} · read-only: the file is open in another window"),
        ("de", "{} · nur lesbar: Die Datei ist in einem anderen Fenster geöffnet"),
    ],
)
def test_that_why_a_file_is_only_read_is_a_sentence_in_every_language(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, language: str, words: str
) -> None:
    path = tmp_path / "shared.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    other, saved = ProjectLock(path), window.findChild(QLabel, "status.saved")
    assert other.acquire()
    assert saved is not None
    use(language)
    try:
        window.open_path(path)
        qtbot.waitUntil(lambda: window.document.path == path)
        assert saved.text() == words.format(path)
    finally:
        use("en")
        other.release()


@pytest.mark.parametrize("points", [9, 14, 20])
def test_that_the_rail_has_room_for_its_longest_title(window: MainWindow, points: int) -> None:
    rail = window.findChild(Rail)
    assert rail is not None
    font = rail.font()
    font.setPointSize(points)
    rail.setFont(font)
    widest = max(rail.fontMetrics().horizontalAdvance(title) for _, title, _ in PAGES)
    assert rail.width() >= max(widest + 8, 84)


def test_that_a_run_that_is_prepared_is_asked_about_without_the_name_of_the_one_before(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    bridge.event.emit(Finished(train(window, bridge, qtbot), 1, "finished", 0, 0, 0.0, None, Prepared()))
    window.train()
    window.new_project(lenet(), "Next")
    [box] = window.findChildren(QMessageBox)
    assert box.text() == "A run is training."
    press(window, "Keep training")


def test_that_another_size_is_laid_out_first_and_painted_in_the_next_turn(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(window.updatesEnabled)
    window.resize(window.width() + 40, window.height() + 30)
    assert not window.updatesEnabled()
    qtbot.waitUntil(window.updatesEnabled)


def test_that_other_data_are_followed_first_and_painted_in_the_next_turn(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(window.updatesEnabled)
    window.document.set_data_set(None)
    assert not window.updatesEnabled()
    qtbot.waitUntil(window.updatesEnabled)
