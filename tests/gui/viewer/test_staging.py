"""The scene: whose weights, which layer, which picture, and what they are called."""

from dataclasses import replace

import numpy as np

from cnnstudio.core.messages import RunSubject, SavedSubject
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.viewer.picture.chosen import Chosen
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.staging import Staging
from tests.gui.desk import LABELS, small_data, small_network

NETWORK = small_network()
PICTURE = np.zeros((8, 8, 1), np.uint8)
SHOWN = Chosen(PICTURE, "test picture 3", "Test picture 3", label="dog")


def of_run(status: Status = "finished") -> Answering:
    epochs = tuple(Epoch(each, 1.0, 0.5, 1 / each, 0.5, 1.0) for each in (1, 2))
    run = Run(4, "Run 4", Project(NETWORK), LABELS, Prepared(), status, "2026", {}, epochs, kept=(1, 2))
    return Answering(RunSubject("a.cnnstudio", 4), "Run 4", NETWORK, LABELS, run.prepared, run)


SAVED = Answering(SavedSubject("net.keras"), "net.keras", NETWORK, LABELS)


def scene(answering: Answering, epoch: int | None = None, chosen: Chosen = SHOWN) -> Scene:
    return Staging().scene(answering, epoch, "conv2d_1", chosen, small_data())


def test_that_the_title_tells_the_epoch() -> None:
    assert scene(of_run()).title == "Run 4 · best epoch 2"
    assert scene(of_run(), 1).title == "Run 4 · epoch 1"
    assert scene(of_run("training")).title == "Run 4 · training, epoch 3"
    assert scene(SAVED).title == "net.keras"


def test_that_the_epoch_is_in_the_subject_and_only_what_trains_is_live() -> None:
    assert scene(of_run(), 1).subject == RunSubject("a.cnnstudio", 4, 1)
    assert scene(SAVED).subject == SavedSubject("net.keras")
    assert [scene(of_run(status), epoch).is_live for status, epoch in (("training", None), ("training", 1))] == [
        True,
        False,
    ]
    assert not scene(of_run()).is_live


def test_that_a_run_that_is_scored_has_the_weights_of_the_epoch_it_uses() -> None:
    found = Staging().scene(of_run("training"), None, "conv2d_1", SHOWN, None, is_over=True)
    assert (found.title, found.is_live) == ("Run 4 · best epoch 2", False)
    assert (found.moment.epoch, found.moment.is_live) == (2, False)


def test_that_the_class_of_the_picture_has_the_number_that_the_network_gives_it() -> None:
    assert scene(SAVED).truth == 1
    assert scene(replace(SAVED, labels=("Elk", "Cat", "Dog "))).truth == 2
    assert scene(replace(SAVED, labels=("a", "b"))).truth is None
    assert scene(SAVED, chosen=replace(SHOWN, label="")).truth is None


def test_that_data_of_another_shape_are_words_but_a_picture_that_was_brought_to_it_fits() -> None:
    wide = replace(SAVED, network=small_network(side=12))
    assert scene(wide).no_data == (
        "net.keras takes pictures of 12 × 12 × 1, but the data here have 8 × 8 × 1. "
        "On the Data page they can be made to fit."
    )
    brought = scene(wide, chosen=replace(SHOWN, picture=np.zeros((12, 12, 1), np.uint8), found=(8, 8, 1)))
    assert brought.picture is not None
    assert (brought.picture_title, brought.truth, brought.data, brought.no_picture) == ("test picture 3", 1, None, "")


def test_that_a_picture_that_does_not_fit_yet_is_not_shown_to_the_network() -> None:
    found = scene(replace(SAVED, network=small_network(side=12)))
    assert (found.picture, found.no_picture) == (None, "The picture is being brought to the network's size…")


def test_that_no_way_is_told_to_channels_that_no_picture_has() -> None:
    assert scene(replace(SAVED, network=small_network(channels=4))).no_data.endswith("the data here have 8 × 8 × 1.")


def test_that_why_there_is_no_picture_is_said() -> None:
    found = scene(SAVED, chosen=Chosen(why_not="Nothing is drawn yet."))
    assert (found.picture, found.no_picture) == (None, "Nothing is drawn yet.")
    assert found.data is not None


def test_that_a_network_is_analysed_once() -> None:
    staging = Staging()
    scenes = [staging.scene(of_run(), None, layer, SHOWN, None) for layer in ("conv2d_1", "conv2d_2")]
    assert scenes[0].analysis is scenes[1].analysis


def test_that_a_file_without_the_layer_shows_the_one_looked_at_last_or_the_first_that_learns() -> None:
    staging = Staging()
    layers = [staging.layer(SAVED, wanted, NETWORK) for wanted in ("block_9", "flatten_1", "block_9", None)]
    assert layers == ["conv2d_1", "flatten_1", "flatten_1", "flatten_1"]
    assert staging.layer(of_run(), "block_9", NETWORK) == "block_9"


def test_that_a_file_that_is_opened_again_and_lost_the_layer_shows_one_that_it_has() -> None:
    staging = Staging()
    staging.layer(SAVED, "conv2d_2", NETWORK)
    smaller = replace(SAVED, network=NETWORK.remove((1,)), opening=2)
    assert staging.layer(smaller, None, NETWORK) == "conv2d_1"


def test_that_a_layer_chosen_in_another_network_is_of_no_account_in_the_projects_own() -> None:
    staging, other = Staging(), small_network(side=12)
    staging.choose(of_run().subject, "flatten_1")
    assert staging.layer(of_run(), "conv2d_1", other) == "flatten_1"
    assert staging.layer(of_run(), "conv2d_1", NETWORK) == "conv2d_1"
    staging.follow_selection()
    assert staging.layer(of_run(), "conv2d_1", other) == "conv2d_1"


def test_that_another_project_begins_without_what_was_chosen_before() -> None:
    staging = Staging()
    staging.choose(SAVED.subject, "flatten_1")
    staging.layer(SAVED, None, NETWORK)
    staging.forget()
    assert staging.layer(SAVED, None, NETWORK) == "conv2d_1"
