"""The turns of the window's own thread: what takes a while comes part by part, with all else of the window between.

Qt does in one go whatever is due: all that was posted to objects, also what is posted meanwhile, and all timers. Ten
answers of 10 ms that are there together would so make the window stand for 100 ms. Here they stand in one line.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_BETWEEN_MS = 1
"""Not 0: Linux serves timers without an interval only when nothing else is to be done, which may be never."""

_SPENT_S = 0.006
_MOST_PUT_OFF = 8
"""A pass of Qt's in which so much was computed does no piece besides; but none is put off more often than that."""

Making = Iterator[None]
"""Makes one part more with each step; at its end the widget is whole."""


def finish(making: Iterable[None]) -> None:
    """Makes all that is missing, at once."""
    for _ in making:
        pass


def in_turn(owner: QObject, work: Callable[[], None], *, first: bool = False) -> None:
    """Has ``work`` done in a turn of its own, after what stands in line; not if ``owner`` is gone by then.

    Args:
        first: Before all that stands in line.
    """
    _line().put(owner, work, first=first)


def paint_in_turn(widget: QWidget) -> bool:
    """Has ``widget`` painted in the next turn, once what is changed of it now has been laid out in this one.

    False where it is not seen, or waits for that already.
    """
    if not (widget.isVisible() and widget.updatesEnabled()):
        return False
    widget.setUpdatesEnabled(False)
    in_turn(widget, partial(_paint_again, widget), first=True)
    return True


def _paint_again(widget: QWidget) -> None:
    widget.setUpdatesEnabled(True)
    # Where a window was to be painted before, Qt has passed that over meanwhile and waits for it for ever.
    QCoreApplication.postEvent(widget.window(), QEvent(QEvent.Type.UpdateRequest))


def do_all_of(owner: QObject) -> None:
    """Does now what stands in line for ``owner``."""
    _line().do_all_of(owner)


class Turn(QObject):
    """A turn that can be asked for many times before it comes, and comes once.

    Args:
        first: Before all that stands in line when it is asked for.
    """

    came = Signal()

    def __init__(self, parent: QObject, *, first: bool = False) -> None:
        super().__init__(parent)
        self._is_first = first
        self._is_in_line = self._is_wanted = False

    @property
    def is_wanted(self) -> bool:
        """Whether it is still to come."""
        return self._is_wanted

    def start(self) -> None:
        """Asks for it."""
        self._is_wanted = True
        if not self._is_in_line:
            self._is_in_line = True
            in_turn(self, self._come, first=self._is_first)

    def stop(self) -> None:
        """Asks for it no more."""
        self._is_wanted = False

    def _come(self) -> None:
        self._is_in_line = False
        if self._is_wanted:
            self._is_wanted = False
            self.came.emit()


@dataclass(frozen=True)
class _Piece:
    owner: QObject
    work: Callable[[], None]

    def do(self) -> None:
        if isValid(self.owner):
            self.work()


class _Line(QObject):
    """One for the whole application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[_Piece] = deque()
        self._timer = QTimer(self, singleShot=True, interval=_BETWEEN_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._take)
        self._pass_begun, self._put_off = time.thread_time(), 0
        QAbstractEventDispatcher.instance().awake.connect(self._begin_pass)

    @Slot()
    def _begin_pass(self) -> None:
        """Qt has done all that was due: after much of it all other timers come first."""
        if self._timer.isActive():
            self._puts_off()
        self._pass_begun = time.thread_time()

    def _puts_off(self) -> bool:
        """Whether the next piece is to wait, because of what was done in this pass."""
        if time.thread_time() - self._pass_begun < _SPENT_S or self._put_off >= _MOST_PUT_OFF:
            return False
        self._put_off += 1
        self._timer.start()
        return True

    def put(self, owner: QObject, work: Callable[[], None], *, first: bool = False) -> None:
        if first:
            self._waiting.appendleft(_Piece(owner, work))
        else:
            self._waiting.append(_Piece(owner, work))
        if not self._timer.isActive():
            self._timer.start()

    def do_all_of(self, owner: QObject) -> None:
        mine = [piece for piece in self._waiting if piece.owner is owner]
        self._waiting = deque(piece for piece in self._waiting if piece.owner is not owner)
        for piece in mine:
            try:
                piece.do()
            except Exception:
                sys.excepthook(*sys.exc_info())  # as Qt has it in a turn: the others are done all the same

    def _take(self) -> None:
        if not self._waiting or self._puts_off():
            return
        self._put_off = 0
        piece = self._waiting.popleft()
        if self._waiting:
            self._timer.start()  # before the work: that may open a dialog, in which the others go on
        piece.do()


def _line() -> _Line:
    application = QCoreApplication.instance()
    assert application is not None
    return application.findChild(_Line) or _Line(application)
