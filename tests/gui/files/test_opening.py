"""What a dropped path is taken for."""

import os
from pathlib import Path

import pytest

from cnnstudio.gui.files.opening import first_to_open, kind_of, title_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("my.cnnstudio", "project"),
        ("Net.KERAS", "network"),
        ("old.h5", "network"),
        ("older.hdf5", "network"),
        ("mine.weights.h5", "weights"),
        ("flowers.zip", "data"),
        ("mnist.npz", "data"),
        ("train-images-idx3-ubyte.gz", "data"),
        ("t10k-labels-idx1-ubyte", "data"),
        ("cifar-10-python.tar.gz", "data"),
        ("cat.JPG", "picture"),
        ("notes.txt", ""),
        ("lenet-lab.TOML", "lab"),
    ],
)
def test_that_a_file_is_taken_for_what_its_name_says(name: str, kind: str) -> None:
    assert kind_of(Path(name)) == kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89HDF\r\n\x1a\n and more", "network"),
        (b"SQLite format 3\x00", "project"),
        (b"PK\x03\x04", "network"),
        (b"text", ""),
        (b"", ""),
    ],
)
def test_that_where_the_name_says_nothing_the_first_bytes_do(start: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(start)
    assert kind_of(path) == kind


def test_that_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert kind_of(tmp_path / "pipe") == ""


def test_that_a_folder_is_data(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "data"


def test_that_of_several_paths_the_one_that_is_more_than_a_picture_is_opened() -> None:
    paths = [Path("a.txt"), Path("a.png"), Path("b.zip")]
    assert first_to_open(paths) == Path("b.zip")
    assert first_to_open(paths[:2]) == Path("a.png")
    assert first_to_open(paths[:1]) is None


def test_that_a_project_is_called_after_its_data(tmp_path: Path) -> None:
    assert title_of(Path("cifar-10-python.tar.gz")) == "cifar-10-python"
    assert title_of(tmp_path) == tmp_path.name


@pytest.mark.parametrize(("ending", "kind"), [("", ""), (".py", "code"), (".zip", "data")])
def test_that_a_name_that_no_disk_takes_is_no_fault(ending: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * 300}{ending}"
    assert kind_of(path) == kind
    assert title_of(path)
