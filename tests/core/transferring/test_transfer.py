"""Transfer learning as edits of a project: a trained body in front, a head behind it, and fine-tuning."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network, walk
from cnnstudio.core.pictures import matching
from cnnstudio.core.pictures.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.project import Project, from_plain, to_plain
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.transfer import Body


def layer(name: str, kind: str, **settings: object) -> Layer:
    return Layer(name, KINDS[kind](**settings))


TRAINED = Network(
    (12, 16, 3),
    (
        layer("random_flip_1", "RandomFlip"),
        layer("conv2d_1", "Conv2D", filters=4),
        layer("norm", "BatchNormalization"),
        layer("conv2d_2", "Conv2D", filters=8),
        layer("flatten_1", "Flatten"),
        layer("dense_1", "Dense", units=6),
        layer("dense_2", "Dense", units=3, activation="softmax"),
    ),
)


def run_of(network: Network, number: int = 4, prepared: Prepared | None = None) -> Run:
    prepared = prepared or Prepared(Preprocessing("scale"))
    project = Project(network, preprocessing=prepared.preprocessing, plan=Plan(learning_rate=0.01))
    epochs = (Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0),)
    return Run(number, "Run", project, ("a", "b", "c"), prepared, "finished", "2026-01-01T12:00:00+00:00", {}, epochs)


def body(until: str = "conv2d_2") -> Body:
    return Body("run:4", "0" * 64, transfer.body_of_run(run_of(TRAINED), until))


def names(network: Network) -> list[str]:
    return [node.name for node in network.nodes]


def test_that_a_body_of_a_run_begins_with_its_scaling_and_leaves_random_changes_out() -> None:
    network = transfer.body_of_run(run_of(TRAINED), "conv2d_2")
    assert names(network) == ["rescaling_1", "conv2d_1", "norm", "conv2d_2"]
    assert network.nodes[0].spec == KINDS["Rescaling"](scale=1 / 255)
    assert network.input_shape == (12, 16, 3)


@pytest.mark.parametrize("method", [method for method in METHODS if method not in ("raw", "standardise")])
def test_that_a_way_of_scaling_has_a_layer_or_is_refused_in_words(method: str) -> None:
    run = run_of(TRAINED, prepared=Prepared(Preprocessing(method)))
    if method in ("scale", "signed"):
        assert names(transfer.body_of_run(run, "conv2d_1"))[0] == "rescaling_1"
    else:
        with pytest.raises(SpecError, match="no layer does"):
            transfer.body_of_run(run, "conv2d_1")


def test_that_standardising_becomes_the_numbers_of_a_layer() -> None:
    prepared = Prepared(Preprocessing("standardise", floor=10.0), (100.5, 90.25, 80.125), (50.0, 5.0, 40.0))
    spec = transfer.body_of_run(run_of(TRAINED, prepared=prepared), "conv2d_1").nodes[0].spec
    assert isinstance(spec, KINDS["Normalization"])
    pixels = np.array([0.0, 128.0, 255.0], np.float32)
    given = (pixels - spec.to_plain()["mean"]) / np.sqrt(spec.to_plain()["variance"])
    assert given == pytest.approx(prepared.apply(pixels[None, None])[0, 0], rel=1e-6)


def test_that_pictures_that_came_raw_need_no_layer_in_front() -> None:
    run = run_of(TRAINED, prepared=Prepared(Preprocessing("raw")))
    assert names(transfer.body_of_run(run, "conv2d_1")) == ["conv2d_1"]


def test_that_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(SpecError, match="no layer called 'gone'"):
        transfer.body_of_run(run_of(TRAINED), "gone")


def test_that_the_feature_node_is_what_the_classifier_is_given() -> None:
    assert transfer.feature_node(TRAINED) == "dense_1"
    assert transfer.feature_node(Network((8, 8, 1))) == ""


def test_that_a_body_brings_its_head_its_pictures_and_its_size_in_one_step() -> None:
    before = Project(Network((28, 28, 1), (layer("old", "Flatten"),)), preprocessing=Preprocessing("standardise"))
    project = transfer.with_base(before, body(), "pool", 5)
    assert names(project.network) == ["pretrained_1", "global_average_pooling2d_1", "dense_1"]
    assert (project.preprocessing.method, project.preprocessing.size) == ("raw", (12, 16))
    assert project.preprocessing.colour == "colour"
    assert analyse(project.network, 5, "categorical_crossentropy").output_shape == (5,)
    assert from_plain(to_plain(project)) == project


def test_that_features_in_a_row_need_no_pooling() -> None:
    project = transfer.with_base(Project(Network((28, 28, 1))), body("dense_1"), "pool", 5)
    assert names(project.network) == ["pretrained_1", "dense_2"]  # dense_1 is in the body


def test_that_another_body_takes_the_place_of_the_one_before_and_keeps_the_head() -> None:
    first = transfer.with_base(Project(Network((28, 28, 1))), body("conv2d_2"), "flatten", 5)
    second = transfer.with_base(first, body("conv2d_1"), "keep", 5)
    assert names(second.network) == ["pretrained_1", "flatten_1", "dense_1"]
    assert len(second.network.nodes[0].branches[0]) == 2


def test_that_a_body_of_a_run_has_its_pictures_inverted_and_brought_to_size_as_they_were() -> None:
    taken = replace(body(), preprocessing=Preprocessing("scale", invert=True, mode="crop"))
    begun = Project(Network((28, 28, 1)), preprocessing=Preprocessing(augmentation=(KINDS["RandomFlip"](),)))
    found = transfer.with_base(begun, taken, "pool", 3).preprocessing
    assert (found.invert, found.mode, found.method, found.size) == (True, "crop", "raw", (12, 16))
    assert found.augmentation == begun.preprocessing.augmentation
    own = replace(begun, preprocessing=Preprocessing(invert=True, mode="crop"))
    kept = transfer.with_base(own, body(), "pool", 3).preprocessing
    assert (kept.invert, kept.mode) == (True, "crop")


def test_that_layers_that_draw_random_numbers_are_left_out_of_blocks_too() -> None:
    inside = (
        layer("conv", "Conv2D", filters=3, padding="same"),
        layer("drop", "SpatialDropout2D"),
        layer("noise", "GaussianNoise"),
    )
    network = Network((12, 16, 3), (Block("skip", Residual(), (inside, (layer("drop_2", "Dropout"),))),))
    found = transfer.body_of_run(run_of(network), "skip")
    assert [node.name for _, node in walk(found.nodes)] == ["rescaling_1", "skip", "conv"]
    assert analyse(found).problems == ()


def test_that_a_plan_starts_from_new_weights_where_another_body_stands_in_front() -> None:
    begun = Project(TRAINED, plan=Plan(start=4))
    changed = transfer.with_base(begun, body(), "pool", 3)
    assert changed.plan == replace(begun.plan, start=0)
    again = replace(changed, plan=begun.plan)
    assert transfer.with_base(again, body(), "keep", 3).plan.start == 4


def test_that_nothing_may_stand_behind_a_body() -> None:
    assert names(transfer.with_base(Project(TRAINED), body(), "none", 3).network) == ["pretrained_1"]


def test_that_a_body_without_layers_is_refused() -> None:
    with pytest.raises(SpecError, match="at least one layer"):
        transfer.with_base(Project(TRAINED), Body("run:1", "", Network((8, 8, 3))), "pool", 3)


def test_that_fine_tuning_starts_from_the_run_with_smaller_steps() -> None:
    project = transfer.with_base(Project(Network((28, 28, 1)), plan=Plan(learning_rate=0.01)), body(), "pool", 3)
    run = replace(run_of(project.network, 7), project=project)
    tuned = transfer.fine_tuned(run, 1, 20)
    assert tuned.plan == replace(project.plan, start=7, learning_rate=0.0005)
    assert [row.name for row in transfer.learns(analyse(tuned.network), "pretrained_1")] == ["conv2d_2"]
    assert transfer.may_learn(analyse(tuned.network), "pretrained_1") == 2
    assert tuned.preprocessing == project.preprocessing


def test_that_only_a_run_with_a_pretrained_body_and_weights_is_fine_tuned() -> None:
    project = transfer.with_base(Project(Network((28, 28, 1))), body(), "pool", 3)
    run = run_of(project.network)
    assert transfer.why_not_fine_tune(run) == ""
    assert "no pretrained layers" in transfer.why_not_fine_tune(run_of(TRAINED))
    assert "being trained" in transfer.why_not_fine_tune(replace(run, status="training"))
    assert "no weights" in transfer.why_not_fine_tune(replace(run, epochs=()))


@pytest.mark.parametrize(("most", "last"), [(0, 1), (3, 1), (16, 4), (400, 10)])
def test_that_few_layers_are_tuned_at_first(most: int, last: int) -> None:
    assert transfer.usual_last(most) == last


def test_that_scaling_twice_is_said_and_mended() -> None:
    project = transfer.with_base(Project(Network((28, 28, 1))), body(), "pool", 3)
    assert transfer.values_problem(project) is None
    scaled = replace(project, preprocessing=replace(project.preprocessing, method="scale"))
    problem = transfer.values_problem(scaled)
    assert problem is not None
    assert "÷ 255" in problem.text
    assert problem.fix is not None
    assert matching.applied(problem.fix, scaled) == project


def test_that_only_a_body_in_front_wants_pictures_as_they_are() -> None:
    block = Block("base", Pretrained("run:1"), ((layer("conv", "Conv2D"),),))
    behind = Project(Network((28, 28, 3), (layer("first", "Conv2D"), block)))
    assert transfer.values_problem(behind) is None
    flipped = Project(Network((28, 28, 3), (layer("flip", "RandomFlip"), block)))
    assert transfer.values_problem(flipped) is not None


@pytest.mark.parametrize(
    ("shape", "words"),
    [((1280,), "1,280 features"), ((7, 7, 512), "7 × 7 × 512 = 25,088 features"), (None, "")],
)
def test_that_features_are_said_by_their_length(shape: tuple[int, ...] | None, words: str) -> None:
    assert transfer.features_in_words(shape) == words
