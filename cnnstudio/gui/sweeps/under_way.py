"""The trials that are being trained now, a line each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.gui.experiments import Experiments
from cnnstudio.gui.sweeps.progress_words import epoch_words, trial_wordings
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.panel import Panel

_ROW = 26
_MOST_ROWS = 3
"""So many are in view; of more, one scrolls."""
_MOST_LINES = 64
"""Of a large cluster the first ones are named."""
_NOTHING = {"paused": "Nothing while it is paused", "stopping": "Nothing any more"}


class UnderWay(Panel):
    """Hidden while no sweep runs; nothing around it moves while trials come and go."""

    def __init__(self, experiments: Experiments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.under_way")
        self.setAccessibleName("Trials that are being trained")
        self._experiments = experiments
        self._rows: list[FittingLabel] = []
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._more = FittingLabel()
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(self._list)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName("Trials that are being trained")
        self._scroll.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        title = QLabel("Now")
        title.setFixedHeight(_ROW)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._scroll, 1)
        self._more.setFixedHeight(_ROW)
        self._column.addWidget(self._more)
        self._column.addStretch(1)
        self.follow()

    @property
    def lines(self) -> tuple[str, ...]:
        """What each line says in full."""
        return tuple(row.full for row in self._rows if not row.isHidden())

    def follow(self) -> None:
        """Shows what is under way now."""
        standing = self._experiments.standing
        if standing is None or standing.state == "starting":
            self.hide()
            return
        shown = standing.under_way[:_MOST_LINES]
        while len(self._rows) < len(shown):
            self._add_row()
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(shown))
        for row, (trial, where) in zip(self._rows, shown, strict=False):
            row.say(*self._wordings(trial, where))
        left = len(standing.under_way) - len(shown)
        self._more.say(f"and {left:,} more" if shown else _NOTHING.get(standing.state, "The next trial begins…"))
        self._more.setVisible(left > 0 or not shown)
        # As many lines as there are hands: nothing below moves when a trial ends before the next one begins.
        count = min(max(len(shown), standing.workers, 1), _MOST_ROWS)
        self._scroll.setFixedHeight(count * _ROW)
        scrolls = len(shown) > _MOST_ROWS
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self.show()

    def _wordings(self, number: int, where: str) -> tuple[str, ...]:
        experiment = self._experiments.running
        trial = self._experiments.trial(number)
        epochs = epoch_words(experiment, self._experiments.epochs.get(number, []), trial)
        wordings = trial_wordings(experiment, trial, number, where)
        return tuple(f"{words} – {epochs}" for words in wordings)

    def _add_row(self) -> None:
        row = FittingLabel()
        row.setFixedHeight(_ROW)
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
