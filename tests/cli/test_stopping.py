"""The first signal ends the work in order, the second one at once."""

import os
import signal
import subprocess
import sys

import pytest

from cnnstudio.cli.stopping import stopped_by_signals

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send")

_CODE = """
import os, signal, sys
from cnnstudio.cli.stopping import stopped_by_signals
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # "nohup" ignores it
with stopped_by_signals(lambda: print("stopping", flush=True)):
    for name in sys.argv[1:]:
        os.kill(os.getpid(), getattr(signal, name))
print("over")
"""


def _said(*signals: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, *signals], capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_that_the_first_signal_of_each_kind_stops_and_is_handled_as_before_afterwards(name: str) -> None:
    number, came = getattr(signal, name), []
    before = signal.signal(number, signal.default_int_handler)  # whatever who began the tests has ignored
    try:
        with stopped_by_signals(lambda: came.append(name)):
            os.kill(os.getpid(), number)
        assert came == [name]
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("two", [("SIGINT", "SIGINT"), ("SIGTERM", "SIGINT"), ("SIGINT", "SIGHUP")])
def test_that_the_second_signal_breaks_off(two: tuple[str, str]) -> None:
    assert _said(*two) == (130, "stopping\n", "cnnstudio: broken off\n")


def test_that_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals(lambda: pytest.fail("not to be stopped")):
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_that_ctrl_c_while_the_program_is_imported_leaves_no_trace() -> None:
    code = (
        "import sys, cnnstudio.__main__ as program\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'cnnstudio.cli.work': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "sys.exit(program.main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "cnnstudio: stopped\n")
