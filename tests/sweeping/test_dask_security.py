"""Addresses and certificates that cannot be are refused in words, and open clusters are known."""

import sys
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.sweeps.extras import open_in_words
from cnnstudio.engine.versions import versions
from cnnstudio.sweeping.on_dask_hands import judged
from cnnstudio.sweeping.security import Tls, check_address, own_security, security, tls_of
from tests.sweeping.dask_parts import certificates

TLS = Tls(Path("ca"), Path("cert"), Path("key"))


@pytest.mark.parametrize(
    "text", ["", "lab", "http://lab:8786", "tls://lab", "tls://lab:x", "tls://lab:1/path", "tls://[:1"]
)
def test_that_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(StudioError, match="no address of a scheduler"):
        check_address(text, TLS)


def test_that_an_address_and_certificates_belong_together() -> None:
    assert check_address("lab:8786", TLS) == "tls://lab:8786"
    assert check_address("lab:8786", None) == "tcp://lab:8786"
    with pytest.raises(StudioError, match="by TLS alone"):
        check_address("tls://lab:8786", None)
    with pytest.raises(StudioError, match="not reached by TLS"):
        check_address("tcp://lab:8786", TLS)


@pytest.mark.parametrize("address", ["tcp://lab:1", "tcp://10.0.0.1:1", "tcp://127.0.0.1:1", "tcp://localhost:1"])
def test_that_a_cluster_without_tls_is_said_to_be_open_also_where_others_use_this_computer(address: str) -> None:
    assert open_in_words(address).startswith(f"Without TLS, whoever reaches {address} ")
    assert not open_in_words("tls://lab:1")


def test_that_workers_here_are_never_open_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(StudioError, match="need the package cryptography"):
        own_security()


def test_that_files_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    tls = certificates(tmp_path / "tls")
    assert security(tls).require_encryption
    assert security(None) is None
    with pytest.raises(StudioError, match="There is no file"):
        security(Tls(tls.ca, tmp_path / "cert.pem"))
    with pytest.raises(StudioError, match="cannot be used"):
        security(Tls(tls.ca, tls.ca, tls.ca))


def test_that_certificates_come_together() -> None:
    assert tls_of(None, None, None) is None
    assert tls_of("ca", "both", None) == Tls(Path("ca"), Path("both"))
    with pytest.raises(StudioError, match="Name both"):
        tls_of("ca", None, None)


def test_that_a_worker_of_another_version_is_not_used_and_other_figures_are_foretold() -> None:
    ours = versions()
    assert judged("lab1", ours) == (True, "")
    fit, why = judged("lab1", {**ours, "cnnstudio": "0.0.1"})
    assert not fit
    assert "0.0.1" in why
    fit, note = judged("lab1", {**ours, "keras": "3.0"})
    assert fit
    assert "keras 3.0" in note
