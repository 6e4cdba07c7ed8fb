"""Places of settings: found, read, and put otherwise."""

from dataclasses import replace

import pytest

from cnnstudio.core import edits
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import use
from cnnstudio.core.layers import RandomFlip, RandomRotation
from cnnstudio.core.network import walk
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.place import (
    TIMES,
    Place,
    label,
    parts_of_label,
    put,
    setting_at,
    settings,
    short_label,
    value_at,
    values,
)
from cnnstudio.core.transferring.pretrained_blocks import around


def project_of(name: str) -> Project:
    found = preset(name)
    assert found is not None
    return found.project


MNIST_CNN = project_of("mnist-cnn")


@pytest.mark.parametrize("name", [each.name for each in PRESETS[:12]] + ["resnet-20"])
def test_that_every_setting_put_as_it_is_changes_nothing(name):
    project = project_of(name)
    for place in settings(project):
        made = put(project, {place: value_at(project, place)})
        parts = (made.network, made.data, made.preprocessing, made.plan)
        assert parts == (project.network, project.data, project.preprocessing, project.plan), place
        assert Place.from_text(str(place)) == place


@pytest.mark.parametrize("name", [each.name for each in PRESETS[:12]] + ["resnet-20"])
def test_that_all_values_at_once_are_those_of_each_place(name):
    project = project_of(name)
    assert list(values(project).items()) == [(place, value_at(project, place)) for place in settings(project)]


def test_that_layers_inside_of_a_pretrained_block_do_not_vary():
    project = next(
        each.project
        for each in PRESETS
        if any(around(each.project.network, path) for path, _ in walk(each.project.network.nodes))
    )
    inside = {node.name for path, node in walk(project.network.nodes) if around(project.network, path) is not None}
    held = {name for name in inside if setting_at(project, Place("network", TIMES, name)) is not None}
    blocks = {place.node for place in settings(project) if place.part == "network"}
    assert inside
    assert held <= blocks
    assert not (blocks & (inside - held))


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (Place("network", "filters", "conv2d_1"), 7, lambda made: made.network.node((0,)).spec.filters),
        (Place("plan", "learning_rate"), 0.5, lambda made: made.plan.learning_rate),
        (Place("plan", "optimizer.beta_1"), 0.8, lambda made: made.plan.optimizer_settings.beta_1),
        (Place("plan", "schedule"), "Cosine", lambda made: made.plan.schedule.kind),
        (Place("preprocessing", "method"), "raw", lambda made: made.preprocessing.method),
        (Place("data", "subset"), 500, lambda made: made.data.subset),
    ],
)
def test_that_a_value_goes_where_its_place_says(place, value, told):
    assert told(put(MNIST_CNN, {place: value})) == value


def test_that_a_layer_that_stands_three_times_has_three_copies_with_the_other_values():
    made = put(MNIST_CNN, {Place("network", TIMES, "conv2d_2"): 3, Place("network", "filters", "conv2d_2"): 5})
    layers = [layer for _, layer in made.network.layers()]
    assert [layer.spec.filters for layer in layers if layer.spec.kind == "Conv2D"] == [32, 5, 5, 5]
    assert len({layer.name for layer in layers}) == len(layers)
    assert analyse(made.network).totals.parameters > 0


def test_that_an_optimiser_comes_with_its_usual_rate_unless_the_rate_varies_too():
    optimizer, rate = Place("plan", "optimizer"), Place("plan", "learning_rate")
    assert put(MNIST_CNN, {optimizer: "SGD"}).plan.learning_rate == 0.01
    assert put(MNIST_CNN, {rate: 0.3, optimizer: "SGD"}).plan.learning_rate == 0.3


def test_that_a_setting_that_another_choice_does_not_have_is_left_out():
    optimizer, momentum = Place("plan", "optimizer"), Place("plan", "optimizer.momentum")
    assert set(put(MNIST_CNN, {momentum: 0.9, optimizer: "Adam"}).taken) == {optimizer}
    made = put(MNIST_CNN, {momentum: 0.9, optimizer: "SGD"})
    assert set(made.taken) == {optimizer, momentum}
    assert made.plan.optimizer_settings.momentum == 0.9


def test_that_a_value_that_cannot_be_is_refused_in_words():
    with pytest.raises(SpecError, match="Filters is"):
        put(MNIST_CNN, {Place("network", "filters", "conv2d_1"): 0})


@pytest.mark.parametrize("text", ["", "plan", "plan.", "network.filters", "weights.x", 7, None, "os.system"])
def test_that_what_is_no_place_is_refused(text):
    with pytest.raises(SpecError, match="names no setting"):
        Place.from_text(text)


def test_that_the_seed_and_what_is_a_text_never_vary():
    for place in (Place("plan", "seed"), Place("data", "path"), Place("data", "source"), Place("plan", "start")):
        assert setting_at(MNIST_CNN, place) is None
        assert place not in settings(MNIST_CNN)
        with pytest.raises(KeyError):
            value_at(MNIST_CNN, place)


def test_that_a_place_is_called_as_its_field_is():
    assert label(MNIST_CNN, Place("network", "filters", "conv2d_1")) == "Filters of conv2d_1"
    assert label(MNIST_CNN, Place("plan", "learning_rate")) == "Learning rate"
    assert label(MNIST_CNN, Place("plan", "optimizer.momentum")) == "Momentum"  # of an optimiser that it has not
    assert label(MNIST_CNN, Place("plan", "optimizer.nothing")) == "plan.optimizer.nothing"
    assert short_label(Place("plan", "optimizer.momentum")) == "momentum"
    assert short_label(Place("network", "filters", "conv.1")) == "conv.1.filters"


@pytest.mark.parametrize("language", ["en", "de"])
def test_that_a_label_is_told_apart_into_setting_and_layer_in_every_language(language: str) -> None:
    use(language)
    try:
        assert parts_of_label(label(MNIST_CNN, Place("network", "filters", "conv2d_1"))) == ("Filters", "conv2d_1")
        assert parts_of_label("Learning rate") == ("Learning rate", "")
    finally:
        use("en")


def test_that_a_node_whose_name_has_points_is_found():
    network = MNIST_CNN.network.rename((0,), "conv.a.b")
    project = replace(MNIST_CNN, network=network)
    place = Place.from_text("network.conv.a.b.filters")
    assert value_at(project, place) == 32


def test_that_a_random_change_of_pictures_varies_in_its_strength_the_first_of_a_kind():
    changes = (RandomFlip(), RandomRotation(0.1), RandomRotation(0.2))
    project = replace(MNIST_CNN, preprocessing=replace(MNIST_CNN.preprocessing, augmentation=changes))
    place = Place.from_text("preprocessing.RandomRotation.factor")
    assert value_at(project, place) == 0.1
    assert put(project, {place: 0.3}).preprocessing.augmentation == (RandomFlip(), RandomRotation(0.3), changes[2])
    assert label(project, place) == "Part of a turn of RandomRotation"
    assert setting_at(MNIST_CNN, place) is None
    for found in settings(project):
        assert put(project, {found: value_at(project, found)}).preprocessing.augmentation == changes


@pytest.mark.parametrize("turn", [1, -1])
def test_that_a_block_and_a_layer_inside_of_it_are_repeated_alike_in_either_order(turn):
    network = edits.wrap(MNIST_CNN.network, ((0,),), Residual())
    block, inside = network.nodes[0].name, network.nodes[0].branches[0][0].name
    values = [(Place("network", TIMES, block), 3), (Place("network", TIMES, inside), 2)][::turn]
    made = put(replace(MNIST_CNN, network=network), dict(values)).network
    assert [len(node.branches[0]) for node in made.nodes[:3]] == [2, 2, 2]
