"""What the person has set in the dialog stays while runs change, and weights that are broken can be replaced."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.bases import Base, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.paths import keras_home
from cnnstudio.core.transferring.transfer import Body
from cnnstudio.files.bases import KeptWeights
from cnnstudio.gui.pretrained import dialog as dialogs
from cnnstudio.gui.pretrained import weights_row
from cnnstudio.gui.pretrained.choices import Choice, body_of
from cnnstudio.gui.pretrained.dialog import PretrainedDialog
from cnnstudio.gui.widgets import file_dialogs
from tests.gui.desk import Desk, desk
from tests.gui.finding import find

__all__ = ["desk"]

LITE = "built-in:EfficientNet-Lite0"
MOBILE = "keras:MobileNetV3Small"


class _Line:
    """A download that goes on until it is stopped or let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, base: Base, whole: bool, tell: Callable[[int, int], None], stopped: Callable[[], bool]) -> Path:
        self.begun.set()
        while not stopped() and not self.go.wait(0.01):
            tell(1, 2)
        if stopped():
            raise StudioError("Stopped.")
        return Path(base.name)


@pytest.fixture
def line() -> Iterator[_Line]:
    made = _Line()
    yield made
    made.go.set()


@pytest.fixture
def window(desk: Desk, line: _Line, qtbot: QtBot) -> Iterator[PretrainedDialog]:
    desk.add_run()
    over = QWidget()
    qtbot.addWidget(over)
    dialog = PretrainedDialog(desk.document, over, line)
    choose(dialog, LITE, qtbot)
    yield dialog
    if isValid(dialog):
        dialog.reject()


def choose(dialog: PretrainedDialog, source: str, qtbot: QtBot) -> None:
    assert dialog.sources.choose(source)
    qtbot.waitUntil(lambda: dialog.part.layer is not None)


def broken() -> Path:
    """A file of MobileNetV3Small's weights that cannot be read."""
    base = base_of(MOBILE)
    assert base is not None
    path = keras_home() / "models" / base.files_for(whole=False)[0].name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89HDF\r\n\x1a\n half of it")
    return path


def test_that_side_and_layer_stay_when_a_run_gets_on_and_when_one_comes(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot
) -> None:
    find(window, QSpinBox, "pretrained.side").setValue(96)
    qtbot.waitUntil(lambda: window.part.layer is not None)
    window.part.layers.choose("b0_bn2")
    assert not window.sources.show_choices(dialogs.choices(desk.document.runs))
    desk.document.runs_changed.emit()
    assert (window.part.side, window.part.layer and window.part.layer.name) == (96, "b0_bn2")
    desk.add_run(2)
    assert window.sources.choose("run:2")
    assert window.sources.choose(LITE)
    find(window, QSpinBox, "pretrained.side").setValue(96)
    desk.add_run(3)
    assert window.sources.choice is not None
    assert window.sources.choice.source == LITE
    assert window.part.side == 96


def test_that_another_is_chosen_where_the_one_that_was_chosen_is_gone(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot
) -> None:
    choose(window, "run:1", qtbot)
    with qtbot.waitSignal(window.sources.chosen):
        window.sources.show_choices([each for each in dialogs.choices(()) if each.source != "run:1"])
    assert window.sources.choice is not None
    assert window.sources.choice.source == LITE


def test_that_a_download_goes_on_when_runs_change(
    desk: Desk, window: PretrainedDialog, line: _Line, qtbot: QtBot
) -> None:
    choose(window, MOBILE, qtbot)
    window.weights.download()
    qtbot.waitUntil(line.begun.is_set)
    desk.document.runs_changed.emit()
    desk.add_run(2)
    with qtbot.waitSignal(window.weights.changed):
        line.go.set()


def test_that_others_can_be_got_where_the_weights_that_are_here_cannot_be_read(
    window: PretrainedDialog, qtbot: QtBot
) -> None:
    broken()
    choose(window, MOBILE, qtbot)
    ways = [find(window, QPushButton, name) for name in ("pretrained.download", "pretrained.file")]
    assert all(each.isHidden() for each in ways)
    window.take()
    words = find(window, QLabel, "pretrained.weights.words")
    qtbot.waitUntil(lambda: "that are here could not be read" in words.text())
    assert not any(each.isHidden() for each in ways)
    assert "damaged" in find(window, QLabel, "pretrained.wrong").text()
    choose(window, LITE, qtbot)
    assert all(each.isHidden() for each in ways)


def test_that_weights_that_have_come_are_no_longer_doubted(window: PretrainedDialog, line: _Line, qtbot: QtBot) -> None:
    broken()
    choose(window, MOBILE, qtbot)
    window.weights.doubt()
    line.go.set()
    with qtbot.waitSignal(window.weights.changed):
        find(window, QPushButton, "pretrained.download").click()
    assert find(window, QPushButton, "pretrained.download").isHidden()


def test_that_what_was_chosen_when_reading_began_is_put_in(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(choice: Choice, side: int, until: str, path: Path | None) -> Body:
        go.wait()
        return body_of(choice, side, until, path)

    monkeypatch.setattr(dialogs, "body_of", slow)
    before = desk.document.project
    window.take()
    window.sources.choose("run:1")
    go.set()
    qtbot.waitUntil(lambda: desk.document.project is not before)
    assert desk.document.undo_stack.undoText() == "Put in EfficientNet-Lite0"


def test_that_only_files_are_offered_that_can_be_taken(
    window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, folder: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return "", ""

    monkeypatch.setattr(file_dialogs, "open_name", ask)
    window.weights.ask_file()
    assert asked == ["Weights (*.h5 *.hdf5)"]


def test_that_a_file_is_taken_with_what_is_needed_and_can_be_stopped(
    window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = base_of("VGG16")
    assert base is not None
    begun, ended = threading.Event(), threading.Event()
    seen: list[bool] = []

    def keep(
        one: Base, path: Path, *, whole: bool, tell: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> KeptWeights:
        seen.append(whole)
        begun.set()
        while not stopped():
            tell(5_000_000, 10_000_000)
        ended.set()
        raise StudioError("Stopped.")

    monkeypatch.setattr(weights_row, "keep_weights", keep)
    row = window.weights
    row.show_base(replace(base), whole=True)
    row.take_file(Path("mine.h5"))
    words = find(row, QLabel, "pretrained.weights.words")
    qtbot.waitUntil(lambda: words.text().startswith("Copying: "))
    find(row, QPushButton, "pretrained.stop").click()
    qtbot.waitUntil(ended.is_set)
    assert begun.is_set()
    assert seen == [True]
