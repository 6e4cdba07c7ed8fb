"""Facts: each is found where it is promised, says in words why it is not, and agrees with what it is taken from."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.labs import facts, layer_reference
from cnnstudio.core.labs.fact import in_words, key
from cnnstudio.core.labs.facts import FACTS, as_asked, fact, mistake, value
from cnnstudio.core.labs.lab import Asked
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.runs.run import PartScore
from cnnstudio.core.runs.run_table import COLUMNS
from tests.core.labs.desks import desk, preset, ran
from tests.core.runs_made import run

DEEPER = desk(preset("few-digits-deeper"))
EXERCISE = Exercise(
    np.arange(16, dtype=np.float32).reshape(4, 4, 1), np.ones((2, 2, 1, 1), np.float32), np.ones(1, np.float32)
)


def of(text: str, scene: Scene = DEEPER, **how: str) -> object:
    return value(replace(as_asked(text), **how), scene)  # type: ignore[arg-type]


def why_not(text: str, scene: Scene = DEEPER, **how: str) -> str:
    with pytest.raises(NotThere) as error:
        of(text, scene, **how)
    return str(error.value)


def test_that_no_two_facts_of_one_subject_have_one_name() -> None:
    names = [(key(each.name), each.of, subject) for each in FACTS for subject in each.subjects]
    assert len(names) == len(set(names))


def test_that_every_fact_is_a_value_of_its_kind_or_says_why_not() -> None:
    kinds = {"count": int, "number": float, "share": float, "text": str, "flag": bool, "shape": tuple, "table": tuple}
    lenet, missing = preset("lenet"), []
    scene = desk(lenet, ran(lenet), exercise=EXERCISE, filled=True)
    for each, subject in [(one, subject) for one in FACTS for subject in one.subjects]:
        name = {"": "", "layer": "last Dense", "kind": "Conv2D"}[each.of]
        try:
            found = value(Asked(each.name, name), scene.of(scene.runs[0]) if subject == "run" else scene, subject)
        except NotThere as error:
            missing.append(str(error))
            continue
        assert isinstance(found, kinds.get(each.kind, (int, float, str, tuple))), each.title
        assert in_words(found, each.kind)
    assert all(words.endswith(".") for words in missing)


def test_that_the_figures_of_a_network_are_those_of_its_analysis() -> None:
    assert (of("parameters"), of("trainable"), of("non-trainable")) == (695_970, 695_186, 784)
    assert (of("weights"), of("biases"), of("layers"), of("depth")) == (695_568, 402, 20, 6)
    assert (of("input shape"), of("output shape"), of("outputs"), of("feature length")) == ((28, 28, 1), (10,), 10, 200)
    assert (of("count of conv2d"), of("count of Dense"), of("count of Residual")) == (4, 2, 0)
    assert (of("steps"), of("training pictures"), of("classes")) == (113, 7_200, 10)


@pytest.mark.parametrize(
    ("which", "name"),
    [
        ("conv2d_2", "conv2d_2"),
        ("first Conv2D", "conv2d_1"),
        ("the Second conv2d", "conv2d_2"),
        ("last Conv2D", "conv2d_4"),
        ("layer 1", "conv2d_1"),
        ("first layer", "conv2d_1"),
        ("last layer", "dense_2"),
        ("last", "dense_2"),
        ("layer before last", "activation_5"),
        ("layer after the first Flatten", "dense_1"),
        ("layer before layer before last layer", "dropout_1"),
    ],
)
def test_that_a_layer_is_named_by_its_place(which: str, name: str) -> None:
    assert layer_reference.mistake(which) == ""
    assert of(f"name of {which}") == name


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("conv2d_9", "has no layer called “conv2d_9”"),
        ("fifth Conv2D", "has no fifth Conv2D"),
        ("layer 99", "has no layer 99"),
        ("layer before first layer", "has no layer before first layer"),
    ],
)
def test_that_a_layer_that_is_not_there_is_said_in_words(which: str, words: str) -> None:
    assert f"The open network {words}" in why_not(f"units of {which}")


@pytest.mark.parametrize("which", ["", "   ", "first Conv3D", "the", "layer zero", "layer 0", "a b c d", "a/b"])
def test_that_what_names_no_layer_is_a_mistake(which: str) -> None:
    assert layer_reference.mistake(which).endswith(".")


def test_that_a_setting_that_the_layer_does_not_have_is_said() -> None:
    assert why_not("units of conv2d_1") == "conv2d_1 is a Conv2D, which has no units."
    assert of("kernel_size of conv2d_1") == (3, 3)
    assert of("Kernel size of conv2d_1") == (3, 3)
    assert (of("optimizer rho"), why_not("optimizer momentum")) == (0.95, "Adadelta has no momentum.")


def test_that_a_fact_of_runs_is_of_the_latest_or_the_best_that_ended() -> None:
    lenet = preset("lenet")
    scene = desk(lenet, ran(lenet, 1, val=0.9), ran(lenet, 2, val=0.97), ran(lenet, 3, val=0.95))
    assert (of("run", scene, run="latest"), of("run", scene, run="best")) == (3, 2)
    training = replace(scene, runs=(*scene.runs, ran(lenet, 4, status="training")))
    assert of("run", training, run="latest") == 3
    assert why_not("val_accuracy", desk(lenet), run="best") == "No run has ended yet."
    assert why_not("val_accuracy", desk(lenet, ran(lenet, status="imported")), run="latest").endswith("not measured.")


def test_that_every_column_of_the_table_of_runs_is_a_fact_and_says_the_same() -> None:
    from cnnstudio.core.runs.run_table import row

    one = run(validation=PartScore(0.4, 100, 5))
    scene, found = desk(one.project, one), row(one)
    for column in COLUMNS:
        if found[column.key] is not None:
            assert of(column.key, scene, run="latest") == found[column.key], column.key
    assert of("gap", scene, run="latest") == pytest.approx(0.9 - 0.95)
    assert (of("first loss", scene, run="latest"), of("last loss", scene, run="latest")) == (0.5, 0.25)
    assert of("highest val_accuracy", scene, run="latest") == 0.88


def test_that_a_run_has_the_network_that_it_trained_and_not_the_open_one() -> None:
    scene = desk(preset("lenet"), ran(preset("dense")))
    assert of("count of Conv2D", scene) == 2
    assert of("count of Conv2D", scene, run="latest") == 0
    assert "The network of Run 1 has no" in why_not("filters of first Conv2D", scene, run="latest")
    assert (of("epochs", scene), of("epochs", scene, run="latest")) == (5, 6)


def test_that_convolution_by_hand_has_its_numbers_and_what_was_filled_in() -> None:
    scene = desk(preset("lenet"), exercise=EXERCISE, filled=True)

    def hand(name: str, on: Scene = scene) -> object:
        return value(Asked(name), on, "by_hand")

    assert (hand("output shape"), hand("stride"), hand("unused"), hand("parameters")) == ((3, 3, 1), (1, 1), 0, 5)
    assert hand("output values") == ((11.0, 15.0, 19.0), (27.0, 31.0, 35.0), (43.0, 47.0, 51.0))
    assert (hand("kernel values"), hand("biases")) == (((1.0, 1.0), (1.0, 1.0)), (1.0,))
    assert (hand("cells right"), hand("cells"), hand("all right"), hand("hidden")) == (9, 9, True, True)
    shown = replace(scene, tries=Tries())
    assert hand("hidden", shown) is False
    with pytest.raises(NotThere, match="Hide the answer"):
        hand("cells right", shown)
    with pytest.raises(NotThere, match="Nothing stands"):
        hand("stride", desk(preset("lenet")))


def test_that_in_one_dimension_rows_are_left_out() -> None:
    line = Exercise(
        np.array([[[1], [2], [3]]], np.float32), np.ones((1, 2, 1, 2), np.float32), np.zeros(0, np.float32),
        dimensions=1, stride=(1, 1),
    )  # fmt: skip
    scene = desk(preset("lenet"), exercise=line)
    assert value(Asked("input values"), scene, "by_hand") == (1.0, 2.0, 3.0)
    assert value(Asked("output values"), scene, "by_hand") == ((3.0, 5.0), (3.0, 5.0))
    assert value(Asked("window"), scene, "by_hand") == (2,)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked("paramters"), "Is “parameters” meant?"),
        (Asked("filters"), "is one of a layer"),
        (Asked("blanks", "conv2d_1"), "leave “of” out"),
        (Asked("val_accuracy"), "is a fact of runs, not of the open project"),
        (Asked("count", "Conv3D"), "is no kind of layer"),
        (Asked("filters", "a/b"), "does not say which layer"),
    ],
)
def test_that_a_fact_that_there_is_not_is_said_with_what_to_do(asked: Asked, words: str) -> None:
    assert words in mistake(asked, "project")


def test_that_every_fact_stands_in_the_table_for_authors() -> None:
    found = facts.table()
    assert all(f"| `{each.title}` |" in found for each in FACTS)
    assert fact(Asked("Receptive field", "conv2d_1"), "run") is not None


def test_that_cells_that_were_shown_are_not_filled_in_rightly_even_when_copied() -> None:
    scene = desk(preset("lenet"), exercise=EXERCISE, filled=True)
    tries = scene.tries
    assert tries is not None
    copied = replace(scene, tries=replace(tries, shown=frozenset(tries.typed)))
    with pytest.raises(NotThere, match="9 cells were shown"):
        value(Asked("all right"), copied, "by_hand")
    begun = replace(scene, tries=Tries(True, {(0, 0, 0): "11"}))
    assert value(Asked("all right"), begun, "by_hand") is False


@pytest.mark.parametrize("which", ["first", "second", "last"])
def test_that_where_there_is_none_of_a_kind_that_is_said_whichever_is_meant(which: str) -> None:
    assert why_not(f"name of {which} Conv2DTranspose") == "The open network has no Conv2DTranspose."


def test_that_a_setting_is_called_as_the_form_of_its_layer_calls_it() -> None:
    def called(text: str) -> str:
        return facts.in_sight(facts.as_asked(text), "project")

    assert called("kernel_size of first Conv2D") == "Kernel size of first Conv2D"
    assert called("kernel size of first RandomGaussianBlur") == "Window of first RandomGaussianBlur"
    assert called("kernel_size of conv2d_1") == "Kernel size of conv2d_1"
