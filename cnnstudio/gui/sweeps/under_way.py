"""The trials that are being trained now, two lines each."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.experiments.experiments import Experiments
from cnnstudio.gui.sweeps.progress_words import epoch_words, trial_wordings, values_words
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.letters import bold_of, keep_fit
from cnnstudio.gui.widgets.panel import Panel

_AROUND, _GAP = 4, 4
_MOST_ROWS = 3
"""So many are in view; of more, one scrolls."""
_MOST_LINES = 64
"""Of a large cluster the first ones are named."""
_NOTHING = {"paused": tr("Nothing while it is paused"), "stopping": tr("Nothing any more")}


class UnderWay(Panel):
    """Hidden while no sweep runs; it grows with what is trained at once, and while the sweep runs it never shrinks."""

    def __init__(self, experiments: Experiments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.under_way")
        self.setAccessibleName(tr("Trials that are being trained"))
        self._experiments = experiments
        self._rows: list[_Row] = []
        self._most = 1
        self._more = _line(FittingLabel())
        self._lay_out()
        keep_fit(self, self._fit_rows)
        experiments.changed.connect(self.follow)
        experiments.standing_changed.connect(self.follow)
        self.follow()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said of each trial in full."""
        return tuple(row.words for row in self._rows if not row.isHidden())

    @Slot()
    def follow(self) -> None:
        """Shows what is under way now."""
        standing = self._experiments.standing
        if standing is None or standing.state == "starting":
            self._most = 1
            self.hide()
            return
        shown = standing.under_way[:_MOST_LINES]
        while len(self._rows) < len(shown):
            self._add_row()
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(shown))
        for row, (trial, where) in zip(self._rows, shown, strict=False):
            self._say(row, trial, where)
        left = len(standing.under_way) - len(shown)
        self._more.say(
            tr("and {count:,} more", count=left)
            if shown
            else _NOTHING.get(standing.state, tr("The next trial begins…"))
        )
        self._more.setVisible(left > 0 or not shown)
        # As many as there are hands: nothing around it moves when a trial ends before the next one begins.
        self._most = min(max(len(shown), standing.workers, self._most), _MOST_ROWS)
        self._fit_rows()
        scrolls = len(shown) > _MOST_ROWS
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self.show()

    def _fit_rows(self) -> None:
        self._scroll.setFixedHeight(self._most * (2 * _line_height(self) + _GAP))

    def _say(self, row: "_Row", number: int, where: str) -> None:
        experiment, trial = self._experiments.running, self._experiments.trial(number)
        epochs = epoch_words(experiment, self._experiments.epochs.get(number, []), trial)
        row.head.say(*(f"{words} – {epochs}" for words in trial_wordings(number, where)))
        row.values.say(values_words(experiment, trial))

    def _add_row(self) -> None:
        row = _Row()
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)

    def _lay_out(self) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._more)
        self._column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(inside)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Trials that are being trained"))
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        title = QLabel(tr("Now"))
        title.setFont(bold_of(title.font()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 4)
        layout.setSpacing(2)
        layout.addWidget(title)
        layout.addWidget(self._scroll)


class _Row(QWidget):
    """Of one trial how far it is, and its values under that."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.values = _line(_Head()), _line(FittingLabel())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, _GAP)
        column.setSpacing(0)
        for line in (self.head, self.values):
            column.addWidget(line)

    @property
    def words(self) -> str:
        return f"{self.head.full} | {self.values.full}"


class _Head(FittingLabel):
    colour = "text"


def _line(label: FittingLabel) -> FittingLabel:
    """Makes it as high as a line, also when the size of text changes."""
    keep_fit(label, lambda: label.setFixedHeight(_line_height(label)))
    return label


def _line_height(widget: QWidget) -> int:
    return widget.fontMetrics().height() + _AROUND
