"""How urgent a thread is."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnstudio.core.program.priority import NICE, step_thread_back


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority of their own")
def test_that_a_thread_steps_back_alone() -> None:
    def nice() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = nice()
    with ThreadPoolExecutor(1, "pictures", step_thread_back) as pool:
        assert pool.submit(nice).result() == max(NICE, before)
    assert nice() == before
