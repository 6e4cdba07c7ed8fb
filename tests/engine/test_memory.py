"""The estimate of memory, and the refusal with figures."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.plan import Plan
from cnnstudio.core.presets import preset, stack
from cnnstudio.engine import memory


def dense(units: int) -> Network:
    return Network((100, 100, 3), stack(Flatten(), Dense(units), Dense(10, "softmax")))


def test_that_adam_needs_more_than_sgd() -> None:
    analysis = analyse(dense(1000))
    adam, sgd = (memory.to_train(analysis, Plan(name, 0.01), 100) for name in ("Adam", "SGD"))
    assert adam.weights == round(8.6 * 4 * analysis.totals.parameters)
    assert sgd.weights == round(5.4 * 4 * analysis.totals.parameters)


def test_that_a_batch_larger_than_the_data_counts_as_the_data() -> None:
    analysis = analyse(dense(10))
    assert (
        memory.to_train(analysis, Plan(batch_size=60_000), 50).outputs
        == memory.to_train(analysis, Plan(batch_size=50), 50).outputs
    )


def test_that_every_preset_fits_into_two_gigabytes_with_all_of_mnist() -> None:
    for name in ("lenet", "mnist-cnn", "dense", "one-conv"):
        project = preset(name)
        assert project is not None
        need = memory.to_train(analyse(project.project.network), project.project.plan, 60_000)
        memory.require(need, available=2_000_000_000)


@pytest.mark.parametrize(
    ("units", "batch", "pictures", "hint"),
    [
        (60_000, 32, 100, "fewer units"),
        (10, 65_536, 65_536, "fewer of them"),
    ],
)
def test_that_the_refusal_says_how_much_is_needed_and_what_to_change(
    units: int, batch: int, pictures: int, hint: str
) -> None:
    need = memory.to_train(analyse(dense(units)), Plan(batch_size=batch), pictures)
    with pytest.raises(StudioError, match=r"needs about [\d.]+ GB of memory, but only 4\.0 GB are free") as caught:
        memory.require(need, available=4_000_000_000)
    assert hint in caught.value.hint


def test_that_four_fifths_of_the_free_memory_are_the_limit() -> None:
    memory.require(memory.Need(800, 0, 0), available=1000)
    with pytest.raises(StudioError):
        memory.require(memory.Need(801, 0, 0), available=1000)


def test_that_pictures_in_a_file_need_no_more_memory_however_many_they_are() -> None:
    analysis, streamed = analyse(dense(10)), memory.Feeding(streamed=True)
    few, many = (memory.to_train(analysis, Plan(), count, streamed) for count in (1000, 10_000_000))
    assert few == many
    assert many.total < 1_000_000_000


def test_that_augmented_pictures_take_a_quarter_of_prepared_ones_and_their_batches_more() -> None:
    analysis = analyse(dense(10))
    plain, changed = (
        memory.to_train(analysis, Plan(), 60_000, memory.Feeding(augmented=each)) for each in (False, True)
    )
    assert changed.data * 4 == plain.data
    assert plain.outputs < changed.outputs


def test_that_large_pictures_go_through_a_large_network_a_few_at_a_time() -> None:
    assert memory.batch_to_look(analyse(dense(10))) == 256
    wide = Network((512, 512, 3), stack(Conv2D(64, padding="same"), Conv2D(64, padding="same"), Flatten(), Dense(2)))
    assert 1 <= memory.batch_to_look(analyse(wide)) <= 4
