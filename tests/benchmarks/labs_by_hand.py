"""Convolution by hand as a student does it: the exercise opened, its answer hidden, and every cell filled in."""

from dataclasses import replace

from cnnstudio.core.by_hand.computing import output
from tests.benchmarks.labs_student import Student

_SETTINGS = ((1, 0), (2, 0), (4, 0), (1, 1), (4, 1))
"""Stride and padding."""


def one_dimension(student: Student) -> None:
    """The row of five numbers, with each stride and padding of the sheet."""
    student.action(1)
    for stride, padding in _SETTINGS:
        view = student.child("learn.convolution")
        view.show_exercise(replace(view.exercise, stride=(1, stride), padding=padding))
        _fill(student)


def two_dimensions(student: Student) -> None:
    """The colour picture with its two filters."""
    student.action(1)
    _fill(student)


def _fill(student: Student) -> None:
    view = student.child("learn.convolution")
    view.hide_answer(True)
    values = output(view.exercise).values
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            for filter in range(values.shape[2]):
                view.try_cell((row, column, filter), f"{values[row, column, filter]:g}")
    student.reached()
