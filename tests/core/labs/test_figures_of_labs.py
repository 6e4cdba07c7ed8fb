"""The figures that labs give as answers are those of the networks they are about, as the analysis counts them."""

import math

import pytest

from cnnstudio.core.labs import facts
from cnnstudio.core.labs.lab import Asked
from cnnstudio.core.labs.looking import look
from cnnstudio.core.layers import Dropout
from tests.core.labs.desks import changed, desk, inserted, preset
from tests.core.labs.test_own_labs import lab

_WORKSHOP, _FINGER, _APPLIED = "workshop-mnist", "finger-exercise", "applied-ml"
_PRACTICAL, _LENET, _FIRST = "practical-work", "lenet-lab", "first-cnn"

COUNTED = (
    (_FIRST, "2.ask.1", "lenet", "filters of first Conv2D"),
    (_FIRST, "2.ask.2", "lenet", "parameters of first Conv2D"),
    (_WORKSHOP, "1.ask.4", "padding-in-pixels", "outputs of first Flatten"),
    (_WORKSHOP, "2.ask.1", "padding-in-pixels", "weights of first Conv2D"),
    (_WORKSHOP, "2.ask.2", "padding-in-pixels", "weights of second Conv2D"),
    (_WORKSHOP, "2.ask.3", "padding-in-pixels", "weights of first Dense"),
    (_WORKSHOP, "2.ask.4", "padding-in-pixels", "weights of second Dense"),
    (_WORKSHOP, "2.ask.5", "padding-in-pixels", "weights of last Dense"),
    (_WORKSHOP, "2.ask.6", "padding-in-pixels", "weights"),
    (_WORKSHOP, "2.ask.7", "padding-in-pixels", "biases"),
    (_WORKSHOP, "3.ask.1", "padding-in-pixels", "parameters of first Dense"),
    (_WORKSHOP, "3.ask.2", "padding-in-pixels", "receptive field of last MaxPooling2D"),
    (_WORKSHOP, "5.ask.1", "mnist-cnn-adadelta", "outputs of first Flatten"),
    (_WORKSHOP, "5.ask.2", "mnist-cnn-adadelta", "parameters of second Conv2D"),
    (_WORKSHOP, "9.ask.1", "two-dense", "parameters"),
    (_FINGER, "2.ask.1", "fill-the-gaps", "parameters of second Conv2D"),
    (_FINGER, "4.ask.1", "fill-the-gaps", "feature length"),
    (_FINGER, "4.ask.2", "fill-the-gaps", "outputs of first Flatten"),
    (_FINGER, "5.ask.1", "few-digits-dense", "parameters of first Dense"),
    (_FINGER, "5.ask.3", "few-digits-dense", "non-trainable"),
    (_FINGER, "6.ask.1", "few-digits-cnn", "outputs of first Flatten"),
    (_FINGER, "9.ask.2", "few-digits-deeper", "parameters of last Conv2D"),
    (_FINGER, "10.ask.2", "faces-head", "parameters of first Dense"),
    (_APPLIED, "3.ask.1", "thousand-2x2", "parameters of first Conv2D"),
    (_APPLIED, "3.ask.2", "thousand-2x2", "parameters of second Conv2D"),
    (_APPLIED, "3.ask.3", "thousand-2x2", "outputs of first Flatten"),
    (_APPLIED, "3.ask.4", "thousand-2x2", "parameters of first Dense"),
    (_APPLIED, "4.ask.1", "thousand-5x5", "parameters of second Conv2D"),
    (_APPLIED, "4.ask.2", "thousand-5x5", "receptive field of last MaxPooling2D"),
    (_PRACTICAL, "3.ask.1", "by-hand", "filters of first Conv2D"),
    (_PRACTICAL, "3.ask.5", "by-hand", "parameters"),
    (_PRACTICAL, "5.ask.2", "cifar-one-layer", "outputs of first Flatten"),
    (_PRACTICAL, "6.ask.1", "cifar-one-layer", "parameters"),
    (_PRACTICAL, "7.ask.1", "cifar-dense", "parameters"),
    (_PRACTICAL, "8.ask.2", "cifar-one-conv", "outputs of first Flatten"),
    (_PRACTICAL, "8.ask.3", "cifar-one-conv", "parameters"),
    (_PRACTICAL, "10.ask.4", "cifar-one-conv", "receptive field of first Conv2D"),
    (_PRACTICAL, "10.ask.5", "cifar-one-conv", "receptive field of first MaxPooling2D"),
    (_LENET, "3.ask.2", "lenet", "parameters of second Conv2D"),
    (_LENET, "3.ask.3", "lenet", "parameters of first Dense"),
    (_LENET, "3.ask.4", "lenet-same", "parameters"),
    (_LENET, "3.ask.5", "lenet-6-16", "parameters"),
    (_LENET, "3.ask.6", "lenet-5", "parameters"),
    (_LENET, "6.ask.1", "lenet", "filters of first Conv2D"),
)

_SHAPES = (
    (_WORKSHOP, "1.ask.1", "padding-in-pixels", "first Conv2D"),
    (_WORKSHOP, "1.ask.2", "padding-in-pixels", "first MaxPooling2D"),
    (_WORKSHOP, "1.ask.3", "padding-in-pixels", "second Conv2D"),
    (_FINGER, "1.ask.1", "fill-the-gaps", "first Conv2D"),
    (_FINGER, "1.ask.2", "fill-the-gaps", "second Conv2D"),
    (_FINGER, "1.ask.3", "fill-the-gaps", "first MaxPooling2D"),
    (_PRACTICAL, "3.ask.2", "by-hand", "first Conv2D"),
    (_PRACTICAL, "8.ask.1", "cifar-one-conv", "first Conv2D"),
)

_TOLD = (
    ("dense_1 of the few-digits network", 93.4, 100 * 392_500 / 420_260),
    ("what is left of LeNet", 15.3, 100 * 66_130 / 431_080),
    ("a network that knows nothing", 2.3026, math.log(10)),
    ("the sum of two cross-entropies", 0.5798, -math.log(0.8) - math.log(0.7)),
    ("one of them", 0.2231, -math.log(0.8)),
)


def _answer(name: str, key: str) -> object:
    return next(each for each in lab(name).questions if each.key == key).answer


@pytest.mark.parametrize(("name", "key", "network", "fact"), COUNTED)
def test_that_an_answer_is_what_the_analysis_counts(name: str, key: str, network: str, fact: str) -> None:
    found = facts.value(facts.as_asked(fact), desk(preset(network)))
    one = found[0] if isinstance(found, tuple) and len(set(found)) == 1 else found
    assert _answer(name, key) == one


@pytest.mark.parametrize(("name", "key", "network", "layer"), _SHAPES)
def test_that_a_shape_is_accepted_as_the_analysis_has_it(name: str, key: str, network: str, layer: str) -> None:
    shape = facts.value(Asked("output shape", layer), desk(preset(network)))
    assert isinstance(shape, tuple)
    question = next(each for each in lab(name).questions if each.key == key)
    for between in ("x", " x ", "×", " × ", ","):
        assert between.join(map(str, shape)) in question.accepted


@pytest.mark.parametrize(("what", "told", "right"), _TOLD, ids=[each[0] for each in _TOLD])
def test_that_a_share_or_logarithm_is_worked_out_rightly(what: str, told: float, right: float) -> None:
    assert told == pytest.approx(right, rel=5e-3)


def test_that_a_stride_of_three_leaves_nine_rows_as_the_lab_says() -> None:
    strided = changed(preset("fill-the-gaps"), "first Conv2D", strides=(3, 3))
    shape = facts.value(Asked("output shape", "first Conv2D"), desk(strided))
    assert _answer(_FINGER, "3.ask.2") == shape[0] == 9


def test_that_the_missing_block_makes_the_network_smaller_by_what_the_lab_says() -> None:
    without, whole = (preset(f"few-digits-{which}") for which in ("missing-block", "deeper"))
    before, after = (facts.value(Asked("parameters"), desk(each)) for each in (without, whole))
    assert (before, after) == (2_540_386, 695_970)
    assert before - after == 1_881_600 - 37_184


def test_that_steps_of_an_epoch_are_rounded_up() -> None:
    assert _answer(_WORKSHOP, "5.ask.3") == _answer(_APPLIED, "5.ask.1") == math.ceil(60_000 / 128)
    assert _answer(_PRACTICAL, "6.ask.2") == math.ceil(50_000 / 128)


def test_that_dropout_adds_no_parameters_as_the_lab_says() -> None:
    plain = preset("lenet")
    check = next(each for each in lab(_LENET).checks if each.key == "8.check.1")
    assert look(check, desk(inserted(plain, "last Dense", Dropout(0.5)))).holds
