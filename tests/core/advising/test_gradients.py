"""Advice on gradients: said where they vanish or explode, with the numbers and a way out, and else nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.advising.advise import advise
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.gradients import exploding, vanishing
from cnnstudio.core.advising.remedies import after, in_words
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.advice import Advice
from tests.core.advising.cases import made

WELL = ((0.5, 0.3), (0.2, 0.2), (0.1, 0.15))
FLAT = stack(
    Conv2D(8, activation="sigmoid"),
    Conv2D(8, activation="linear"),
    BatchNormalization(),
    Activation("tanh"),
    Flatten(),
    Dense(16, "relu"),
    Dense(10, "sigmoid"),
)


def case(*epochs: tuple[float, float, float, float], nodes: object = FLAT) -> Case:
    """A run whose gradients were such parts of the weights, layer by layer, in each epoch."""
    names = ("conv2d_1", "conv2d_2", "dense_1", "dense_2")
    norms = tuple(
        Norms(number, tuple(LayerNorms(name, 2.0, 2 * share) for name, share in zip(names, shares, strict=True)), 32)
        for number, shares in enumerate(epochs, 1)
    )
    return replace(made(*WELL), project=Project(Network((28, 28, 1), nodes)), norms=norms)  # type: ignore[arg-type]


def only(found: object) -> Advice:
    (advice,) = found  # type: ignore[misc]
    assert isinstance(advice, Advice)
    return advice


FADES = (1e-7, 1e-4, 0.01, 0.1)
SOUND = (0.01, 0.02, 0.05, 0.2)


def test_that_a_gradient_that_fades_in_two_epochs_is_said_with_its_lengths() -> None:
    advice = only(vanishing(case(SOUND, FADES, FADES)))
    assert (
        "after epoch 3 that of “dense_2” was 0.2 long, that of “conv2d_1”, nearer to the picture, 2e-7" in advice.text
    )
    assert advice.evidence[:3] == (
        "“dense_2”, epoch 1: gradient 0.4, weights 2",
        "“dense_2”, epoch 2: gradient 0.2, weights 2",
        "“dense_2”, epoch 3: gradient 0.2, weights 2",
    )
    assert advice.tone == "caution"


@pytest.mark.parametrize("epochs", [(FADES,), (FADES, SOUND), (SOUND, FADES), (SOUND, SOUND, SOUND), ()])
def test_that_one_epoch_alone_or_gradients_that_arrive_say_nothing(epochs: tuple[tuple[float, ...], ...]) -> None:
    assert list(vanishing(case(*epochs))) == []  # type: ignore[arg-type]
    assert list(exploding(case(*epochs))) == []  # type: ignore[arg-type]


def test_that_relu_is_offered_for_flat_functions_inside_and_not_for_the_last() -> None:
    sick = case(FADES, FADES)
    (way,) = only(vanishing(sick)).remedies
    assert way.label == "Use ReLU in 2 layers"
    changed = after(sick.project, way).network
    names = {layer.name: layer.spec.activation_name() for _, layer in changed.layers()}
    assert (names["conv2d_1"], names["activation_1"], names["dense_2"]) == ("relu", "relu", "sigmoid")
    assert in_words(sick.project, way).startswith("conv2d_1 is changed:")
    assert after(after(sick.project, way), way).network == changed


def test_that_a_network_of_relus_has_no_flat_function_to_be_replaced() -> None:
    relus = stack(Conv2D(8), Conv2D(8), Flatten(), Dense(16), Dense(10, "softmax"))
    assert only(vanishing(case(FADES, FADES, nodes=relus))).remedies == ()


def test_that_a_gradient_far_longer_than_the_weights_is_said_at_once_with_what_shortens_steps() -> None:
    advice = only(exploding(case(SOUND, (0.1, 5e4, 0.1, 0.1))))
    assert "after epoch 2 that of “conv2d_2” was 100,000 long, 50,000 times as long as its weights" in advice.text
    assert [way.label for way in advice.remedies] == [
        "Set the learning rate to 0.0001",
        "Clip gradients, all together",
    ]


def test_that_they_are_among_the_advice_on_a_run() -> None:
    assert "vanishing" in {each.kind for each in advise(case(FADES, FADES))}
    assert "exploding" in {each.kind for each in advise(case((0.1, 5e4, 0.1, 0.1)))}
    assert {each.kind for each in advise(case(SOUND, SOUND))} & {"vanishing", "exploding"} == set()


# Of networks that were trained by hand on 1,000 digits, for four epochs and more; what each is for is in its name.


def measured() -> dict[str, Case]:
    plain = json.loads((Path(__file__).parent / "norms.json").read_text("utf-8"))
    found = {}
    for name, epochs in plain.items():
        layers = [
            Layer(each, Conv2D(4) if each.startswith("conv") else BatchNormalization() if "norm" in each else Dense(4))
            for each in epochs[0][1]
        ]
        norms = tuple(
            Norms(number, tuple(LayerNorms(layer, *lengths) for layer, lengths in found.items()), 32)
            for number, found in epochs
        )
        project = Project(Network((28, 28, 1), tuple(layers)))
        found[name] = replace(made(*WELL), project=project, norms=norms)
    return found


MEASURED = measured()
FADED = {"deep8_sigmoid", "deep8_sigmoid_sgd", "conv8_sigmoid"}


@pytest.mark.parametrize("name", MEASURED)
def test_that_gradients_are_said_to_vanish_in_deep_networks_of_sigmoids_and_in_no_other(name: str) -> None:
    assert bool(list(vanishing(MEASURED[name]))) == (name in FADED)


@pytest.mark.parametrize("name", MEASURED)
def test_that_gradients_explode_where_a_rate_is_far_too_high_and_nowhere_else(name: str) -> None:
    case = MEASURED[name]
    said = [
        len(case.norms[:count])
        for count in range(1, len(case.norms) + 1)
        if list(exploding(replace(case, norms=case.norms[:count])))
    ]
    assert said == ([1] if name == "linear_high" else [])
