"""The memory that a training will need, estimated beforehand, and what makes it fit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.advising.remedies import after
from cnnstudio.core.analysis import analyse
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten, GlobalAveragePooling2D, ReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import preset, stack
from cnnstudio.core.project import Project
from cnnstudio.core.training import memory
from cnnstudio.core.training.memory import Feeding, Need
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.pretrained import Pretrained


def dense(units: int) -> Network:
    return Network((100, 100, 3), stack(Flatten(), Dense(units), Dense(10, "softmax")))


def outputs(*layers: object) -> int:
    network = Network((32, 32, 3), stack(*layers))  # type: ignore[arg-type]
    return memory.to_train(analyse(network), Plan(batch_size=1), 1).outputs


def test_that_an_optimiser_needs_memory_for_each_number_it_keeps() -> None:
    analysis = analyse(dense(1000))
    sgd, adam = (memory.to_train(analysis, Plan(name, 0.01), 100).weights for name in ("SGD", "Adam"))
    assert adam - sgd == round(2 * 1.7 * 4 * analysis.totals.parameters)


def test_that_a_batch_larger_than_the_data_counts_as_the_data() -> None:
    analysis = analyse(dense(10))
    large, small = (memory.to_train(analysis, Plan(batch_size=size), 50).outputs for size in (60_000, 50))
    assert large == small


def test_that_only_what_the_way_back_needs_is_counted() -> None:
    end = (Flatten(), Dense(10, "softmax"))
    plain = outputs(Conv2D(8, padding="same"), *end)
    assert plain == round(1.55 * 4 * (32 * 32 * 8 + 10))  # the list is the same numbers as the maps
    apart = outputs(Conv2D(8, padding="same", activation="linear"), BatchNormalization(), ReLU(), *end)
    assert apart == round(1.55 * 4 * (2 * 32 * 32 * 8 + 10))  # what the normalisation gives out can go


def test_that_every_preset_for_digits_fits_into_two_gigabytes_with_all_of_mnist() -> None:
    for name in ("lenet", "mnist-cnn", "dense", "one-conv"):
        project = preset(name)
        assert project is not None
        assert memory.to_train(analyse(project.project.network), project.project.plan, 60_000).fits(2_000_000_000)


def test_that_pictures_in_a_file_need_no_more_memory_however_many_they_are() -> None:
    analysis, streamed = analyse(dense(10)), Feeding(streamed=True)
    few, many = (memory.to_train(analysis, Plan(), count, streamed) for count in (1000, 10_000_000))
    assert few == many
    assert many.total < 1_000_000_000


def test_that_augmented_pictures_take_a_quarter_of_prepared_ones_and_their_batches_more() -> None:
    analysis = analyse(dense(10))
    plain, changed = (memory.to_train(analysis, Plan(), 60_000, Feeding(augmented=each)) for each in (False, True))
    assert changed.data * 4 == plain.data
    assert plain.outputs < changed.outputs


def test_that_four_fifths_of_the_free_memory_are_the_limit() -> None:
    assert memory.refusal(Need(800, 0, 0), 1000) is None
    assert memory.refusal(Need(700, 0, 0, always=101), 1000) is not None


@pytest.mark.parametrize(
    ("need", "hint"),
    [
        (Need(9 * 10**9, 10**9, 10**9), "fewer units"),
        (Need(10**9, 9 * 10**9, 10**9), "smaller batch"),
        (Need(10**9, 10**9, 9 * 10**9), "fewer of them"),
    ],
)
def test_that_the_refusal_says_how_much_is_needed_and_what_would_help(need: Need, hint: str) -> None:
    refusal = memory.refusal(need, 4 * 10**9)
    assert refusal is not None
    assert refusal.text == "This needs about 11.0 GB of memory, but only 4.0 GB are free."
    assert hint in refusal.hint


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(2, 4096), st.integers(200, 60_000), st.integers(10**7, 4 * 10**9))
def test_that_after_every_offer_the_training_fits_and_that_none_is_made_where_it_fits_already(
    units: int, batch: int, pictures: int, free: int
) -> None:
    project = Project(dense(units), plan=Plan(batch_size=batch))
    analysis = analyse(project.network)
    offers = memory.offers(analysis, project.plan, pictures, free)
    if memory.to_train(analysis, project.plan, pictures).fits(free):
        return
    for offer in offers:
        changed = after(project, offer)
        count = changed.data.subset or pictures
        assert changed != project
        assert memory.to_train(analysis, changed.plan, count).fits(free), offer.label


def test_that_pictures_that_stay_whatever_the_subset_are_counted() -> None:
    analysis, plan = analyse(dense(1)), Plan(batch_size=1)
    free = round(memory.to_train(analysis, plan, 3000).total / memory.MAX_SHARE)
    counts = [
        offer.value
        for apart in (0, 2000, 2950)
        for offer in memory.offers(analysis, plan, 10_000, free, apart=apart)
        if offer.name == "subset"
    ]
    assert counts == [2500, 1000]


def test_that_large_pictures_go_through_a_large_network_a_few_at_a_time() -> None:
    assert memory.batch_to_look(analyse(dense(10))) == 256
    wide = Network((512, 512, 3), stack(Conv2D(64, padding="same"), Conv2D(64, padding="same"), Flatten(), Dense(2)))
    assert 1 <= memory.batch_to_look(analyse(wide)) <= 4


@pytest.mark.parametrize(
    ("size", "words"), [(310_000_000, "310 MB"), (4 * 10**9, "4.0 GB"), (250 * 10**9, "250 GB"), (1, "1 MB")]
)
def test_that_bytes_are_as_rough_as_an_estimate(size: int, words: str) -> None:
    assert memory.in_words(size) == words


def test_that_a_plan_is_not_changed_by_what_is_tried() -> None:
    plan = Plan()
    memory.offers(analyse(dense(10)), plan, 1000, 1)
    assert plan == replace(plan)


def test_that_a_head_on_kept_features_needs_no_memory_for_pictures_and_outputs_before_them() -> None:
    body = Block("base", Pretrained("run:1"), ((Layer("conv", Conv2D(64, padding="same")),),))
    learned = Network((64, 64, 3), (body, *stack(GlobalAveragePooling2D(), Dense(10, "softmax"))))
    anew = learned.change((0,), cache=False)
    on_features, whole = (memory.to_train(analyse(each), Plan(), 20_000) for each in (learned, anew))
    assert on_features.data < whole.data / 8
    assert on_features.weights == whole.weights
    augmented = memory.to_train(analyse(learned), Plan(), 20_000, Feeding(augmented=True))
    assert augmented == memory.to_train(analyse(anew), Plan(), 20_000, Feeding(augmented=True))
