"""Says under “At most” that a part of a grid is tried, with the button that takes all of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.combinations import grid_size, is_capped
from cnnstudio.core.sweeps.sweep import MOST_TRIALS, Sweep
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.measures import grown, labels_width

_BESIDE_LABELS = 10


class PartWords(QWidget):
    """Hidden where every combination is tried.

    Args:
        labels: How wide the labels of the form above are, in the usual font.
    """

    all_wanted = Signal()
    """All combinations of the grid are to be trained."""

    def __init__(self, labels: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = MutedLabel(wordWrap=True, objectName="sweep.plan.part")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._all = QPushButton(objectName="sweep.plan.all")
        self._all.clicked.connect(self.all_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(grown(labels_width(labels), self.fontMetrics()) + _BESIDE_LABELS, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._all)
        self.hide()

    def follow(self, sweep: Sweep) -> None:
        """Says it of a sweep."""
        size, is_part = grid_size(sweep), is_capped(sweep)
        self._words.setText(tr("{count:,} of {all:,}, drawn at random", count=sweep.most, all=size) if is_part else "")
        self._all.setText(tr("All {count:,}", count=size))
        self._all.setAccessibleName(tr("Train all {count:,} combinations", count=size))
        self._all.setVisible(size * sweep.seeds <= MOST_TRIALS)
        self.setVisible(is_part)
