"""The download leaves the whole file, verified, or nothing and words."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.data import download as download_module
from cnnstudio.data import keras_cache
from cnnstudio.data.download import DownloadCancelled, download
from cnnstudio.data.library import datasets_folder, keras_file
from cnnstudio.data.sources import SOURCES
from tests.data.batches import write_archive, write_batches
from tests.data.serving import Serving, serving

BODY = bytes(range(256)) * 1000
DIGEST = hashlib.sha256(BODY).hexdigest()


class Handler(Serving):
    """Serves BODY, half of it under /cut, and refuses the rest."""

    def do_GET(self) -> None:
        if self.path not in {"/whole", "/cut"}:
            self.send_error(404)
            return
        self.give(BODY if self.path == "/whole" else BODY[: len(BODY) // 2], len(BODY))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(Handler, monkeypatch) as address:
        yield address


def fetch(url: str, digest: str = DIGEST, cancel: bool = False) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    download("mnist", lambda done, total: seen.append((done, total)), lambda: cancel, url=url, sha256=digest)
    return seen


def assert_nothing_kept() -> None:
    assert list(keras_file().parent.iterdir()) == []


def test_that_a_whole_download_stands_in_kerass_cache(server: str) -> None:
    seen = fetch(f"{server}/whole")
    assert keras_file().read_bytes() == BODY
    assert [path.name for path in keras_file().parent.iterdir()] == ["mnist.npz"]
    assert seen[-1] == (len(BODY), len(BODY))
    assert seen == sorted(seen)


def test_that_a_file_with_another_checksum_is_not_kept(server: str) -> None:
    with pytest.raises(StudioError, match="not the MNIST"):
        fetch(f"{server}/whole", digest="0" * 64)
    assert_nothing_kept()


def test_that_a_connection_cut_short_is_said_with_where_to_put_the_file(server: str) -> None:
    with pytest.raises(StudioError, match="broke off") as caught:
        fetch(f"{server}/cut")
    assert str(keras_file().parent) in caught.value.hint
    assert_nothing_kept()


def test_that_a_refusing_server_is_quoted(server: str) -> None:
    with pytest.raises(StudioError, match="HTTP 404"):
        fetch(f"{server}/elsewhere")
    assert_nothing_kept()


def test_that_an_unreachable_server_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(StudioError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/mnist.npz")
    assert_nothing_kept()


def test_that_cancelling_keeps_nothing(server: str) -> None:
    with pytest.raises(DownloadCancelled):
        fetch(f"{server}/whole", cancel=True)
    assert_nothing_kept()


def test_that_a_full_disk_is_said_and_the_older_file_stays(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keras_file().parent.mkdir(parents=True)
    keras_file().write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StudioError, match="The disk is full"):
        fetch(f"{server}/whole")
    assert [path.read_bytes() for path in keras_file().parent.iterdir()] == [b"older"]


def test_that_a_cache_that_cannot_be_made_is_said_in_words(server: str) -> None:
    keras_file().parents[1].parent.mkdir(parents=True, exist_ok=True)
    keras_file().parents[1].write_text("a file where the folder should be")
    with pytest.raises(StudioError, match="cannot be written"):
        fetch(f"{server}/whole")


def test_that_a_set_of_several_files_is_fetched_one_by_one_and_never_twice(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = f"md5:{hashlib.md5(BODY, usedforsecurity=False).hexdigest()}"
    pieces = [download_module.Piece(f"{server}/whole", digest, 1 << 20) for _ in range(3)]
    cut = download_module.Piece(f"{server}/cut", digest, 1 << 20)
    monkeypatch.setitem(download_module._PIECES, "fashion-mnist", (*pieces, cut))
    with pytest.raises(StudioError, match="broke off") as caught:
        download("fashion-mnist", lambda *_: None, lambda: False)
    assert "train-images-idx3-ubyte.gz" in caught.value.hint
    folder = keras_file("fashion-mnist")
    assert folder == keras_file().parent / "fashion-mnist"
    assert len(list(folder.iterdir())) == 3

    seen: list[tuple[int, int]] = []
    last = download_module.Piece(f"{server}/whole", digest, 1 << 20)
    elsewhere = download_module.Piece(f"{server}/elsewhere", digest, 1 << 20)
    monkeypatch.setitem(download_module._PIECES, "fashion-mnist", (elsewhere, elsewhere, elsewhere, last))
    assert download("fashion-mnist", lambda done, total: seen.append((done, total)), lambda: False) == folder
    assert seen[-1] == (4 * len(BODY), 0)
    assert sorted(each.name for each in folder.iterdir()) == sorted(keras_cache.FASHION)


def test_that_every_source_that_can_be_downloaded_has_pieces_with_a_checksum() -> None:
    for source in SOURCES:
        if source.download:
            for piece in download_module._PIECES[source.name]:
                kind, _, digest = piece.digest.partition(":")
                assert len(digest) == {"sha256": 64, "md5": 32}[kind]
                assert piece.url.startswith("https://")


def test_that_an_archive_that_is_there_whole_is_unpacked_and_not_fetched_again(tmp_path: Path) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "cifar.tar.gz", tmp_path / "own")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    place = datasets_folder() / "cifar-10-batches-py-target"
    place.parent.mkdir(parents=True, exist_ok=True)
    archive.rename(place.with_name(f"{place.name}_archive"))  # as where there was no room to unpack it
    download("cifar-10", lambda *_: None, lambda: False, url=archive.as_uri(), sha256=digest)
    assert len(list((place / "cifar-10-batches-py").iterdir())) >= 6


def test_that_what_killed_downloads_left_goes_when_it_is_a_day_old(server: str, tmp_path: Path) -> None:
    folder = keras_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    old, young, other = (folder / name for name in (f"mnist-{'0' * 16}.part", f"mnist-{'1' * 16}.part", "mnist-x.part"))
    for each in (old, young, other):
        each.write_bytes(b"half")
    for each in (old, other):
        os.utime(each, (0, 0))
    fetch(f"{server}/whole")
    assert sorted(each.name for each in folder.iterdir()) == sorted(["mnist.npz", young.name, other.name])


def test_that_half_unpacked_batches_go_when_they_are_a_day_old(tmp_path: Path) -> None:
    write_batches(tmp_path / "own")
    archive = write_archive(tmp_path / "cifar.tar.gz", tmp_path / "own")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    left, mine = (datasets_folder() / "cifar-10-batches-py-target" / name for name in (".cs-cifar-abcdefgh", "mine"))
    for each in (left, mine):
        each.mkdir(parents=True)
        (each / "data_batch_1").write_bytes(b"half")
        os.utime(each, (0, 0))
    download("cifar-10", lambda *_: None, lambda: False, url=archive.as_uri(), sha256=digest)
    assert (left.exists(), mine.exists()) == (False, True)
