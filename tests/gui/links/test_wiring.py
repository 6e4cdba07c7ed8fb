"""The pages, joined by the window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.network import Block
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pretrained.dialog import PretrainedDialog
from cnnstudio.gui.pretrained.fine_tune import FineTuneDialog
from cnnstudio.gui.runs.training_run import State
from cnnstudio.gui.viewer.kernels.tab import KernelsTab
from tests.core.runs_made import run
from tests.gui.desk import small_network
from tests.gui.fakes import FakeBridge
from tests.gui.training.stage import epoch


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.document.opened):
        made.new_project(Project(small_network()), "Small")
    yield made
    made.close()


def test_that_the_drawing_that_is_looked_at_leads_to_the_paper(window: MainWindow) -> None:
    window.show_page("inspect")
    window.pages.page("inspect").findChild(QPushButton, "inspect.picture.draw").click()
    assert window.pages.current == "draw"


def with_body() -> Project:
    """A project of the desk's kind whose first layers were trained before."""
    network = small_network()
    block = Block("base", Pretrained("run:1"), (network.nodes[:2],))
    return Project(replace(network, nodes=(block, *network.nodes[2:])), preprocessing=Preprocessing("raw"))


def test_that_the_palette_asks_which_pretrained_network_is_meant(window: MainWindow) -> None:
    window.show_page("build")
    window.pages.page("build").add("Pretrained")
    dialog = window.findChild(PretrainedDialog, "pretrained.dialog")
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()


def test_that_a_finished_run_is_fine_tuned_from_the_train_page(window: MainWindow) -> None:
    window.document.change(with_body(), "Put in run 1")
    window.document.put_run(replace(run(2, window.document.project), epochs=(epoch(1),)))
    window.show_page("train")
    button = window.pages.page("train").findChild(QPushButton, "train.run.fine_tune")
    assert button.isEnabled()
    button.click()
    dialog = window.findChild(FineTuneDialog, "finetune.dialog")
    assert dialog is not None
    dialog.choose(1, 10)
    dialog.take()
    assert window.document.project.plan.start == 2
    assert pretrained_blocks(window.document.project.network)[0].spec.fine_tune == 1


def test_that_a_run_without_a_pretrained_network_is_not_fine_tuned(window: MainWindow) -> None:
    window.document.put_run(replace(run(1, window.document.project), epochs=(epoch(1),)))
    window.show_page("train")
    assert window.pages.page("train").findChild(QPushButton, "train.run.fine_tune").isHidden()


def test_that_a_pretrained_network_is_changed_beginning_with_the_one_that_is_there(window: MainWindow) -> None:
    window.show_page("build")
    window.pages.page("build").base_wanted.emit("keras:VGG16")
    dialog = window.findChild(PretrainedDialog, "pretrained.dialog")
    assert dialog is not None
    assert dialog.sources.choice is not None
    assert dialog.sources.choice.source == "keras:VGG16"
    dialog.reject()


def test_that_the_dialog_opens_on_the_pretrained_block_that_is_selected(window: MainWindow) -> None:
    window.document.put_run(replace(run(1, Project(small_network())), epochs=(epoch(1),)))
    window.document.change(with_body(), "Put in run 1")
    window.show_page("build")
    window.selection.select("conv2d_2")  # it stands in the block
    window.pages.page("build").add("Pretrained")
    dialog = window.findChild(PretrainedDialog, "pretrained.dialog")
    assert dialog is not None
    assert dialog.sources.choice is not None
    assert dialog.sources.choice.source == "run:1"
    assert dialog.findChild(QPushButton, "pretrained.ok").text() == "Replace base"
    dialog.reject()


def test_that_what_was_set_for_fine_tuning_is_said_on_the_train_page_until_it_trains_or_is_left(
    window: MainWindow,
) -> None:
    window.document.change(with_body(), "Put in run 1")
    for leave in (lambda: window.show_page("build"), lambda: window.training_run._set(State.WAITING)):
        project = window.document.project
        window._wiring.plan_wanted.emit(
            "The next run fine-tunes.", lambda before=project: window.document.project is before
        )
        assert window.message_bar.text == "The next run fine-tunes."
        leave()
        assert window.message_bar.text == ""


def test_that_unwrapping_a_pretrained_block_says_what_is_lost_and_undo_brings_it_back(window: MainWindow) -> None:
    window.document.change(with_body(), "Put in run 1")
    window.show_page("build")
    window.selection.select("base")
    window.pages.page("build").stack.edits.unwrap.trigger()
    assert "begin with new weights" in window.message_bar.text
    window.message_bar.findChild(QPushButton, "message_bar.action").click()
    assert pretrained_blocks(window.document.project.network)
    window.pages.page("build").stack.edits.unwrap.trigger()
    window.document.undo_stack.undo()
    assert window.message_bar.text == ""


def test_that_no_branch_is_added_to_a_pretrained_block(window: MainWindow) -> None:
    window.document.change(with_body(), "Put in run 1")
    window.show_page("build")
    window.selection.select("base")
    edits = window.pages.page("build").stack.edits
    assert edits.unwrap.isEnabled()
    assert not edits.add_branch.isEnabled()


def test_that_trials_lead_to_kernels_and_to_runs_side_by_side(window: MainWindow) -> None:
    for number in (1, 2, 3):
        window.document.put_run(replace(run(number, window.document.project), epochs=(epoch(1),)))
    window.show_page("sweep")
    sweep = window.pages.page("sweep")
    sweep.compare_requested.emit((1, 3))
    assert window.pages.current == "compare"
    assert window.pages.page("compare").table.chosen == (1, 3)
    sweep.kernels_requested.emit()
    assert window.pages.current == "inspect"
    assert window.pages.page("inspect").findChild(KernelsTab).isVisible()
    sweep.page_requested.emit("train")
    assert window.pages.current == "train"
