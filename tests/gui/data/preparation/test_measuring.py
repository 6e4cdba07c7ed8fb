"""What preparation does to the numbers of pictures, and one picture before and after it."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.pictures.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.split import divide
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.preparation.measuring import BINS, measure, spread_of
from cnnstudio.gui.data.preparation.seeing import look, reduced, shown
from tests.gui.data.small_sets import Files, digits, mixed

ALL = DataRecipe(validation="test")


def test_that_bytes_are_laid_out_from_0_to_255_and_all_of_them_counted() -> None:
    spread = spread_of(np.array([0, 0, 3, 4, 255], np.uint8))
    assert (spread.counts[0], spread.counts[1], spread.counts[-1]) == (3, 1, 1)
    assert (spread.least, spread.greatest, spread.mean) == (0, 255, 52.4)


def test_that_numbers_that_do_not_vary_have_a_histogram_too() -> None:
    spread = spread_of(np.full(7, 0.5, np.float32))
    assert (spread.counts.sum(), len(spread.counts), spread.deviation) == (7, BINS, 0)


@pytest.mark.parametrize("method", METHODS)
def test_that_what_is_measured_is_what_a_run_does(method: str) -> None:
    data, preprocessing = digits(), Preprocessing(method)
    train = data.x_train[divide(data.y_train, DataRecipe()).train]
    measured = measure(preprocessing, data, DataRecipe())
    assert (measured.sample, measured.training) == (36, 36)
    assert measured.prepared == preprocessing.fit(train)
    made = measured.prepared.apply(train)
    assert (measured.after.least, measured.after.greatest) == (float(made.min()), float(made.max()))


def test_that_the_sample_of_many_pictures_reaches_over_all_of_them() -> None:
    data = digits(5000)
    measured = measure(Preprocessing("standardise"), data, ALL)
    assert (measured.sample, measured.training) == (2000, 5000)
    assert measured.before.mean == pytest.approx(float(data.x_train[:].mean()), rel=0.02)


def test_that_a_share_that_cannot_be_measures_all_pictures() -> None:
    assert measure(Preprocessing(), digits(), replace(ALL, subset=10_000)).training == 40


def test_that_pixels_below_the_floor_are_counted_and_how_far_a_picture_may_reach_is_known() -> None:
    measured = measure(Preprocessing("standardise_pixel", floor=10.0), digits(), ALL)
    assert measured.floored == 48
    assert measured.reach == pytest.approx(25.5)
    mean, deviation = measured.maps
    assert mean.shape == deviation.shape == (8, 8, 1)
    assert deviation[0, 0, 0] == 0
    lower = measure(Preprocessing("standardise_pixel", floor=0.01), digits(), ALL)
    assert lower.reach == pytest.approx(25_500)


def test_that_a_picture_is_shown_as_its_file_has_it_and_as_the_network_gets_it() -> None:
    preprocessing = Preprocessing("scale", size=(12, 10), colour="grey")
    data = mixed(preprocessing)
    seen = look(data, Chosen("train", 3), preprocessing, Prepared(preprocessing))
    assert (seen.name, seen.found, seen.made.shape) == ("cats/3.png", (23, 30, 3), (12, 10, 1))
    assert np.array_equal(seen.made, data.x_train[3])
    assert seen.values is not None
    assert float(seen.values.max()) <= 1


def test_that_a_size_that_is_not_loaded_yet_is_tried_on_the_one_picture() -> None:
    data, wanted = mixed(Preprocessing()), Preprocessing(size=(8, 8), invert=True)
    seen = look(data, Chosen("train", 0), wanted, Prepared(wanted))
    assert seen.made.shape == (8, 8, 3)


def test_that_what_was_measured_on_another_shape_is_not_applied() -> None:
    data, wanted = mixed(Preprocessing()), Preprocessing("standardise_pixel", size=(8, 8))
    measured = measure(wanted, data, ALL)
    assert look(data, Chosen("train", 0), wanted, measured.prepared).values is None


def test_that_a_file_that_is_gone_is_said_and_the_loaded_picture_shown() -> None:
    data = mixed(Preprocessing())
    assert isinstance(data.originals, Files)
    data.originals.gone = True
    seen = look(data, Chosen("test", 1), Preprocessing(), None)
    assert (seen.trouble, seen.found, seen.values) == ("The file cats/0.png is gone.", (16, 16, 3), None)


def test_that_numbers_below_zero_are_shown_blue_and_those_above_red() -> None:
    values = np.array([[[-2.0], [0.0], [1.0], [2.0]]], np.float32)
    picture = shown(values, "standardise")
    assert (picture.colours, picture.low, picture.high) == ("diverging", "−2", "2")
    below, zero, _, above = picture.picture[0].astype(int)
    assert below[2] > below[0]
    assert above[0] > above[2]
    assert min(zero) > 240


def test_that_colours_below_zero_are_shown_from_the_least_to_the_greatest_number() -> None:
    values = np.array([[[-1.5, 0, 1], [2.5, 0, 1]]], np.float32)
    picture = shown(values, "standardise")
    assert (picture.colours, picture.low, picture.high) == ("grey", "−1.5", "2.5")
    assert picture.picture[0, :, 0].tolist() == [0, 255]


def test_that_a_dark_picture_stays_dark_where_the_method_has_a_range() -> None:
    assert shown(np.full((2, 2, 1), 0.1, np.float32), "scale").picture.max() == 26


def test_that_large_pictures_are_reduced_for_showing() -> None:
    assert reduced(np.zeros((3000, 1000, 3), np.uint8)).shape == (256, 85, 3)
    assert shown(np.zeros((2000, 3000, 1), np.float32), "raw").picture.shape[1] <= 256
