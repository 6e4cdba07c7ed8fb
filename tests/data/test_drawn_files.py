"""Drawings in files: what any program reads, and what the program itself reads back."""

import zipfile

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import everything
from cnnstudio.data.drawn import encoded, rendered
from cnnstudio.data.drawn_files import write_npz, write_zip
from cnnstudio.data.library import load


def ink(number):
    values = np.zeros((60, 50), np.uint8)
    values[5 + number : 40, 10 + number : 20 + number] = 255
    return values


@pytest.fixture
def drawings():
    """Six drawings of two labels, and a damaged one."""
    whole = [Collected(number, "3" if number % 2 else "8", "", encoded(ink(number))) for number in range(1, 7)]
    return (*whole, Collected(7, "3", "", b""))


def test_that_a_zip_has_a_folder_a_label_and_each_drawing_as_it_was_drawn(drawings, tmp_path):
    path = tmp_path / "mine.zip"
    write_zip(path, drawings)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[:-1] == ["3/1.png", "8/2.png", "3/3.png", "8/4.png", "3/5.png", "8/6.png"]
        assert archive.read("labels.csv").decode().splitlines()[:2] == ["filename,label", "3/1.png,3"]
        with archive.open("8/4.png") as file:
            np.testing.assert_array_equal(np.asarray(Image.open(file)), ink(4))


def test_that_equal_drawings_make_equal_files(drawings, tmp_path):
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for path in (one, two):
        write_zip(path, drawings, (28, 28, 1))
    assert one.read_bytes() == two.read_bytes()


def test_that_the_program_reads_the_zip_back_as_the_network_sees_it(drawings, tmp_path):
    path = tmp_path / "mine.zip"
    write_zip(path, drawings, (32, 32, 1))
    data = load(DataRecipe("file", str(path)))
    assert (data.labels, data.input_shape) == (("3", "8"), (32, 32, 1))
    x, y = everything(data)
    wanted = {rendered(ink(each.number)[..., None], (32, 32, 1), Geometry()).tobytes() for each in drawings[:6]}
    assert {picture.tobytes() for picture in x} == wanted
    assert sorted(y) == [0, 0, 0, 1, 1, 1]


def test_that_the_program_reads_the_arrays_back(drawings, tmp_path):
    path = tmp_path / "mine.npz"
    write_npz(path, drawings, (20, 24, 1))
    with np.load(path) as arrays:
        assert (arrays["x"].shape, arrays["x"].dtype) == ((6, 20, 24, 1), np.uint8)
        assert sorted(arrays["y"]) == [3, 3, 3, 8, 8, 8]
    data = load(DataRecipe("file", str(path)))
    assert (data.labels, data.input_shape) == (tuple("0123456789"), (20, 24, 1))


def test_that_labels_which_a_disk_takes_for_one_have_folders_of_their_own(tmp_path):
    drawings = [
        Collected(number, label, "", encoded(ink(number))) for number, label in enumerate(("a/b", "a:b", "A_b"))
    ]
    write_zip(tmp_path / "mine.zip", drawings)
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert archive.namelist() == ["a_b/0.png", "a_b_2/1.png", "A_b_3/2.png", "labels.csv"]


def test_that_labels_which_no_folder_can_have_come_back(tmp_path):
    labels = ("train", "test", "a/b", ".a", "__MACOSX", "7", "x, “y”", "label")
    drawings = [
        Collected(10 * place + copy, label, "", encoded(ink(place + copy)))
        for place, label in enumerate(labels)
        for copy in (1, 2)
    ]
    write_zip(tmp_path / "mine.zip", drawings)
    data = load(DataRecipe("file", str(tmp_path / "mine.zip")))
    assert set(data.labels) == set(labels)
    _, y = everything(data)
    assert sorted(y) == [number for number in range(len(labels)) for _ in (1, 2)]


def test_that_no_drawings_are_refused(tmp_path):
    for write in (lambda path: write_zip(path, []), lambda path: write_npz(path, [], (28, 28, 1))):
        with pytest.raises(StudioError, match="no drawings"):
            write(tmp_path / "none")
        assert not (tmp_path / "none").exists()
