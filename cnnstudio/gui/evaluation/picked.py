"""Which pictures of a part are looked at: all, a cell of the confusion matrix, a class, or a range of confidence."""

from dataclasses import dataclass

import numpy as np

from cnnstudio.core.evaluation.outcomes import Numbers, Order, Outcomes, in_order


@dataclass(frozen=True)
class Picked:
    """What was picked elsewhere, for its pictures to be shown; with nothing given, every picture.

    Attributes:
        words: What it is called: "7 read as 1".
        true, predicted: Class numbers.
        above, upto: Bounds of the confidence; the lower one is not included but where it is 0.
    """

    words: str = ""
    true: int | None = None
    predicted: int | None = None
    above: float | None = None
    upto: float | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell of the matrix, whose pictures are all right or all wrong."""
        return self.true is not None and self.predicted is not None

    def numbers(self, outcomes: Outcomes, wrong_only: bool, order: Order) -> Numbers:
        """The pictures' numbers in their part, sorted; of a cell all, else the mistakes alone where that is wanted."""
        chosen = np.ones(len(outcomes), np.bool_)
        if wrong_only and not self.is_cell:
            chosen &= ~outcomes.right
        if self.true is not None:
            chosen &= outcomes.truth == self.true
        if self.predicted is not None:
            chosen &= outcomes.predicted == self.predicted
        if self.above is not None and self.upto is not None:
            sure = outcomes.confidence
            chosen &= (sure <= self.upto) & ((sure > self.above) | (self.above <= 0))
        return in_order(outcomes, np.flatnonzero(chosen), order)


EVERY = Picked()
