"""What differs between projects, in words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from cnnstudio.core.layers import Conv2D, Dense, Dropout
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.network import Layer, Network, walk
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.runs.comparison import between, differences, told_apart
from cnnstudio.core.spec import BLOCK_KINDS, KINDS, settings_of
from cnnstudio.core.training.optimizers import SGD, Adam
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Cosine, Step
from tests.core.runs_made import PROJECT, run, with_plan
from tests.core.strategies import networks


def _texts(*projects: Project) -> list[str]:
    return [each.text for each in between(*projects)]


def _network(network: Network) -> Project:
    return replace(PROJECT, network=network)


def test_that_equal_projects_do_not_differ() -> None:
    assert between(PROJECT, PROJECT, replace(PROJECT)) == ()


def test_that_runs_are_compared_by_their_projects() -> None:
    (found,) = differences(run(1), run(2, with_plan(learning_rate=0.01)), run(3))
    assert (found.part, found.label, found.values) == ("plan", "Learning rate", ("0.001", "0.01", "0.001"))


def test_that_one_setting_of_one_layer_is_one_difference() -> None:
    network = PROJECT.network.change((0,), activation="tanh")
    assert _texts(PROJECT, _network(network)) == ["conv2d_1 · Activation: relu → tanh"]
    assert _texts(PROJECT, _network(PROJECT.network.change((0,), kernel_size=(3, 5)))) == [
        "conv2d_1 · Kernel size: 5 × 5 → 3 × 5"
    ]


def test_that_a_layer_more_is_one_difference_with_its_settings() -> None:
    network = PROJECT.network.insert((2,), Layer("dropout_1", Dropout(0.25)))
    assert _texts(PROJECT, _network(network)) == ["Layer dropout_1: – → Dropout rate 0.25"]
    assert _texts(_network(network), PROJECT) == ["Layer dropout_1: Dropout rate 0.25 → –"]


def test_that_a_layer_of_another_kind_is_said_with_both() -> None:
    network = PROJECT.network.put((1,), Layer("max_pooling2d_1", Dropout(0.5)))
    assert _texts(PROJECT, _network(network)) == ["Layer max_pooling2d_1: MaxPooling2D 2×2 → Dropout rate 0.5"]


def test_that_a_layer_that_moved_is_said_as_the_order() -> None:
    assert _texts(PROJECT, _network(PROJECT.network.move((0,), (2,)))) == [
        "Order of the layers: conv2d_1, max_pooling2d_1 → max_pooling2d_1, conv2d_1"
    ]


def test_that_what_layers_are_called_is_no_difference() -> None:
    network = PROJECT.network
    for path, _ in [*walk(network.nodes)]:
        network = network.rename(path, f"mine_{path[0]}")
    assert _texts(PROJECT, _network(network)) == []


def test_that_layers_are_matched_where_their_names_have_shifted() -> None:
    whole, shorter = (
        next(each.project for each in PRESETS if each.name == name)
        for name in ("few-digits-deeper", "few-digits-missing-block")
    )
    assert [each.label for each in between(whole, shorter)] == [
        "Layer conv2d_4",
        "Layer batch_normalization_4",
        "Layer activation_4",
        "Layer max_pooling2d_2",
    ]


def test_that_settings_without_effect_are_no_difference() -> None:
    assert _texts(PROJECT, with_plan(focal_gamma=3, clip_at=2, class_weights=(1.0, 2.0))) == []
    given = with_plan(class_weight="given", class_weights=(1.0, 2.0))
    assert _texts(PROJECT, given) == ["Classes count: all the same → as given", "Class weights: 1 → 1, 2"]
    raw = replace(PROJECT, preprocessing=replace(PROJECT.preprocessing, floor=3))
    assert _texts(PROJECT, raw) == []


def test_that_optimisers_are_told_with_what_is_not_usual() -> None:
    plan = replace(PROJECT.plan.with_optimizer("SGD"), optimizer_settings=SGD(momentum=0.9))
    found = _texts(PROJECT, replace(PROJECT, plan=plan))
    assert found == ["Optimiser: Adam → SGD, momentum 0.9", "Learning rate: 0.001 → 0.01"]
    other = replace(PROJECT, plan=replace(plan, optimizer_settings=SGD()))
    assert _texts(replace(PROJECT, plan=plan), other) == ["SGD · Momentum: 0.9 → 0"]
    assert _texts(PROJECT, with_plan(optimizer_settings=Adam(amsgrad=True))) == ["Adam · AMSGrad: off → on"]


def test_that_schedules_are_told_with_their_settings() -> None:
    assert _texts(PROJECT, with_plan(schedule=Cosine(0.1))) == ["Schedule: Constant → Cosine, ends at 0.1"]
    assert _texts(with_plan(schedule=Step(5)), with_plan(schedule=Step(7))) == ["In steps · Every: 5 → 7"]


def test_that_data_and_augmentation_are_compared() -> None:
    other = replace(
        PROJECT,
        data=replace(PROJECT.data, subset=4000),
        preprocessing=replace(PROJECT.preprocessing, augmentation=(RandomFlip(),)),
    )
    assert [(each.part, each.label) for each in between(PROJECT, other)] == [
        ("data", "Use only"),
        ("preprocessing", "Augmentation"),
    ]


def test_that_numbers_with_a_meaning_are_said_by_it() -> None:
    other = replace(PROJECT, data=replace(PROJECT.data, subset=4000), plan=replace(PROJECT.plan, epochs=77))
    found = {each.label: each.values for each in between(PROJECT, other)}
    assert found["Use only"] == ("all", "4,000")
    assert found["Epochs planned"][1] == "77"


def test_that_runs_are_told_apart_by_what_differs() -> None:
    tanh = _network(PROJECT.network.change((0,), activation="tanh"))
    slow = replace(PROJECT, plan=replace(PROJECT.plan, learning_rate=0.5, seed=99))
    assert told_apart(()) == ()
    assert told_apart(between(PROJECT, tanh)) == ("relu", "tanh")
    assert told_apart(between(PROJECT, slow)) == ("Learning rate 0.001", "Learning rate 0.5")
    assert told_apart(between(PROJECT, tanh, slow)) == (
        "relu, Learning rate 0.001", "tanh, Learning rate 0.001", "relu, Learning rate 0.5",
    )  # fmt: skip
    seeds = [replace(PROJECT, plan=replace(PROJECT.plan, seed=seed)) for seed in (1, 2)]
    assert told_apart(between(*seeds)) == ("Seed 1", "Seed 2")
    more = _network(PROJECT.network.insert((2,), Layer("dropout_1", Dropout(0.25))))
    assert told_apart(between(PROJECT, more)) == ("no dropout_1", "Dropout rate 0.25")


@pytest.mark.parametrize("kind", [Plan, *KINDS.values(), *BLOCK_KINDS.values()])
def test_that_no_kind_has_two_settings_of_one_label(kind: type) -> None:
    labels = [setting.label for setting in settings_of(kind).values()]
    assert len(set(labels)) == len(labels)


@settings(max_examples=60, deadline=None)
@given(networks(), networks())
def test_that_any_two_networks_can_be_compared(first: Network, second: Network) -> None:
    found = between(_network(first), _network(second))
    assert len({(each.part, each.label) for each in found}) == len(found)
    told = [[(path[1::2], node.spec) for path, node in walk(network.nodes)] for network in (first, second)]
    assert bool(found) == (first.input_shape != second.input_shape or told[0] != told[1])
    assert between(_network(first), _network(first)) == ()


def test_that_a_layer_of_another_size_is_matched_by_its_place() -> None:
    first = Network((8, 8, 1), (Layer("a", Conv2D(4)), Layer("b", Dense(5))))
    second = Network((8, 8, 1), (Layer("x", Conv2D(8)), Layer("y", Dense(5))))
    assert _texts(_network(first), _network(second)) == ["a · Filters: 4 → 8"]
