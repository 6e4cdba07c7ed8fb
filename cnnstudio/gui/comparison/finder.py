"""Looks beside the window for what differs between runs, once for the same ones."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.comparison import Difference, differences
from cnnstudio.core.run import Run
from cnnstudio.gui.newest import Newest


class DifferenceFinder(QObject):
    """Gives the differences of the runs that were named last."""

    found = Signal(object, object)
    """The runs and their Differences; None while they are looked for."""
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Newest("differences between runs", self)
        self._runs: tuple[Run, ...] = ()
        self._answer: tuple[Difference, ...] | None = ()

    def look(self, runs: tuple[Run, ...]) -> None:
        """Looks for what differs between the runs; of fewer than two nothing does."""
        same = len(runs) == len(self._runs) and all(one is other for one, other in zip(runs, self._runs, strict=True))
        if same:
            self.found.emit(self._runs, self._answer)
            return
        self._runs = runs
        self._work.stop()
        if len(runs) < 2:
            self._tell(runs, ())
            return
        self._tell(runs, None)
        self._work.run(lambda _: differences(*runs), lambda found: self._tell(runs, found), self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _tell(self, runs: tuple[Run, ...], found: tuple[Difference, ...] | None) -> None:
        self._answer = found
        self.found.emit(runs, found)
