"""The tab that tells why: what it asks for, and what it shows of the answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.attribution import METHODS, Method
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Event, Explain, Explained, Failed, Predicted, Progressed
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.run import Epoch
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.why.asked import asked_of
from cnnstudio.gui.viewer.why.tab import WhyTab
from cnnstudio.gui.viewer.why.view import HeatView
from tests.gui.desk import LABELS, small_network
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.scenes import SUBJECT, scene

QUICK: tuple[Method, ...] = ("grad_cam", "grad_cam_plus_plus", "gradient")
ALL: tuple[Method, ...] = (*QUICK, "integrated_gradients", "occlusion")


@dataclass
class Bench:
    """The tab with nobody behind it: the test answers."""

    bridge: FakeBridge
    tab: WhyTab

    def asked(self, kind: type = Explain) -> list[Any]:
        return [request for request in self.bridge.requests if type(request) is kind]

    def tell(self, event: Callable[[int], Event], kind: type = Explain) -> None:
        ticket = max(number for number, each in enumerate(self.bridge.requests, 1) if type(each) is kind)
        self.bridge.event.emit(event(ticket))

    def explain(self, *methods: Method, heat: float = 0.5, target: int = 1) -> None:
        for method in methods:
            found = np.full((8, 8), heat, np.float32)
            found[0, 0] = 1
            layer = "conv2d_2" if METHODS[method].of_maps else ""
            gain = 65.0 if method == "integrated_gradients" else None
            self.tell(lambda ticket: Explained(ticket, SUBJECT, method, target, 0.7, layer, found, 2.0, gain))  # noqa: B023

    def found(self, method: Method) -> Explained | None:
        return self.tab.face.panels[method].found

    def line(self, method: Method) -> str:
        return self.tab.face.panels[method]._line.full

    def below(self, method: Method) -> str:
        """What stands below a picture: the scale, how far it is, a button, or words."""
        panel = self.tab.face.panels[method]
        page = panel._below.currentIndex()
        bar = panel.findChild(QProgressBar)
        button = panel.findChild(QPushButton, f"inspect.why.{method}.start")
        return ("scale", f"{bar.value()} of {bar.maximum()}", button.text(), panel._words.full)[page]

    def press(self, kind: type, name: str) -> None:
        self.tab.findChild(kind, f"inspect.why.{name}").click()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bridge = FakeBridge()
    tab = WhyTab(bridge)
    qtbot.addWidget(tab)
    tab.resize(812, 500)
    tab.show()
    return Bench(bridge, tab)


def large_network() -> Network:
    """Its slow methods are not worked out without being asked for."""
    nodes = (Layer("conv2d_1", Conv2D(64, padding="same")), Layer("conv2d_2", Conv2D(600, (9, 9), padding="same")))
    return Network((8, 8, 1), (*nodes, Layer("conv2d_3", Conv2D(200, (9, 9), padding="same")), *_ENDS))


_ENDS = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax")))


def live(scene_now: Scene, epochs: int) -> Scene:
    assert scene_now.run is not None
    done = tuple(Epoch(each, 1, 1, 1, 1, 1) for each in range(1, epochs + 1))
    return replace(scene_now, run=replace(scene_now.run, status="training", epochs=done), is_live=True)


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
    bench.tab.look(scene(network=Network((8, 8, 1), _ENDS)))
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


def test_that_a_run_in_training_is_asked_about_anew_after_an_epoch_but_never_in_between(bench: Bench) -> None:
    now = live(scene(), 2)
    bench.tab.look(now)
    bench.explain(*QUICK)
    bench.tab.look_again()
    bench.tab.look(live(now, 3))  # what is under way is let go on
    assert (len(bench.asked()), bench.bridge.dropped) == (1, [])
    bench.explain("integrated_gradients", "occlusion")
    assert bench.line("gradient").endswith("after epoch 2")
    assert len(bench.asked()) == 2
    bench.explain(*ALL)
    assert bench.line("gradient").endswith("after epoch 3")
    assert len(bench.asked()) == 2


def test_that_an_older_picture_of_a_large_network_in_training_stays_and_says_so(bench: Bench) -> None:
    now = live(scene(network=large_network()), 2)
    bench.tab.look(now)
    bench.explain(*QUICK)
    bench.press(QPushButton, "occlusion.start")
    bench.explain("occlusion")
    bench.tab.look(live(now, 3))
    assert bench.asked()[-1].methods == QUICK
    assert bench.line("occlusion").endswith("after epoch 2")
    assert bench.below("occlusion") == "scale"
    bench.press(QToolButton, "occlusion.again")
    assert bench.below("occlusion") == "scale"  # until there is a newer one
    bench.explain(*QUICK)
    assert bench.asked()[-1].methods == ("occlusion",)


def trained(scene_now: Scene, epochs: int, best: int) -> Scene:
    """The run has ended after so many epochs, one of which was the best."""
    ended = live(scene_now, epochs).run
    assert ended is not None
    losses = tuple(replace(each, val_loss=0.5 if each.number == best else 1.0) for each in ended.epochs)
    run = replace(ended, status="finished", epochs=losses)
    return replace(scene_now, run=run, is_live=False, title=f"Run 1 · best epoch {best}")


def test_that_a_run_that_was_continued_is_asked_about_anew(bench: Bench) -> None:
    now = trained(scene(), 2, 2)
    bench.tab.look(now)
    bench.explain(*ALL)
    bench.tab.leave()
    bench.tab.look(trained(now, 12, 12))
    assert bench.asked()[-1].methods == ALL
    figure = bench.tab.figure()
    assert figure is not None
    assert "Run 1 · best epoch 2 · " in figure.caption  # what is seen are still the older ones
    bench.explain(*ALL)
    assert "Run 1 · best epoch 12 · " in bench.tab.face.facts.full


def test_that_a_file_that_was_opened_again_is_asked_about_anew(bench: Bench) -> None:
    now = scene(opening=3, run=None)
    bench.tab.look(now)
    bench.explain(*ALL)
    bench.tab.look(replace(now, opening=4))
    assert bench.asked()[-1].methods == ALL


def test_that_the_end_of_a_run_ends_what_is_worked_out_of_its_older_weights(bench: Bench) -> None:
    bench.tab.look(live(scene(), 3))
    bench.explain(*QUICK)
    bench.tab.look(trained(scene(), 4, 2))
    assert bench.bridge.dropped == [1]
    assert bench.asked()[-1].methods == ALL


def test_that_words_and_figure_say_the_class_and_the_epoch_of_what_is_seen(bench: Bench) -> None:
    now = live(scene(network=large_network(), picture_title="test picture 1"), 2)
    bench.tab.look(now)
    bench.explain(*QUICK, target=1)
    later = replace(live(now, 3), picture_title="test picture 2", title="Run 1 · training, epoch 4")
    bench.tab.look(later)
    assert "Test picture 1 (“cat”): what speaks for “dog” (70.0 %) · Run 1 · after epoch 2" in bench.tab.face.facts.full
    bench.explain("grad_cam", target=2)
    assert "Test picture 2 (“cat”): what speaks for “elk” (70.0 %) · Run 1 · after epoch 3" in bench.tab.face.facts.full
    figure = bench.tab.figure()
    assert figure is not None
    assert [panel.title for panel in figure.panels] == [
        "Grad-CAM",
        "Grad-CAM++ · “dog” (70.0 %) · after epoch 2",
        "Gradient · “dog” (70.0 %) · after epoch 2",
    ]


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


def test_that_pictures_are_as_large_as_half_steps_let_them(bench: Bench, qtbot: QtBot) -> None:
    view = HeatView("view", "A view")
    qtbot.addWidget(view)
    view.show_picture(QImage(28, 28, QImage.Format.Format_RGB32))
    for side, seen in ((130, 126), (120, 112), (33, 28)):
        view.setMinimumSize(1, 1)
        view.resize(side, side)
        assert view.area().width() == seen


def test_that_in_a_low_window_panels_scroll_and_their_pictures_stay_large_enough(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.resize(600, 260)
    bench.tab.look(scene())
    bench.explain(*ALL)
    qtbot.waitUntil(lambda: bench.tab.face.panels.verticalScrollBar().maximum() > 0)
    assert bench.tab.face.panels["gradient"].view.height() >= 108


def test_that_the_words_about_a_method_do_not_cover_what_is_read(bench: Bench) -> None:
    panel = bench.tab.face.panels["occlusion"]
    assert panel.view.toolTip() == ""
    title = next(label for label in panel.findChildren(QLabel) if label.text() == "Occlusion")
    assert METHODS["occlusion"].about[:20] in title.toolTip()


def test_that_a_double_click_is_a_click(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*ALL)
    view = bench.tab.face.panels["gradient"].view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert bench.tab.face.panels.large == "gradient"


def test_that_a_number_is_read_by_the_mouse_or_the_arrow_keys(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*QUICK, "integrated_gradients")
    bench.explain("occlusion", heat=-0.5)
    view = bench.tab.face.panels["occlusion"].view
    qtbot.mouseMove(view, view.area().center() + QPoint(1, 1))
    assert bench.line("occlusion") == "row 4, column 4 · −1.000 · 50 % of the greatest · against it"
    view.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert bench.line("occlusion").startswith("row 3, column 3")
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Left)
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bench.line("occlusion") == "row 0, column 0 · 2.000 · 100 % of the greatest"


def test_that_a_click_lets_one_method_have_all_the_room_and_escape_gives_it_back(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene())
    bench.explain(*ALL)
    panels = bench.tab.face.panels
    view = panels["gradient"].view
    small = view.area().width()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    assert [panel.method for panel in panels.shown()] == ["gradient"]
    qtbot.waitUntil(lambda: view.area().width() > small)
    figure = bench.tab.figure()
    assert figure is not None
    assert [panel.title for panel in figure.panels] == ["Gradient"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (panels.large, len(panels.shown())) == (None, 5)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    bench.press(QPushButton, "back")
    assert panels.large is None


def test_that_zero_leaves_the_picture_as_it_is_and_the_strength_is_how_much_is_covered(bench: Bench) -> None:
    bench.tab.look(scene(picture=np.full((8, 8, 1), 200, np.uint8)))
    bench.explain(*ALL, heat=0)
    view = bench.tab.face.panels["occlusion"].view
    assert view.image().pixelColor(3, 3).getRgb()[:3] == (200, 200, 200)
    slider = bench.tab.findChild(QSlider, "inspect.why.strength")
    slider.setValue(100)
    assert view.image().pixelColor(0, 0).name() == "#b2182b"
    slider.setValue(50)
    assert view.image().pixelColor(0, 0).red() == pytest.approx((0xB2 + 200) / 2, abs=2)


def test_that_heat_can_be_seen_alone_and_the_picture_too(bench: Bench) -> None:
    bench.tab.look(scene(picture=np.full((8, 8, 1), 200, np.uint8)))
    bench.explain(*ALL, heat=0)
    combo, colours = (bench.tab.findChild(QComboBox, f"inspect.why.{name}") for name in ("manner", "colours"))
    views = {method: bench.tab.face.panels[method].view for method in ALL}
    combo.setCurrentIndex(combo.findData("heat"))
    assert views["gradient"].image().pixelColor(3, 3).name() == "#440154"
    colours.setCurrentIndex(colours.findData("grey"))
    assert views["gradient"].image().pixelColor(3, 3).name() == "#000000"
    assert min(views["occlusion"].image().pixelColor(3, 3).getRgb()) > 240
    combo.setCurrentIndex(combo.findData("picture"))
    assert views["gradient"].image().pixelColor(0, 0).getRgb()[:3] == (200, 200, 200)
    assert bench.below("gradient") == ""


def test_that_the_figure_has_every_method_with_its_scale_and_says_what_it_is(bench: Bench) -> None:
    assert bench.tab.figure() is None
    bench.tab.look(scene(picture_title="test picture 12"))
    bench.explain("grad_cam", "grad_cam_plus_plus", "gradient", "integrated_gradients")
    figure = bench.tab.figure()
    assert figure is not None
    assert [(panel.title, panel.colours, panel.low, panel.high) for panel in figure.panels] == [
        ("Grad-CAM", "viridis", "0", "2.000"),
        ("Grad-CAM++", "viridis", "0", "2.000"),
        ("Gradient", "viridis", "0", "2.000"),
        ("Integrated gradients", "diverging", "−2.000", "2.000"),
    ]
    assert figure.caption == (
        "Test picture 12 (“cat”): what speaks for “dog” (70.0 %) · Run 1 · judged by its number before the softmax · "
        "maps of conv2d_2"
    )


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


def test_that_it_fits_into_a_small_window_and_is_read_aloud(bench: Bench, qtbot: QtBot) -> None:
    bench.tab.look(scene(network=small_network()))
    bench.explain(*ALL)
    assert bench.tab.minimumSizeHint().width() <= 600
    assert bench.tab.minimumSizeHint().height() <= 300
    for size in ((600, 300), (1500, 800)):
        bench.tab.resize(*size)
        panels = [bench.tab.face.panels[method] for method in ALL]
        assert len({panel.width() for panel in panels}) == 1
        assert all(panel.view.width() >= 56 for panel in panels)
    for kind in (QComboBox, QSlider, QPushButton, QToolButton):
        for widget in bench.tab.findChildren(kind):
            assert widget.objectName()
            assert not widget.isVisible() or widget.accessibleName() or getattr(widget, "text", str)()
    assert bench.tab.findChild(QLabel, "inspect.why.facts").accessibleName()


def test_that_a_method_that_cannot_be_had_is_passed_over_and_said_at_the_end(bench: Bench) -> None:
    bench.tab.look(scene("conv2d_1"))
    bench.explain(*ALL[1:])
    assert bench.found("gradient") is not None
    assert bench.found("grad_cam") is None
    bench.tell(lambda ticket: Failed(ticket, "“conv2d_1” gives out no maps.", "Choose another."))
    assert "gives out no maps" in bench.below("grad_cam")
    assert all(bench.below(method) == "scale" for method in ALL[1:])
