"""Features on the disk: whole or not at all, found again by their pictures, and bounded."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.features.store import FeatureStore, digests_of, key_of

SHAPE = (2, 3)


def pictures(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 4, 4, 1), np.uint8)


def digests(count: int, seed: int = 0) -> list[bytes]:
    return [each for part in digests_of(pictures(count, seed)) for each in part]


def rows(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 6)).astype(np.float32)


def store(folder: Path, key: str = "one", most: int | None = None) -> FeatureStore:
    return FeatureStore(key, SHAPE, folder, most)


def keep(folder: Path, count: int, seed: int = 0, key: str = "one", most: int | None = None) -> FeatureStore:
    found = store(folder, key, most)
    writer = found.writer()
    for start in range(0, count, 4):
        writer.add(rows(count, seed)[start : start + 4], digests(count, seed)[start : start + 4])
    found.put(writer)
    return found


def pieces(folder: Path, key: str = "one") -> list[Path]:
    return sorted((folder / key).glob("*.rows"))


def test_that_what_was_kept_is_found_by_its_pictures_in_any_order(tmp_path: Path) -> None:
    keep(tmp_path, 10)
    keep(tmp_path, 5, seed=1)
    found, wanted = store(tmp_path), [*digests(10)[::-1], *digests(5, 1), digests(10)[3]]
    expected = np.concatenate([rows(10)[::-1], rows(5, 1), rows(10)[3:4]]).reshape(-1, *SHAPE)
    taken = found.rows(wanted)
    assert taken.shape == (16, 2, 3)
    np.testing.assert_array_equal(taken[:], expected)
    np.testing.assert_array_equal(taken[4:12], expected[4:12])
    np.testing.assert_array_equal(taken[np.array([15, 0, 11])], expected[[15, 0, 11]])
    np.testing.assert_array_equal(taken[7], expected[7])
    assert digests(3, seed=9)[0] not in found


def test_that_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    writer = store(tmp_path).writer()
    writer.add(rows(4), digests(4))
    assert digests(4)[0] not in store(tmp_path)
    writer.close()
    assert list((tmp_path / "one").iterdir()) == []
    store(tmp_path).put(store(tmp_path).writer())
    assert list((tmp_path / "one").iterdir()) == []


def test_that_damaged_and_foreign_files_are_computed_anew(tmp_path: Path) -> None:
    keep(tmp_path, 10)
    path = pieces(tmp_path)[0]
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[100] ^= 1
    for content in (whole[:-5], bytes(flipped), b"", whole + b"x", b"\xff" * len(whole)):
        path.write_bytes(content)
        assert digests(10)[0] not in store(tmp_path)
        assert not path.exists()
    path.write_bytes(whole)
    assert digests(10)[0] in store(tmp_path)
    assert digests(10)[0] in store(tmp_path)


@pytest.mark.parametrize("place", [0.0, 0.123, 0.5, 0.777, 1.0])
def test_that_one_bit_anywhere_in_a_large_file_is_noticed(tmp_path: Path, place: float) -> None:
    found = FeatureStore("one", (1000,), tmp_path)
    writer = found.writer()
    for seed in range(5):
        writer.add(np.full((50, 1000), seed, np.float32), digests(50, seed))
    found.put(writer)
    path = pieces(tmp_path)[0]
    content = bytearray(path.read_bytes())
    assert len(content) > 1_000_000
    content[64 + round(place * (len(content) - 65))] ^= 64
    path.write_bytes(content)
    assert digests(1)[0] not in FeatureStore("one", (1000,), tmp_path)
    assert not path.exists()


def test_that_a_piece_that_cannot_be_read_now_stays_for_another_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, 4)
    with monkeypatch.context() as context:

        def refused(*_: object) -> None:
            raise PermissionError

        context.setattr(Path, "open", refused)
        assert digests(4)[0] not in store(tmp_path)
    assert digests(4)[0] in store(tmp_path)


def test_that_reading_what_is_there_can_be_ended(tmp_path: Path) -> None:
    keep(tmp_path, 4)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        FeatureStore("one", SHAPE, tmp_path, between=stop)
    assert digests(4)[0] in store(tmp_path)


def test_that_a_row_the_disk_took_half_of_spoils_no_other(tmp_path: Path) -> None:
    found = store(tmp_path)
    writer = found.writer()
    writer.add(rows(4), digests(4))
    writer._file.write(b"half a row")
    found.put(writer)
    np.testing.assert_array_equal(store(tmp_path).rows(digests(4))[:], rows(4).reshape(-1, *SHAPE))


def test_that_the_longest_unused_goes_first_and_what_is_wanted_now_stays(tmp_path: Path) -> None:
    for number, key in enumerate(("old", "older", "new")):
        keep(tmp_path, 50, key=key)
        for path in pieces(tmp_path, key):
            os.utime(path, (1000 - 500 * (key == "older") + number, 1000 - 500 * (key == "older") + number))
    size = pieces(tmp_path, "new")[0].stat().st_size
    keep(tmp_path, 50, key="now", most=3 * size)
    assert [bool(pieces(tmp_path, key)) for key in ("old", "older", "new", "now")] == [True, False, True, True]
    keep(tmp_path, 50, seed=2, key="now", most=10)
    assert [len(pieces(tmp_path, key)) for key in ("old", "new", "now")] == [0, 0, 2]


def test_that_unfinished_files_of_long_ago_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    old, new = tmp_path / "other" / "a.part", tmp_path / "other" / "b.part"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (1000, 1000))
    keep(tmp_path, 4)
    assert (old.exists(), new.exists()) == (False, True)


def test_that_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("in the way")
    found = store(tmp_path)
    assert not found.has_room(1)
    with pytest.raises(StudioError, match="could not be written"):
        found.writer()
    found.put_in_memory(rows(4), digests(4))
    np.testing.assert_array_equal(found.rows(digests(4))[:], rows(4).reshape(-1, *SHAPE))


def test_that_a_disk_without_room_is_known_before(tmp_path: Path) -> None:
    assert store(tmp_path).has_room(10)
    assert not store(tmp_path).has_room(10**15)


def test_that_other_facts_are_another_key() -> None:
    assert key_of("a", 1) != key_of("a", 2)
    assert key_of("a", 1) == key_of("a", 1)


class FullDisk:
    """A file on a disk that takes nothing more: what was not written yet is refused as it is closed, too."""

    closed = False

    def seek(self, _: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self.closed = True
        raise OSError(errno.ENOSPC, "No space left on device")


def test_that_a_full_disk_is_told_once_and_keeps_nothing_of_what_it_did_not_take(tmp_path: Path) -> None:
    found = store(tmp_path)
    writer = found.writer()
    writer.add(rows(4), digests(4))
    writer._file.close()
    writer._file = FullDisk()  # type: ignore[assignment]
    with pytest.raises(StudioError, match="No space left on device"):
        found.put(writer)
    found.put(writer)  # as whoever keeps what is there at the end
    assert not list(tmp_path.glob("*/*"))
