"""The dialog that puts a pretrained network in front of the person's own layers; with the one that is built in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import Base, BaseLayer
from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Block, Network
from cnnstudio.core.pretrained import Pretrained
from cnnstudio.core.transfer import Body
from cnnstudio.gui.pretrained import dialog as dialogs
from cnnstudio.gui.pretrained import weights_row
from cnnstudio.gui.pretrained.choices import HERE, OF_KERAS, RUNS, choices, layers_of
from cnnstudio.gui.pretrained.dialog import PretrainedDialog
from cnnstudio.gui.pretrained.weights_row import WeightsRow
from tests.gui.desk import Desk, desk
from tests.gui.finding import find

__all__ = ["desk"]

LITE = "built-in:EfficientNet-Lite0"
VGG = "keras:VGG16"


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    """The window over which dialogs open."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def window(desk: Desk, over: QWidget, qtbot: QtBot) -> Iterator[PretrainedDialog]:
    desk.add_run()
    dialog = PretrainedDialog(desk.document, over)
    qtbot.waitUntil(lambda: dialog.part.layer is not None)
    yield dialog
    if isValid(dialog):
        dialog.reject()


def wait_for_layers(dialog: PretrainedDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.part.layer is not None)


def ok(dialog: PretrainedDialog) -> QPushButton:
    return find(dialog, QPushButton, "pretrained.ok")


def test_that_what_is_built_in_comes_first_then_runs_then_keras(desk: Desk) -> None:
    run = desk.add_run()
    desk.add_run(2, status="training")
    found = choices(desk.document.runs)
    assert list(dict.fromkeys(each.group for each in found)) == [HERE, RUNS, OF_KERAS]
    assert found[0].source == LITE
    assert [each.run for each in found if each.group == RUNS] == [run]


def test_that_the_feature_layer_is_chosen_and_said_with_its_length(window: PretrainedDialog) -> None:
    layer = window.part.layer
    assert layer is not None
    assert (layer.length, layer.is_feature) == (1280, True)
    assert "1,280 features" in find(window, QLabel, "pretrained.facts").text()


def test_that_the_layers_of_a_run_end_before_its_classifier(window: PretrainedDialog, qtbot: QtBot) -> None:
    assert window.sources.choose("run:1")
    wait_for_layers(window, qtbot)
    assert window.part.layer == BaseLayer("flatten_1", "Flatten", (96,), 96, 40 + 222, is_feature=True, whole=False)
    assert "stay in the project file" in find(window, QLabel, "pretrained.weights.words").text()


def test_that_ok_is_one_step_with_block_head_and_pictures(desk: Desk, window: PretrainedDialog, qtbot: QtBot) -> None:
    before = desk.document.project
    window.part.set_head("pool")
    window.take()
    qtbot.waitUntil(lambda: desk.document.project is not before)
    project = desk.document.project
    block = project.network.nodes[0]
    assert isinstance(block, Block)
    assert isinstance(block.spec, Pretrained)
    assert (block.spec.source, len(block.spec.digest)) == (LITE, 64)
    assert analyse(project.network).output_shape == (3,)
    assert (project.preprocessing.method, project.preprocessing.size) == ("raw", (224, 224))
    assert desk.document.undo_stack.undoText() == "Put in EfficientNet-Lite0"
    desk.document.undo_stack.undo()
    assert desk.document.project is before


def test_that_a_refusal_stays_in_the_dialog_and_changes_nothing(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Body:
        raise StudioError("The weights are not those any more.", "Choose others.")

    before = desk.document.project
    monkeypatch.setattr(dialogs, "body_of", refuse)
    window.take()
    wrong = find(window, QLabel, "pretrained.wrong")
    qtbot.waitUntil(lambda: "not those any more. Choose others." in wrong.text())
    assert desk.document.project is before
    assert ok(window).isEnabled()


def test_that_weights_that_are_not_here_must_come_first(
    window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_row, "find_weights", lambda *_, **__: None)
    window.sources.choose(VGG)
    wait_for_layers(window, qtbot)
    assert not ok(window).isEnabled()
    words = find(window, QLabel, "pretrained.weights.words").text()
    assert "not on this computer yet" in words
    assert "vgg16_weights_tf_dim_ordering_tf_kernels.h5" in words
    assert window.part.layer is not None
    assert window.part.layer.name == "fc1"


def test_that_a_side_that_cannot_be_is_refused_in_words(window: PretrainedDialog, qtbot: QtBot) -> None:
    with pytest.raises(Exception, match="32"):
        layers_of(choices(())[0], 8)


def test_that_every_widget_has_a_name_and_words(window: PretrainedDialog) -> None:
    buttons = [each for each in window.findChildren(QPushButton) if each.objectName().startswith("pretrained.")]
    assert len(buttons) >= 6
    assert all(button.accessibleName() for button in buttons)


class _Server:
    """Stands in for the download: ends when told, or with an error."""

    def __init__(self, error: StudioError | None = None) -> None:
        self.error, self.here = error, False

    def __call__(self, base: Base, whole: bool, tell: Callable[[int, int], None], stopped: Callable[[], bool]) -> Path:
        tell(50, 100)
        if self.error is not None:
            raise self.error
        self.here = True
        return Path(base.name)


@pytest.fixture
def row(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WeightsRow, _Server]]:
    server = _Server()
    monkeypatch.setattr(weights_row, "find_weights", lambda *_, **__: object() if server.here else None)
    made = WeightsRow(server)
    qtbot.addWidget(made)
    base = next(each.base for each in choices(()) if each.source == VGG)
    made.show_base(base, whole=False)
    yield made, server
    made.stop()


def test_that_a_download_tells_when_it_is_there(row: tuple[WeightsRow, _Server], qtbot: QtBot) -> None:
    weights, _ = row
    assert not weights.are_here
    with qtbot.waitSignal(weights.changed):
        find(weights, QPushButton, "pretrained.download").click()
    assert weights.are_here
    assert find(weights, QPushButton, "pretrained.download").isHidden()
    assert find(weights, QProgressBar, "pretrained.progress").isHidden()


def test_that_without_a_line_the_words_say_what_to_do(row: tuple[WeightsRow, _Server], qtbot: QtBot) -> None:
    weights, server = row
    server.error = StudioError("The server cannot be reached.", "Put the file into a folder.")
    weights.download()
    wrong = find(weights, QLabel, "pretrained.weights.wrong")
    qtbot.waitUntil(lambda: wrong.text() == "The server cannot be reached. Put the file into a folder.")
    assert not find(weights, QPushButton, "pretrained.download").isHidden()


def test_that_a_file_that_does_not_fit_is_refused(
    row: tuple[WeightsRow, _Server], qtbot: QtBot, tmp_path: Path
) -> None:
    weights, _ = row
    strange = tmp_path / "strange.h5"
    strange.write_bytes(b"nothing")
    weights.take_file(strange)
    wrong = find(weights, QLabel, "pretrained.weights.wrong")
    qtbot.waitUntil(lambda: bool(wrong.text()))
    assert not weights.are_here


def test_that_a_head_is_kept_by_default_where_there_is_a_base(desk: Desk, over: QWidget) -> None:
    project = desk.document.project
    block = Block("base", Pretrained("run:1"), (project.network.nodes[:1],))
    desk.document.change(replace(project, network=Network((8, 8, 1), (block, *project.network.nodes[2:]))), "Base")
    dialog = PretrainedDialog(desk.document, over)
    assert dialog.part.head == "keep"
    dialog.reject()
