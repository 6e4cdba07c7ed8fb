"""The steps of the preparation in words."""

import pytest

from cnnstudio.core.layers import RandomFlip, RandomHue
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.gui.data.preparation.measuring import measure
from cnnstudio.gui.data.preparation.step_words import (
    augmentation_step,
    colour_step,
    floor_words,
    formula,
    invert_step,
    network_step,
    picture_step,
    sample_words,
    size_step,
    values_step,
)
from tests.gui.data.small_sets import digits, mixed

ALL = DataRecipe(validation="test")


def test_that_steps_that_do_nothing_are_quiet() -> None:
    nothing, found = Preprocessing("raw"), (28, 28, 1)
    steps = (
        colour_step(nothing, found, found),
        invert_step(nothing),
        size_step(nothing, found, found, ""),
        augmentation_step(nothing, found),
        values_step(nothing, None),
    )
    assert all(step.quiet for step in steps)


def test_that_the_picture_is_told_by_size_colour_and_file() -> None:
    step = picture_step((558, 420, 3), "cats/7.png", "28 × 30 to 558 × 420")
    assert step.setting == "558 × 420, colour"
    assert step.effect == "7.png. Numbers from 0 (black) to 255. The pictures have 28 × 30 to 558 × 420 pixels."


def test_that_without_data_nothing_is_claimed() -> None:
    assert picture_step(None, "", "").setting == "no data loaded yet"
    assert network_step(None, None, (28, 28, 1)).setting == "takes 28×28×1"


def test_that_colours_become_grey_by_a_formula_and_grey_stays_grey() -> None:
    grey = Preprocessing(colour="grey")
    assert "0.299 red + 0.587 green + 0.114 blue" in colour_step(grey, (8, 8, 3), (8, 8, 1)).effect
    assert colour_step(grey, (8, 8, 1), (8, 8, 1)).quiet
    assert "three equal ones" in colour_step(Preprocessing(colour="colour"), (8, 8, 1), (8, 8, 3)).effect


def test_that_a_picture_of_other_colours_than_most_is_not_called_as_it_is() -> None:
    step = colour_step(Preprocessing(), (8, 8, 3), (8, 8, 1))
    assert (step.setting, step.quiet) == ("as the pictures are: grey, 1 channel", False)
    assert step.effect.startswith("Three numbers a pixel become one")


def test_that_a_size_of_other_proportions_says_what_is_done_about_them() -> None:
    words = [
        size_step(Preprocessing(size=(28, 28), mode=mode), (558, 420, 3), (28, 28, 3), "").effect
        for mode in ("stretch", "crop", "pad")
    ]
    assert [part in effect for part, effect in zip(("stretched", "cut", "black margin"), words, strict=True)] == [
        True
    ] * 3
    assert words[0].endswith("234,360 pixels become 784.")
    assert "stretched" not in size_step(Preprocessing(size=(14, 14)), (28, 28, 1), (14, 14, 1), "").effect


def test_that_sizes_that_differ_are_never_called_as_the_pictures_are() -> None:
    step = size_step(Preprocessing(), (20, 30, 3), (16, 16, 3), "20 × 30 to 31 × 30")
    assert step.setting == "16 × 16, as most pictures are"
    same = size_step(Preprocessing(), (16, 16, 3), (16, 16, 3), "16 × 16 to 31 × 30")
    assert (same.setting, same.quiet) == ("16 × 16, as most pictures are", False)
    same = size_step(Preprocessing(size=(16, 16)), (16, 16, 3), (16, 16, 3), "20 × 30 to 31 × 30")
    assert not same.quiet


def test_that_a_change_that_does_not_take_the_channels_is_a_problem() -> None:
    changes = Preprocessing(augmentation=(RandomFlip(), RandomHue()))
    assert "RandomHue works on colours" in augmentation_step(changes, (8, 8, 1)).problem
    assert augmentation_step(changes, (8, 8, 3)).problem == ""
    assert augmentation_step(changes, (8, 8, 3)).setting == "Flip, Hue"


def test_that_nothing_is_advised_against_raw_values_where_a_base_prepares_the_pictures() -> None:
    raw = Preprocessing("raw")
    assert "learn faster" in values_step(raw, None).effect
    assert values_step(raw, None, "base").effect == "x stays as it is, 0 to 255: base prepares pictures itself."


def test_that_the_formula_has_the_numbers_of_these_pictures() -> None:
    grey = measure(Preprocessing("standardise"), digits(), ALL)
    mean, deviation = grey.prepared.mean[0], grey.prepared.spread[0]
    assert formula(Preprocessing("standardise"), grey).startswith(f"(x − {mean:.3g}) / {deviation:.3g}: ")
    colour = formula(Preprocessing("standardise"), measure(Preprocessing("standardise"), mixed(Preprocessing()), ALL))
    assert [name in colour for name in ("red", "green", "blue")] == [True] * 3
    pixel = measure(Preprocessing("standardise_pixel"), digits(), ALL)
    assert "divided by 10 to " in formula(Preprocessing("standardise_pixel"), pixel)


@pytest.mark.parametrize("method", METHODS)
def test_that_a_formula_stands_there_before_anything_is_measured(method: str) -> None:
    assert "x" in formula(Preprocessing(method), None)
    assert formula(Preprocessing(method), measure(Preprocessing("raw"), digits(), ALL))


def test_that_what_the_floor_does_is_explained_where_it_does_something() -> None:
    words = floor_words(measure(Preprocessing("standardise_pixel"), digits(), ALL))
    assert words.startswith("48 of 64 pixels hardly change in training, so 10 divides there.")
    assert floor_words(measure(Preprocessing("standardise"), digits(), ALL)) == ""
    assert floor_words(measure(Preprocessing("scale"), digits(), ALL)) == ""


def test_that_a_floor_that_does_not_help_is_said() -> None:
    words = floor_words(measure(Preprocessing("standardise_pixel", floor=0.001), digits(), ALL))
    assert "becomes up to 255,000: raise it" in words


def test_that_the_end_of_the_chain_tells_shape_range_and_what_the_network_takes() -> None:
    measured = measure(Preprocessing(), digits(), ALL)
    step = network_step((8, 8, 1), measured, (28, 28, 1))
    assert (step.setting, step.effect) == ("8×8×1 float32", "64 numbers a picture, 0 … 1 in the training pictures.")
    assert step.problem == "This network takes pictures of 28×28×1."
    assert network_step((8, 8, 1), measured, (8, 8, 1)).problem == ""


def test_that_it_is_said_on_how_many_pictures_the_numbers_stand() -> None:
    assert sample_words(measure(Preprocessing(), digits(), ALL)) == "Measured on all 40 pictures that are learned from."
    many = sample_words(measure(Preprocessing(), digits(3000), ALL))
    assert many == "Measured on 2,000 of the 3,000 pictures that are learned from; a run measures all of its own."
