"""The weights of a base are downloaded whole and verified, to where Keras keeps them."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.bases import Base, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.paths import keras_home
from cnnstudio.data.base_download import download_weights
from cnnstudio.data.fetching import DownloadCancelled
from tests.data.serving import Serving, serving

BODY = bytes(range(256)) * 1000


class Handler(Serving):
    """Serves BODY under /whole, sends on to it from /on, and refuses the rest."""

    def do_GET(self) -> None:
        if self.path == "/on":
            self.send_response(302)
            self.send_header("Location", "/whole")
            self.end_headers()
            return
        if self.path != "/whole":
            self.send_error(404)
            return
        self.give(BODY, len(BODY))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(Handler, monkeypatch) as address:
        yield address


def base(digest: str | None = None) -> Base:
    """VGG16 whose files have this checksum, BODY's if None."""
    found = base_of("VGG16")
    assert found is not None
    digest = f"md5:{hashlib.md5(BODY, usedforsecurity=False).hexdigest()}" if digest is None else digest
    return replace(found, files=tuple(replace(file, digest=digest) for file in found.files))


def fetch(
    one: Base,
    whole: bool,
    url: str,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    check: Callable[[Base, bool, Path], None] = lambda base, whole, path: None,
) -> Path:
    return download_weights(one, whole, progress, cancelled, check=check, url=url)


def kept() -> list[str]:
    folder = keras_home() / "models"
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_that_the_smallest_file_that_is_enough_is_fetched(server: str) -> None:
    seen: list[tuple[int, int]] = []
    path = fetch(base(), False, f"{server}/whole", progress=lambda *now: seen.append(now))
    assert path.read_bytes() == BODY
    assert kept() == [path.name] == ["vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"]
    assert seen[-1] == (len(BODY), len(BODY))
    path = fetch(base(), True, f"{server}/whole")
    assert path.name == "vgg16_weights_tf_dim_ordering_tf_kernels.h5"


def test_that_a_file_without_a_published_checksum_is_looked_at_before_it_is_taken(server: str) -> None:
    seen: list[tuple[bool, bytes]] = []

    def look(one: Base, whole: bool, part: Path) -> None:
        seen.append((whole, part.read_bytes()))

    path = fetch(base(""), True, f"{server}/whole", check=look)
    assert path.exists()
    assert seen == [(True, BODY)]


def test_that_what_cannot_be_read_does_not_take_the_place_of_what_is_there(server: str) -> None:
    def refuse(one: Base, whole: bool, part: Path) -> None:
        raise StudioError("It is a page of the hotel's.")

    good = keras_home() / "models" / base().files_for(whole=False)[0].name
    good.parent.mkdir(parents=True)
    good.write_bytes(b"good")
    with pytest.raises(StudioError, match="not the weights of VGG16"):
        fetch(base(""), False, f"{server}/whole", check=refuse)
    assert good.read_bytes() == b"good"
    assert kept() == [good.name]


def test_that_a_stop_while_the_file_is_looked_at_keeps_nothing(server: str) -> None:
    looked: list[Path] = []

    def look(one: Base, whole: bool, part: Path) -> None:
        looked.append(part)

    with pytest.raises(DownloadCancelled):
        fetch(base(""), False, f"{server}/whole", cancelled=lambda: bool(looked), check=look)
    assert looked
    assert kept() == []


def test_that_more_than_the_file_can_have_is_refused(server: str) -> None:
    with pytest.raises(StudioError, match="sends more than belongs"):
        fetch(replace(base(), megabytes=0), False, f"{server}/whole")
    assert kept() == []


def test_that_no_redirect_leads_away_from_https(server: str) -> None:
    with pytest.raises(StudioError, match="an address that is not safe") as caught:
        fetch(base(), False, f"{server}/on")
    assert "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5" in caught.value.hint
    assert kept() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_that_others_may_read_the_file_as_any_that_the_person_makes(server: str, tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    assert fetch(base(), False, f"{server}/whole").stat().st_mode == usual.stat().st_mode


def test_that_another_checksum_a_stop_and_a_refusal_keep_nothing(server: str) -> None:
    with pytest.raises(StudioError, match="not the weights of VGG16"):
        fetch(base("md5:" + "0" * 32), False, f"{server}/whole")
    with pytest.raises(DownloadCancelled):
        fetch(base(), False, f"{server}/whole", cancelled=lambda: True)
    with pytest.raises(StudioError, match="HTTP 404") as caught:
        fetch(base(), False, f"{server}/elsewhere")
    assert "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5" in caught.value.hint
    assert str(keras_home() / "models") in caught.value.hint
    assert kept() == []


def test_that_the_built_in_base_needs_no_download() -> None:
    lite = base_of("EfficientNet-Lite0")
    assert lite is not None
    with pytest.raises(StudioError, match="comes with the program"):
        download_weights(lite, False, lambda *_: None, lambda: False, check=lambda *_: None)
