"""What was decoded once is found again, whole or not at all, and takes a bounded place on the disk."""

import errno
import gc
import os
import shutil
from collections import Counter, namedtuple
from pathlib import Path

import numpy as np
import PIL
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.paths import cache_folder
from cnnstudio.data import cache as cache_module
from cnnstudio.data.cache import PictureCache, key_of
from cnnstudio.data.pictures.reading import Outcome

ROWS = np.random.default_rng(1).integers(0, 256, (50, 8, 9, 3), np.uint8)


def outcome() -> Outcome:
    return Outcome((8, 9, 3), {3: "it is cut short"}, Counter({(8, 9): 50}), Counter(deep=2), 5, 1)


def keep(cache: PictureCache, key: str) -> None:
    writer = cache.writer(key)
    writer.start((8, 9, 3), len(ROWS))
    writer.add(ROWS[:20])
    writer.add(ROWS[20:])
    writer.finish(outcome())
    writer.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"cache.lock"}


def test_that_what_was_kept_is_found_with_all_that_was_noticed(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    assert cache.find("one") is None
    keep(cache, "one")
    found = cache.find("one")
    assert found is not None
    with_pictures, noticed = found
    np.testing.assert_array_equal(with_pictures[:], ROWS)
    assert noticed == outcome()
    with_pictures.close()


def test_that_it_lies_in_the_programs_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(PictureCache(), "one")
    assert (cache_folder() / "pictures" / "one.pixels").is_file()
    monkeypatch.delenv("CNNSTUDIO_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().is_relative_to(tmp_path) or os.name == "nt"


def test_that_nothing_is_found_of_what_was_not_finished(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    writer = cache.writer("one")
    writer.start((8, 9, 3), len(ROWS))
    writer.add(ROWS)
    assert cache.find("one") is None
    writer.close()
    assert names(tmp_path) == set()


@pytest.mark.parametrize("damage", ["cut", "zeroed", "gone", "side cut", "side empty", "side lies", "side of text"])
def test_that_a_damaged_one_is_not_found_and_can_be_made_anew(tmp_path: Path, damage: str) -> None:
    cache = PictureCache(tmp_path)
    keep(cache, "one")
    pixels, side = tmp_path / "one.pixels", tmp_path / "one.json"
    text = side.read_text()
    match damage:
        case "cut":
            pixels.write_bytes(pixels.read_bytes()[:-5])
        case "zeroed":
            pixels.write_bytes(bytes(pixels.stat().st_size))
        case "gone":
            pixels.unlink()
        case "side cut":
            side.write_text(text[: len(text) // 2])
        case "side empty":
            side.write_text("[]")
        case "side lies":
            side.write_text(text.replace("[8, 9, 3]", "[80000, -9, 3]"))
        case "side of text":
            side.write_bytes(b"\xff\xfe")
    assert cache.find("one") is None
    keep(cache, "one")
    found = cache.find("one")
    assert found is not None
    found[0].close()


def test_that_the_longest_unused_goes_first_and_what_is_used_stays(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=3 * ROWS.nbytes)
    for age, key in enumerate(("oldest, in use", "old", "newer", "newest")):
        keep(cache, key)
        os.utime(tmp_path / f"{key}.json", (1000 + age, 1000 + age))
    used = cache.find("oldest, in use")
    os.utime(tmp_path / "oldest, in use.json", (1, 1))
    cache.sweep(keep="newest")
    assert {name.removesuffix(".pixels") for name in names(tmp_path) if name.endswith(".pixels")} == {
        "oldest, in use",
        "newer",
        "newest",
    }
    assert used is not None
    used[0].close()
    del used
    gc.collect()
    assert not any(name.endswith(".use") for name in names(tmp_path))


def test_that_what_a_process_left_that_is_gone_is_cleared_away(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=0)
    keep(cache, "one")
    gone = 2**22 + 5  # no process has a number so high
    host = cache_module._HOST
    for name in (f"one.{host}-{gone}-0.use", f"two.{host}-{gone}-1.part", f"three.{host}-{os.getpid()}-2.part"):
        (tmp_path / name).touch()
    cache.sweep(keep="")
    assert names(tmp_path) == {f"three.{host}-{os.getpid()}-2.part"}


def test_that_what_another_computer_uses_stays_until_it_is_old(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=0)
    keep(cache, "one")
    mark = tmp_path / f"one.0badf00d-{2**22 + 5}-0.use"  # no process of this computer has that number
    mark.touch()
    cache.sweep(keep="")
    assert {"one.pixels", mark.name} <= names(tmp_path)
    os.utime(mark, (1, 1))
    cache.sweep(keep="")
    assert names(tmp_path) == set()


@pytest.mark.parametrize("text", ["[" * 100_000, '{"version": 1, "shape": [8, 9, 3], "bytes": 216, "left_out": []}'])
def test_that_a_side_file_of_any_content_is_no_more_than_not_found(tmp_path: Path, text: str) -> None:
    cache = PictureCache(tmp_path)
    keep(cache, "one")
    (tmp_path / "one.json").write_text(text)
    assert cache.find("one") is None


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EIO, "the disk is there"), (errno.EACCES, "Allow yourself"), (errno.ENOSPC, "Free")]
)
def test_that_a_folder_that_cannot_be_written_to_is_named_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    writer = PictureCache(tmp_path / "mine").writer("one")
    with pytest.raises(StudioError) as caught:
        writer.start((8, 9, 3), 1)
    writer.close()
    assert str(tmp_path / "mine") in str(caught.value)
    assert words in caught.value.hint


def test_that_another_version_of_the_decoder_has_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of("one", 2)
    assert key == key_of("one", 2) != key_of("one", 3)
    monkeypatch.setattr(PIL, "__version__", "0")
    assert key_of("one", 2) != key


def test_that_a_disk_too_full_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 0, 3 * 10**8))
    writer = PictureCache(tmp_path).writer("one")
    with pytest.raises(StudioError, match=r"need 1\.5 GB on the disk, but only 300 MB are free"):
        writer.start((1000, 500, 3), 1000)
    writer.close()
    assert names(tmp_path) == set()
