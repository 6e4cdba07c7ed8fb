"""Looks beside the window for what differs between runs, once for the same ones."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.runs.comparison import Difference
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.runs.differences import differences
from cnnstudio.gui.threads.newest import Newest


class DifferenceFinder(QObject):
    """Gives the differences of the runs that were named last."""

    found = Signal(object, object)
    """The runs and their Differences; None while they are looked for."""
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, among: Callable[[], tuple[Run, ...]] = tuple) -> None:
        """``among``: asks for all runs, whose names may be told."""
        super().__init__(parent)
        self._among = among
        self._work = Newest("differences between runs", self)
        self._runs: tuple[Run, ...] = ()
        self._compared = 0
        """So many of them, the first ones, are compared."""
        self._answer: tuple[Difference, ...] | None = ()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._work.is_busy

    def look(self, runs: tuple[Run, ...], beside: tuple[Run, ...] = ()) -> None:
        """Looks for what differs between the runs; of fewer than two nothing does.

        Args:
            beside: Runs that are not compared, but of which the same settings are told; they come after the others.
        """
        compared, runs = len(runs), (*runs, *beside)
        before, self._compared = self._compared, compared
        alike = compared == before and len(runs) == len(self._runs)
        if alike and all(one is other for one, other in zip(runs, self._runs, strict=True)):
            self.found.emit(self._runs, self._answer)
            return
        self._runs = runs
        self._work.stop()
        if compared < 2:
            self._tell(runs, ())
            return
        self._tell(runs, None)
        among = self._among()
        self._work.run(lambda _: _found(runs, compared, among), lambda found: self._tell(runs, found), self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _tell(self, runs: tuple[Run, ...], found: tuple[Difference, ...] | None) -> None:
        self._answer = found
        self.found.emit(runs, found)


def _found(runs: tuple[Run, ...], compared: int, among: tuple[Run, ...]) -> tuple[Difference, ...]:
    """The differences between the first runs, with the values of all."""
    found = differences(runs[:compared], among)
    if compared == len(runs) or not found:
        return found
    everywhere = {(each.part, each.label): each for each in differences(runs, among)}
    unknown = ("",) * (len(runs) - compared)
    return tuple(
        everywhere.get((each.part, each.label)) or replace(each, values=(*each.values, *unknown)) for each in found
    )
