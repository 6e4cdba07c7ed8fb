"""The pictures behind outcomes as an item model: true class, predicted class and confidence under each."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from cnnstudio.core.evaluation.outcomes import Numbers, Outcomes
from cnnstudio.core.language import local, tr
from cnnstudio.core.words import percent, plain
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.gallery.read_tiles import ReadTiles
from cnnstudio.gui.widgets.gallery.tiles import Caption
from cnnstudio.gui.words import figure

_ARROW = " → "


class Answers:
    """Outcomes in words, picture by picture."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes = outcomes

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The classes as they may be written anywhere."""
        return tuple(plain(label, 40) for label in self.outcomes.labels)

    @cached_property
    def _shares(self) -> bool:
        return self.outcomes.are_probabilities

    def is_right(self, number: int) -> bool:
        """Whether the class was found."""
        return bool(self.outcomes.truth[number] == self.outcomes.predicted[number])

    def truth(self, number: int) -> str:
        """The true class."""
        return self.names[self.outcomes.truth[number]]

    def answer(self, number: int) -> str:
        """The predicted class."""
        return self.names[self.outcomes.predicted[number]]

    def both(self, number: int) -> str:
        """ "7 → 1", or "7" where it was found."""
        return self.truth(number) if self.is_right(number) else f"{self.truth(number)}{_ARROW}{self.answer(number)}"

    def output(self, value: float) -> str:
        """An output in words: a share where all of them are probabilities."""
        return percent(value) if self._shares else figure(value)

    def confidence(self, number: int) -> str:
        """The largest output."""
        return self.output(float(self.outcomes.confidence[number]))

    @cached_property
    def widest(self) -> str:
        """The longest that ``both`` may say."""
        longest = sorted(self.names, key=len)[-2:]
        return _ARROW.join(longest)


class OutcomeTiles(ReadTiles):
    """The pictures with some numbers of a part, in their order; without pictures, only their words."""

    signs = ("right", "wrong")
    notes_below = True

    def __init__(self) -> None:
        super().__init__()
        self._answers: Answers | None = None
        self._source: PartPictures | None = None
        self._mixed = False

    @property
    def answers(self) -> Answers | None:
        """What was said to them; None while there is nothing to show."""
        return self._answers

    @property
    def numbers(self) -> Numbers:
        """The numbers of the pictures, row by row."""
        return self._places

    @property
    def source(self) -> PartPictures | None:
        return self._source

    def show_outcomes(
        self, answers: Answers | None, source: PartPictures | None, numbers: Numbers, mixed: bool
    ) -> None:
        """Shows the pictures with these numbers.

        Args:
            mixed: Whether right ones stand beside wrong ones, so that a sign tells them apart.
        """
        self.beginResetModel()
        others = source is not self._source
        self._answers, self._source, self._mixed = answers, source, mixed
        self.put_places(np.asarray(numbers, np.intp), of_others=others)
        self.endResetModel()

    def row(self, number: int) -> int | None:
        """The row of a picture's number; None where it is not shown."""
        found = np.flatnonzero(self._places == number)
        return int(found[0]) if len(found) else None

    # A grid calls these

    def caption(self, row: int) -> Caption:
        assert self._answers is not None
        number = self.place(row)
        sign = ("right" if self._answers.is_right(number) else "wrong") if self._mixed else None
        return Caption(self._answers.both(number), self._answers.confidence(number), sign)

    def longest(self) -> tuple[tuple[str, ...], str]:
        return (() if self._answers is None else (self._answers.widest,)), local("100.0 %")

    def words(self, row: int) -> str:
        assert self._answers is not None
        number, said = self.place(row), self._answers
        name, output = said.truth(number), said.confidence(number)
        if said.is_right(number):
            return tr("{name} read rightly, output {output}", name=name, output=output)
        predicted = said.answer(number)
        return tr("{name} read as {predicted}, output {output}", name=name, predicted=predicted, output=output)

    def draw_sign(self, painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = place.adjusted(1, 1, -1, -1)
        if sign == "right":
            painter.setPen(QPen(theme.colour("good"), 2))
            corner = QPointF(area.left() + area.width() * 0.38, area.bottom())
            painter.drawPolyline([QPointF(area.left(), area.center().y()), corner, area.topRight()])
        else:
            painter.setPen(QPen(theme.colour("error"), 2))
            painter.drawLine(area.topLeft(), area.bottomRight())
            painter.drawLine(area.topRight(), area.bottomLeft())
