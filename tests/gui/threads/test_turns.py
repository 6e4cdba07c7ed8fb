"""Turns of the window's thread: one piece of work each, with everything else that is due between them."""

import time
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Turn, do_all_of, in_turn, paint_in_turn


class Posted(QObject):
    """Notes what is posted to it when it comes."""

    said = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.order: list[object] = []
        self.said.connect(self.order.append, Qt.ConnectionType.QueuedConnection)


def test_that_what_is_posted_meanwhile_comes_between_two_pieces(qtbot: QtBot) -> None:
    posted = Posted()

    def work(number: int) -> None:
        posted.order.append(number)
        posted.said.emit(f"after {number}")

    for number in range(3):
        in_turn(posted, partial(work, number))
    qtbot.waitUntil(lambda: len(posted.order) == 6)
    assert posted.order == [0, "after 0", 1, "after 1", 2, "after 2"]


def test_that_timers_come_between_two_long_pieces_and_before_the_first(qtbot: QtBot) -> None:
    posted = Posted()
    timer = QTimer(posted, interval=4)
    timer.timeout.connect(partial(posted.order.append, "tick"))
    timer.start()

    def compute(what: str) -> None:
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass
        posted.order.append(what)

    def begin() -> None:
        for number in range(3):
            in_turn(posted, partial(compute, f"piece {number}"))
        compute("begun")

    QTimer.singleShot(20, posted, begin)
    qtbot.waitUntil(lambda: "piece 2" in posted.order)
    long = [place for place, what in enumerate(posted.order) if what != "tick"]
    assert [posted.order[place] for place in long] == ["begun", "piece 0", "piece 1", "piece 2"]
    assert all(later - earlier > 1 for earlier, later in pairwise(long))


def test_that_answers_which_are_there_together_come_in_turns_of_their_own(qtbot: QtBot) -> None:
    posted, owner = Posted(), QObject()

    def take(number: int) -> None:
        posted.order.append(number)
        posted.said.emit("between")

    workers = [Newest("a test", owner) for _ in range(3)]
    for number, worker in enumerate(workers):
        worker.run(lambda watch, number=number: number, take, lambda error: None)
    for worker in workers:
        assert worker._thread is not None
        worker._thread.join()
    qtbot.waitUntil(lambda: len(posted.order) == 6)
    assert posted.order[1::2] == ["between"] * 3


def test_that_nothing_is_done_for_who_is_gone(qtbot: QtBot) -> None:
    owner, other, done = QObject(), QObject(), list[str]()
    in_turn(owner, lambda: done.append("for one that is gone"))
    in_turn(other, lambda: done.append("for another"))
    delete(owner)
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["for another"]


def test_that_a_turn_asked_for_twice_comes_once_and_one_asked_for_no_more_does_not(qtbot: QtBot) -> None:
    owner, came = QObject(), list[str]()
    turn, dropped, last = Turn(owner), Turn(owner), Turn(owner)
    for each in (turn, dropped, last):
        each.came.connect(partial(came.append, {turn: "once", dropped: "dropped", last: "last"}[each]))
    turn.start()
    turn.start()
    dropped.start()
    dropped.stop()
    last.start()
    assert (turn.is_wanted, dropped.is_wanted) == (True, False)
    qtbot.waitUntil(lambda: "last" in came)
    assert came == ["once", "last"]
    dropped.start()
    dropped.stop()
    dropped.start()
    qtbot.waitUntil(lambda: came[-1] == "dropped")
    assert came.count("dropped") == 1


def test_that_what_is_to_come_first_comes_before_all_that_stands_in_line(qtbot: QtBot) -> None:
    owner, came = QObject(), list[str]()
    painted, written = Turn(owner, first=True), Turn(owner)
    for turn, name in ((painted, "painted"), (written, "written")):
        turn.came.connect(partial(came.append, name))
    written.start()
    in_turn(owner, partial(came.append, "laid out"))
    in_turn(owner, partial(came.append, "shown"), first=True)
    painted.start()
    qtbot.waitUntil(lambda: len(came) == 4)
    assert came == ["painted", "shown", "written", "laid out"]


class Painted(QWidget):
    times = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.times += 1


def test_that_a_widget_is_painted_once_what_stands_before_its_turn_is_done(qtbot: QtBot) -> None:
    widget, seen = Painted(), list[int]()
    qtbot.addWidget(widget)
    assert not paint_in_turn(widget)  # nobody sees it
    with qtbot.waitExposed(widget):
        widget.show()
    qtbot.waitUntil(lambda: widget.times > 0)
    before = widget.times
    assert paint_in_turn(widget)
    assert not paint_in_turn(widget)  # it waits already
    in_turn(widget, lambda: seen.append(widget.times - before), first=True)
    widget.update()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: widget.times > before)
    assert (seen, widget.updatesEnabled()) == ([0], True)


def test_that_a_window_that_was_to_be_painted_before_is_painted_all_the_same(qtbot: QtBot) -> None:
    widget = Painted()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    qtbot.waitUntil(lambda: widget.times > 0)
    for _ in range(3):
        QApplication.processEvents()
        before = widget.times
        widget.update()
        assert paint_in_turn(widget)
        QCoreApplication.sendPostedEvents()  # what asks for painting comes while it cannot be
        qtbot.waitUntil(lambda before=before: widget.times > before)


def test_that_what_stands_in_line_for_one_can_be_done_at_once(qtbot: QtBot) -> None:
    owner, other, done = QObject(), QObject(), list[str]()
    for who, what in ((owner, "first"), (other, "other"), (owner, "second")):
        in_turn(who, partial(done.append, what))
    do_all_of(owner)
    assert done == ["first", "second"]
    qtbot.waitUntil(lambda: len(done) == 3)


def test_that_a_mistake_in_what_is_done_at_once_holds_up_none_of_the_rest(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()

    def err() -> None:
        raise KeyError("ours")

    in_turn(owner, err)
    in_turn(owner, partial(done.append, "rest"))
    with qtbot.captureExceptions() as caught:
        do_all_of(owner)
    assert done == ["rest"]
    assert [kind for kind, *_ in caught] == [KeyError]


def test_that_a_mistake_and_a_dialog_hold_nobody_up(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    loop = QEventLoop()

    def open_dialog() -> None:
        loop.exec()
        done.append("closed")

    def err() -> None:
        raise KeyError("ours")

    with qtbot.captureExceptions() as caught:
        for work in (err, open_dialog, partial(done.append, "within"), loop.quit):
            in_turn(owner, work)
        qtbot.waitUntil(lambda: "closed" in done)
    assert done == ["within", "closed"]
    assert [kind for kind, *_ in caught] == [KeyError]
