"""The choice of the class, and a prediction that is newer than what is shown."""

import numpy as np
import pytest

from cnnstudio.core.messages import Predicted
from tests.gui.desk import LABELS
from tests.gui.viewer.scenes import SUBJECT, scene
from tests.gui.viewer.why.bench import Bench


def predict(bench: Bench, *shares: float) -> None:
    bench.tab.show_answer(Predicted(9, SUBJECT, LABELS, np.array(shares, np.float32)))


def predicted_class(bench: Bench) -> str:
    return bench.tab.face.classes.itemText(0)


def test_that_a_prediction_that_is_that_of_the_maps_is_not_marked(bench: Bench) -> None:
    bench.tab.look(scene("conv2d_2"))
    bench.explain("grad_cam")
    predict(bench, 0.1, 0.7, 0.2)
    assert predicted_class(bench) == "Predicted: dog · 70.0 %"
    assert bench.tab.face.classes.toolTip() == ""


@pytest.mark.parametrize("shares", [(0.1, 0.3, 0.6), (0.1, 0.8, 0.1)])
def test_that_a_prediction_that_is_newer_than_the_maps_is_marked(bench: Bench, shares: tuple[float, ...]) -> None:
    bench.tab.look(scene("conv2d_2"))
    bench.explain("grad_cam")
    predict(bench, *shares)
    assert predicted_class(bench).startswith("Now: ")
    assert bench.tab.face.classes.toolTip().startswith("Newer than the maps")
    predict(bench, 0.1, 0.7, 0.2)
    assert predicted_class(bench) == "Predicted: dog · 70.0 %"


def test_that_the_mark_goes_with_newer_maps_and_not_with_more_of_those_before(bench: Bench) -> None:
    now = scene("conv2d_2")
    bench.tab.look(now)
    bench.explain("grad_cam")
    predict(bench, 0.1, 0.2, 0.7)
    bench.explain("grad_cam_plus_plus")
    assert predicted_class(bench) == "Now: elk · 70.0 %"
    bench.tab.look(scene("conv2d_1", picture=now.picture))  # other maps are asked for
    bench.explain("grad_cam", target=2)
    assert (predicted_class(bench), bench.tab.face.classes.toolTip()) == ("Predicted: elk · 70.0 %", "")


def test_that_maps_of_another_picture_or_of_a_chosen_class_mark_nothing(bench: Bench) -> None:
    now = scene("conv2d_2")
    bench.tab.look(now)
    bench.explain("grad_cam")
    bench.tab.look(scene("conv2d_2", picture=np.zeros_like(now.picture)))
    predict(bench, 0.1, 0.3, 0.6)
    assert predicted_class(bench) == "Predicted: elk · 60.0 %"
    classes = bench.tab.face.classes
    classes.setCurrentIndex(classes.findData(0))
    classes.chosen.emit()
    bench.explain("grad_cam", target=0)
    predict(bench, 0.3, 0.6, 0.1)
    assert predicted_class(bench) == "Predicted: dog · 60.0 %"
