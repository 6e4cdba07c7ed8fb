"""A pickle is read as values, and nothing in it is ever run."""

import contextlib
import os
import pickle
import random
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data.arrays import plain_pickle
from tests.data.batches import array, batch, text


def read(tmp_path: Path, data: bytes, limit: int = plain_pickle.LIMIT) -> Any:
    path = tmp_path / "data_batch_1"
    path.write_bytes(data)
    return plain_pickle.read(path, limit)


def test_that_a_batch_of_python_2_is_read_whole(tmp_path: Path) -> None:
    pictures = np.arange(2 * 3072, dtype=np.uint64).astype(np.uint8).reshape(2, 3072)
    found = read(tmp_path, batch(pictures, [3, 9]))
    assert found[b"labels"] == [3, 9]
    assert found[b"filenames"] == [b"picture_0.png", b"picture_1.png"]
    np.testing.assert_array_equal(found[b"data"], pictures)


@pytest.mark.parametrize("value", [{}, [], (), None, True, 7, 300, -5, [1, [2, (3, 4)]], {5: (1, 2, 3, 4)}])
def test_that_plain_values_are_read_as_pickle_itself_reads_them(tmp_path: Path, value: object) -> None:
    data = pickle.dumps(value, protocol=2)
    assert read(tmp_path, data) == pickle.loads(data)


class Harm:
    """Would make a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", range(6))
def test_that_a_pickle_that_would_run_something_runs_nothing(tmp_path: Path, protocol: int) -> None:
    trap = tmp_path / "trap"
    with pytest.raises(StudioError):
        read(tmp_path, pickle.dumps({b"data": Harm(trap)}, protocol=protocol))
    assert not trap.exists()


NUMBERS = np.zeros((2, 3), np.uint8)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cut short"),
        (b"hello", "cut short or damaged"),
        (b"cos\nsystem\n.", "“os.system”"),
        (b"cnumpy\nload\n.", "“numpy.load”"),
        (b"cbuiltins\neval\nU\x011\x85R.", "“builtins.eval”"),
        (array(NUMBERS, b"f8") + b".", "numbers that are not bytes"),
        (array(NUMBERS, b"O8") + b".", "numbers that are not bytes"),
        (array(NUMBERS)[:-12] + b".", "damaged|which is not"),
        (b"K\x01K\x02R.", "a call"),
        (b"]K\x01b.", "an object"),
        (b"K\x01(e.", "damaged"),
        (b"e.", "damaged"),
        (b"h\x05.", "damaged"),
        (b"K\x01\x86.", "damaged"),
        (b"(K\x01K\x02K\x03d.", "the instruction DICT"),
        (b"\x8e" + struct.pack("<Q", 2**62) + b"x.", "damaged|which is not"),
        (b"r\xff\xff\xff\x7f.", "damaged"),
    ],
)
def test_that_anything_else_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        read(tmp_path, data)


def test_that_a_shape_must_fit_its_bytes(tmp_path: Path) -> None:
    whole = array(NUMBERS)
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path, whole.replace(struct.pack("<i", 2), struct.pack("<i", 2_000_000_000), 1) + b".")
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path, whole.replace(struct.pack("<i", 2), struct.pack("<i", -2), 1) + b".")


def test_that_a_file_is_never_read_beyond_its_limit(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="larger than"):
        read(tmp_path, text(bytes(200)) + b".", limit=100)


PUT, GET = b"q\x00", b"h\x00"
DOUBLED = b"))" + b"\x86" + (PUT + GET + b"\x86") * 40  # each tuple holds the one before it twice


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"})" + b"\x85" * 2_000_000 + b"K\x01s.", "more than 200,000 instructions"),
        (b"})" + b"\x85" * 150_000 + b"K\x01s.", "damaged"),
        (b"}" + DOUBLED + b"K\x01s.", "damaged"),
        (b"](" + DOUBLED + b"e.", "too deep"),
        (DOUBLED + b"a.", "damaged"),
        (b"}K\x01" + b")" + b"\x85" * 150_000 + b"s.", "too deep"),
        (b"}K\x01](" + b"](K\x01e" * 9 + b"e" * 9 + b"s.", "damaged"),
        (b"]" + PUT + GET + b"a.", "too many values"),
        (b"](" + (b"](" + b"K\x01" * 500 + b"e" + PUT + GET * 500) + b"e.", "too many values"),
        (b"})K\x01s.", "damaged"),
        (b"}]K\x01s.", "damaged"),
        (b"}\x88K\x01s.", "damaged"),
        (b"}NK\x01s.", "damaged"),
        (b"cnumpy\nndarray\n.", "a part of an array alone"),
        (b"}U\x04datacnumpy\nndarray\ns.", "a part of an array alone"),
    ],
    ids=range(15),
)
def test_that_values_deep_in_others_are_refused_before_they_cost_anything(
    tmp_path: Path, data: bytes, words: str
) -> None:
    # Python's own hash of the first would end the process, its hash of the third take hours.
    with pytest.raises(StudioError, match=words):
        read(tmp_path, data)


def test_that_a_shape_of_many_axes_is_never_multiplied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setattr(plain_pickle.math, "prod", lambda sizes: counted.append(len(sizes)) or 6)
    shape = b"J" + struct.pack("<i", 2) + b"M" + struct.pack("<H", 3) + b"\x86"
    many = b"(" + b"J\xff\xff\xff\x7f" * 80_000 + b"t"
    with pytest.raises(StudioError, match="more than 4 axes"):
        read(tmp_path, array(NUMBERS).replace(shape, many) + b".")
    large = b"(" + b"J\xff\xff\xff\x7f" * 4 + b"t"
    with pytest.raises(StudioError, match="damaged"):
        read(tmp_path, array(NUMBERS).replace(shape, large) + b".")
    assert counted == []
    assert read(tmp_path, array(NUMBERS) + b".").shape == (2, 3)
    assert counted == [2]


def test_that_a_batch_of_ten_thousand_pictures_is_far_within_the_limits(tmp_path: Path) -> None:
    found = read(tmp_path, batch(np.zeros((10_000, 3072), np.uint8), [7] * 10_000))
    assert (found[b"data"].shape, len(found[b"labels"])) == ((10_000, 3072), 10_000)


def test_that_a_large_file_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data_batch_1"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(StudioError, match="larger than"):
        plain_pickle.read(path)


def test_that_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(StudioError, match=r"is a folder|a device"):
            plain_pickle.read(path)


def test_that_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no file"):
        plain_pickle.read(tmp_path / "nothing")


@settings(max_examples=300, deadline=None)
@given(st.data())
@example(None)
def test_that_a_damaged_batch_is_read_or_refused_in_words(data: st.DataObject | None) -> None:
    whole = bytearray(batch(np.zeros((1, 3072), np.uint8), [1]))
    if data is not None:
        for _ in range(data.draw(st.integers(1, 4))):
            places = st.integers(0, 400) if data.draw(st.booleans()) else st.integers(len(whole) - 90, len(whole) - 1)
            whole[data.draw(places)] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch"
        path.write_bytes(whole)
        with contextlib.suppress(StudioError):
            plain_pickle.read(path)


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) in (bytes, int) and is_plain(each) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, bytes) or (value.dtype == np.uint8 and value.ndim <= 4)


def mutated(whole: bytes, chance: random.Random) -> bytes:
    """The batch with a few of its instructions changed, moved, said twice or left out; seldom its pictures."""
    data = bytearray(whole)
    for _ in range(chance.randint(1, 5)):
        place = chance.choice((chance.randrange(420), len(data) - chance.randint(1, 90)))
        length = chance.choice((0, 1, 2, 4, chance.randrange(60)))
        piece = bytes(data[place : place + length])
        match chance.randrange(5):
            case 0:
                data[place : place + 1] = chance.randbytes(1)
            case 1:
                data[place:place] = chance.choice(b"}])(.0NtesuabRK\x85\x86\x87\x88\x89qhrjc").to_bytes()
            case 2:
                data[place : place + length] = b""
            case 3:
                data[place:place] = piece * chance.choice((1, 2, 50))
            case _:
                other = chance.randrange(420)
                data[other:other] = piece
    return bytes(data)


def test_that_thousands_of_changed_batches_give_words_or_plain_values(tmp_path: Path) -> None:
    chance, path = random.Random(20), tmp_path / "data_batch_1"
    whole = batch(np.full((1, 3072), 60, np.uint8), [1])
    taken, said = 0, []
    for _ in range(3_000):
        path.write_bytes(mutated(whole, chance))
        try:
            found = plain_pickle.read(path)
        except StudioError as error:
            said.append(str(error))
        else:
            taken += 1
            assert is_plain(found)
    assert taken + len(said) == 3_000
    assert min(taken, len(said)) > 100
    assert all(each.isprintable() and len(each) < 250 for each in said)
