"""Numbers written into the cells of a small picture."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from cnnstudio.gui.widgets.maps.cell_numbers import letters_height, short, write_numbers
from cnnstudio.gui.widgets.rasters import image_array


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.4821, "0.48"),
        (-0.0361, "−0.036"),
        (3.14159, "3.14"),
        (-123.4, "−123"),
        (3.2e-5, "3e−5"),
        (-1.7e8, "−2e8"),
        (np.nan, "?"),
    ],
)
def test_that_a_weight_has_at_most_six_letters(value: float, words: str) -> None:
    assert short(value) == words
    assert len(words) <= 6


def written(numbers: np.ndarray, scale: int, colour: str = "#ffffff") -> set[str]:
    """The colours in the picture after numbers were written over it."""
    rows, columns = numbers.shape[:2]
    small = QImage(columns, rows, QImage.Format.Format_RGB32)
    small.fill(QColor(colour))
    canvas = small.scaled(columns * scale, rows * scale)
    painter = QPainter(canvas)
    write_numbers(painter, numbers, small, scale)
    painter.end()
    pixels = np.unique(image_array(canvas)[..., :3].reshape(-1, 3), axis=0)
    return {QColor(*map(int, pixel)).name() for pixel in pixels}


def test_that_numbers_are_dark_on_light_and_light_on_dark(qapp: QApplication) -> None:
    numbers = np.array([[0.5, -1.5]])
    assert "#000000" in written(numbers, 60, "#f7f7f7")
    assert "#ffffff" in written(numbers, 60, "#2166ac")


def test_that_numbers_that_do_not_fit_or_are_too_many_are_left_out(qapp: QApplication) -> None:
    assert written(np.array([[0.5, -1.5]]), 12) == {"#ffffff"}
    assert written(np.zeros((1, 1_100)), 20) == {"#ffffff"}
    assert len(written(np.zeros((1, 1_000)), 20)) > 1
    assert written(np.full((1, 1, 3), 0.25), 22) == {"#ffffff"}
    assert len(written(np.full((1, 1, 3), 0.25), 60)) > 1


@pytest.mark.usefixtures("qapp")
def test_that_the_letters_are_as_large_as_the_longest_number_lets_them() -> None:
    short_ones, long_one = np.array([[1.0, 0.5]]), np.array([[1.0, -0.0123]])
    large, less = letters_height(QFont(), short_ones, 40), letters_height(QFont(), long_one, 40)
    assert large is not None
    assert less is not None
    assert large > less
    assert letters_height(QFont(), long_one, 12) is None
    assert letters_height(QFont(), np.zeros((40, 40)), 40) is None
