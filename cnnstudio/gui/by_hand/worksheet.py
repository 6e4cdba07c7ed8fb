"""What is worked on: the exercise, its output, the step that is looked at, what was tried; and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.by_hand import tries as trying
from cnnstudio.core.by_hand.computing import Output, Place, output, work
from cnnstudio.core.by_hand.examples import FIRST
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.keeping import Kept
from cnnstudio.core.by_hand.steps import output_shape
from cnnstudio.core.by_hand.tries import Counts, Tries
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.working.work import Work
from cnnstudio.gui.threads.newest import Newest

MOST_AT_ONCE = 3_000_000
"""Products that are summed at once, in some ms; more of them are summed on a thread."""

_MOST_STEPS = 200
"""Of undo."""

_Entry = tuple[Kept, Exercise]
"""What stood here, and what it was begun with."""


class Worksheet(QObject):
    """Every edit goes through ``change`` or ``try_cell`` and can be undone; what is refused is told and changes naught.

    The output of a large exercise comes a moment later: until then ``output`` is None.
    """

    changed = Signal()
    """The exercise, or what was tried, is another one; the step may be, too."""
    computed = Signal()
    """The output of a large exercise has come."""
    stepped = Signal()
    """Another step is looked at, or more or less of the output is filled in."""
    refused = Signal(str)
    """Why something was not done, in words; empty when something was."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = Kept(FIRST, Tries())
        self._start = FIRST
        self._undo: list[_Entry] = []
        self._redo: list[_Entry] = []
        self._states: tuple[tuple[Tries, Output], dict[Place, bool]] | None = None
        """What was tried of which output, and what became of it: thousands of texts are not read for every step."""
        self._output: Output | None = None
        self._place: Place = (0, 0, 0)
        self.is_filling = False
        """Whether only the output up to the step is shown, because it is being gone through."""
        self._computing = Newest("by hand", self)
        self._compute()

    @property
    def exercise(self) -> Exercise:
        return self._kept.exercise

    @property
    def tries(self) -> Tries:
        return self._kept.tries

    @property
    def kept(self) -> Kept:
        """Both together."""
        return self._kept

    @property
    def output(self) -> Output | None:
        """What comes out; None while it is computed."""
        return self._output

    @property
    def counts(self) -> Counts | None:
        """How far the person has come with the hidden output; None while it is computed."""
        return None if self._output is None else trying.counted(self.tries, self._output.values, self.states)

    @property
    def states(self) -> dict[Place, bool]:
        """Whether what was typed into each cell is right; none while it is computed."""
        if self._output is None:
            return {}
        about = self.tries, self._output
        if self._states is None or any(old is not new for old, new in zip(self._states[0], about, strict=True)):
            self._states = about, trying.states(self.tries, self._output.values)
        return self._states[1]

    # Editing

    def change(self, edit: Callable[[Exercise], Exercise]) -> bool:
        """Puts another exercise in the place of this one, as one undo step; whether that was possible.

        The answers to another exercise are other ones, so what was tried is forgotten.
        """
        try:
            found = edit(self.exercise)
        except SpecError as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        if found != self.exercise:
            self._put(Kept(found, Tries(hidden=self.tries.hidden)))
        return True

    def begin(self, exercise: Exercise, place: Place = (0, 0, 0), *, hidden: bool = False) -> None:
        """Begins another exercise, as one undo step; "Reset" comes back to it.

        Args:
            hidden: Whether its output is to be worked out.
        """
        start, self._place, self.is_filling = exercise, place, False
        self.refused.emit("")
        begun = Kept(exercise, Tries(hidden=hidden))
        if begun != self._kept:
            self._put(begun, start)
        else:
            self._start = start
            self._set(self._kept)

    def reset(self) -> None:
        """Back to what was begun with."""
        self._put(Kept(self._start, Tries(hidden=self.tries.hidden)))

    @property
    def can_reset(self) -> bool:
        return self._start != self.exercise or bool(self.tries.typed or self.tries.shown)

    def take(self, kept: Kept) -> None:
        """What was kept in the project that is on the desk now: there is no way back to what was before."""
        self._undo, self._redo = [], []
        self._start, self._place, self.is_filling = kept.exercise, (0, 0, 0), False
        self._set(kept)

    def hide(self, hidden: bool) -> None:
        """Hides the output, or shows it; what was tried stays."""
        if hidden != self.tries.hidden:
            self.is_filling = False
            self._put(Kept(self.exercise, replace(self.tries, hidden=hidden)))

    def try_cell(self, place: Place, text: str) -> bool:
        """Takes what the person typed into a cell of the hidden output; whether it was a number."""
        return self.try_cells({place: text})

    def try_cells(self, texts: Mapping[Place, str]) -> bool:
        """The same of many cells, as one undo step; where one is no number, none is taken."""
        values = self._values()
        if values is None:
            return False
        try:
            found = trying.try_cells(self.tries, values.values, texts)
        except SpecError as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        if found != self.tries:
            self._put(Kept(self.exercise, found))
        return True

    def show_cell(self, place: Place) -> None:
        """Shows the number of one cell of the hidden output."""
        self._put(Kept(self.exercise, trying.show_cell(self.tries, place)))

    def try_anew(self) -> None:
        """Empties the cells of the hidden output."""
        self._put(Kept(self.exercise, Tries(hidden=True)))

    def is_known(self, place: Place) -> bool:
        """Whether the number at a place may be told: it is not hidden, not asked for, it was shown, or found."""
        if not self.tries.hidden or place in self.tries.shown:
            return True
        if self._output is not None and not trying.is_asked_at(self._output.values, place):
            return True
        return self.states.get(place) is True

    # The way back

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def undo(self) -> None:
        """Takes the last edit back; mistakes that were made stay counted."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Does again what was taken back."""
        self._swap(self._redo, self._undo)

    def _swap(self, source: list[_Entry], target: list[_Entry]) -> None:
        if not source:
            return
        target.append((self._kept, self._start))
        before, self._start = source.pop()
        if before.exercise == self.exercise:
            most = max(before.tries.mistakes, self.tries.mistakes)
            before = Kept(before.exercise, replace(before.tries, mistakes=most))
        self.refused.emit("")
        self._set(before)

    def _put(self, kept: Kept, start: Exercise | None = None) -> None:
        self._undo = [*self._undo, (self._kept, self._start)][-_MOST_STEPS:]
        self._redo = []
        self._start = start or self._start
        self._set(kept)

    def _set(self, kept: Kept) -> None:
        is_other = kept.exercise != self.exercise
        self._kept = kept
        if is_other:
            self.is_filling = False
            self._compute()
        self._place = self._nearest(self._place)
        self.changed.emit()

    # The step

    @property
    def place(self) -> Place | None:
        """Row, column and filter of the number that is looked at; None where nothing comes out."""
        return self._place if min(output_shape(self.exercise)) else None

    @property
    def steps(self) -> int:
        """Numbers that come out."""
        rows, columns, filters = output_shape(self.exercise)
        return rows * columns * filters

    @property
    def step(self) -> int:
        """Which of them is looked at, from 0: one filter after the other, in each row after row."""
        rows, columns, _ = output_shape(self.exercise)
        row, column, filter = self._place
        return (filter * rows + row) * columns + column

    def go_to(self, place: Place, *, filling: bool = False) -> None:
        """Looks at a number of the output, the nearest one where there is none at the place."""
        self._place, self.is_filling = self._nearest(place), filling
        self.stepped.emit()

    def _nearest(self, place: Place) -> Place:
        shape = output_shape(self.exercise)
        row, column, filter = (max(min(at, size - 1), 0) for at, size in zip(place, shape, strict=True))
        return row, column, filter

    def go_to_step(self, step: int) -> None:
        """Looks at a number by its turn, with the output filled in up to it."""
        rows, columns, _ = output_shape(self.exercise)
        if self.steps:
            step = max(min(step, self.steps - 1), 0)
            filter, rest = divmod(step, rows * columns)
            self.go_to((*divmod(rest, columns), filter), filling=True)

    @property
    def work(self) -> Work | None:
        """How the number that is looked at comes about; None where nothing comes out."""
        return None if self.place is None else work(self.exercise, self.place)

    # Computing

    def _compute(self) -> None:
        exercise = self.exercise
        rows, columns, channels, filters = exercise.kernels.shape
        steps = output_shape(exercise)
        if steps[0] * steps[1] * rows * columns * channels * filters <= MOST_AT_ONCE:
            self._computing.stop()
            self._output = output(exercise)
            return
        self._output = None
        self._computing.run(lambda _: output(exercise), self._arrived, self._failed)

    def _values(self) -> Output | None:
        """The output, also where it is still computed: who types an answer cannot be told to wait."""
        if self._output is None:
            self.refused.emit(tr("The output is still being computed."))
        return self._output

    def _arrived(self, found: Output) -> None:
        self._output = found
        self.computed.emit()

    def _failed(self, error: StudioError) -> None:
        self.refused.emit(str(error))
