"""The memory a run will need, said before it starts, and refused in words with what helps."""

from dataclasses import replace

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.layers import RandomFlip
from cnnstudio.core.network import Block
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training import memory
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring.features import bytes_of, cut_of
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.training.memory_words import MemoryWords, foretell, parts
from tests.gui.desk import Desk, desk, small_data, small_network

__all__ = ["desk"]


def free(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    class Memory:
        available = count

    monkeypatch.setattr(psutil, "virtual_memory", Memory)


def test_that_what_is_foretold_is_what_the_engine_asks_for() -> None:
    project, data = Project(small_network()), small_data()
    analysis = analyse(project.network)
    need = memory.to_train(analysis, project.plan, len(data.x_train))
    assert memory.in_words(need.total) in foretell(project, analysis, data, 10**9).words
    on_test = replace(project, data=DataRecipe(validation="test"))
    more = memory.to_train(analysis, project.plan, len(data.x_train) + len(data.x_test))
    refusal = foretell(on_test, analysis, data, 1).refusal
    assert refusal is not None
    assert memory.in_words(more.total) in refusal.text
    augmented = replace(project, preprocessing=Preprocessing(augmentation=(RandomFlip(),)))
    changed = memory.to_train(analysis, project.plan, len(data.x_train), memory.Feeding(augmented=True))
    assert memory.in_words(changed.total) in foretell(augmented, analysis, data, 10**9).words


def test_that_features_too_large_to_be_kept_are_foretold_as_the_engine_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, data = small_network(), small_data()
    base = Block("base", Pretrained("run:1"), (whole.nodes[:2],))
    project = Project(replace(whole, nodes=(base, *whole.nodes[2:])))
    analysis = analyse(project.network)
    count = len(data.x_train) + len(data.x_test)
    cut = cut_of(project.network)
    assert cut is not None
    monkeypatch.setattr("cnnstudio.core.transferring.features.MOST_BYTES", bytes_of(analysis, cut, count) - 1)
    anew = memory.to_train(analysis, project.plan, len(data.x_train), memory.Feeding(anew=True))
    refusal = foretell(project, analysis, data, 1).refusal
    assert refusal is not None
    assert refusal.evidence == parts(anew)
    assert anew != memory.to_train(analysis, project.plan, len(data.x_train))


def test_that_it_follows_the_project(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 4 * 10**9)
    shown = MemoryWords(desk.document)
    qtbot.addWidget(shown)
    shown.show()
    assert shown.words.replace("\N{NO-BREAK SPACE}", " ").endswith("4.0 GB are free.")
    before = shown.words
    desk.document.change(replace(desk.document.project, plan=Plan("SGD", 0.01, batch_size=1)), "Change")
    assert shown.words != "" != before
    shown.set_running(True)
    assert "free" not in shown.words
    desk.document.set_data_set(None)
    assert shown.words == ""


def test_that_what_does_not_fit_is_refused_in_words_and_a_button_makes_it_fit(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = desk.document.project
    need = memory.to_train(desk.document.analysis, project.plan, 9)
    least = memory.to_train(desk.document.analysis, replace(project.plan, batch_size=2), 9)
    free(monkeypatch, round((need.total + least.total) / 2 / memory.MAX_SHARE))
    shown = MemoryWords(desk.document)
    qtbot.addWidget(shown)
    shown.show()
    assert "of memory, but only" in shown.words
    way = shown.findChild(QPushButton, "train.memory.refusal.way_1")
    assert way is not None
    assert way.text().startswith("Set the batch size to")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    assert "are free" in shown.words
    assert desk.document.undo_stack.count() == 1
