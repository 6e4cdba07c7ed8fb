"""What a person names is told by its content, whatever it is called."""

import gzip
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.library import load
from cnnstudio.data.opening import kind_of
from tests.data.batches import write_archive, write_batches, write_hundred
from tests.data.idx_files import write_pair


def pictures(folder: Path, count: int = 4) -> Path:
    for name in ("ants", "bees"):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = np.full((6, 6, 3), 20 * number, np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def arrays(path: Path) -> Path:
    with path.open("wb") as file:
        np.savez(file, x=np.arange(10 * 16, dtype=np.uint8).reshape(10, 4, 4), y=np.arange(10) % 2)
    return path


def test_that_every_kind_is_told_by_its_content(tmp_path: Path) -> None:
    write_batches(tmp_path / "ten")
    write_hundred(tmp_path / "hundred")
    write_pair(tmp_path / "idx", "train")
    write_pair(tmp_path / "packed", "train", packed=True)
    kinds = {
        pictures(tmp_path / "photos"): "folder of pictures",
        arrays(tmp_path / "mine.data"): ".npz file",
        tmp_path / "ten": "CIFAR-10, batches",
        tmp_path / "ten" / "data_batch_2": "CIFAR-10, batches",
        tmp_path / "hundred": "CIFAR-100, batches",
        write_archive(tmp_path / "somebody's", tmp_path / "ten"): "CIFAR archive",
        tmp_path / "idx": "IDX files",
        tmp_path / "packed": "IDX files",
        tmp_path / "packed" / "train-images-idx3-ubyte.gz": "IDX files",
    }
    assert {path: kind_of(path).title for path in kinds} == kinds


def test_that_each_of_them_is_loaded_with_its_names(tmp_path: Path) -> None:
    write_batches(tmp_path / "outer" / "cifar-10-batches-py")
    write_pair(tmp_path / "idx", "train")
    write_pair(tmp_path / "idx", "t10k", 8)

    def loaded(path: Path) -> tuple[str, tuple[str, ...], bool]:
        data = load(DataRecipe("file", str(path)))
        assert data.name == "file"
        return data.title, data.labels[:2], data.own_test

    assert loaded(pictures(tmp_path / "photos")) == ("photos", ("ants", "bees"), False)
    assert loaded(arrays(tmp_path / "a.npz")) == ("a.npz", ("0", "1"), False)
    assert loaded(tmp_path / "outer") == ("outer", ("airplane", "automobile"), True)
    assert loaded(tmp_path / "idx") == ("idx", ("0", "1"), True)
    packed = write_archive(tmp_path / "c.tar.gz", tmp_path / "outer" / "cifar-10-batches-py")
    assert loaded(packed) == ("c.tar.gz", ("airplane", "automobile"), True)


@pytest.mark.parametrize("names", [("train", "test", "meta"), ("test_batch", "data_batch_1", "other")])
def test_that_folders_of_pictures_called_as_batches_are_no_batches(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        pictures(tmp_path / "set" / name)
    assert kind_of(tmp_path / "set").title == "folder of pictures"
    assert kind_of(tmp_path).title == "folder of pictures"
    assert len(load(DataRecipe("file", str(tmp_path / "set"))).x_train) > 0


def test_that_an_uncompressed_archive_is_one_too(tmp_path: Path) -> None:
    write_batches(tmp_path / "ten")
    with tarfile.open(tmp_path / "c.tar", "w") as file:
        file.add(tmp_path / "ten", "cifar-10-batches-py")
    assert len(load(DataRecipe("file", str(tmp_path / "c.tar"))).x_train) == 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello world", "“a.zip” is a text, no .zip file"),
        ("grün\r\n\tund ".encode() * 40 + "ü".encode()[:1], "is a text"),
        (b"\xef\xbb\xbfa,b\n", "is a text"),
        (b"\0\1\2\3 hello", "not a whole .zip file"),
        (b"\xff\xfe\xfd hello", "not a whole .zip file"),
        (b"\x93NUMPY\x01\0", "one array"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"\x89PNG\r\n\x1a\n", "single picture"),
        (b"\xff\xd8\xff\xe0", "single picture"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"7z\xbc\xaf'\x1c", "7z"),
        (b"SQLite format 3\0", "project"),
        (b"\x80\x04\x95", "pickle, which is never opened"),
        (b"\x80\x02}q\x01.", "pickle, which is never opened"),
        (gzip.compress(b"some text", mtime=0), "neither IDX nor CIFAR"),
        (b"\x1f\x8b\x08", "neither IDX nor CIFAR"),
        (b"PK\x03\x04", "“a.zip”"),
        (b"PK\x05\x06" + bytes(18), "“a.zip”"),
    ],
)
def test_that_what_is_no_data_is_named_and_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=words) as caught:
        load(DataRecipe("file", str(path)))
    assert caught.value.hint


def test_that_what_a_reader_would_wait_on_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "away").symlink_to(tmp_path / "nothing")
    for name, words in (("pipe", "a device"), ("loop", "cannot be found"), ("away", "no file"), ("x\0y", "cannot be")):
        with pytest.raises(StudioError, match=words):
            load(DataRecipe("file", str(tmp_path / name)))


def test_that_a_source_without_a_file_says_so() -> None:
    with pytest.raises(StudioError, match="No file is named"):
        load(DataRecipe("file"))


@pytest.mark.parametrize("source", ["file", "mnist", "cifar-10"])
def test_that_a_file_in_the_home_of_somebody_unknown_is_not_there(source: str) -> None:
    with pytest.raises(StudioError, match="no file"):
        load(DataRecipe(source, "~nobody-of-this-name/pictures.zip"))


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="there is no file here that refuses to be read")
def test_that_a_disk_that_refuses_to_be_read_is_said() -> None:
    with pytest.raises(StudioError, match="cannot be read"):
        load(DataRecipe("file", "/proc/self/mem"))
