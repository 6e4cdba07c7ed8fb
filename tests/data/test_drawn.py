"""Drawings of a project as a data set: whole, in their classes, and as a network gets them."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.collected import DIGITS, MOST_SIDE, Collected, classes_of
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import MNISTS_WAY, ink_to_input
from cnnstudio.core.pictures.sheet import Sheet, inked, kept, sheet_to_input
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import everything
from cnnstudio.data.drawn import encoded, file_name, number_of, picture_of, rendered
from cnnstudio.data.library import load
from cnnstudio.data.pictures.refusal import BadPicture
from cnnstudio.data.reshaping import reshape
from cnnstudio.data.sources import DRAWN

RECIPE = DataRecipe(DRAWN)


def ink(number):
    """A stroke whose place tells the number, on paper of 60 × 50."""
    values = np.zeros((60, 50), np.uint8)
    values[5 + number % 20 : 40, 10 + number % 7 : 20] = 255
    values[30:36, 10:45] = 100 + number
    return values


def drawing(number, label="7", picture=None):
    return Collected(number, label, "2026-01-01T00:00:00+00:00", encoded(ink(number) if picture is None else picture))


def loaded(drawings, geometry=None, recipe=RECIPE):
    return load(recipe, geometry or Geometry(), drawings=lambda path: tuple(drawings))


def test_that_what_is_kept_of_a_picture_is_the_picture():
    for picture in (ink(3), np.dstack([ink(1), ink(2), ink(3)])):
        found = picture_of(drawing(1, picture=picture))
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found[..., 0] if picture.ndim == 2 else found, picture)


def test_that_a_large_picture_is_brought_to_the_most_that_is_kept():
    large = np.zeros((2000, 1000), np.uint8)
    large[500:1500, 300:700] = 255
    assert picture_of(drawing(1, picture=large)).shape == (MOST_SIDE, MOST_SIDE // 2, 1)


@pytest.mark.parametrize("value", [0, 255])
def test_that_empty_paper_is_not_kept(value):
    with pytest.raises(StudioError, match="nothing on the paper"):
        encoded(np.full((60, 50), value, np.uint8))


def test_that_digits_make_ten_classes_and_other_labels_their_own():
    assert loaded([drawing(number, str(number % 2)) for number in range(6)]).labels == DIGITS
    assert loaded([drawing(number, "ab"[number % 2]) for number in range(6)]).labels == ("a", "b")
    assert classes_of({"10", "9", "cat", "1"}) == ("1", "9", "10", "cat")


def test_that_every_drawing_is_there_once_as_mnists_makers_would_have_it():
    drawings = [drawing(number, str(number % 3)) for number in range(30)]
    data = loaded(drawings)
    assert (data.title, data.input_shape, data.own_test, data.sizes) == ("My digits", (28, 28, 1), False, "")
    assert (len(data.x_train), len(data.x_test)) == (24, 6)
    numbers = {}
    for part, y in (("train", data.y_train), ("test", data.y_test)):
        x = data.x_train if part == "train" else data.x_test
        for place, label in enumerate(y):
            number = number_of(data.originals.name(part, place))
            numbers[number] = int(label)
            np.testing.assert_array_equal(data.originals.read(part, place)[..., 0], ink(number))
            np.testing.assert_array_equal(x[place], ink_to_input(ink(number) / 255, (28, 28, 1), MNISTS_WAY))
    assert numbers == {number: number % 3 for number in range(30)}


def test_that_one_more_drawing_moves_at_most_one_other_to_another_part():
    drawings = [drawing(number) for number in range(20)]
    before, after = loaded(drawings[:-1]), loaded(drawings)
    tests = [{data.originals.name("test", place) for place in range(len(data.y_test))} for data in (before, after)]
    assert len(tests[0] - tests[1] - {file_name(drawings[-1])}) <= 1


def test_that_the_geometry_decides_on_the_shape_and_on_dark_and_light():
    drawings = [drawing(number) for number in range(4)]
    data = loaded(drawings, Geometry((32, 40), invert=True))
    assert data.input_shape == (32, 40, 1)
    assert data.x_train[0, 0, 0].tolist() == [255]
    assert data.x_train.min() == 0


@pytest.mark.parametrize("invert", [False, True])
def test_that_a_network_for_colours_gets_black_ink_as_it_does_of_the_paper_it_was_drawn_on(invert):
    drawings = [drawing(number) for number in range(4)]
    data = loaded(drawings, Geometry((32, 32), colour="colour", invert=invert))
    number = number_of(data.originals.name("train", 0))
    made = sheet_to_input(inked(ink(number) / 255), (32, 32, 3), replace(MNISTS_WAY, invert=invert))
    np.testing.assert_array_equal(data.x_train[0], made.array)
    assert data.x_train[0, 0, 0].tolist() == [0 if invert else 255] * 3


@pytest.mark.parametrize(("shade", "is_dark"), [(255, True), (140, False)])
def test_that_what_is_kept_of_a_drawing_is_to_a_network_for_colours_what_it_saw_when_it_was_drawn(shade, is_dark):
    planes = np.concatenate([ink(3)[..., None]] + [ink(3)[..., None] // 255 * np.uint8(shade)] * 3, axis=2)
    planes[..., 0] = planes[..., 1:].any(2) * np.uint8(255)
    sheet = Sheet(planes, is_dark)
    made = sheet_to_input(sheet, (32, 32, 3))
    again = rendered(picture_of(drawing(1, picture=kept(sheet, made))), (32, 32, 3))
    assert np.abs(again.astype(int) - made.array).max() <= 1


def test_that_drawings_in_colours_keep_them_for_a_network_that_takes_them_and_are_ink_for_another():
    paper = np.full((60, 60, 3), 255, np.uint8)
    paper[10:50, 25:35] = (200, 0, 0)
    drawings = [drawing(1, picture=paper), drawing(2)]
    coloured, grey = loaded(drawings), loaded(drawings, Geometry(colour="grey"))
    assert (coloured.input_shape, grey.input_shape) == ((28, 28, 3), (28, 28, 1))
    x, _ = everything(coloured)
    (red,) = [picture for picture in x if (picture[14, 14] == (200, 0, 0)).all()]
    assert red[0, 0].tolist() == [255, 255, 255]
    rows = np.flatnonzero((red < 255).any((1, 2)))
    assert rows[-1] - rows[0] + 1 == 20
    assert all(picture[0, 0, 0] == 0 and picture.max() == 255 for picture in everything(grey)[0])
    assert coloured.sizes == "60 × 50 to 60 × 60"


def test_that_a_picture_that_has_the_networks_shape_is_left_as_it_is():
    picture = np.arange(28 * 28, dtype=np.uint32).reshape(28, 28).astype(np.uint8)
    drawings = [drawing(number, picture=picture) for number in range(2)]
    np.testing.assert_array_equal(loaded(drawings).x_train[0][..., 0], picture)
    assert (loaded(drawings, Geometry(invert=True)).x_train[0][..., 0] != picture).any()


def test_that_no_drawings_are_refused_with_what_to_do():
    with pytest.raises(StudioError, match="Draw page"):
        loaded([])
    with pytest.raises(StudioError, match="1 of them"):
        loaded([Collected(1, "7", "", b"")])


def test_that_one_drawing_a_class_is_too_few_to_train_on_and_enough_to_be_scored():
    drawings = [drawing(1, "1"), drawing(2, "2")]
    with pytest.raises(StudioError, match="at least two"):
        loaded(drawings)
    whole = load(RECIPE, whole=True, drawings=lambda path: drawings)
    assert len(everything(whole)[0]) == 2


def test_that_damaged_drawings_are_left_out_and_named():
    drawings = [drawing(number) for number in range(4)]
    bad = [Collected(9, "7", "", b""), Collected(10, "7", "", b"\x89PNG no picture")]
    data = loaded([*drawings, *bad])
    assert len(data.y_train) + len(data.y_test) == 4
    (finding,) = data.findings
    assert finding.text.startswith("2 drawings are damaged")
    assert [line.split(":")[0] for line in finding.details] == ["7/9.png", "7/10.png"]


def test_that_a_picture_larger_than_the_program_keeps_is_not_decoded():
    stream = io.BytesIO()
    Image.new("L", (MOST_SIDE + 1, MOST_SIDE)).save(stream, "PNG")
    with pytest.raises(BadPicture):
        picture_of(Collected(1, "7", "", stream.getvalue()))


def test_that_other_drawings_make_another_data_set_and_the_same_ones_the_same():
    drawings = [drawing(number) for number in range(4)]
    first = loaded(drawings)
    assert loaded(list(drawings)) is first
    assert loaded(drawings[:3]) is not first
    relabelled = [Collected(each.number, "3", each.made, each.png) for each in drawings]
    assert loaded(relabelled).y_train.tolist() == [3, 3, 3]


def test_that_the_path_of_the_recipe_says_whose_drawings_are_meant():
    asked = []

    def drawings(path):
        asked.append(path)
        return [drawing(number) for number in range(4)]

    load(RECIPE, drawings=drawings)
    load(DataRecipe(DRAWN, "other.cnnstudio"), drawings=drawings)
    assert asked == ["", "other.cnnstudio"]
    with pytest.raises(StudioError, match="of a project"):
        load(RECIPE)


@given(label=st.text(min_size=1, max_size=30), number=st.integers(1, 10**9))
@settings(deadline=None)
def test_that_the_name_of_a_file_is_safe_and_tells_the_number(label, number):
    name = file_name(Collected(number, label, "", b""))
    folder, file = name.split("/")
    assert number_of(name) == number
    assert folder not in ("", ".", "..")
    assert not set(name) & set('\\:*?"<>|\n\x00')
    assert file == f"{number}.png"


def test_that_ink_on_black_paper_keeps_its_colours_and_a_photograph_goes_as_the_geometry_says():
    black = np.zeros((60, 60, 3), np.uint8)
    black[10:50, 25:35] = (0, 180, 90)
    found = rendered(black, (28, 28, 3), Geometry())
    rows = np.flatnonzero(found.any((1, 2)))
    assert (rows[-1] - rows[0] + 1, found[0, 0].tolist()) == (20, [0, 0, 0])
    assert found[14, 14].tolist() == [0, 180, 90]
    photograph = np.random.default_rng(1).integers(0, 256, (56, 56, 3), np.uint8)
    np.testing.assert_array_equal(
        rendered(photograph, (28, 28, 3), Geometry()), reshape(photograph, Geometry(), (28, 28, 3))
    )
    assert rendered(photograph, (28, 28, 1), Geometry()).shape == (28, 28, 1)


WHOLE = encoded(ink(3))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(WHOLE)))
@settings(deadline=None, max_examples=300)
def test_that_any_bytes_are_a_picture_within_bounds_or_refused(changes, length):
    content = bytearray(WHOLE)
    for place, value in changes:
        content[place] = value
    try:
        found = picture_of(Collected(1, "7", "", bytes(content[:length])))
    except BadPicture:
        return
    assert found.dtype == np.uint8
    assert found.ndim == 3
    assert found.shape[0] * found.shape[1] <= MOST_SIDE**2
