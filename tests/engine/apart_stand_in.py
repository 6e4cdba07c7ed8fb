"""What a process does in the engine's place, so that tests of its life need no TensorFlow."""

import os
import resource
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from cnnstudio.core.messages import (
    Cancelled,
    EngineState,
    Event,
    Exported,
    Failed,
    LoadingProgress,
    OpenSaved,
    Predict,
    Predicted,
    Progressed,
    TakeVectors,
)
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.process.passing import receive, send


def serve(pipe: "Connection[Any, Any]", said: "Connection[Any, Any] | None") -> None:
    """Answers with its process number, or dies in the way that the ``path`` of a request says."""
    if said is not None:
        os.dup2(said.fileno(), 2)
    mailbox, gone_on = Mailbox(), threading.Event()
    threading.Thread(target=_listen, args=(pipe, mailbox, gone_on), daemon=True).start()
    send(pipe, EngineState(0, True, "stand-in", {}, ("A card",)))
    while (posted := mailbox.next()) is not None:
        ticket, request = posted.ticket, posted.request
        if mailbox.is_cancelled(posted):
            send(pipe, Cancelled(ticket))
        elif isinstance(request, OpenSaved):
            if request.path == "hold until go_on":
                send(pipe, LoadingProgress(ticket, "Holding", 0))
                gone_on.wait()
            send(pipe, _done(ticket, request.path))
        elif isinstance(request, Predict):
            total = request.picture.astype("float32").reshape(-1)
            send(pipe, Predicted(ticket, request.subject, (), total))
        elif isinstance(request, TakeVectors):
            send(pipe, Progressed(ticket, request.subject, len(request.pictures), 0))
        else:
            send(pipe, Failed(ticket, "What?"))
    os._exit(0)


def be_deaf(pipe: "Connection[Any, Any]", said: "Connection[Any, Any] | None") -> None:
    """Never reads what is sent, and is told nothing."""
    send(pipe, EngineState(0, True, "deaf", {}))
    threading.Event().wait()


def _done(ticket: int, path: str) -> Event:
    match path:
        case "abort":
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            print("I cannot go on.", file=sys.stderr, flush=True)
            os.abort()
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(7)
        case "hang":
            threading.Event().wait()
    return Exported(ticket, str(os.getpid()))


def _listen(pipe: "Connection[Any, Any]", mailbox: Mailbox, gone_on: threading.Event) -> None:
    try:
        while True:
            name, arguments = receive(pipe)
            getattr(mailbox, name)(*arguments)
            if name == "go_on":
                gone_on.set()
    except (EOFError, OSError):
        os._exit(1)
