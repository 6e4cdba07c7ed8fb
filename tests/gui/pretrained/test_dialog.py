"""The dialog that puts a pretrained network in front of the person's own layers; with the one that is built in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import Base, BaseLayer, base_network
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.network import Block, Network
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.transfer import Body
from cnnstudio.files.saved.importing import Imported, imported
from cnnstudio.files.saved.saved_model import SavedNetwork
from cnnstudio.gui.pretrained import dialog as dialogs
from cnnstudio.gui.pretrained import weights_row
from cnnstudio.gui.pretrained.choices import FILES, HERE, OF_KERAS, RUNS, choices, layers_of
from cnnstudio.gui.pretrained.dialog import PretrainedDialog
from cnnstudio.gui.pretrained.weights_row import WeightsRow
from tests.gui.desk import Desk, desk, small_network
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


def with_base(desk: Desk, source: str = "run:1") -> None:
    """Puts a pretrained block into the project, of the first layer of a run."""
    project = desk.document.project
    block = Block("base", Pretrained(source), (project.network.nodes[:1],))
    desk.document.change(replace(project, network=Network((8, 8, 1), (block, *project.network.nodes[2:]))), "Base")


def saved(name: str = "saved.keras") -> Imported:
    """What is read of a saved network: that of the desk, with weights that are all different."""
    network = small_network()
    arrays = [(row.name, each) for row in analyse(network).rows for each in row.params.arrays]
    weights = {
        f"{row}/{each.name}": np.full(each.shape, number, np.float32) for number, (row, each) in enumerate(arrays)
    }
    return imported(SavedNetwork(network, ("a", "b", "c"), None, weights), Path(name))


def test_that_it_opens_on_what_the_selected_block_takes_and_replaces_it(
    desk: Desk, over: QWidget, qtbot: QtBot
) -> None:
    desk.add_run()
    with_base(desk)
    dialog = PretrainedDialog(desk.document, over, at="conv2d_1")
    wait_for_layers(dialog, qtbot)
    assert dialog.sources.choice is not None
    assert dialog.sources.choice.source == "run:1"
    assert dialog.part.layer is not None
    assert dialog.part.layer.name == "conv2d_1"
    assert ok(dialog).text() == "Replace base"
    dialog.reject()


def test_that_it_opens_at_the_side_of_the_block(desk: Desk, over: QWidget, qtbot: QtBot) -> None:
    found = choices(())[0]
    assert found.base is not None
    body = Body(LITE, "", base_network(found.base, 96, "b0_relu1"))
    desk.document.change(transfer.with_base(desk.document.project, body, "pool", 3), "Base")
    dialog = PretrainedDialog(desk.document, over, at="pretrained_1")
    wait_for_layers(dialog, qtbot)
    assert dialog.part.layer is not None
    assert (dialog.part.side, dialog.part.layer.name) == (96, "b0_relu1")
    dialog.sources.choose(VGG)
    assert dialog.part.side == 224  # another network's own
    dialog.reject()


def test_that_a_saved_network_is_no_run_until_it_is_put_in(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = saved()
    monkeypatch.setattr(window._saved, "read", lambda path, done, failed: done(found))
    before = len(desk.document.runs)
    window.take_file(Path("saved.keras"))
    wait_for_layers(window, qtbot)
    assert window.sources.choice is not None
    assert window.sources.choice.group == FILES
    window.reject()
    desk.settle()
    assert len(desk.document.runs) == before


def test_that_a_saved_network_becomes_a_run_when_it_is_put_in(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = saved()
    monkeypatch.setattr(window._saved, "read", lambda path, done, failed: done(found))
    window.take_file(Path("saved.keras"))
    wait_for_layers(window, qtbot)
    window.part.layers.choose("conv2d_1")
    window.take()
    qtbot.waitUntil(lambda: isinstance(desk.document.project.network.nodes[0], Block))
    block = desk.document.project.network.nodes[0]
    assert isinstance(block, Block)
    assert isinstance(block.spec, Pretrained)
    run = desk.document.runs[-1]
    assert block.spec.source == f"run:{run.number}"
    assert run.is_imported
    expected = digest_of([found.weights["conv2d_1/kernel"], found.weights["conv2d_1/bias"]])
    assert block.spec.digest == expected


def test_that_leaving_while_a_saved_network_is_put_in_changes_no_layer(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, before = saved(), desk.document.project
    monkeypatch.setattr(window._saved, "read", lambda path, done, failed: done(found))
    window.take_file(Path("saved.keras"))
    wait_for_layers(window, qtbot)
    window.part.layers.choose("conv2d_1")
    asked: list[tuple[Any, Any]] = []
    take_in = desk.document.take_in
    monkeypatch.setattr(desk.document, "take_in", lambda *given: asked.append(given))
    window.take()
    qtbot.waitUntil(lambda: bool(asked))
    window.reject()
    qtbot.waitUntil(lambda: not isValid(window))
    take_in(*asked[0])
    qtbot.waitUntil(lambda: any(run.is_imported for run in desk.document.runs))
    assert desk.document.project is before


def test_that_a_saved_network_that_cannot_be_kept_is_said_here(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = saved()
    monkeypatch.setattr(window._saved, "read", lambda path, done, failed: done(found))
    monkeypatch.setattr(
        desk.document, "take_in", lambda *_: desk.document.refused.emit(StudioError("The disk is full."))
    )
    window.take_file(Path("saved.keras"))
    wait_for_layers(window, qtbot)
    before = desk.document.project
    window.take()
    wrong = find(window, QLabel, "pretrained.wrong")
    qtbot.waitUntil(lambda: wrong.text() == "The disk is full.")
    assert desk.document.project is before
    assert ok(window).isEnabled()


def test_that_a_run_says_how_it_prepares_pictures_and_an_imported_one_where_it_is_from(
    desk: Desk, window: PretrainedDialog, qtbot: QtBot
) -> None:
    run = desk.add_run(2)
    desk.document.put_run(replace(run, number=3, status="imported", epochs=(), kept=(1,)))
    window.sources.choose("run:2")
    wait_for_layers(window, qtbot)
    assert find(window, QLabel, "pretrained.about").text() == "Run 2: run 2, as it was trained in this project."
    facts = find(window, QLabel, "pretrained.facts").text()
    assert "as the run did: ÷ 255, so 0 to 1" in facts
    assert "as they are" not in facts
    window.sources.choose("run:3")
    assert find(window, QLabel, "pretrained.about").text() == "Run 2: run 3, which came in a saved file."


def test_that_heads_are_offered_that_the_features_can_go_into(window: PretrainedDialog, qtbot: QtBot) -> None:
    head = find(window, QComboBox, "pretrained.head")

    def offered() -> list[str]:
        return [head.itemText(number) for number in range(head.count())]

    assert [words for words in offered() if words.startswith("A new head")] == ["A new head: Dense"]
    assert window.part.head == "flatten"
    assert window.part.layers.choose("head_relu")
    assert len(offered()) == 4
    assert window.part.head == "pool"


def test_that_the_arrows_pass_over_headings(window: PretrainedDialog, qtbot: QtBot) -> None:
    sources = window.sources
    found = []
    for _ in range(3):
        assert sources.choice is not None
        found.append(sources.choice.source)
        qtbot.keyClick(sources, Qt.Key.Key_Down)
    assert found == [LITE, "run:1", VGG]
    for _ in range(5):
        qtbot.keyClick(sources, Qt.Key.Key_Up)
    assert sources.choice is not None
    assert sources.choice.source == LITE


def test_that_figures_nobody_measured_are_a_dash_with_the_reason(window: PretrainedDialog) -> None:
    sources = window.sources
    for source, parameters in ((LITE, "4.7 M"), ("run:1", "553")):
        assert sources.choose(source)
        item = sources.currentItem()
        assert (item.text(1), item.text(2)) == (parameters, "–")
        assert item.toolTip(2)


def test_that_enter_begins_no_download(window: PretrainedDialog) -> None:
    assert [each.objectName() for each in window.findChildren(QPushButton) if each.autoDefault()] == ["pretrained.ok"]
    assert ok(window).isDefault()


def test_that_ways_to_get_weights_are_said_once_and_the_address_can_be_copied(
    row: tuple[WeightsRow, _Server], qtbot: QtBot
) -> None:
    weights, server = row
    words = find(weights, QLabel, "pretrained.weights.words")
    find(weights, QPushButton, "pretrained.address").click()
    url = QGuiApplication.clipboard().text()
    assert url.endswith("_notop.h5")
    assert url in words.text()
    server.error = StudioError("The server cannot be reached.", f"Put the file from {url} into a folder.")
    weights.download()
    wrong = find(weights, QLabel, "pretrained.weights.wrong")
    qtbot.waitUntil(lambda: bool(wrong.text()))
    assert words.text() == "The weights are not on this computer yet."


def test_that_it_fits_a_small_screen(window: PretrainedDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    window.show()
    screen = window.screen().availableSize()
    assert window.width() <= screen.width()
    assert window.height() <= screen.height()
    assert window.minimumSizeHint().height() <= 600
