"""What differs between the selected runs: in a few words beside their names, and in columns of its own."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.runs.comparison import Difference, told_apart
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.comparison.extras import Extra, beside, extras
from cnnstudio.gui.comparison.finder import DifferenceFinder

_MOST_EXTRAS = 24
"""So many settings get a column of their own."""
_TOLD_WHOLE = {tr("Learning rate"), tr("Batch size"), tr("Seed")}
"""Columns that say all of the setting of the same name."""


class Telling(QObject):
    """Looks for differences beside the window, and keeps the words for the runs that were compared last."""

    told_anew = Signal()
    """Other words tell the runs apart now."""
    found = Signal(object, object)
    """The compared runs and their Differences; None while they are looked for."""
    columns_found = Signal(object)
    """The Extras for the columns of what differs."""
    failed = Signal(object)

    def __init__(
        self, titles: Callable[[], Collection[str]], among: Callable[[], tuple[Run, ...]], parent: QObject
    ) -> None:
        """Compares nothing yet.

        Args:
            titles: Asks for those of the columns that are in view anyway.
            among: Asks for all runs, whose names may be told.
        """
        super().__init__(parent)
        self._titles = titles
        self._words: dict[int, str] = {}
        self._compared, self._columns = DifferenceFinder(self, among), DifferenceFinder(self, among)
        for finder in (self._compared, self._columns):
            finder.failed.connect(self.failed)
        self._compared.found.connect(self._tell_apart)
        self._compared.found.connect(self.found)
        self._columns.found.connect(self._make_columns)

    @property
    def words(self) -> dict[int, str]:
        """What tells each of the compared runs from the others, by their numbers."""
        return self._words

    @property
    def is_busy(self) -> bool:
        """Whether words are still to come."""
        return self._compared.is_busy

    def compare(self, runs: tuple[Run, ...]) -> None:
        """Looks for what differs between these runs."""
        self._compared.look(runs)

    def find_columns(self, chosen: tuple[Run, ...], there: Sequence[Run]) -> None:
        """Looks for the settings in which the chosen runs differ, or else all that are ``there``, with those of all."""
        if len(chosen) < 2:
            self._columns.look(tuple(there))
        else:
            numbers = {run.number for run in chosen}
            self._columns.look(chosen, tuple(run for run in there if run.number not in numbers))

    def no_columns(self) -> None:
        """There are to be no columns of what differs."""
        self._columns.look(())

    def end(self) -> None:
        """Stops for good."""
        self._compared.end()
        self._columns.end()

    @Slot(object, object)
    def _tell_apart(self, runs: tuple[Run, ...], found: tuple[Difference, ...] | None) -> None:
        """While it is looked for, what is known of the same runs stays."""
        numbers = [run.number for run in runs]
        words = self._words if found is None and self._words.keys() == set(numbers) else {}
        if found:
            words = dict(zip(numbers, told_apart(found), strict=True))
        if words != self._words:
            self._words = words
            self.told_anew.emit()

    @Slot(object, object)
    def _make_columns(self, runs: tuple[Run, ...], found: tuple[Difference, ...] | None) -> None:
        if found is not None:
            new = beside(found, self._titles(), _TOLD_WHOLE)
            made: tuple[Extra, ...] = extras(new[:_MOST_EXTRAS], [run.number for run in runs])
            self.columns_found.emit(made)
