"""Saved networks that are opened: as a project, as weights for the open one, and how their pictures are prepared."""

from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages import (
    Evaluate,
    Evaluated,
    Export,
    Finished,
    RunSubject,
    SavedOpened,
    SavedSubject,
    Tried,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.found_way import BEING_TRIED
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.presets import preset
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.saved_model import SavedNetwork, WeightsAlone
from cnnstudio.gui.answering.preparing import prepare_otherwise
from cnnstudio.gui.code.export_dialog import ExportDialog
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.project.place import untitled_folder
from tests.arrived import saved
from tests.gui.fakes import FakeBridge
from tests.gui.windows import LABELS, begin, bridge, lenet, train, window

__all__ = ["bridge", "window"]

RAW, SIGNED = Prepared(Preprocessing("raw")), Prepared(Preprocessing("signed"))


def arrive(monkeypatch: pytest.MonkeyPatch, found: SavedNetwork | StudioError) -> None:
    """Lets the reader of saved files find this, or refuse."""

    def read(path: Path, network: Network | None = None) -> SavedNetwork:
        if isinstance(found, StudioError):
            raise found
        return found

    monkeypatch.setattr("cnnstudio.gui.files.saved_reader.read_saved", read)


@pytest.mark.parametrize("is_open", [False, True])
def test_that_a_saved_network_becomes_a_project_with_its_weights_in_a_run(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS, Prepared(Preprocessing("raw")), ("It was turned round.",)))
    if is_open:
        begin(window, qtbot)
    window.open_path(tmp_path / "seven.h5")
    qtbot.waitUntil(lambda: bool(window.document.runs))
    document, run = window.document, window.document.runs[0]
    assert (window.pages.current, document.title, run.name) == ("build", "seven", "seven.h5")
    assert (document.project.network, document.project.preprocessing.method) == (lenet().network, "raw")
    assert document.project.plan.start == run.number == 1
    said = "seven.h5 is open, written by Keras 2.2.4: its weights are those of run 1. It was turned round."
    assert window.message_bar.text == said
    qtbot.waitUntil(lambda: document.data_set is not None)
    assert document.why_not_train == ""
    QTest.mouseClick(window.findChild(QPushButton, "message_bar.action"), Qt.MouseButton.LeftButton)
    assert window.pages.current == "draw"


def test_that_a_guest_can_be_made_a_project(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    arrive(monkeypatch, saved(lenet().network, LABELS))
    page = window.pages.show("draw")
    page.open_saved(str(tmp_path / "guest.h5"))  # type: ignore[attr-defined]
    subject = SavedSubject(str(tmp_path / "guest.h5"))
    bridge.event.emit(SavedOpened(len(bridge.requests), subject, lenet().network, LABELS, None))
    QTest.mouseClick(page.findChild(QPushButton, "draw.take"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.document.title == "guest")
    assert window.document.runs[0].name == "guest.h5"


def test_that_a_refused_network_leaves_all_as_it_is_and_names_every_layer(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    project = window.document.project
    arrive(monkeypatch, StudioError("Two layers cannot be held.", "", "first: Lambda\nsecond: Lambda"))
    window.open_path(tmp_path / "bad.h5")
    qtbot.waitUntil(lambda: window.message_bar.text == "Two layers cannot be held.")
    assert window.document.project is project
    more = window.findChild(QPushButton, "message_bar.more")
    lines = window.findChild(QPlainTextEdit, "message_bar.details")
    assert (more.isVisible(), lines.isVisible()) == (True, False)
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert lines.isVisible()
    assert lines.toPlainText() == "first: Lambda\nsecond: Lambda"
    window.message_bar.say("Something else.")
    assert (more.isVisible(), lines.isVisible()) == (False, False)


def test_that_weights_alone_become_a_run_of_the_open_project(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_path(tmp_path / "seven.weights.h5")
    assert "Open the project whose network they belong to" in window.message_bar.text
    begin(window, qtbot)
    arrive(monkeypatch, saved(lenet().network, LABELS))
    window.open_path(tmp_path / "seven.weights.h5")
    qtbot.waitUntil(lambda: bool(window.document.runs))
    assert window.document.chosen_run is not None
    assert (window.document.chosen_run.name, window.document.chosen_run.status) == ("seven.weights.h5", "imported")
    assert window.document.title == "LeNet"
    qtbot.waitUntil(lambda: window.document.project.plan.start == 1)
    assert "Training starts from them now; Undo takes that back." in window.message_bar.text
    window.document.undo_stack.undo()
    assert window.document.project == lenet()


def open_and_wait(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.open_path(path)
    qtbot.waitUntil(lambda: bool(window.document.runs))


def tried(bridge: FakeBridge, qtbot: QtBot, found: Prepared = SIGNED, best: float = 1.0) -> Callable[[], None]:
    """Waits until the usual ways are tried; what is returned answers that one of them is right, another 80 %."""
    qtbot.waitUntil(lambda: any(isinstance(request, Evaluate) for request in bridge.requests))
    ticket, asked = next((n, each) for n, each in enumerate(bridge.requests, 1) if isinstance(each, Evaluate))
    assert asked.data.source == "mnist-10k"
    right = round(best * 10)
    table = np.diag(np.full(10, right)) + np.roll(np.diag(np.full(10, 10 - right)), 1, axis=1)
    scores = Scores(0.1, LABELS, tuple(map(tuple, table.tolist())))
    ways = (Tried("plain", "scale", 0.8), Tried("plain", found.method, best))
    return lambda: bridge.event.emit(Evaluated(ticket, asked.subject, scores, found, tried=ways))


def stored(window: MainWindow) -> Prepared:
    """How the file says that the pictures of run 1 are prepared."""
    assert window.document.path is not None
    with ProjectFile.open(window.document.path, read_only=True) as file:
        return file.run(1).prepared


def test_that_how_its_pictures_are_prepared_is_found_out_where_the_file_does_not_say(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    answer, document = tried(bridge, qtbot), window.document
    assert any(each.subject == RunSubject(str(document.path), 1) for each in bridge.requests if type(each) is Evaluate)
    assert window.message_bar.text.endswith(BEING_TRIED)
    assert "this is taken" not in window.message_bar.text
    answer()
    qtbot.waitUntil(lambda: "÷ 127.5 − 1 was taken: 100.0 %" in window.message_bar.text)
    assert BEING_TRIED not in window.message_bar.text
    assert document.runs[0].notes.endswith("this is taken: ÷ 127.5 − 1. Tried on MNIST 10k: ÷ 127.5 − 1 100.0 %.")
    assert window.message_bar.text.startswith("seven.h5 is open")
    assert window.findChild(QPushButton, "message_bar.action").text() == "Try it on Draw"
    assert (document.runs[0].prepared, stored(window)) == (SIGNED, SIGNED)
    assert document.project.preprocessing.method == "signed"
    assert document.undo_stack.count() == 0  # nobody has done anything


def test_that_what_a_person_chose_meanwhile_holds_against_what_is_found_out(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    answer = tried(bridge, qtbot)
    prepare_otherwise(window.document, 1, RAW)
    qtbot.waitUntil(lambda: window.document.runs[0].prepared == RAW)
    answer()
    settle(window, qtbot)
    assert stored(window) == RAW
    assert "was taken" not in window.message_bar.text
    assert window.message_bar.text.endswith("this is taken: raw, 0 to 255.")


def settle(window: MainWindow, qtbot: QtBot) -> None:
    done: list[bool] = []
    window.document.when_written(lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done))


def test_that_what_was_not_better_stays_and_is_said_so(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    tried(bridge, qtbot, best=0.8)()
    qtbot.waitUntil(lambda: "÷ 255 was taken: 80.0 %" in window.message_bar.text)
    assert window.document.undo_stack.count() == 0


def test_that_undo_takes_back_how_the_run_and_the_project_are_prepared(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    document, before = window.document, window.document.runs[0].prepared
    prepare_otherwise(document, 1, RAW)
    qtbot.waitUntil(lambda: document.runs[0].prepared == RAW)
    assert document.project.preprocessing.method == "raw"
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: document.runs[0].prepared == before)
    assert (document.project.preprocessing.method, stored(window)) == ("scale", before)


def test_that_a_guest_is_tried_too_and_draw_says_so(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    page, path = window.pages.show("draw"), str(tmp_path / "guest.h5")
    page.open_saved(path)  # type: ignore[attr-defined]
    bridge.event.emit(SavedOpened(len(bridge.requests), SavedSubject(path), lenet().network, LABELS, None))
    assert f"guest.h5: {BEING_TRIED}" in said(page)
    tried(bridge, qtbot)()
    combo = page.findChild(QComboBox, "draw.method")
    assert combo.currentData() == "signed"
    assert combo.toolTip().endswith("Tried on MNIST 10k: ÷ 127.5 − 1 100.0 %.")
    assert any("was taken" in each for each in said(page))


def said(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]


def test_that_a_file_that_is_read_for_long_is_not_put_in_the_place_of_what_was_opened_since(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, has_read = Signal(), Signal()

    def read(path: Path, network: Network | None = None) -> SavedNetwork:
        assert goes_on.wait(10)
        has_read.set()
        return saved(lenet().network, LABELS)

    monkeypatch.setattr("cnnstudio.gui.files.saved_reader.read_saved", read)
    window.open_path(tmp_path / "slow.h5")
    begin(window, qtbot)  # and nothing stands in line behind the file
    goes_on.set()
    assert has_read.wait(10)
    settle(window, qtbot)
    assert (window.document.title, window.document.runs) == ("LeNet", ())
    assert "is open" not in window.message_bar.text
    assert not any(isinstance(request, Evaluate) for request in bridge.requests)


def test_that_a_project_that_lost_against_a_newer_one_leaves_no_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "newer.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    window.new_project(lenet(), "Older")
    window.open_path(path)
    qtbot.waitUntil(lambda: window.document.path == path)
    settle(window, qtbot)
    assert not (untitled_folder() / "Older.cnnstudio").exists()


def test_that_a_project_made_from_a_file_that_nobody_touched_goes_when_it_is_left(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    tried(bridge, qtbot)()
    qtbot.waitUntil(lambda: window.document.runs[0].prepared == SIGNED)
    first, saved_words = window.document.path, window.findChild(QLabel, "status.saved")
    assert first is not None
    qtbot.waitUntil(lambda: saved_words.text() == "Not saved yet")
    begin(window, qtbot)
    qtbot.waitUntil(lambda: window.document.title == "LeNet")
    settle(window, qtbot)
    assert not first.exists()
    assert str(first) not in window.preferences.recent
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    assert window.document.path == first
    assert window.document.runs[0].name == "seven.h5"
    window.document.change_runs(lambda file: file.rename_run(1, "Mine"))
    begin(window, qtbot)
    qtbot.waitUntil(lambda: window.document.title == "LeNet")
    settle(window, qtbot)
    assert first.exists()


def test_that_missing_data_are_told_beside_what_was_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = preset("resnet-20")
    assert found is not None
    arrive(monkeypatch, saved(found.project.network, LABELS, Prepared()))
    open_and_wait(window, qtbot, tmp_path / "twenty.h5")
    qtbot.waitUntil(lambda: "CIFAR-10 is not on this computer yet" in window.message_bar.text)
    assert window.message_bar.text.startswith("twenty.h5 is open")
    window.findChild(QPushButton, "message_bar.second").click()
    assert window.pages.current == "data"


def test_that_weights_alone_are_offered_to_the_open_project(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)

    def read(path: Path, network: Network | None = None) -> SavedNetwork:
        if network is None:
            raise WeightsAlone("It holds weights without the network.", "Open the project first.")
        return saved(network, LABELS)

    monkeypatch.setattr("cnnstudio.gui.files.saved_reader.read_saved", read)
    window.open_path(tmp_path / "alone.h5")
    button = window.findChild(QPushButton, "message_bar.action")
    qtbot.waitUntil(lambda: button.text() == "Load them into LeNet")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.document.runs) == 1)
    assert window.document.title == "LeNet"


def test_that_the_question_what_to_do_with_a_run_stays_with_other_words_when_it_has_ended(
    window: MainWindow, bridge: FakeBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "next.cnnstudio"
    ProjectFile.create(path, lenet()).close()
    begin(window, qtbot)
    ticket = train(window, bridge, qtbot)
    window.open_path(path)
    bridge.event.emit(Finished(ticket, 1, "finished", 0, 0, 0.0, None, Prepared()))
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    assert "has ended. Open next.cnnstudio?" in box.text()
    assert [button.text() for button in box.buttons()] == ["Stay", "Open"]
    assert window.document.path != path
    box.buttons()[1].click()
    qtbot.waitUntil(lambda: window.document.path == path)
    assert not [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_that_weights_that_arrive_while_the_project_is_saved_elsewhere_are_in_the_new_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot)
    document, target = window.document, tmp_path / "mine.cnnstudio"
    held, goes_on = Signal(), Signal()

    def hold() -> None:
        held.set()
        assert goes_on.wait(10)

    document.background.run(hold, lambda _: None, lambda _: None)
    assert held.wait(10)
    arrive(monkeypatch, saved(lenet().network, LABELS))
    reads: list[object] = []
    monkeypatch.setattr(document, "take_in", lambda found, done: reads.append((found, done)))
    window.open_path(tmp_path / "seven.weights.h5")
    qtbot.waitUntil(lambda: bool(reads))
    monkeypatch.undo()
    document.save_as(target, lambda *_: None)
    document.take_in(*reads[0])  # type: ignore[misc]
    goes_on.set()
    qtbot.waitUntil(lambda: document.path == target and len(document.runs) == 1)
    with ProjectFile.open(target, read_only=True) as file:
        assert [run.name for run in file.runs()] == ["seven.weights.h5"]


@pytest.mark.parametrize(("with_scaling", "name"), [(False, "seven.keras"), (True, "seven 0 to 255.keras")])
def test_that_an_opened_network_is_exported_under_its_own_name_with_or_without_its_preparation(
    window: MainWindow,
    bridge: FakeBridge,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    with_scaling: bool,
    name: str,
) -> None:
    arrive(monkeypatch, saved(lenet().network, LABELS, Prepared()))
    open_and_wait(window, qtbot, tmp_path / "seven.h5")
    proposed: list[str] = []

    def ask(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        proposed.append(Path(start).name)
        return str(tmp_path / "out"), ""

    monkeypatch.setattr("cnnstudio.gui.widgets.file_dialogs.save_name", ask)
    window._actions.export.trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.findChild(QCheckBox, "export.scaling").setChecked(with_scaling)
    dialog.findChild(QPushButton, "export.save").click()
    assert proposed == [name]
    [asked] = [request for request in bridge.requests if isinstance(request, Export)]
    assert (asked.path, asked.with_scaling) == (str(tmp_path / "out.keras"), with_scaling)
