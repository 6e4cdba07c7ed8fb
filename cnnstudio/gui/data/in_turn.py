"""Work in the background of which only the newest waits: what was asked for in between is not worth doing."""

from collections.abc import Callable
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.gui.background import Background

_Piece = tuple[Callable[[], Any], Callable[[Any], None], Callable[[StudioError], None]]


class InTurn:
    """Hands one piece of work at a time to the background, then the newest of those that came meanwhile."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._busy = False
        self._waiting: _Piece | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    def run(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[StudioError], None]) -> None:
        """Runs ``work``; then ``done`` with its value or ``failed`` with its StudioError, on the GUI thread."""
        self._waiting = (work, done, failed)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        piece, self._waiting = self._waiting, None
        self._busy = piece is not None
        if piece is None:
            return
        work, done, failed = piece

        def ended(tell: Callable[[Any], None], what: Any) -> None:
            self._next()
            tell(what)

        self._background.run(work, lambda value: ended(done, value), lambda error: ended(failed, error))
