"""That what computes beside the window waits while the window is at work, and not for ever."""

import sys
import threading
import time

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.gui.threads import attention
from cnnstudio.gui.threads.attention import Attention
from cnnstudio.gui.threads.newest import Newest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what a thread does")


def compute(seconds: float) -> None:
    begun = time.thread_time()
    while time.thread_time() - begun < seconds:
        pass


def test_that_who_gives_way_goes_on_when_the_window_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "_LONGEST_S", 60.0)
    window, seen, computed = Attention(), list[bool](), threading.Event()

    def work() -> None:
        window.give_way()
        seen.append(computed.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    compute(0.03)
    computed.set()
    thread.join()  # and here it rests
    assert seen == [True]


def test_that_a_window_that_is_always_at_work_keeps_nobody_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "_LONGEST_S", 0.01)
    window = Attention()
    thread = threading.Thread(target=window.give_way)
    thread.start()
    while thread.is_alive():
        compute(0.001)


def test_that_nobody_waits_for_a_window_that_rests() -> None:
    attentions = list[Attention]()
    made, over = threading.Event(), threading.Event()

    def rest() -> None:
        attentions.append(Attention())
        made.set()
        over.wait()

    thread = threading.Thread(target=rest)
    thread.start()
    made.wait()
    while attentions[0].is_at_work:
        time.sleep(0.001)
    attentions[0].give_way()
    over.set()
    thread.join()


def test_that_work_on_a_thread_of_its_own_gives_way_to_the_window(qtbot: QtBot) -> None:
    newest, found = Newest("work"), list[object]()
    newest.run(lambda watch: watch.give_way, found.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(found))
    assert isinstance(found[0].__self__, Attention)  # type: ignore[attr-defined]
    newest.close()
