"""The pictures that excite a channel most, held against Keras's own outputs sorted by numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Activation, Dense, Dropout, Flatten, MaxPooling2D, ReLU, Softmax
from cnnstudio.core.messages import BatchEnded, Cancelled, ExcitingFound, FindExciting, Maximise, Maximised, RunSubject
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.data.stored import StoredPictures
from cnnstudio.engine.likes import exciting
from cnnstudio.engine.likes.exciting import find_exciting
from cnnstudio.engine.likes.outputs import Ending
from cnnstudio.engine.subjects import Loaded
from tests.engine.conftest import Bench, columns, of_type, with_plan
from tests.engine.likes.conftest import NET, PICTURES, load_random, told, why_not


def find(loaded: Loaded, layer: str, **more: Any) -> list[ExcitingFound]:
    request = FindExciting(subject=NET, layer=layer, **({"pictures": PICTURES} | more))
    return of_type(told(find_exciting, request, loaded), ExcitingFound)


def keras_outputs(loaded: Loaded, layer: str) -> np.ndarray:
    """What Keras gives for all pictures at once."""
    import keras

    assert loaded.prepared is not None
    part = keras.Model(loaded.keras_model.inputs[0], loaded.keras_model.get_layer(layer).output)
    return np.asarray(part(loaded.prepared.apply(PICTURES), training=False))


@pytest.mark.parametrize("layer", ["conv2d_1", "max_pooling2d_1", "conv2d_2"])
def test_that_the_best_pictures_of_a_channel_are_those_with_its_greatest_numbers(loaded: Loaded, layer: str) -> None:
    last, outputs = find(loaded, layer)[-1], keras_outputs(loaded, layer)
    greatest = outputs.max((1, 2)).T
    np.testing.assert_allclose(last.values, -np.sort(-greatest, 1)[:, :9], rtol=1e-5, atol=1e-6)
    assert (last.done, last.looked_at, last.total) == (True, 90, 90)
    for channel, (numbers, places) in enumerate(zip(last.numbers, last.places, strict=True)):
        there = outputs[numbers, places[:, 0], places[:, 1], channel]
        np.testing.assert_allclose(there, greatest[channel][numbers], rtol=1e-5, atol=1e-6)
        assert len(set(numbers)) == 9


def test_that_a_list_has_places_of_zeros_and_its_numbers_are_those_before_the_softmax(loaded: Loaded) -> None:
    last, given = find(loaded, "dense_1", count=4)[-1], keras_outputs(loaded, "flatten_1")
    kernel, bias = (array.numpy() for array in loaded.keras_model.get_layer("dense_1").weights)
    outputs = given @ kernel + bias
    assert (last.numbers.shape, last.places.shape) == ((10, 4), (10, 4, 2))
    assert not last.places.any()
    np.testing.assert_allclose(last.values, -np.sort(-outputs.T, 1)[:, :4], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("last", [Softmax(), Activation("softmax"), Activation("sigmoid"), ReLU()], ids=str)
def test_that_a_sure_network_is_searched_by_what_goes_into_its_last_activation(ready: Any, last: Any) -> None:
    loaded = load_random(Network((8, 8, 1), stack(Flatten(), Dense(3, "linear"), last, Dropout(0.5))))
    kernel = loaded.keras_model.get_layer("dense_1").kernel
    kernel.assign(kernel.numpy() * 60)
    given = keras_outputs(loaded, "dense_1")
    expected = -np.sort(-np.maximum(given, 0 if isinstance(last, ReLU) else -np.inf).T, 1)
    for node in loaded.network.nodes[2:]:
        found = find(loaded, node.name)[-1]
        np.testing.assert_allclose(found.values, expected[:, :9], rtol=1e-4)
        if not isinstance(last, ReLU):
            assert found.numbers[:, 0].tolist() == given.argmax(0).tolist()


def test_that_a_picture_that_comes_twice_is_found_twice(loaded: Loaded) -> None:
    twice = np.concatenate([PICTURES, PICTURES])
    last = find(loaded, "conv2d_2", pictures=twice, count=4)[-1]
    np.testing.assert_allclose(last.values[:, ::2], last.values[:, 1::2], rtol=1e-5)
    excited = last.numbers[last.values[:, -1] > 0]
    assert len(excited)
    assert all(len(set(numbers % 90)) == 2 for numbers in excited)


def test_that_where_there_are_fewer_pictures_than_asked_for_the_rest_is_marked(loaded: Loaded) -> None:
    last = find(loaded, "conv2d_1", pictures=PICTURES[:3])[-1]
    assert (last.numbers[:, :3] >= 0).all()
    assert (last.numbers[:, 3:] == -1).all()
    assert np.isnan(last.values[:, 3:]).all()


def test_that_a_first_result_comes_after_the_first_pictures(loaded: Loaded) -> None:
    first = find(loaded, "conv2d_1")[0]
    assert (first.looked_at, first.done) == (16, False)
    assert first.numbers.max() < 16


def test_that_pictures_in_a_file_are_found_as_those_in_memory(loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "all.raw").write_bytes(PICTURES.tobytes())
    stored = StoredPictures(tmp_path / "all.raw", (8, 8, 1), len(PICTURES))
    ours, theirs = (find(loaded, "conv2d_2", pictures=each)[-1] for each in (stored, PICTURES))
    np.testing.assert_allclose(ours.values, theirs.values, rtol=1e-5)


def test_that_without_pictures_or_without_the_layer_it_is_said(loaded: Loaded) -> None:
    def words(layer: str, pictures: Any) -> str:
        return why_not(find_exciting, FindExciting(subject=NET, layer=layer, pictures=pictures), loaded)

    assert words("conv2d_1", PICTURES[:0]).startswith("There are no pictures")
    assert words("conv2d_9", PICTURES).startswith("This network has no layer called “conv2d_9”")
    assert words("conv2d_1", PICTURES[:, :4]).startswith("The network expects pictures of 8 × 8")


def test_that_a_layer_with_too_many_numbers_is_refused_in_words(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnstudio.engine.likes.outputs.MOST_CHANNELS", 9)
    request = FindExciting(subject=NET, layer="dense_1", pictures=PICTURES)
    assert "10 numbers" in why_not(find_exciting, request, loaded)


def test_that_a_number_that_is_not_finite_excites_nothing() -> None:
    best = exciting._Best(2, 2)
    values = np.array([[np.inf, 1.0], [-np.inf, np.nan]], np.float32)
    best.take(0, values, np.array([[0, 1], [0, 1]]), np.zeros((2, 2), np.int64))
    assert best.numbers.tolist() == [[1, -1], [-1, -1]]


def test_that_of_equals_the_earlier_picture_stays_first() -> None:
    best = exciting._Best(1, 3)
    for first in (0, 2):
        best.take(first, np.ones((1, 2), np.float32), np.array([[0, 1]]), np.zeros((1, 2), np.int64))
    assert best.numbers.tolist() == [[0, 1, 2]]


def test_that_rows_and_columns_are_those_of_a_map_that_is_no_square(loaded: Loaded) -> None:
    network = Network((5, 9, 1), (Layer("pool", MaxPooling2D((1, 1), (1, 1))), Layer("flat", Flatten())))
    loaded = load_random(network)
    glance = exciting._Glance(loaded, Ending(loaded, "pool"), 1)
    picture = np.zeros((1, 5, 9, 1), np.float32)
    picture[0, 3, 7] = 2
    values, numbers, places = glance(picture)
    assert (values.tolist(), numbers.tolist()) == ([[2.0]], [[0]])
    assert glance.rows_and_columns(places).tolist() == [[[3, 7]]]


def test_that_both_studies_beside_a_training_leave_its_numbers_alone(bench: Bench, project: Project) -> None:
    project = with_plan(project, epochs=1)
    _, alone = bench.train(project)
    file = bench.file(project)
    live = RunSubject(file, 1)

    def ask() -> None:
        bench.mailbox.post(FindExciting("a", subject=live, layer="conv2d_2", pictures=PICTURES))
        bench.mailbox.post(Maximise("b", subject=live, layer="dense_1", channel=3, steps=20))

    bench.when(lambda event: isinstance(event, BatchEnded) and event.batch == 2, ask)
    _, beside = bench.train(project, file)
    assert of_type(beside, ExcitingFound)[-1].done
    assert of_type(beside, Maximised)[-1].step == 20
    assert columns(beside) == columns(alone)
    _dropped_ones_end(bench, live)


def _dropped_ones_end(bench: Bench, subject: RunSubject) -> None:
    for request in (
        FindExciting(subject=subject, layer="conv2d_1", pictures=PICTURES),
        Maximise(subject=subject, layer="conv2d_1", channel=0, steps=1000),
    ):
        ticket = bench.mailbox.post(request)
        bench.when(
            lambda event: isinstance(event, ExcitingFound | Maximised), lambda ticket=ticket: bench.mailbox.drop(ticket)
        )
        assert isinstance(bench.work()[-1], Cancelled)
