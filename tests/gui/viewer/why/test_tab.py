"""The tab that tells why: what it asks for, and what it says of the answers."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Explained, Failed, Predicted, Progressed
from cnnstudio.core.network import Layer, Network
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.viewer.why.asked import asked_of
from tests.gui.desk import LABELS
from tests.gui.viewer.scenes import SUBJECT, scene
from tests.gui.viewer.why.bench import ALL, ENDS, QUICK, Bench, large_network


def test_that_every_method_is_asked_for_at_once_the_quick_ones_first(bench: Bench) -> None:
    now = scene("conv2d_1")
    bench.tab.look(now)
    (request,) = bench.asked()
    assert (request.methods, request.target, request.layer, request.subject) == (ALL, None, "conv2d_1", SUBJECT)
    np.testing.assert_array_equal(request.picture, now.picture)
    bench.explain(*ALL)
    assert all(bench.below(method) == "scale" for method in ALL)
    assert len(bench.asked()) == 1


def test_that_a_layer_without_maps_leaves_the_last_maps_weighed(bench: Bench) -> None:
    for layer in (None, "dense_1", "flatten_1", "gone_1"):
        bench.tab.look(scene(layer))
    assert {request.layer for request in bench.asked()} == {"conv2d_2"}


def test_that_another_layer_asks_anew_for_what_weighs_maps_only(bench: Bench) -> None:
    now = scene("conv2d_2")
    bench.tab.look(now)
    bench.explain(*ALL)
    bench.tab.look(replace(now, layer="conv2d_1"))
    assert bench.asked()[-1].methods == ("grad_cam", "grad_cam_plus_plus")
    assert bench.asked()[-1].layer == "conv2d_1"


def test_that_what_is_known_stays_and_is_not_asked_again(bench: Bench) -> None:
    now = scene("conv2d_2")
    bench.tab.look(now)
    bench.explain(*QUICK)
    bench.tab.look(replace(now, layer="dense_1"))
    assert len(bench.asked()) == 1
    bench.tab.leave()
    bench.tab.look(now)
    assert bench.asked()[-1].methods == ("integrated_gradients", "occlusion")


def test_that_another_picture_takes_the_place_of_the_old_one_with_its_first_answer(bench: Bench) -> None:
    now = scene()
    bench.tab.look(now)
    bench.explain(*ALL)
    other = np.zeros_like(now.picture)
    bench.tab.look(replace(now, picture=other))
    assert bench.found("occlusion") is not None
    bench.explain("grad_cam")
    assert bench.found("occlusion") is None
    assert bench.below("occlusion") == "Waiting…"
    np.testing.assert_array_equal(bench.asked()[-1].picture, other)


def test_that_the_same_picture_in_another_array_is_the_same(bench: Bench) -> None:
    now = scene()
    bench.tab.look(now)
    bench.explain(*ALL)
    bench.tab.look(replace(now, picture=now.picture.copy()))
    assert len(bench.asked()) == 1


def test_that_a_class_is_chosen_by_its_probability_and_the_true_one_is_marked(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene(truth=2))
    shares = np.array([0.1, 0.7, 0.2], np.float32)
    bench.tab.show_answer(Predicted(1, SUBJECT, LABELS, shares))
    combo = bench.tab.findChild(QComboBox, "inspect.why.class")
    assert [combo.itemText(row) for row in range(combo.count())] == [
        "Predicted: dog · 70.0 %",
        "dog · 70.0 %",
        "elk · 20.0 % · true class",
        "cat · 10.0 %",
    ]
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert bench.asked()[-1].target == 0
    bench.tab.show_answer(Predicted(2, SUBJECT, LABELS, shares[::-1]))
    assert combo.currentData() == 0


def test_that_it_says_what_is_explained_and_by_which_number(bench: Bench) -> None:
    bench.tab.look(scene(picture_title="test picture 12", truth=2))
    bench.explain("grad_cam")
    words = "Test picture 12 (“elk”): what speaks for “dog” (70.0 %) · Run 1 · judged by its number before the softmax"
    assert bench.tab.face.facts.full == words
    assert bench.line("grad_cam") == "Maps of conv2d_2, the last ones"
    bench.tab.look(scene("conv2d_2", picture_title="test picture 12", truth=2))
    assert bench.line("grad_cam") == "Maps of conv2d_2, selected"
    linear = Network((8, 8, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "linear"))))
    bench.tab.look(scene(network=linear))
    bench.explain("gradient")
    assert bench.tab.face.facts.full.endswith("“dog” (70.0 %) · Run 1")


def test_that_a_network_without_maps_says_so_and_has_the_rest(bench: Bench) -> None:
    bench.tab.look(scene(network=Network((8, 8, 1), ENDS)))
    assert bench.asked()[-1].methods == ("gradient", "integrated_gradients", "occlusion")
    bench.explain("gradient")
    assert bench.below("grad_cam") == "No layer gives out maps of more than one place."


def test_that_the_shares_are_told_beside_what_was_gained(bench: Bench) -> None:
    bench.tab.look(scene())
    bench.explain(*ALL)
    assert bench.line("integrated_gradients") == "Shares · 65 of 65 gained in all"


def test_that_it_tells_how_far_a_slow_method_is_and_can_be_stopped(bench: Bench) -> None:
    bench.tab.look(scene())
    bench.explain(*QUICK)
    bench.tell(lambda ticket: Progressed(ticket, "Integrated gradients", 12, 32))
    assert (bench.below("integrated_gradients"), bench.below("occlusion")) == ("12 of 32", "Waiting…")
    first = len(bench.bridge.requests)
    bench.press(QToolButton, "integrated_gradients.stop")
    assert first in bench.bridge.dropped
    assert bench.asked()[-1].methods == ("occlusion",)
    assert bench.below("integrated_gradients") == "Work it out"
    bench.explain("occlusion")
    assert len(bench.asked()) == 2
    bench.press(QPushButton, "integrated_gradients.start")
    assert bench.asked()[-1].methods == ("integrated_gradients",)


def test_that_a_large_networks_slow_methods_wait_for_a_button(bench: Bench) -> None:
    bench.tab.look(scene(network=large_network()))
    assert bench.asked()[-1].methods == QUICK
    bench.explain(*QUICK)
    assert bench.below("occlusion") == "Work it out"
    button = bench.tab.findChild(QPushButton, "inspect.why.occlusion.start")
    assert button.toolTip() == "Occlusion sends the picture through the network about 65 times."
    button.click()
    assert bench.asked()[-1].methods == ("occlusion",)


def test_that_a_wish_waits_for_what_is_being_worked_out(bench: Bench) -> None:
    bench.tab.look(scene(network=large_network()))
    bench.explain(*QUICK)
    bench.press(QPushButton, "integrated_gradients.start")
    bench.press(QPushButton, "occlusion.start")
    assert bench.asked()[-1].methods == ("integrated_gradients",)
    assert bench.bridge.dropped == []
    bench.explain("integrated_gradients")
    assert bench.asked()[-1].methods == ("occlusion",)


def test_that_a_chosen_class_is_of_one_picture_only(bench: Bench, qtbot: QtBot) -> None:
    now = scene()
    bench.tab.look(now)
    combo = bench.tab.findChild(QComboBox, "inspect.why.class")
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert bench.asked()[-1].target == 2
    bench.tab.look(replace(now, layer="conv2d_1"))
    assert combo.currentData() == 2
    bench.tab.look(replace(now, picture=np.zeros_like(now.picture)))
    assert (bench.asked()[-1].target, combo.currentData()) == (None, None)


def test_that_a_second_wish_is_taken(bench: Bench) -> None:
    bench.tab.look(scene(network=large_network()))
    bench.explain(*QUICK)
    bench.press(QPushButton, "integrated_gradients.start")
    bench.tell(lambda ticket: Progressed(ticket, "Integrated gradients", 1, 32))
    bench.press(QPushButton, "occlusion.start")
    assert bench.below("occlusion") == "Waiting…"


def test_that_answers_hold_no_data(bench: Bench) -> None:
    noise = np.zeros((3, 8, 8, 1), np.uint8)
    data = DataSet("small", "Small", LABELS, noise, np.arange(3), noise, np.arange(3))
    assert asked_of(scene(data=data), None, None).scene.data is None


def test_that_nothing_for_or_against_is_said(bench: Bench) -> None:
    bench.tab.look(scene())
    zero = np.zeros((8, 8), np.float32)
    for method in ALL:
        bench.tell(lambda ticket: Explained(ticket, SUBJECT, method, 1, 0.7, "conv2d_2", zero, 0.0))  # noqa: B023
    assert bench.below("occlusion") == "Nothing here speaks for or against it."
    assert bench.below("grad_cam") == "Nothing here speaks for it."  # it leaves out what speaks against


def test_that_a_failure_is_words_and_another_picture_is_asked_about_again(bench: Bench) -> None:
    now = scene()
    bench.tab.look(now)
    bench.tell(lambda ticket: Failed(ticket, "The weights are gone.", "Train again."))
    assert "The weights are gone. Train again." in bench.tab.face.hint_words
    bench.tab.look(replace(now, picture=np.zeros_like(now.picture)))
    bench.explain("grad_cam")
    assert bench.tab.face.hint_words == ""
    bench.tell(lambda ticket: Failed(ticket, "There is no memory."))
    assert bench.below("occlusion") == "There is no memory."
    assert bench.found("grad_cam") is not None


def test_that_without_a_picture_or_classes_there_are_words_and_no_question(bench: Bench) -> None:
    bench.tab.look(scene(picture=None, no_picture="The data are not loaded yet."))
    assert "The data are not loaded yet." in bench.tab.face.hint_words
    bench.tab.look(scene(network=Network((8, 8, 1), (Layer("conv2d_1", Conv2D(2)),))))
    assert "does not end with one number a class" in bench.tab.face.hint_words
    assert bench.bridge.requests == []
    assert bench.tab.figure() is None


def test_that_what_is_waited_for_is_said(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    qtbot.waitUntil(lambda: bench.tab.face.facts.full == "Waiting for the engine…")
    assert bench.below("gradient") == "Waiting…"


def test_that_a_method_that_cannot_be_had_is_passed_over_and_said_at_the_end(bench: Bench) -> None:
    bench.tab.look(scene("conv2d_1"))
    bench.explain(*ALL[1:])
    assert bench.found("gradient") is not None
    assert bench.found("grad_cam") is None
    bench.tell(lambda ticket: Failed(ticket, "“conv2d_1” gives out no maps.", "Choose another."))
    assert "gives out no maps" in bench.below("grad_cam")
    assert all(bench.below(method) == "scale" for method in ALL[1:])
