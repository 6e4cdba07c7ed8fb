"""The weights of a base are downloaded whole and verified, to where Keras keeps them."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from cnnstudio.core.bases import Base, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.paths import keras_home
from cnnstudio.data.base_download import download_weights
from cnnstudio.data.fetching import DownloadCancelled

BODY = bytes(range(256)) * 1000


class Handler(BaseHTTPRequestHandler):
    """Serves BODY under /whole, and refuses the rest."""

    def do_GET(self) -> None:
        if self.path != "/whole":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def base(digest: str | None = None) -> Base:
    """VGG16 whose files have this checksum, BODY's if None."""
    found = base_of("VGG16")
    assert found is not None
    digest = f"md5:{hashlib.md5(BODY, usedforsecurity=False).hexdigest()}" if digest is None else digest
    return replace(found, files=tuple(replace(file, digest=digest) for file in found.files))


def kept() -> list[str]:
    folder = keras_home() / "models"
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_that_the_smallest_file_that_is_enough_is_fetched(server: str) -> None:
    seen: list[tuple[int, int]] = []
    path = download_weights(base(), False, lambda *now: seen.append(now), lambda: False, url=f"{server}/whole")
    assert path.read_bytes() == BODY
    assert kept() == [path.name] == ["vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"]
    assert seen[-1] == (len(BODY), len(BODY))
    path = download_weights(base(), True, lambda *_: None, lambda: False, url=f"{server}/whole")
    assert path.name == "vgg16_weights_tf_dim_ordering_tf_kernels.h5"


def test_that_a_file_without_a_published_checksum_is_taken(server: str) -> None:
    assert download_weights(base(""), False, lambda *_: None, lambda: False, url=f"{server}/whole").exists()


def test_that_another_checksum_a_stop_and_a_refusal_keep_nothing(server: str) -> None:
    def quiet(*_: int) -> None:
        pass

    with pytest.raises(StudioError, match="not the weights of VGG16"):
        download_weights(base("md5:" + "0" * 32), False, quiet, lambda: False, url=f"{server}/whole")
    with pytest.raises(DownloadCancelled):
        download_weights(base(), False, quiet, lambda: True, url=f"{server}/whole")
    with pytest.raises(StudioError, match="HTTP 404") as caught:
        download_weights(base(), False, quiet, lambda: False, url=f"{server}/elsewhere")
    assert "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5" in caught.value.hint
    assert str(keras_home() / "models") in caught.value.hint
    assert kept() == []


def test_that_the_built_in_base_needs_no_download() -> None:
    lite = base_of("EfficientNet-Lite0")
    assert lite is not None
    with pytest.raises(StudioError, match="comes with the program"):
        download_weights(lite, False, lambda *_: None, lambda: False)
