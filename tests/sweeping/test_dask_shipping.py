"""What is sent to workers is known by its SHA-256, and is the same there as here."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping import on_dask_hands, shipping
from cnnstudio.sweeping.on_dask import OnDask
from cnnstudio.sweeping.shipping import Shipping, digest_of_file, is_sent, pack, unpack
from cnnstudio.sweeping.worker_kept import Kept
from tests.sweeping.dask_parts import project


def pictures(count: int = 12) -> DataSet:
    generator = np.random.default_rng(3)
    x = generator.integers(0, 256, (count, 4, 5, 1)).astype(np.uint8)
    y = np.arange(count, dtype=np.int64) % 2
    return DataSet("file", "Own", ("é", "b"), x[:8], y[:8], x[8:], y[8:], own_test=False)


@pytest.mark.parametrize("stored", [False, True])
def test_that_packed_pictures_are_unpacked_as_they_were(tmp_path: Path, stored: bool) -> None:
    given = pictures()
    if stored:
        raw = tmp_path / "raw"
        raw.write_bytes(given.x_train.tobytes() + given.x_test.tobytes())
        rows = StoredPictures(raw, (4, 5, 1), 12)
        given = replace(given, x_train=rows.select(np.arange(8)), x_test=rows.select(np.arange(8, 12)))
    pack(given, tmp_path / "packed")
    found = unpack(tmp_path / "packed")
    assert isinstance(found.x_train, StoredPictures) is stored
    assert (found.labels, found.title, found.own_test) == (("é", "b"), "Own", False)
    for name in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(found, name)[:], getattr(given, name)[:])


@pytest.mark.parametrize("damage", ["cut", "head", "empty"])
def test_that_damaged_pictures_are_refused_in_words(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "packed"
    pack(pictures(), path)
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[1:], "head": whole.replace(b'"counts"', b'"kounts"'), "empty": b""}[damage])
    with pytest.raises(StudioError, match="damaged"):
        unpack(path)


def test_that_the_same_pictures_are_packed_once_and_are_the_same_parcel(tmp_path: Path) -> None:
    own = tmp_path / "own.npz"
    data = pictures(40)
    np.savez(own, x_train=data.x_train[..., 0], y_train=data.y_train, x_test=data.x_test[..., 0], y_test=data.y_test)
    made = Shipping(tmp_path)
    one, other = (replace(project(seed), data=DataRecipe("file", str(own), subset=seed)) for seed in (5, 6))
    (parcel,) = made.parcels(one)
    assert made.parcels(other) == (parcel,)
    assert (parcel.kind, parcel.digest) == ("data", digest_of_file(made.file(parcel)))
    assert parcel.size == made.file(parcel).stat().st_size
    assert Shipping(tmp_path).parcels(one) == (parcel,)


def test_that_pictures_that_come_with_the_program_are_not_sent(tmp_path: Path) -> None:
    assert not is_sent(DataRecipe("mnist-10k"))
    assert not is_sent(DataRecipe("drawn"))
    assert is_sent(DataRecipe("mnist"))
    assert Shipping(tmp_path).parcels(project()) == ()


def test_that_runs_and_drawings_travel_in_one_file(tmp_path: Path) -> None:
    seed_file = tmp_path / "seed.cnnstudio"
    ProjectFile.create(seed_file, project()).close()
    (parcel,) = Shipping(tmp_path, seed_file).parcels(project())
    assert (parcel.kind, parcel.digest) == ("runs", digest_of_file(seed_file))


def test_that_too_much_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "MOST_BYTES", 10)
    seed_file = tmp_path / "seed.cnnstudio"
    ProjectFile.create(seed_file, project()).close()
    with pytest.raises(StudioError, match="more than the 10 B that are sent"):
        Shipping(tmp_path, seed_file).parcels(project())


def test_that_what_the_disk_here_refuses_is_no_loss_of_a_worker(tmp_path: Path) -> None:
    seed_file = tmp_path / "seed.cnnstudio"
    with pytest.raises(StudioError, match="does not exist"):
        Shipping(tmp_path, seed_file)._parcel("runs", seed_file, "The runs it needs")
    with pytest.raises(StudioError, match="does not exist"):
        on_dask_hands._piece(seed_file, 0)


class Came(asyncio.Future[dict[str, bytes]]):
    """What a worker gave, as Dask hands it over."""

    def release(self) -> None:
        """Nothing is held."""


def test_that_a_run_that_came_home_and_finds_no_place_is_no_loss_of_a_worker(tmp_path: Path) -> None:
    async def hand_over() -> None:
        came = Came()
        came.set_result({"bytes": b"a run"})
        client = SimpleNamespace(submit=lambda *_, **__: came)
        crew: Any = SimpleNamespace(
            _cluster=SimpleNamespace(shares_files=False),
            _folder=SimpleNamespace(path=tmp_path / "gone"),
            _work=SimpleNamespace(train=None),
        )
        await OnDask._hand_over(crew, client, {"key": "one"}, "address")

    with pytest.raises(StudioError, match="does not exist"):
        asyncio.run(hand_over())


# What a worker keeps

ONE, OTHER = "1" * 32, "2" * 32
"""Who sends."""


def sent(tmp_path: Path, content: bytes) -> tuple[Kept, str]:
    path = tmp_path / "content"
    path.write_bytes(content)
    return Kept(tmp_path / "kept", most=100), digest_of_file(path)


def test_that_pieces_become_a_parcel_that_is_there(tmp_path: Path) -> None:
    kept, digest = sent(tmp_path, b"0123456789")
    assert not kept.has(digest)
    for place in (0, 4, 8):
        kept.put(ONE, digest, place, b"0123456789"[place : place + 4])
    assert kept.finish(ONE, digest)
    path = Kept(tmp_path / "kept").whole(digest)
    assert path is not None
    assert path.read_bytes() == b"0123456789"


def test_that_what_came_otherwise_is_not_kept(tmp_path: Path) -> None:
    kept, digest = sent(tmp_path, b"right")
    kept.put(ONE, digest, 0, b"wrong")
    assert not kept.finish(ONE, digest)
    assert not kept.has(digest)
    assert not list((tmp_path / "kept").iterdir())


def test_that_a_parcel_that_was_damaged_since_is_sent_again(tmp_path: Path) -> None:
    kept, digest = sent(tmp_path, b"right")
    kept.put(ONE, digest, 0, b"right")
    kept.finish(ONE, digest)
    (tmp_path / "kept" / digest).write_bytes(b"wrong")
    later = Kept(tmp_path / "kept")
    assert later.has(digest)
    assert later.whole(digest) is None
    assert not later.has(digest)


def test_that_the_oldest_parcels_go_where_they_are_too_many(tmp_path: Path) -> None:
    for letter in (b"a", b"b", b"c"):
        kept, digest = sent(tmp_path, letter * 60)
        kept.put(ONE, digest, 0, letter * 60)
        kept.finish(ONE, digest)
    assert [path.read_bytes()[:1] for path in (tmp_path / "kept").iterdir()] == [b"c"]


def test_that_two_who_send_the_same_do_not_write_into_each_others(tmp_path: Path) -> None:
    kept, digest = sent(tmp_path, b"0123456789")
    kept.put(ONE, digest, 0, b"01234")
    kept.put(OTHER, digest, 0, b"01234")
    kept.put(ONE, digest, 5, b"56789")
    assert kept.finish(ONE, digest)
    assert kept.finish(OTHER, digest)  # whole already, though not by these pieces
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [digest]


def test_that_what_a_job_uses_or_is_being_sent_stays(tmp_path: Path) -> None:
    kept, used = sent(tmp_path, b"a" * 60)
    kept.put(ONE, used, 0, b"a" * 60)
    kept.finish(ONE, used)
    _, coming = sent(tmp_path, b"d" * 200)
    kept.put(OTHER, coming, 0, b"d" * 150)
    with kept.in_use([used]):
        for letter in (b"b", b"c"):
            _, digest = sent(tmp_path, letter * 60)
            kept.put(ONE, digest, 0, letter * 60)
            kept.finish(ONE, digest)
        assert kept.whole(used) is not None
    kept.put(OTHER, coming, 150, b"d" * 50)
    assert kept.finish(OTHER, coming)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [coming]


def test_that_parts_whose_sender_is_gone_go(tmp_path: Path) -> None:
    kept, digest = sent(tmp_path, b"whole")
    kept.put(OTHER, digest, 0, b"who")
    (part,) = (tmp_path / "kept").iterdir()
    os.utime(part, (0, 0))
    kept.put(ONE, digest, 0, b"whole")
    assert kept.finish(ONE, digest)
    assert not part.exists()


@pytest.mark.parametrize(
    ("sender", "name"), [(ONE, "../../elsewhere"), (ONE, ""), (ONE, "A" * 64), ("../elsewhere", "a" * 64)]
)
def test_that_nothing_is_written_under_another_name(tmp_path: Path, sender: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"no SHA-256|no sender"):
        Kept(tmp_path).put(sender, name, 0, b"")
