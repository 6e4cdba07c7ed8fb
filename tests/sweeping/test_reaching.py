"""Where no scheduler answers, it is said why, soon; what will not mend itself ends the sweep."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.sweeping import on_dask
from cnnstudio.sweeping.crew import Hands
from cnnstudio.sweeping.joined_cluster import Joined
from cnnstudio.sweeping.on_dask import OnDask
from cnnstudio.sweeping.security import Tls, security
from cnnstudio.sweeping.worker_process import serve
from tests.sweeping.dask_parts import certificates, until

HELLO = (100).to_bytes(8, "little")
"""How a message of Dask may begin."""


_LONGEST = 20.0
"""Seconds that nobody who talks with us takes."""


@contextmanager
def listening(
    answer: bytes, tls: Tls | None = None, visited: Callable[[int], None] = lambda visits: None
) -> Iterator[str]:
    """Where somebody says this to everyone, and nothing more.

    Args:
        visited: Is told how many have come each time that one has.
    """
    scheme = "tcp" if tls is None else "tls"
    context = None if tls is None else security(tls).get_listen_args("worker")["ssl_context"]
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_all() -> None:
            while True:
                try:
                    talk, _ = server.accept()
                    talk.settimeout(_LONGEST)
                    kept.append(talk if context is None else context.wrap_socket(talk, server_side=True))
                    kept[-1].sendall(answer)
                    visited(len(kept))
                except OSError:  # shut down, or refused by who came
                    if server.fileno() < 0 or not is_open:
                        return

        is_open = True
        thread = threading.Thread(target=answer_all)
        thread.start()
        try:
            yield f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        finally:
            is_open = False
            server.shutdown(socket.SHUT_RDWR)
            thread.join(_LONGEST)
            for talk in kept:
                talk.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [("tcp://127.0.0.1:1", "Nothing listens there."), ("tcp://lab.invalid:8786", "There is no computer of that name.")],
)
def test_that_it_is_said_at_once_where_nobody_is(address: str, words: str) -> None:
    with closing(OnDask(Joined(address))) as crew:
        none = until(crew, Hands)
    assert none == Hands(0, f"{address} cannot be reached; it is tried again in a moment. {words}")


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.9\r\n" * 20, HELLO + b"x" * 500])
def test_that_what_is_no_scheduler_is_said_and_tried_again(answer: bytes) -> None:
    with listening(answer) as address, closing(OnDask(Joined(address))) as crew:
        assert "cannot be reached" in until(crew, Hands).text
        assert "cannot be reached" in until(crew, Hands).text


@pytest.mark.parametrize(("answer", "visits"), [(b"", 1), (HELLO, 2)])
def test_that_a_sweep_ends_soon_where_somebody_listens_and_says_no_more(answer: bytes, visits: int) -> None:
    is_there = threading.Event()

    def visited(count: int) -> None:
        if count == visits:
            is_there.set()

    with listening(answer, visited=visited) as address:
        crew = OnDask(Joined(address))
        assert is_there.wait(_LONGEST)
        ends = threading.Thread(target=crew.close)
        ends.start()
        ends.join(5)
        assert not ends.is_alive()


def test_that_a_cluster_that_does_not_end_is_said_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_ENDS_WITHIN", 0.1)
    goes_on = threading.Event()
    is_there = threading.Event()

    class Stuck(Joined):
        async def reach(self) -> None:
            is_there.set()
            goes_on.wait(_LONGEST)

    crew = OnDask(Stuck("tcp://lab:8786"))
    assert is_there.wait(_LONGEST)
    with pytest.raises(StudioError, match="did not come to an end"):
        crew.close()
    goes_on.set()
    crew.close()


@pytest.mark.parametrize(
    ("wrong", "words"), [("ca", "“ca.pem” does not vouch for"), ("cert", "does not take the certificate “cert.pem”")]
)
def test_that_wrong_certificates_end_it_in_words(tmp_path: Path, wrong: str, words: str) -> None:
    right, other = certificates(tmp_path / "right"), certificates(tmp_path / "other")
    given = Tls(other.ca, right.cert, right.key) if wrong == "ca" else Tls(right.ca, other.cert, other.key)
    with (
        listening(HELLO, right) as address,
        closing(OnDask(Joined(address, given))) as crew,
        pytest.raises(StudioError, match=words),
    ):
        until(crew, Hands)


def test_that_a_worker_ends_with_words_that_name_the_file_where_tls_is_refused(tmp_path: Path) -> None:
    right, other = certificates(tmp_path / "right"), certificates(tmp_path / "other")
    given = Tls(other.ca, right.cert, right.key)
    with listening(HELLO, right) as address, pytest.raises(StudioError, match=r"“ca\.pem” does not vouch for"):
        serve(address, given, [].append, threading.Event())


def test_that_what_does_not_speak_tls_is_said(tmp_path: Path) -> None:
    tls = certificates(tmp_path / "tls")
    with listening(HELLO * 20) as plain:
        address = plain.replace("tcp", "tls")
        with closing(OnDask(Joined(address, tls))) as crew, pytest.raises(StudioError, match="does not speak TLS"):
            until(crew, Hands)
