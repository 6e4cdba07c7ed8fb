"""Convolution by hand in a lab: the exercise that the lab opens, its answer hidden, and every cell filled in.

The exercise is put where the explorer keeps it, in the project's notes, and so are the cells as they are typed.
"""

from dataclasses import replace

from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.keeping import Kept, to_json
from cnnstudio.core.by_hand.tries import Tries, try_cell
from cnnstudio.gui.labs.scene_now import BY_HAND
from tests.benchmarks.labs_student import Student

_SETTINGS = ((1, 0), (2, 0), (4, 0), (1, 1), (4, 1))
"""Stride and padding."""


def one_dimension(student: Student) -> None:
    """The row of five numbers, with each stride and padding of the sheet, each filled in wrongly first."""
    row = _opened(student)
    for number, (stride, padding) in enumerate(_SETTINGS, 1):
        exercise = replace(row, stride=(1, stride), padding=padding)
        _fill(student, exercise, add=1)
        assert f"2.check.{number}" not in student.reached()
        _fill(student, exercise)
        assert f"2.check.{number}" in student.reached()


def two_dimensions(student: Student) -> None:
    """The colour picture with its two filters."""
    _fill(student, _opened(student))


def _opened(student: Student) -> Exercise:
    exercise = student.bench.step.actions[0].exercise
    assert exercise is not None
    return exercise


def _fill(student: Student, exercise: Exercise, add: float = 0.0) -> None:
    """Every cell; ``add`` makes it a wrong number."""
    values, tries = output(exercise).values, Tries(hidden=True)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            for filter in range(values.shape[2]):
                place = (row, column, filter)
                tries = try_cell(tries, values, place, f"{values[place] + add:g}")
    student.window.document.notes.put(BY_HAND, to_json(Kept(exercise, tries)))
    student.rest(0.3)
