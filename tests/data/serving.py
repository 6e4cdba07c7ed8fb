"""A server on this machine to download from."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest


class Serving(BaseHTTPRequestHandler):
    """What every such server can do."""

    def give(self, body: bytes, announced: int) -> None:
        """Sends a body, and says before how long it is."""
        self.send_response(200)
        self.send_header("Content-Length", str(announced))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@contextmanager
def serving(handler: type[Serving], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that answers by ``handler``, reached past any proxy."""
    monkeypatch.setenv("no_proxy", "*")
    with HTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()
