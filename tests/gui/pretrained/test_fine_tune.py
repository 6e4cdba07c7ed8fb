"""Fine-tuning a run: how many of the last layers, how slowly, and the one step that sets it up."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.gui.pretrained.fine_tune import FineTuneDialog
from tests.gui.desk import Desk, desk
from tests.gui.finding import find

__all__ = ["desk"]


def with_body() -> Network:
    body = tuple(Layer(f"conv2d_{number}", Conv2D(4, padding="same")) for number in range(1, 9))
    block = Block("base", Pretrained("run:1"), (body,))
    return Network((8, 8, 1), (block, Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax"))))


@pytest.fixture
def run(desk: Desk) -> Run:
    return desk.add_run(2, network=with_body())


@pytest.fixture
def dialog(desk: Desk, run: Run, qtbot: QtBot) -> Iterator[FineTuneDialog]:
    over = QWidget()
    qtbot.addWidget(over)
    made = FineTuneDialog(desk.document, run, over)
    yield made
    if isValid(made):
        made.reject()
    assert over is not None


def test_that_a_quarter_of_the_layers_is_offered_and_named(dialog: FineTuneDialog) -> None:
    assert dialog.words.startswith(
        "2 layers learn on, from conv2d_7 (Conv2D) to conv2d_8 (Conv2D): 296 parameters. With them "
    )


def test_that_one_layer_is_named_alone(dialog: FineTuneDialog) -> None:
    dialog.choose(1, 10)
    assert dialog.words.startswith("conv2d_8 (Conv2D) learns on: 148 parameters.")


def test_that_the_fields_read_as_a_sentence_and_the_button_says_what_it_does(dialog: FineTuneDialog) -> None:
    words = [label.text().replace("&", "") for label in dialog.findChildren(QLabel)]
    assert "Learn on the last" in words
    assert "of 8 layers with weights" in words
    assert find(dialog, QPushButton, "finetune.ok").text() == "Set up the plan"


def test_that_setting_it_up_is_one_step_on_the_runs_own_project(
    desk: Desk, run: Run, dialog: FineTuneDialog, qtbot: QtBot
) -> None:
    before = desk.document.project
    dialog.choose(3, 50)
    with qtbot.waitSignal(dialog.done_with):
        dialog.take()
    project = desk.document.project
    spec = pretrained_blocks(project.network)[0].spec
    assert isinstance(spec, Pretrained)
    assert spec.fine_tune == 3
    assert project.plan == replace(run.project.plan, start=2, learning_rate=run.project.plan.learning_rate / 50)
    assert desk.document.undo_stack.undoText() == "Fine-tune Run 2"
    desk.document.undo_stack.undo()
    assert desk.document.project is before


def test_that_the_sweep_that_is_planned_stays(desk: Desk, dialog: FineTuneDialog) -> None:
    sweep = Sweep(varied=(Varied(Place("plan", "batch_size"), Listed((16, 32))),))
    desk.document.change(replace(desk.document.project, sweep=sweep), "Vary the batch size")
    with desk.qtbot.waitSignal(dialog.done_with):
        dialog.take()
    assert desk.document.project.sweep == sweep


def test_that_leaving_changes_nothing(desk: Desk, dialog: FineTuneDialog) -> None:
    before = desk.document.project
    dialog.reject()
    assert desk.document.project is before
