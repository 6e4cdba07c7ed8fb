"""Both axes of the small plot can be read: no label is cut off, none lies on another."""

from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnstudio.gui.evaluation.unit_plot import UnitBar, UnitPlot

TICKS = ["0 %", "25 %", "50 %", "75 %", "100 %"]


class Written(QPainter):
    """Keeps where words are written that are not turned."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.words: list[tuple[str, QRectF]] = []

    def drawText(self, *given: Any) -> None:  # type: ignore[override]  # one of its many forms
        room, flags, words = given
        if not self.transform().isRotating():
            self.words.append((words, self.boundingRect(room, flags, words)))
        super().drawText(room, flags, words)


@pytest.mark.parametrize("points", [9, 18])
def test_that_the_labels_of_the_axes_are_whole_and_apart(points: int, qtbot: QtBot) -> None:
    plot = UnitPlot("it", "Confidence", "How sure it is", "How often it is right")
    qtbot.addWidget(plot)
    font = plot.font()
    font.setPointSize(points)
    plot.setFont(font)
    plot.show_bars((UnitBar(0.1, 0.2, 0.15, "20 pictures"),))
    sheet = plot.sheet()
    image = QImage(sheet.size, QImage.Format.Format_RGB32)
    painter = Written(image)
    sheet.paint(painter, False)
    painter.end()
    assert sorted(words for words, _ in painter.words) == sorted([*TICKS, *TICKS, "How sure it is"])
    paper = QRectF(image.rect())
    assert [words for words, place in painter.words if not paper.contains(place)] == []
    pairs = combinations(painter.words, 2)
    assert [(one, other) for (one, a), (other, b) in pairs if a.intersects(b)] == []
