"""The door: order, tickets, the newest wins, stop as a number."""

import threading

import numpy as np
import pytest

from cnnstudio.core.messages import OpenSaved, Predict, Relocate, SavedSubject, ShowKernels
from cnnstudio.engine.mailbox import Mailbox

NET = SavedSubject("a.keras")


def look(sender: str = "pad", value: int = 0) -> Predict:
    return Predict(sender, subject=NET, picture=np.full((2, 2, 1), value, np.uint8))


def test_that_requests_come_out_in_the_order_in_which_they_went_in() -> None:
    box = Mailbox()
    tickets = [box.post(OpenSaved(path=str(number))) for number in range(3)]
    taken = [box.next() for _ in tickets]
    assert tickets == [1, 2, 3]
    assert [posted and posted.ticket for posted in taken] == tickets


def test_that_the_newest_look_of_a_sender_takes_the_place_of_the_older() -> None:
    box = Mailbox()
    box.post(look("pad", 1))
    box.post(OpenSaved(path="b"))
    newest = box.post(look("pad", 2))
    box.finish()
    taken = [posted.ticket for posted in iter(box.next, None)]
    assert taken == [newest, 2]


def test_that_looks_of_other_senders_or_kinds_are_all_kept() -> None:
    box = Mailbox()
    for request in (look("pad"), look("viewer"), ShowKernels("pad", subject=NET, layer="c")):
        box.post(request)
    assert [box.next_look() is not None for _ in range(4)] == [True, True, True, False]


def test_that_only_looks_and_relocates_are_taken_beside_a_running_request() -> None:
    box = Mailbox()
    box.post(OpenSaved(path="b"))
    second, third = box.post(Relocate(old="a", new="b")), box.post(look())
    assert [posted.ticket for posted in iter(box.next_look, None)] == [second, third]


def test_that_stop_means_everything_posted_so_far_and_nothing_later() -> None:
    box = Mailbox()
    before = box.post(OpenSaved(path="a"))
    box.stop()
    after = box.post(OpenSaved(path="b"))
    assert (box.is_stopped(before), box.is_stopped(after)) == (True, False)


def test_that_one_request_is_dropped_and_those_around_it_stay() -> None:
    box = Mailbox()
    tickets = [box.post(OpenSaved(path=name)) for name in "abc"]
    box.drop(tickets[1])
    assert [box.is_stopped(ticket) for ticket in tickets] == [False, True, False]
    box.pause()
    assert [box.is_paused(ticket) for ticket in tickets] == [True, False, True]


def test_that_stop_spares_looks_and_relocates() -> None:
    box = Mailbox()
    for request in (OpenSaved(path="a"), look(), Relocate(old="a", new="b")):
        box.post(request)
    box.stop()
    taken = [box.next() for _ in range(3)]
    assert [posted is not None and box.is_cancelled(posted) for posted in taken] == [True, False, False]


def test_that_waiting_ends_when_the_mailbox_is_closed_by_another_thread() -> None:
    box = Mailbox()
    thread = threading.Thread(target=box.close)
    thread.start()
    assert box.next() is None
    thread.join()


def test_that_a_stopped_request_is_found_while_the_engine_still_starts() -> None:
    box, over = Mailbox(), threading.Event()
    ticket = box.post(OpenSaved(path="a"))
    thread = threading.Thread(target=box.stop)
    thread.start()
    found = box.next_stopped(over)
    thread.join()
    over.set()
    box.wake()
    assert found is not None
    assert found.ticket == ticket
    assert box.next_stopped(over) is None


def test_that_nothing_is_taken_that_was_posted_after_closing() -> None:
    box = Mailbox()
    box.close()
    box.post(OpenSaved(path="a"))
    assert box.next() is None


def test_that_many_threads_get_different_tickets() -> None:
    box = Mailbox()
    tickets: list[int] = []
    threads = [
        threading.Thread(target=lambda: tickets.extend(box.post(OpenSaved(path="a")) for _ in range(200)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(tickets) == list(range(1, 801))


@pytest.mark.parametrize("end", ["go_on", "stop", "close"])
def test_that_waiting_in_a_pause_ends_with_it(end: str) -> None:
    mailbox, found = Mailbox(), []
    ticket = mailbox.post(OpenSaved(path="a"))
    mailbox.pause()
    assert mailbox.is_paused(ticket)
    waiting = threading.Thread(target=lambda: found.append(mailbox.next_in_pause(ticket)))
    waiting.start()
    getattr(mailbox, end)()
    waiting.join(10)
    assert found == [None]
    assert not mailbox.is_paused(ticket)


def test_that_a_look_posted_in_a_pause_is_handed_out_in_it() -> None:
    mailbox, found = Mailbox(), []
    ticket = mailbox.post(OpenSaved(path="a"))
    mailbox.next()
    mailbox.pause()
    waiting = threading.Thread(target=lambda: found.append(mailbox.next_in_pause(ticket)))
    waiting.start()
    look = mailbox.post(Relocate(old="a", new="b"))
    waiting.join(10)
    assert [posted.ticket for posted in found] == [look]


def test_that_a_pause_is_of_what_was_posted_before_it() -> None:
    mailbox = Mailbox()
    ticket = mailbox.post(OpenSaved(path="a"))
    mailbox.pause()
    assert not mailbox.is_paused(mailbox.post(OpenSaved(path="a")))
    assert mailbox.is_paused(ticket)


def test_that_what_is_left_to_a_second_thread_is_taken_by_nobody_else() -> None:
    box = Mailbox()
    box.leave(lambda request: isinstance(request, Predict))
    ours, theirs = box.post(OpenSaved(path="a")), box.post(look())
    left = box.next_left()
    assert left is not None
    assert left.ticket == theirs
    assert box.next_look() is None
    taken = box.next()
    assert taken is not None
    assert taken.ticket == ours
    assert box.is_quiet


def test_that_what_is_given_back_comes_first_unless_there_is_a_newer_one() -> None:
    box = Mailbox()
    box.leave(lambda request: isinstance(request, Predict))
    box.post(look("pad", 1))
    box.post(look("viewer", 1))
    one, other = box.next_left(), box.next_left()
    assert one is not None
    assert other is not None
    newer = box.post(look("pad", 2))
    box.leave_no_more()
    box.give_back(one)
    box.give_back(other)
    assert [posted and posted.ticket for posted in (box.next(), box.next())] == [other.ticket, newer]
    assert box.next_left() is None


def test_that_the_loop_does_not_end_while_the_second_thread_is_busy() -> None:
    box = Mailbox()
    box.leave(lambda request: isinstance(request, Predict))
    box.post(look())
    left = box.next_left()
    assert left is not None
    box.finish()
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(box.next()))
    thread.start()
    box.leave(lambda request: False)
    box.give_back(left)
    thread.join(30)
    assert found == [left]


def test_that_what_is_not_replaceable_is_given_back_beside_others_like_it() -> None:
    box = Mailbox()
    box.leave(lambda request: True)
    box.post(OpenSaved(path="a"))
    first = box.next_left()
    assert first is not None
    second = box.post(OpenSaved(path="b"))
    box.leave_no_more()
    box.give_back(first)
    assert [posted and posted.ticket for posted in (box.next(), box.next())] == [first.ticket, second]
