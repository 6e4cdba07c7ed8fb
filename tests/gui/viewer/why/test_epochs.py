"""The tab that tells why, of a run that trains, has gone on or was opened again: older weights are said to be old."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton, QToolButton

from tests.gui.viewer.scenes import scene
from tests.gui.viewer.why.bench import ALL, QUICK, Bench, large_network, live, trained


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
