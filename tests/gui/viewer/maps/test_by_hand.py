"""From a number of a map to convolution by hand, and back to the number."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.layers import from_layer
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.messages import Failed, TakeByHand, TakenByHand
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from tests.gui.viewer.maps.stage import WEIGHTS, Stage, some_maps


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def button_of(stage: Stage) -> QToolButton:
    return stage.tab.findChild(QToolButton, "inspect.feature_maps.work.by_hand")


def test_that_a_number_that_is_held_is_taken_with_all_it_was_made_of(stage: Stage) -> None:
    seen = stage.look(some_maps())
    assert not button_of(stage).isEnabled()
    assert "Point at a number first" in button_of(stage).toolTip()
    stage.click(2, 3, 4)
    assert button_of(stage).isEnabled()
    taken: list[TakenByHand] = []
    stage.tab.taken_by_hand.connect(taken.append)
    button_of(stage).click()
    request = stage.newest(TakeByHand)
    assert (request.layer, request.place) == ("conv2d_1", (3, 4, 2))
    assert request.title == "conv2d_1, row 3, column 4, channel 2 of Run 1 · test picture 0"
    spec = seen.analysis.row_of("conv2d_1").node.spec
    given = from_layer(spec, WEIGHTS, seen.picture.astype(np.float32) / 255, request.place, title=request.title)
    event = TakenByHand(stage.ticket(TakeByHand), request.subject, "conv2d_1", request.place, given, 1.0)
    stage.bridge.event.emit(event)
    assert taken == [event]
    assert output(taken[0].taken.exercise).values.shape[2] == 1


def test_that_a_key_takes_it_too_and_what_cannot_be_taken_is_said(stage: Stage) -> None:
    stage.look(some_maps())
    stage.key(Qt.Key.Key_H)
    assert not [each for each in stage.bridge.requests if isinstance(each, TakeByHand)]
    stage.click(0, 0, 0)
    refused: list[StudioError] = []
    stage.tab.failed.connect(refused.append)
    stage.key(Qt.Key.Key_H)
    stage.bridge.event.emit(Failed(stage.ticket(TakeByHand), "Its window is too large.", ""))
    assert [str(each) for each in refused] == ["Its window is too large."]


def test_that_a_number_of_a_list_cannot_be_taken_and_it_is_said_why(stage: Stage) -> None:
    network = Network((8, 8, 1), stack(Flatten(), Dense(40)))
    stage.look(np.ones(40), "dense_1", network=network)
    stage.click(0, 0, 0)
    assert not button_of(stage).isEnabled()
    assert "Only a number of a convolution" in button_of(stage).toolTip()


def test_that_a_number_that_is_to_be_shown_is_held_once_the_maps_are_there(stage: Stage) -> None:
    stage.tab.point_at("conv2d_1", (1, 2, 3))
    stage.look(some_maps())
    assert (stage.tab.pointer.place, stage.tab.pointer.is_pinned) == ((1, 2, 3), True)
    stage.tab.point_at("conv2d_1", (0, 0, 0))
    assert stage.tab.pointer.place == (0, 0, 0)
    stage.tab.point_at("conv2d_2", (99, 0, 0))
    assert stage.tab.pointer.place == (0, 0, 0)
    stage.look(some_maps(6, 4), "conv2d_2")
    assert stage.tab.pointer.place is None
