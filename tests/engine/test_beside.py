"""The second thread's own life, whatever is answered on it."""

import threading

import pytest

from cnnstudio.core.messages import Event, OpenSaved
from cnnstudio.engine.beside import Beside
from cnnstudio.engine.mailbox import Mailbox


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_that_the_engine_goes_on_and_ends_where_the_second_thread_cannot_tell_its_answer() -> None:
    def emit(event: Event) -> None:
        raise RuntimeError("nobody listens any more")

    mailbox = Mailbox()
    beside = Beside(mailbox, emit)
    beside.start()
    beside.begin(lambda request: True, lambda posted: Event(posted.ticket))
    mailbox.post(OpenSaved(path="a"))
    beside._thread.join(30)
    assert not beside._thread.is_alive()
    own = mailbox.post(OpenSaved(path="b"))
    mailbox.finish()
    found: list[object] = []
    loop = threading.Thread(target=lambda: found.extend(posted.ticket for posted in iter(mailbox.next, None)))
    loop.start()
    loop.join(30)
    assert found == [own]
    beside.close()
