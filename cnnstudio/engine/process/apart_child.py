"""What the process does in which the engine is apart from the window: it serves until the window is gone."""

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cnnstudio.core.messages import Event
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.process.passing import receive, send
from cnnstudio.engine.session import Session

_TO_BLAME = 500
"""How much sooner than others the system ends this process where memory runs out; of −1000 to 1000."""


def serve(pipe: "Connection[Any, Any]", said: "Connection[Any, Any] | None") -> None:
    """Answers what comes by the pipe, until it is closed or told to end.

    Args:
        said: Takes what is written to standard error; None leaves that where it is.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to all processes of a terminal; the window decides
    if said is not None:
        os.dup2(said.fileno(), 2)
        said.close()
    with contextlib.suppress(OSError, ValueError):  # nobody may read it
        faulthandler.enable(all_threads=False)
    _take_the_blame()
    mailbox, turn = Mailbox(), threading.Lock()

    def emit(event: Event) -> None:
        with turn, contextlib.suppress(OSError):  # the window is gone, and soon so is this process
            send(pipe, event)

    threading.Thread(target=_listen, args=(pipe, mailbox), name="requests", daemon=True).start()
    Session(mailbox, emit, beside_a_window=True, collects=True).run()
    os._exit(0)  # taking TensorFlow apart takes seconds and gives nobody anything


def _listen(pipe: "Connection[Any, Any]", mailbox: Mailbox) -> None:
    """Does what is asked of the mailbox; with the window, however it ends, this process ends at once."""
    try:
        while True:
            name, arguments = receive(pipe)
            getattr(mailbox, name)(*arguments)
    except (EOFError, OSError):
        os._exit(1)  # a run's finished epochs are in its file
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def _take_the_blame() -> None:
    """Where memory runs out the system is to end this process and not the window; only Linux can be told."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(_TO_BLAME), "ascii")
