"""The scene: whose weights, which layer, which picture, and what they are called."""

from dataclasses import replace

import numpy as np

from cnnstudio.core.messages import RunSubject, SavedSubject
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.run import Epoch, Run, Status
from cnnstudio.gui.answering import Answering
from cnnstudio.gui.viewer.picture.chosen import Chosen
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.staging import Staging
from tests.gui.desk import LABELS, small_data, small_network

NETWORK = small_network()
PICTURE = np.zeros((8, 8, 1), np.uint8)
SHOWN = Chosen(PICTURE, "test picture 3", "Test picture 3", label="dog", is_of_data=True)


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


def test_that_the_class_of_the_picture_has_the_number_that_the_network_gives_it() -> None:
    assert scene(SAVED).truth == 1
    assert scene(replace(SAVED, labels=("Elk", "Cat", "Dog "))).truth == 2
    assert scene(replace(SAVED, labels=("a", "b"))).truth is None
    assert scene(SAVED, chosen=replace(SHOWN, label="")).truth is None


def test_that_data_of_another_shape_are_words_but_a_drawing_fits() -> None:
    wide = replace(SAVED, network=small_network(side=12))
    found = scene(wide)
    assert (found.picture, found.data) == (None, None)
    assert found.no_picture == found.no_data
    assert "12 × 12 × 1" in found.no_data
    drawn = scene(wide, chosen=Chosen(np.zeros((12, 12, 1), np.uint8), "drawing"))
    assert drawn.picture is not None
    assert (drawn.picture_title, drawn.data, drawn.no_picture) == ("drawing", None, "")


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
    layers = [staging.layer(SAVED, wanted) for wanted in ("block_9", "flatten_1", "block_9", None)]
    assert layers == ["conv2d_1", "flatten_1", "flatten_1", "flatten_1"]
    assert staging.layer(of_run(), "block_9") == "block_9"
