"""Data and network that do not fit each other: each way out is one click and one undo step."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.blanks import Blank
from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Network
from cnnstudio.core.presets.small import plan_for
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.data.contents.fitting import FitNotices
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def flowers(side: int = 12, channels: int = 3, classes: int = 5) -> DataSet:
    pictures, labels = np.zeros((10, side, side, channels), np.uint8), np.arange(10) % classes
    return DataSet("file", "flowers", tuple("abcde"[:classes]), pictures, labels, pictures, labels)


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    """What the notices stand in, since they hide themselves."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def notices(desk: Desk, around: QWidget) -> FitNotices:
    made = FitNotices(desk.document, around)
    around.resize(300, 400)
    around.show()
    return made


def ways(notices: FitNotices) -> dict[str, QPushButton]:
    return {each.text(): each for each in notices.findChildren(QPushButton) if each.isVisible()}


def press(notices: FitNotices, words: str) -> None:
    ways(notices)[words].click()


def test_that_nothing_is_said_where_all_fits(notices: FitNotices) -> None:
    assert not notices.isVisible()


def test_that_both_ways_out_of_another_shape_are_offered(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers())
    assert list(ways(notices))[:2] == [
        "Set the network's input to 12×12×3",
        "Bring the pictures to 8×8, grey",
    ]


def test_that_the_network_can_take_the_pictures_shape(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers(classes=3))
    press(notices, "Set the network's input to 12×12×3")
    assert desk.document.project.network.input_shape == (12, 12, 3)
    assert desk.document.undo_stack.count() == 1
    assert not notices.isVisible()


def test_that_the_pictures_can_be_brought_to_the_networks_shape(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers())
    network = desk.document.project.network
    press(notices, "Bring the pictures to 8×8, grey")
    project = desk.document.project
    assert project.preprocessing.geometry.shape((12, 12, 3)) == (8, 8, 1)
    assert project.network == network
    desk.document.undo_stack.undo()
    assert desk.document.project.preprocessing.size == (0, 0)


def test_that_another_number_of_classes_is_mended_by_one_click(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers(8, 1))
    press(notices, "Set units to 5")
    assert desk.document.project.network.nodes[-1].spec == Dense(5, "softmax")
    assert desk.document.why_not_train == ""


def test_that_nothing_is_said_of_the_number_that_is_left_for_students(notices: FitNotices, desk: Desk) -> None:
    document = desk.document
    document.set_data_set(flowers(8, 1))
    assert "Set units to 5" in ways(notices)
    last = document.project.network.nodes[-1].name
    document.change(replace(document.project, blanks=(Blank(last, "units"),)), "Leave blank")
    assert not ways(notices)


def test_that_an_empty_network_is_offered_a_small_one(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers(64))
    desk.document.change_network(replace(Network((64, 64, 3))), "Remove all")
    press(notices, "Begin with a small network for 5 classes")
    assert desk.document.why_not_train == ""
    desk.document.undo_stack.undo()
    assert desk.document.project.network.nodes == ()


def test_that_a_small_network_comes_with_a_plan_for_few_pictures_in_one_step(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers(64))
    desk.document.change_network(Network((64, 64, 3)), "Remove all")
    before, steps = desk.document.project, desk.document.undo_stack.count()
    press(notices, "Begin with a small network for 5 classes")
    assert desk.document.project.plan == plan_for(10, before.plan) != before.plan
    assert desk.document.undo_stack.count() == steps + 1
    desk.document.undo_stack.undo()
    assert desk.document.project == before


TRAINED = "Begin with a trained network (EfficientNet-Lite0)"


def test_that_pictures_in_colour_may_begin_with_a_trained_network_in_one_step(notices: FitNotices, desk: Desk) -> None:
    desk.document.set_data_set(flowers(64))
    desk.document.change_network(Network((64, 64, 3)), "Remove all")
    before = desk.document.project
    press(notices, TRAINED)
    project = desk.document.project
    assert isinstance(project.network.nodes[0].spec, Pretrained)
    assert (project.preprocessing.method, project.preprocessing.size) == ("raw", (128, 128))
    desk.document.set_data_set(flowers(128))  # as it is loaded for that size
    assert desk.document.why_not_train == ""
    desk.document.undo_stack.undo()
    assert desk.document.project == before


@pytest.mark.parametrize(("side", "channels"), [(64, 1), (28, 3)])
def test_that_grey_or_tiny_pictures_are_offered_the_small_one_alone(
    notices: FitNotices, desk: Desk, side: int, channels: int
) -> None:
    desk.document.set_data_set(flowers(side, channels))
    desk.document.change_network(Network((side, side, channels)), "Remove all")
    assert TRAINED not in ways(notices)
