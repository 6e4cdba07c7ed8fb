"""Blocks of bytes come back as they were packed; whatever else the bytes are is refused with a ValueError."""

import json
import random

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.files.project import arrays_blob, run_blobs, weights_blob

NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name != "__metadata__")
KINDS = st.sampled_from(["?", "i1", "u1", "<i2", ">i4", "<u4", "i8", "u8", "<f2", ">f4", "f8"])
ARRAYS = KINDS.flatmap(lambda kind: arrays_of.arrays(kind, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4)))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, ARRAYS, max_size=5), st.dictionaries(st.sampled_from("abc"), st.text(), max_size=3))
def test_that_arrays_of_any_kind_and_order_come_back(given_arrays, texts):
    data = bytearray(arrays_blob.pack(given_arrays, texts))
    found, told = arrays_blob.unpack(data)
    # The library reads the same.
    assert {name: array.tobytes() for name, array in safetensors.numpy.load(bytes(data)).items()} == {
        name: array.tobytes() for name, array in found.items()
    }
    assert list(found) == list(given_arrays)
    assert told == texts
    for name, array in given_arrays.items():
        assert found[name].dtype == array.dtype.newbyteorder("<")
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()
        assert found[name].flags.writeable
        assert found[name].flags.aligned


def block(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(kind="F32", shape=(1,), place=(0, 4)):
    return {"dtype": kind, "shape": list(shape), "data_offsets": list(place)}


FOUR = b"\x00" * 4
HOSTILE = {
    "nothing": b"",
    "short": b"\x08",
    "header longer than the data": (2**63).to_bytes(8, "little") + b"{}",
    "no metadata": block({"a": entry()}, FOUR),
    "no order": block({"__metadata__": {}, "a": entry()}, FOUR),
    "order of numbers": block({"__metadata__": {"order": "[1]"}, "a": entry()}, FOUR),
    "order of lists": block({"__metadata__": {"order": '[["a"]]'}, "a": entry()}, FOUR),
    "order twice the same": block({"__metadata__": {"order": '["a", "a"]'}, "a": entry(), "b": entry()}, FOUR),
    "order is deep": block({"__metadata__": {"order": "[" * 100_000}, "a": entry()}, FOUR),
    "metadata of numbers": block({"__metadata__": {"order": '["a"]', "x": 1}, "a": entry()}, FOUR),
    "metadata a list": block({"__metadata__": ["order"], "a": entry()}, FOUR),
    "header a list": block([1, 2]),
    "header a number": block(b"7"),
    "header is deep": block(b"[" * 100_000),
    "header no text": block(b"\xff\xfe{}"),
    "a huge number": block(b'{"__metadata__": ' + b"9" * 5000 + b"}"),
    "a huge shape": block({"__metadata__": {"order": '["a"]'}, "a": entry(shape=(2**40, 2**40))}, FOUR),
    "a negative shape": block({"__metadata__": {"order": '["a"]'}, "a": entry(shape=(-1,))}, FOUR),
    "places beyond the end": block({"__metadata__": {"order": '["a"]'}, "a": entry(place=(0, 4000))}, FOUR),
    "places that overlap": block(
        {"__metadata__": {"order": '["a", "b"]'}, "a": entry(), "b": entry(place=(0, 4))}, FOUR
    ),
    "bytes to spare": block({"__metadata__": {"order": '["a"]'}, "a": entry()}, FOUR * 2),
    "an unknown kind": block({"__metadata__": {"order": '["a"]'}, "a": entry("PICKLE")}, FOUR),
    "complex numbers": block({"__metadata__": {"order": '["a"]'}, "a": entry("C64", place=(0, 8))}, FOUR * 2),
    "a kind numpy lacks": block({"__metadata__": {"order": '["a"]'}, "a": entry("BF16", (2,))}, FOUR),
}


def test_that_a_block_of_too_many_arrays_is_refused(monkeypatch, refused):
    arrays = {str(number): np.zeros(1, np.uint8) for number in range(4)}
    data = arrays_blob.pack(arrays)
    monkeypatch.setattr(arrays_blob, "MOST_ARRAYS", 3)
    with pytest.raises(ValueError, match="too many"):
        arrays_blob.unpack(data)
    assert "holds" in refused(arrays_blob.pack, arrays)


@pytest.mark.parametrize("what", HOSTILE)
def test_that_a_block_nobody_packed_is_refused(what):
    with pytest.raises(ValueError):
        arrays_blob.unpack(HOSTILE[what])
    with pytest.raises(ValueError):
        weights_blob.unpack(HOSTILE[what])


LABELS = ("null", "eins é")
ROW = np.array([0, 1, 1], np.int32)
SURE = np.array([0.5, np.nan, 1], np.float32)
OUTCOMES = Outcomes(LABELS, ROW, ROW[::-1], SURE, SURE, float("nan"))
HEALTH = Health(3, 9, (LayerHealth("conv2d_1", 1, 2), LayerHealth("dense_1", 0, 5)), (4, 5), (9, 0))
PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
SNAPSHOT = Snapshot(3, "conv2d_1", np.ones((3, 3, 3, 2), np.float32), "pool", np.ones((4, 4, 2), np.float16), PICTURE)
NOTHING = Snapshot(1, "", np.zeros((0,), np.float32), "", np.zeros((0, 0, 0), np.float16), PICTURE)


def unpack_snapshot(data):
    return run_blobs.unpack_snapshot(3, data, run_blobs.pack_picture(PICTURE))


READERS = {
    "outcomes": (run_blobs.pack_outcomes(OUTCOMES), run_blobs.unpack_outcomes),
    "batches": (run_blobs.pack_batches(np.ones((4, 3), np.float32)), run_blobs.unpack_batches),
    "health": (run_blobs.pack_health(HEALTH), lambda data: run_blobs.unpack_health(3, data)),
    "snapshot": (run_blobs.pack_snapshot(SNAPSHOT), unpack_snapshot),
}


@pytest.mark.parametrize("kind", READERS)
def test_that_every_changed_byte_gives_a_value_or_a_value_error(kind):
    data, read = READERS[kind]
    read(data)
    chance = random.Random(1)
    for _ in range(400):
        damaged = bytearray(data)
        damaged[chance.randrange(min(len(data), 500))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except ValueError:
            continue
    for length in range(0, len(data), 7):
        with pytest.raises(ValueError):
            read(data[:length])


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("what", HOSTILE)
def test_that_no_reader_takes_a_block_nobody_packed(kind, what):
    with pytest.raises(ValueError):
        READERS[kind][1](HOSTILE[what])


def test_that_a_snapshot_without_kernels_and_maps_comes_back():
    found = run_blobs.unpack_snapshot(1, run_blobs.pack_snapshot(NOTHING), run_blobs.pack_picture(PICTURE))
    assert (found.kernels.size, found.maps.size, found.kernel_layer) == (0, 0, "")


def test_that_health_with_counts_of_numpy_comes_back_as_plain_ones():
    counted = Health(1, np.int64(4), (LayerHealth("a", np.int64(1), 2),), tuple(np.bincount([0, 0, 1])), (2, 1))
    found = run_blobs.unpack_health(1, run_blobs.pack_health(counted))
    assert found == Health(1, 4, (LayerHealth("a", 1, 2),), (2, 1), (2, 1))
    assert type(found.predicted[0]) is int


def packed(arrays, **texts):
    return arrays_blob.pack(arrays, texts)


KINDS_OF_SNAPSHOT = {"kernels": np.zeros((3, 3, 1, 65), np.float32), "maps": np.zeros((4, 4, 1), np.float16)}
ONES = {name: np.ones(3, kind) for name, kind in run_blobs._OUTCOMES.items()}
WRONG = {
    "batches of two": (run_blobs.unpack_batches, packed({"batches": np.zeros((4, 2), np.float32)})),
    "batches of whole numbers": (run_blobs.unpack_batches, packed({"batches": np.zeros((4, 3), np.int32)})),
    "batches by another name": (run_blobs.unpack_batches, packed({"other": np.zeros((4, 3), np.float32)})),
    "too many kernels": (unpack_snapshot, packed(KINDS_OF_SNAPSHOT, kernel_layer="", map_layer="")),
    "no names of layers": (
        unpack_snapshot,
        packed({"kernels": np.zeros((3, 3, 1, 6), np.float32), "maps": np.zeros((4, 4, 1), np.float16)}),
    ),
    "maps too large": (
        unpack_snapshot,
        packed(
            {"kernels": np.zeros(0, np.float32), "maps": np.zeros((65, 4, 1), np.float16)},
            kernel_layer="",
            map_layer="",
        ),
    ),
    "outcomes of two lengths": (
        run_blobs.unpack_outcomes,
        packed({**ONES, "truth": np.ones(2, np.int32)}, labels='["a", "b"]', loss="1"),
    ),
    "a class that is none": (run_blobs.unpack_outcomes, packed(ONES, labels='["a"]', loss="1")),
    "a loss that is none": (run_blobs.unpack_outcomes, packed(ONES, labels='["a", "b"]', loss="much")),
    "labels that are numbers": (run_blobs.unpack_outcomes, packed(ONES, labels="[1, 2]", loss="1")),
    "labels that are deep": (run_blobs.unpack_outcomes, packed(ONES, labels="[" * 100_000, loss="1")),
    "no labels": (run_blobs.unpack_outcomes, packed(ONES, loss="1")),
}


@pytest.mark.parametrize("what", WRONG)
def test_that_arrays_of_another_shape_or_kind_are_refused(what):
    read, data = WRONG[what]
    with pytest.raises(ValueError):
        read(data)


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 4},
        {"pictures": -1},
        {"pictures": True},
        {"pictures": 2**60},
        {"layers": [{"layer": 1, "dead": 1, "of": 1}]},
        {"layers": [{"layer": "a", "dead": 1}]},
        {"layers": {"a": 1}},
        {"predicted": [0.5]},
        {"true": "many"},
        {"more": 1},
    ],
)
def test_that_health_with_a_wrong_value_is_refused(change):
    plain = {**json.loads(run_blobs.pack_health(HEALTH)), **change}
    with pytest.raises(ValueError):
        run_blobs.unpack_health(3, json.dumps(plain).encode())
