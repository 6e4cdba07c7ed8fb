"""The same for the lab with convolutions by hand and colour pictures."""

from dataclasses import replace

import numpy as np

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.scene import Scene
from cnnstudio.core.layers import Conv2D, Dense, MaxPooling2D
from tests.core.labs.desks import changed, desk, inserted, preset, ran
from tests.core.labs.solutions_digits import Solution

_SETTINGS = ((1, 0), (2, 0), (4, 0), (1, 1), (4, 1))
"""Stride and padding of the row of five numbers, in the order of the sheet."""


def solutions(lab: Lab) -> dict[str, Solution]:
    """For every check, with the exercises that the lab itself opens."""
    row, colours = (action.exercise for step in lab.steps for action in step.actions if action.exercise is not None)
    return {**_one_dimension(row), **_two_dimensions(colours), **_cifar()}


def _at(exercise: Exercise, *, filled: bool = True) -> Scene:
    return desk(preset("by-hand"), exercise=exercise, filled=filled)


def _one_dimension(row: Exercise) -> dict[str, Solution]:
    desks = [replace(row, stride=(1, stride), padding=padding) for stride, padding in _SETTINGS]
    other = replace(row, input=row.input + np.float32(1))
    found: dict[str, Solution] = {}
    for number, right in enumerate(desks, 1):
        wrong = [_at(each) for each in desks if each is not right]
        wrong += [_at(right, filled=False), _at(replace(other, stride=right.stride, padding=right.padding))]
        found[f"2.check.{number}"] = (_at(right), tuple(wrong))
    return found


def _two_dimensions(colours: Exercise) -> dict[str, Solution]:
    network = preset("by-hand")
    without_bias = replace(colours, biases=np.zeros_like(colours.biases))
    wider = changed(network, "first Conv2D", strides=(2, 2))
    return {
        "4.check.1": (
            _at(colours),
            (_at(colours, filled=False), _at(replace(colours, stride=(2, 2))), _at(without_bias)),
        ),
        "4.stride": (  # what the button brings is not enough
            desk(wider),
            (
                desk(network),
                desk(changed(network, "first Conv2D", strides=(3, 3))),
                desk(changed(wider, "first Conv2D", filters=3)),
            ),
        ),
    }


def _cifar() -> dict[str, Solution]:
    one, two, cnn = preset("cifar-one-layer"), preset("cifar-dense"), preset("cifar-one-conv")
    wide = changed(two, "first Dense", units=256)
    deep = inserted(cnn, "first Flatten", Conv2D(64), MaxPooling2D())
    deeper = inserted(deep, "first Flatten", Conv2D(64), MaxPooling2D())
    elsewhere = replace(deeper, data=replace(deeper.data, source="fashion-10k"))
    return {
        "5.check.1": (desk(one), (desk(preset("lenet")), desk(changed(one, "last Dense", units=7)))),
        "6.check.1": (desk(one), (desk(changed(one, "last Dense", l2=0.0)), desk(two))),
        "6.check.2": (desk(one, ran(one, val=0.3)), (desk(one, ran(one, val=0.1)), desk(one, ran(two, val=0.3)))),
        "7.check.1": (desk(two, ran(two, val=0.45)), (desk(two, ran(two, val=0.2)), desk(two, ran(one, val=0.45)))),
        "7.check.2": (desk(wide, ran(wide)), (desk(wide, ran(two)), desk(wide, ran(cnn)), desk(wide, ran(one)))),
        "8.check.1": (desk(cnn), (desk(deep), desk(changed(cnn, "first Conv2D", padding="valid")))),
        "8.check.2": (desk(cnn, ran(cnn, val=0.55)), (desk(cnn, ran(cnn, val=0.3)), desk(cnn, ran(two, val=0.55)))),
        "9.check.1": (
            desk(deep, ran(cnn, 1), ran(deep, 2), ran(deeper, 3)),
            (
                desk(deep, ran(cnn, 1), ran(deep, 2)),
                desk(deep, ran(cnn, 1), ran(deep, 2), ran(deep, 3)),
                desk(deep, ran(cnn, 1), ran(deep, 2), ran(elsewhere, 3)),
                desk(deep, ran(cnn, 1), ran(deep, 2), ran(inserted(two, "last Dense", Dense(64)), 3)),
            ),
        ),
    }
