"""What reaches standard error while TensorFlow starts."""

import os

import pytest

from cnnstudio.engine.quiet import quiet_start

NOISE = (
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    b"I0000 00:00:1795295028.452052   29173 port.cc:153] oneDNN custom operations are on.\n"
    b"E0000 00:00:1795295033.946086   29173 cuda_platform.cc:52] failed call to cuInit\n"
    b"2026-11-21 21:00:00.123456: I tensorflow/core/util/port.cc:153] oneDNN\n"
)
OURS = b"Error: what we have to say\nF0000 00:00:1795295033.946086   29173 cpu.cc:1] It cannot go on.\n"


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)


def test_that_only_what_is_no_log_of_tensorflow_comes_through(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_start():
        os.write(2, NOISE + OURS)
    os.write(2, b"later\n")
    assert capfd.readouterr().err.encode() == OURS + b"later\n"


def test_that_what_was_said_before_an_error_comes_through(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with quiet_start():
            os.write(2, OURS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert capfd.readouterr().err.encode() == OURS


def test_that_without_a_temporary_folder_all_comes_through(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with quiet_start():
        os.write(2, NOISE)
    assert capfd.readouterr().err.encode() == NOISE


def test_that_who_asks_for_the_log_sees_it(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    with quiet_start():
        os.write(2, NOISE)
    assert capfd.readouterr().err.encode() == NOISE
