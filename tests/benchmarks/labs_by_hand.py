"""Convolution by hand in a lab: the exercise opened, its answer hidden, and every cell typed with the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from cnnstudio.core.by_hand.computing import output
from tests.benchmarks.labs_student import Student

_VIEW = "learn.convolution"
_SETTINGS = ((1, 0), (2, 0), (4, 0), (1, 1), (4, 1))
"""Stride and padding."""


def one_dimension(student: Student) -> None:
    """The row of five numbers, with each stride and padding of the sheet, each filled in wrongly first."""
    _open(student)
    for number, (stride, padding) in enumerate(_SETTINGS, 1):
        _number(student, "stride.columns", stride)
        student.put(f"{_VIEW}.settings.padding", "zeros around" if padding else "none (valid)")
        if padding:
            _number(student, "zeros", padding)
        _fill(student, add=1)
        assert f"2.check.{number}" not in student.reached(), number
        _fill(student)
        assert f"2.check.{number}" in student.reached(), number


def two_dimensions(student: Student) -> None:
    """The colour picture with its two filters."""
    _open(student)
    _fill(student, add=1)
    assert "4.check.1" not in student.reached()
    _fill(student)


def _open(student: Student) -> None:
    student.action(1)
    student.there(_VIEW)
    hide = student.child(f"{_VIEW}.hide")
    if not hide.isChecked():
        student.click(f"{_VIEW}.hide")


def _number(student: Student, name: str, value: int) -> None:
    box = student.child(f"{_VIEW}.settings.{name}")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(value))
    QTest.keyClick(box, Qt.Key.Key_Return)
    student.rest(0.2)


def _fill(student: Student, add: float = 0.0) -> None:
    """Every cell; ``add`` makes it a wrong number."""
    view, board = student.child(_VIEW), student.child(f"{_VIEW}.output")
    values = output(view.exercise).values
    for filter in range(values.shape[2]):
        for row in range(values.shape[0]):
            for column in range(values.shape[1]):
                place = board.area_of(f"output.{filter}", (row, column)).center()
                QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=place)
                board.setFocus()
                text = f"{values[row, column, filter] + add:g}"
                QTest.keyClicks(board, text[0])
                editor = board.findChild(QLineEdit, f"{board.objectName()}.editor")
                QTest.keyClicks(editor, text[1:])
                QTest.keyClick(editor, Qt.Key.Key_Return)
                student.rest(0.02)
    student.rest(0.3)
