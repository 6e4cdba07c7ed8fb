"""What it likes: the picture made for a channel, and the words about its number."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QSpinBox

from cnnstudio.core.layers import Dense, Dropout, Flatten, ReLU, Softmax
from cnnstudio.core.messages import Cancelled, Failed, Maximise, Predict, Predicted
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.gui.viewer.likes import aim
from cnnstudio.gui.viewer.likes.made import value_words
from tests.gui.desk import LABELS
from tests.gui.viewer.likes.room import DATA, Room, trained
from tests.gui.viewer.scenes import SUBJECT, scene


def test_that_a_picture_is_made_for_the_chosen_channel_with_the_seed(room: Room) -> None:
    room.look()
    room.find()
    room.child(QSpinBox, "best.channel").setValue(2)
    room.child(QSpinBox, "made.seed").setValue(7)
    room.click("made.start")
    (request,) = room.asked(Maximise)
    assert (request.layer, request.channel, request.seed) == ("conv2d_2", 2, 7)
    room.make(100)
    assert room.tab.made.is_running
    assert room.tab.made.words == "Step 100 of 256 · mean of the map 1.5"


def test_that_when_it_is_made_the_network_says_what_it_takes_it_for(room: Room) -> None:
    room.look()
    room.click("made.start")
    room.make(256)
    assert not room.tab.made.is_running
    room.answer(Predicted(0, SUBJECT, LABELS, np.array([0.1, 0.9, 0.0], np.float32)), Predict)
    assert room.tab.made.words.endswith("Taken for dog · 90.0 %")


def test_that_stopping_keeps_the_picture_so_far(room: Room) -> None:
    room.look()
    room.click("made.start")
    room.make(30)
    room.click("made.start")
    assert room.bridge.dropped == [2]
    assert not room.tab.made.is_running
    assert room.tab.made.made is not None
    room.answer(Cancelled(0), Maximise)
    assert room.tab.made.made.step == 30


def test_that_what_ended_from_elsewhere_keeps_the_picture_so_far(room: Room) -> None:
    room.look()
    room.click("made.start")
    room.make(30)
    room.answer(Cancelled(0), Maximise)
    assert room.tab.made.made is not None
    assert not room.tab.made.is_running


def test_that_each_channel_keeps_the_picture_made_for_it(room: Room) -> None:
    room.look()
    room.find()
    room.click("made.start")
    room.make(256)
    channel = room.child(QSpinBox, "best.channel")
    channel.setValue(3)
    assert room.tab.made.made is None
    assert room.tab.made.words == "None yet for channel 3."
    channel.setValue(0)
    assert room.tab.made.made is not None


def test_that_choosing_another_channel_ends_what_is_being_made(room: Room) -> None:
    room.look()
    room.find()
    room.click("made.start")
    room.child(QSpinBox, "best.channel").setValue(3)
    assert room.bridge.dropped == [2]
    assert not room.tab.made.is_running


def test_that_why_none_can_be_made_is_said(room: Room) -> None:
    room.look()
    room.click("made.start")
    room.answer(Failed(0, "All ways to it are closed.", "Try another seed."), Maximise)
    assert room.tab.made.words == "All ways to it are closed. Try another seed."
    assert not room.tab.made.is_running


def test_that_a_picture_of_older_weights_says_so_and_so_does_the_figure(room: Room) -> None:
    room.tab.look(trained(3))
    room.click("made.start")
    room.make(256)
    assert room.tab.made.words == "Step 256 of 256 · mean of the map 1.5"
    room.answer(Predicted(0, SUBJECT, LABELS, np.array([0.1, 0.9, 0.0], np.float32)), Predict)
    room.find()
    room.tab.look(trained(9))
    assert room.tab.made.words == (
        "Step 256 of 256 · weights after epoch 3 · mean of the map 1.5\nTaken for dog · 90.0 %"
    )
    room.tab.grab()
    figure = room.tab.figure()
    assert figure is not None
    assert figure.caption.endswith("Run 1 · after epoch 3")
    room.find()
    figure = room.tab.figure()
    assert figure is not None
    assert figure.caption.endswith("found with Run 1 · after epoch 9, made with Run 1 · after epoch 3")
    assert figure.panels[-1].title == "made for it 1.5"
    assert "its number is the mean of the map" in figure.caption


def test_that_the_pictures_made_are_kept_of_one_network_only(room: Room) -> None:
    room.look()
    room.click("made.start")
    room.make(256)
    room.look("conv2d_1")
    room.look()
    assert room.tab.made.made is not None
    other = replace(scene("conv2d_2", data=DATA), subject=replace(SUBJECT, run=2))
    room.tab.look(other)
    room.look()
    assert room.tab.made.made is None


@pytest.mark.parametrize(("value", "words"), [(0.0, "0"), (3.16e-7, "3.16e−7"), (-4e-5, "−4e−5"), (0.586, "0.586")])
def test_that_a_small_value_is_not_told_as_none(value: float, words: str) -> None:
    assert value_words(value) == words


@pytest.mark.parametrize(
    ("layer", "made", "found"),
    [
        ("softmax_1", "value before softmax", "values before softmax"),
        ("dropout_1", "value before softmax", "values before softmax"),
        ("relu_1", "value before relu", ""),
        ("dense_2", "value", ""),
    ],
)
def test_that_the_words_are_of_the_layer_whose_numbers_it_hands_on(layer: str, made: str, found: str) -> None:
    ends = (Flatten(), Dense(9, "linear"), ReLU(), Dense(3, "linear"), Softmax(), Dropout(0.5))
    network = Network((8, 8, 1), stack(*ends))
    here, path = scene(layer, network), network.path_of(layer)
    assert path is not None
    node = network.node(path)
    assert aim.value_words(here, node) == made
    assert aim.found_by_words(here, node) == found
    assert aim.floor_of(here, node) == (0.0 if layer == "relu_1" else float("-inf"))
