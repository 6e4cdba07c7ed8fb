"""The command that lends this computer to a cluster says where it stands, and ends when it is told to."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.cli import MISTAKE, main
from tests.processes import bounded

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lab"], "“lab” is no address of a scheduler."),
        (["tls://lab:8786"], "tls://lab:8786 is reached by TLS alone."),
        (["lab:8786", "--tls-ca", "ca.pem"], "TLS needs the certificates that are trusted and one's own."),
        (["tcp://127.0.0.1:1", "--memory", "3"], "“3” is not memory enough to train with."),
    ],
)
def test_that_what_cannot_be_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worker", *arguments]) == MISTAKE
    assert words in capsys.readouterr().err


def test_that_it_ends_while_it_still_looks_for_the_scheduler() -> None:
    command = [sys.executable, "-m", "cnnstudio", "worker", "tcp://127.0.0.1:1"]
    with bounded(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Without TLS, whoever reaches tcp://127.0.0.1:1 ")
        assert process.stderr.readline() == "Looking for tcp://127.0.0.1:1.\n"
        assert process.stderr.readline() == (
            "tcp://127.0.0.1:1 cannot be reached. Nothing listens there. It is tried again until Ctrl+C ends it.\n"
        )
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert said.endswith("Ended.\n")
    assert process.returncode == 0
