"""Asking why: every method in its order, of any class, beside a training too; and the words where it cannot be had."""

from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.attribution import METHODS, asked_about
from cnnstudio.core.layers import Activation, Conv2D, Dense, Dropout, Flatten, Softmax
from cnnstudio.core.messages import BatchEnded, Explain, Explained, Failed, Progressed, RunSubject, Started
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from tests.engine.conftest import Bench, columns, of_type, with_plan
from tests.engine.why.cases import BLOCKS, FLAT, MANY, PICTURE, SAME, VALID, explained, found_by, loaded

SMALL = np.random.default_rng(5).integers(0, 256, (8, 8, 1), np.uint8)


def test_that_each_method_is_answered_in_the_order_in_which_it_was_asked(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    methods = tuple(reversed(METHODS))
    events = of_type(bench.work(Explain(subject=subject, picture=SMALL, methods=methods)), Explained)
    assert tuple(event.method for event in events) == methods
    for event in events:
        signed = METHODS[event.method].signed
        assert (event.heat.shape, event.heat.dtype, event.heat.flags.writeable) == ((8, 8), np.float32, False)
        assert (-1 if signed else 0) <= event.heat.min() <= event.heat.max() <= 1
        assert bool(event.layer) == METHODS[event.method].of_maps


def test_that_without_a_class_the_predicted_one_is_explained_with_its_probability(ready: Any) -> None:
    found = loaded(VALID)
    output = found.keras_model(found.prepared.apply(PICTURE)[None]).numpy()[0]
    event = found_by(found, "gradient")
    assert (event.target, event.probability) == (int(output.argmax()), pytest.approx(float(output.max()), rel=1e-5))
    assert found_by(found, "gradient", target=2).probability == pytest.approx(float(output[2]), rel=1e-4)


def test_that_the_probability_of_a_network_that_ends_in_logits_is_that_of_their_softmax(ready: Any) -> None:
    events = [found_by(loaded(BLOCKS), "gradient", target=each) for each in range(4)]
    assert sum(event.probability for event in events) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("last", "before"),
    [
        ((Dense(4, "softmax"),), "softmax"),
        ((Dense(4, "sigmoid"), Dropout(0.5)), "sigmoid"),
        ((Dense(4, "linear"), Activation("softmax")), "softmax"),
        ((Dense(4, "linear"), Softmax(), Dropout(0.2)), "softmax"),
        ((Dense(4, "linear"),), ""),
        ((Dense(4, "tanh"),), ""),
    ],
    ids=str,
)
def test_that_the_number_before_a_softmax_or_sigmoid_is_asked_about(ready: Any, last: Any, before: str) -> None:
    from cnnstudio.engine.why.score import Scorer

    network = Network((14, 12, 3), stack(Flatten(), *last))
    assert asked_about(network) == before
    found = loaded(network)
    x = found.prepared.apply(PICTURE)
    kernel, bias = found.keras_model.get_layer("dense_1").get_weights()
    linear = x.reshape(-1) @ kernel + bias
    expected = np.tanh(linear) if last[0].activation == "tanh" else linear
    numbers = [Scorer(found).numbers(x[None], target)[0] for target in range(4)]
    np.testing.assert_allclose(numbers, expected, atol=1e-4)


def test_that_probabilities_that_are_pooled_or_added_are_asked_about_as_they_are(ready: Any) -> None:
    from cnnstudio.core.layers import GlobalAveragePooling2D

    pooled = stack(Conv2D(4, activation="softmax"), GlobalAveragePooling2D())
    assert asked_about(Network((14, 12, 3), pooled)) == ""
    assert np.isfinite(found_by(loaded(Network((14, 12, 3), pooled)), "gradient").heat).all()


@pytest.mark.parametrize(
    ("network", "more", "words"),
    [
        (FLAT, {}, "No layer of this network gives out maps."),
        (
            Network((14, 12, 3), stack(Conv2D(2, (14, 12)), Flatten(), Dense(4))),
            {},
            "Every map of this network is a single number: there are no places that it could tell apart.",
        ),
        (VALID, {"layer": "flatten_1"}, "“flatten_1” gives out no maps."),
        (VALID, {"layer": "conv2d_9"}, "This network has no layer called “conv2d_9”."),
        (VALID, {"target": 4}, "The network has no class number 4."),
        (VALID, {"picture": SMALL}, "The network expects pictures of 14 × 12 × 3, not of 8 × 8 × 1."),
        (Network((14, 12, 3), stack(Conv2D(2))), {}, "The network ends with 12 × 10 × 2, not with one number a class."),
    ],
    ids=["no maps", "maps of one place", "a list", "no layer", "no class", "another size", "no classes"],
)
def test_that_what_cannot_be_had_is_said_in_words(ready: Any, network: Any, more: Any, words: str) -> None:
    with pytest.raises(StudioError) as refused:
        found_by(loaded(network), "grad_cam", **more)
    assert refused.value.text == words
    assert refused.value.hint


def test_that_methods_behind_one_that_cannot_be_had_are_answered_all_the_same(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    request = Explain(subject=subject, picture=SMALL, methods=("grad_cam", "gradient", "occlusion"), layer="dense_1")
    events = [event for event in bench.work(request) if not isinstance(event, Progressed)]
    assert [event.method for event in of_type(events, Explained)] == ["gradient", "occlusion"]
    assert isinstance(events[-1], Failed)
    assert events[-1].text == "“dense_1” gives out no maps."


def test_that_numbers_that_are_not_finite_are_words(ready: Any) -> None:
    found = loaded(SAME)
    found.keras_model.get_layer("dense_1").kernel.assign(np.full((210, 7), np.nan))
    for method in METHODS:
        with pytest.raises(StudioError, match="not a finite number"):
            explained(found, method)


def test_that_of_a_network_that_sees_nothing_nothing_speaks_for_the_class(ready: Any) -> None:
    found = loaded(VALID)
    for layer in found.keras_model.layers:
        layer.set_weights([np.zeros_like(each) for each in layer.get_weights()])
    for method in METHODS:
        event = found_by(found, method)
        assert (event.reach, event.heat.any()) == (0, False)


def test_that_asking_why_beside_a_training_changes_no_number_of_it(bench: Bench, project: Project) -> None:
    _, expected = bench.train(project)
    path = bench.file(project, "asked.cnnstudio")
    asked = Explain(subject=RunSubject(path, 1), picture=SMALL, methods=tuple(METHODS))
    bench.when(lambda event: isinstance(event, BatchEnded) and event.batch == 3, lambda: bench.mailbox.post(asked))
    _, events = bench.train(project, path)
    at = [type(event) for event in events]
    assert at.count(Explained) == len(METHODS)
    assert at.index(Explained) < len(at) - 1 - at[::-1].index(BatchEnded)
    assert columns([event for event in events if not isinstance(event, Started)]) == columns(
        [event for event in expected if not isinstance(event, Started)]
    )


@pytest.mark.parametrize("network", [VALID, SAME, BLOCKS], ids=["softmax", "its own softmax", "logits"])
def test_that_a_graph_for_many_pictures_gives_the_same_and_is_made_once(ready: Any, network: Network) -> None:
    from cnnstudio.engine.why.score import Scorer

    found = loaded(network)
    x = found.prepared.apply(MANY[:3])
    for target in (1, 3):
        scorer = Scorer(found)
        for work in (scorer.numbers, scorer.gradients):
            once, often = work(x, target), work(x, target, often=True)
            np.testing.assert_allclose(often, once, atol=1e-5 * max(1, float(np.abs(once).max())))
            np.testing.assert_allclose(work(x[:1], target, often=True), often[:1], atol=1e-5)
    made = dict(found.traced)
    assert len(made) == 2
    explained(found, "integrated_gradients", "occlusion")
    assert found.traced == made
