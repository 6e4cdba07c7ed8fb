"""The window while a sweep runs, which a child plays: leaving, closing, what is said of it elsewhere."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import Moved, SweepBegan, SweepEnded, WorkersChanged
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from tests.gui.fakes import FakeBridge
from tests.gui.sweep_child import Step, child, ended, swept, trials
from tests.gui.windows import bridge, lenet, train, window

__all__ = ["bridge", "window"]

BEGAN = SweepBegan(1, 4, 1, 0, "one after the other, here"), WorkersChanged(1)


def keep(path: Path, found: list[Trial]) -> Path:
    """A project file with a sweep."""
    with ProjectFile.create(path, swept()) as file:
        file.begin_experiment(swept(), "2026-01-01T12:00:00+00:00", found)
    return path


def open_swept(window: MainWindow, qtbot: QtBot, path: Path, *steps: Step) -> None:
    """Opens a project with an unfinished sweep, which goes on by these steps where there are some."""
    keep(path, [ended(1), *trials()[1:]])
    window.open_path(path)
    qtbot.waitUntil(lambda: window.experiments.chosen is not None)
    if steps:
        window.experiments._command = lambda: child(*steps)
        window.experiments.go_on(1, Where())
        qtbot.waitUntil(lambda: (window.experiments.standing or Where()) != Where() and _total(window) == 4)


def _total(window: MainWindow) -> int:
    return window.experiments.standing.total if window.experiments.standing is not None else 0


def answer(window: MainWindow, words: str) -> None:
    """Answers the question that stands there."""
    [box] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    next(button for button in box.buttons() if button.text() == words).click()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "swept.cnnstudio"


def test_that_an_unfinished_sweep_is_said_when_its_project_is_opened(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    open_swept(window, qtbot, path)
    said = "Sweep 1 is not finished: 1 of 4 are done. Best so far: 50.00 %, trial 1."
    qtbot.waitUntil(lambda: window.message_bar.text == said)
    button = window.findChild(QPushButton, "message_bar.action")
    assert button is not None
    button.click()
    assert window.pages.current == "sweep"
    assert window.message_bar.text == ""  # said on top of that page


@pytest.mark.parametrize("steps", [(), (*BEGAN, ("hear", "stop"), SweepEnded(False))], ids=["left", "stopped"])
def test_that_show_beside_the_news_of_a_sweep_leads_to_that_sweep(
    window: MainWindow, qtbot: QtBot, path: Path, steps: tuple[Step, ...]
) -> None:
    open_swept(window, qtbot, path, *steps)
    read: list[bool] = []
    window.document.background.run(lambda: True, read.append, window.document.refused.emit)
    qtbot.waitUntil(lambda: bool(read))  # one that begins is looked at once it is read
    window.experiments.choose(None)
    window.experiments.stop()
    qtbot.waitUntil(lambda: window.message_bar.text.startswith("Sweep 1 is not finished"))
    button = window.findChild(QPushButton, "message_bar.action")
    assert button is not None
    button.click()
    assert window.pages.current == "sweep"
    assert window.experiments.chosen is not None


def test_that_what_was_said_of_a_sweep_that_rests_goes_when_it_goes_on(
    window: MainWindow, qtbot: QtBot, path: Path
) -> None:
    open_swept(window, qtbot, path)
    qtbot.waitUntil(lambda: window.message_bar.text.startswith("Sweep 1 is not finished"))
    window.experiments._command = lambda: child(*BEGAN, ("hear", "stop"), SweepEnded(False))
    window.experiments.go_on(1, Where())
    assert window.message_bar.text == ""
    qtbot.waitUntil(lambda: _total(window) == 4)


def test_that_why_a_sweep_has_died_is_said_until_it_goes_on(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "pause"), ("end", "7"))
    window.experiments.pause()
    qtbot.waitUntil(lambda: window.message_bar.text.startswith("The process of the sweep has died (code 7)."))
    window.show_page("sweep")
    assert window.message_bar.text
    window.experiments._command = lambda: child(*BEGAN, ("hear", "stop"), SweepEnded(False))
    window.experiments.go_on(1, Where())
    assert window.message_bar.text == ""
    qtbot.waitUntil(lambda: _total(window) == 4)


def test_that_closing_asks_first_and_ends_the_sweep_cleanly(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), SweepEnded(False))
    window.quit()
    [box] = window.findChildren(QMessageBox)
    assert box.text() == "Sweep 1 is running: 1 of 4 are done."
    assert box.windowTitle() == "Sweep"
    assert box.informativeText().startswith("Closing stops it: what is done is kept, and it can go on from there.")
    answer(window, "Keep it running")
    assert window.experiments.is_active
    window.quit()
    process = window.experiments._process
    assert process is not None
    answer(window, "Stop and close")
    assert not window.isVisible()
    assert process.number == 0


def test_that_another_project_waits_for_the_end_of_the_sweep(
    window: MainWindow, qtbot: QtBot, path: Path, bridge: FakeBridge
) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), SweepEnded(False))
    window.new_project(lenet(), "LeNet")
    answer(window, "Stop and leave")
    with qtbot.waitSignal(window.document.opened):
        assert window.experiments.standing is not None
    assert (window.document.title, window.experiments.all) == ("LeNet", ())


def test_that_who_asks_for_another_project_while_the_sweep_ends_means_that_one(
    window: MainWindow, qtbot: QtBot, path: Path, bridge: FakeBridge
) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), ("hear", "pause"), SweepEnded(False))
    opened: list[str] = []
    window.document.opened.connect(lambda: opened.append(window.document.title))
    for title in ("First", "Second"):
        window.new_project(lenet(), title)
        answer(window, "Stop and leave")
    window.experiments._say("pause")
    qtbot.waitUntil(lambda: not window.experiments.is_active and bool(opened))
    window.document.background.run(lambda: None, lambda _: opened.append("all"), window.document.refused.emit)
    qtbot.waitUntil(lambda: "all" in opened)
    assert opened == ["Second", "all"]


def test_that_a_run_and_a_sweep_are_asked_about_together(
    window: MainWindow, qtbot: QtBot, path: Path, bridge: FakeBridge
) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), SweepEnded(False))
    window.document.change(lenet(), "LeNet")
    qtbot.waitUntil(lambda: window.document.data_set is not None)
    train(window, bridge, qtbot)
    window.quit()
    [box] = window.findChildren(QMessageBox)
    assert box.text() == "Run 1 is training, and Sweep 1 is running: 1 of 4 are done."
    assert "The sweep is stopped, too" in box.informativeText()
    answer(window, "Keep training")


def test_that_the_status_bar_says_how_far_it_is_while_it_runs(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), SweepEnded(False))
    label = window.findChild(QLabel, "status.sweep")
    assert label is not None
    qtbot.waitUntil(lambda: label.text() == "Sweep 1: 1 of 4 done · about 6 s left")
    assert label.isVisible()
    window.experiments.stop()
    qtbot.waitUntil(lambda: not window.experiments.is_active)
    assert not label.isVisible()
    qtbot.waitUntil(lambda: window.message_bar.text.startswith("Sweep 1 is not finished: 1 of 4 are done."))


def test_that_a_project_saved_elsewhere_is_followed_by_its_sweep_and_left_when_both_have_gone(
    window: MainWindow, qtbot: QtBot, path: Path, bridge: FakeBridge, tmp_path: Path
) -> None:
    from cnnstudio.core.messages import Relocate

    target = tmp_path / "elsewhere.cnnstudio"
    told = (
        ("hear", f"move {json.dumps(str(target))}"),
        ("hear", "pause"),
        Moved(str(target)),
        ("hear", "stop"),
        SweepEnded(False),
    )
    open_swept(window, qtbot, path, *BEGAN, *told)
    window.document.save_as(target, window.files._moved)
    qtbot.waitUntil(lambda: window.document.path == target)
    assert not any(isinstance(request, Relocate) for request in bridge.requests)
    window.experiments.pause()
    qtbot.waitUntil(lambda: any(isinstance(request, Relocate) for request in bridge.requests))


def test_that_why_a_sweep_could_not_go_on_is_said(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    words = "The cluster cannot be reached."
    open_swept(window, qtbot, path)
    window.experiments._command = lambda: child(*BEGAN, SweepEnded(False, words, failed=True), ("end", "2"))
    window.experiments.go_on(1, Where())
    qtbot.waitUntil(lambda: window.message_bar.text == words)


def test_that_a_run_begun_while_the_sweep_ends_is_asked_about_before_its_project_is_left(
    window: MainWindow, qtbot: QtBot, path: Path, bridge: FakeBridge
) -> None:
    open_swept(window, qtbot, path, *BEGAN, ("hear", "stop"), ("hear", "pause"), SweepEnded(False))
    window.document.change(lenet(), "LeNet")
    qtbot.waitUntil(lambda: window.document.data_set is not None)
    window.new_project(lenet(), "Next")
    answer(window, "Stop and leave")
    train(window, bridge, qtbot)
    window.experiments._say("pause")
    qtbot.waitUntil(lambda: not window.experiments.is_active)
    [box] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert box.text() == "Run 1 is training."
    window.document.background.wait()
    assert (window.document.path, bridge.stops) == (path, 0)
    answer(window, "Keep training")
