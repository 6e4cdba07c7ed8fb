"""The process in which writings are done, each in a child of it: ``python -m tests.faults.host HANDLE``.

It is asked over the socket with that handle, one JSON message each: ``{"writing", "folder", "again"}``. It answers
``{"process"}``, then ``{"step"}`` for each that is done and ``{"refused"}`` for each that is not, then ``{"ended"}``.
Messages go by ``send``, which is no call that is asked for.
"""

import json
import os
import socket
import sys
import traceback
from pathlib import Path

from cnnstudio.core.errors import StudioError
from tests.faults.kernel import hand_over
from tests.faults.writings import writings


def main() -> None:
    """Serves until the other end is closed."""
    end = socket.socket(fileno=int(sys.argv[1]))
    hand_over(end)
    known = writings()
    while request := end.recv(65536):
        asked = json.loads(request)
        process = os.fork()
        if process == 0:
            _work(end, known[asked["writing"]](Path(asked["folder"])), asked["again"])
            os._exit(0)
        _say(end, process=process)
        _say(end, ended=os.waitpid(process, 0)[1])


def _work(end: socket.socket, steps: list, again: bool) -> None:
    """Does the steps one after the other; one that is refused is tried once more where that is asked for."""
    tries = 2 if again else 1
    for number, step in enumerate(steps, 1):
        if not any(_is_done(end, number, step) for _ in range(tries)):
            return


def _is_done(end: socket.socket, number: int, step) -> bool:
    try:
        step()
    except StudioError as error:
        _say(end, refused=number, words=str(error))
        return False
    except BaseException:
        _say(end, refused=number, bug=traceback.format_exc()[-2000:])
        return False
    _say(end, step=number)
    return True


def _say(end: socket.socket, **message: object) -> None:
    end.send(json.dumps(message).encode())


if __name__ == "__main__":
    main()
