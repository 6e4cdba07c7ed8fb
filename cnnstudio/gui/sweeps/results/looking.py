"""What is looked at of a sweep: its trials, which of them are selected, pointed at, and within the ranges."""

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.gui.sweeps.results.field import Field, Mask, field_of

Range = tuple[float, float]
"""From a place on an axis to another one, both included."""


class Looking(QObject):
    """What all pictures of a sweep and its table share; trials are meant by their numbers, rows are of the field."""

    field_changed = Signal()
    """There is another experiment, or its trials are further."""
    chosen_changed = Signal()
    """Other trials are selected."""
    pointed_changed = Signal()
    """The pointer, or the keyboard, is at another trial."""
    ranges_changed = Signal()
    """Other trials are within the ranges."""
    epochs_changed = Signal()
    """A run has another epoch."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.field: Field | None = None
        self.runs: Mapping[int, Run] = {}
        """The runs of the file by their numbers."""
        self.live: Mapping[int, list[Epoch]] = {}
        """The epochs so far of trials under way, by the numbers of the trials."""
        self.pointed: int | None = None
        """A trial's number; None for none."""
        self._chosen: tuple[int, ...] = ()
        self._known: frozenset[int] = frozenset()
        self._ranges: dict[int, Range] = {}
        self._passing: Mask = np.zeros(0, np.bool_)

    # What there is

    @property
    def chosen(self) -> tuple[int, ...]:
        """The numbers of the selected trials in the order in which they were selected."""
        return self._chosen

    @property
    def ranges(self) -> Mapping[int, Range]:
        """What is let through on an axis, by its number; the last one, of the score, is ``len(field.axes)``."""
        return self._ranges

    @property
    def passing(self) -> Mask:
        """(n,), which trials are within all ranges."""
        return self._passing

    @property
    def chosen_rows(self) -> list[int]:
        """The rows of the selected trials."""
        return [] if self.field is None else [self.field.row_of[each] for each in self._chosen]

    def trial(self, number: int) -> Trial | None:
        """The trial of that number; None where there is none."""
        row = None if self.field is None else self.field.row_of.get(number)
        return None if row is None or self.field is None else self.field.trials[row]

    def run(self, number: int) -> Run | None:
        """The run that came of a trial; None where there is none."""
        trial = self.trial(number)
        return None if trial is None or trial.run is None else self.runs.get(trial.run)

    def epochs(self, trial: Trial) -> tuple[Epoch, ...]:
        """Those that a trial has so far."""
        run = None if trial.run is None else self.runs.get(trial.run)
        return tuple(self.live.get(trial.number, ())) if run is None else run.epochs

    # What changes

    def show(self, experiment: Experiment | None) -> None:
        """Looks at an experiment as it is now; of another one than before nothing is selected."""
        before = self.field
        self.field = None if experiment is None else field_of(experiment, before)
        is_same = before is not None and self.field is not None and before.axes is self.field.axes
        self._ranges = self._moved(before) if is_same else {}
        known = {} if self.field is None else self.field.row_of
        self._choose(tuple(each for each in self._chosen if each in known) if is_same else (), tell=not is_same)
        if not is_same or self.pointed not in known:
            self.pointed = None
        self._pass()
        self.field_changed.emit()
        self._leave_out()

    def follow(self, runs: Mapping[int, Run], live: Mapping[int, list[Epoch]]) -> None:
        """Knows the runs of the file and the epochs of trials under way as they are now."""
        self.runs, self.live = runs, live
        self.epochs_changed.emit()

    def choose(self, numbers: Iterable[int]) -> None:
        """Selects these trials and no other; those outside of the ranges cannot be."""
        row_of = {} if self.field is None else self.field.row_of
        wanted = (each for each in dict.fromkeys(numbers) if each in row_of)
        self._choose(tuple(each for each in wanted if self._passing[row_of[each]]))

    def click(self, numbers: Iterable[int], modifiers: Qt.KeyboardModifier) -> None:
        """What a click on these trials selects: them; with Ctrl or Shift beside the others, or not any more."""
        added = tuple(numbers)
        if not modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.choose(added)
        elif self._known.issuperset(added) and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.choose(each for each in self._chosen if each not in added)
        else:
            self.choose((*self._chosen, *added))

    def point(self, number: int | None) -> None:
        """The pointer is at this trial."""
        if number != self.pointed:
            self.pointed = number
            self.pointed_changed.emit()

    def let_through(self, axis: int, wanted: Range | None) -> None:
        """Lets only trials through that stand in a range of an axis; None lets all.

        Those outside leave the selection: nothing is to be done to what cannot be seen.
        """
        if self._ranges.get(axis) == wanted:
            return
        self._ranges = {at: each for at, each in self._ranges.items() if at != axis}
        if wanted is not None:
            self._ranges[axis] = wanted
        self._pass()
        self.ranges_changed.emit()
        self._leave_out()

    def let_all_through(self) -> None:
        """Takes all ranges away."""
        if self._ranges:
            self._ranges = {}
            self._pass()
            self.ranges_changed.emit()

    # Private

    def _moved(self, before: Field | None) -> dict[int, Range]:
        """The ranges, where the one of the scores means the same scores as before on an axis that may have grown."""
        field = self.field
        if before is None or field is None or len(field.axes) not in self._ranges:
            return self._ranges
        old, new = before.score_axis.numbers, field.score_axis.numbers
        ends = np.array([old.value(each) for each in self._ranges[len(field.axes)]], np.float64)
        low, high = new.places(ends).tolist()
        return {**self._ranges, len(field.axes): (low, high)}

    def _choose(self, numbers: tuple[int, ...], *, tell: bool = True) -> None:
        if numbers != self._chosen:
            self._chosen, self._known = numbers, frozenset(numbers)
            if tell:
                self.chosen_changed.emit()

    def _leave_out(self) -> None:
        """Those that are not within the ranges leave the selection."""
        if self.field is not None and self._chosen and not self._passing.all():
            row_of = self.field.row_of
            self._choose(tuple(each for each in self._chosen if self._passing[row_of[each]]))

    def _pass(self) -> None:
        field = self.field
        self._passing = np.ones(0 if field is None else len(field), np.bool_)
        if field is None:
            return
        for axis, (low, high) in self._ranges.items():
            places = field.heights if axis == len(field.axes) else field.places[:, axis]
            with np.errstate(invalid="ignore"):
                self._passing &= (places >= low) & (places <= high)
