"""The chooser of runs: what tells them apart, and when the project of one can be put back."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import Started
from cnnstudio.core.network import Block
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.progress import RunProgress
from cnnstudio.gui.training.page import TrainPage
from cnnstudio.gui.training.runs import why_not_delete
from tests.core.runs_made import run, with_plan
from tests.gui.finding import find
from tests.gui.training.stage import LABELS, epoch


def test_that_runs_are_listed_with_what_tells_them_apart(page: TrainPage, document: Document, qtbot: QtBot) -> None:
    document.put_run(run(1, with_plan(learning_rate=0.001)))
    document.put_run(run(2, with_plan(learning_rate=0.01)))
    combo = find(page, QComboBox, "train.run")
    qtbot.waitUntil(lambda: "Learning rate 0.01 " in combo.currentText())
    assert [combo.itemText(row).partition(" · LeNet")[0] for row in range(2)] == [
        "Run 2 · Learning rate 0.01",
        "Run 1 · Learning rate 0.001",
    ]


def test_that_nothing_has_to_be_put_back_after_more_epochs_were_stopped(page: TrainPage, document: Document) -> None:
    short = document.project
    longer = replace(short, plan=replace(short.plan, epochs=short.plan.epochs + 10))
    first = run(1, short)
    document.put_run(first)
    restore = find(page, QPushButton, "train.run.restore")
    assert not restore.isEnabled()
    going_on = RunProgress().begin(
        Started(1, "file", 1, "Run 1", longer, LABELS, first.started, longer.plan.epochs, 10, 2, 100, 10, first.epochs),
        (first,),
    )
    for status in ("training", "stopped"):
        document.put_run(replace(going_on, status=status))
        assert not restore.isEnabled()
    document.change(replace(short, plan=replace(short.plan, batch_size=7)), "Other batches")
    assert restore.isEnabled()


def test_that_a_run_that_is_resumed_to_its_end_has_no_other_end() -> None:
    stopped = replace(run(1, with_plan(epochs=5)), status="stopped", epochs=(epoch(1), epoch(2)))
    event = Started(1, "file", 1, "Run 1", stopped.project, LABELS, "", 5, 10, 2, 100, 10, stopped.epochs)
    assert RunProgress().begin(event, (stopped,)).continued == ()


def test_that_a_run_on_which_others_rest_is_said_to_stay_before_any_question(
    page: TrainPage, document: Document
) -> None:
    first = run(1, document.project)
    block = Block("base", Pretrained("run:1"), (document.project.network.nodes[:1],))
    network = replace(document.project.network, nodes=(block, *document.project.network.nodes[1:]))
    document.put_run(first)
    document.put_run(run(2, replace(document.project, network=network)))
    find(page, QToolButton, "train.run.delete").click()
    assert not find(page, QPushButton, "train.run.delete.yes").isHidden()  # of the second, on which nothing rests
    document.choose_run(1)
    find(page, QToolButton, "train.run.delete").click()
    assert find(page, QPushButton, "train.run.delete.yes").isHidden()
    assert why_not_delete(first, document) == "Run 1 cannot be deleted: Run 2 has its frozen weights from it."
