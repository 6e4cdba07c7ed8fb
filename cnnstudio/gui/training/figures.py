"""The big figures of a run: loss, accuracy, best epoch and the result on the test pictures."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch, Run, best_epoch
from cnnstudio.core.words import percent
from cnnstudio.gui.training.measures import loss_words
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.letters import set_letters
from cnnstudio.gui.widgets.panel import Panel

_CAPTIONS = (
    (tr("Loss"), tr("Loss")),
    (tr("Validation loss"), tr("Val. loss")),
    (tr("Accuracy"), tr("Accuracy")),
    (tr("Validation accuracy"), tr("Val. accuracy")),
    (tr("Best epoch"), tr("Best epoch")),
    (tr("Test accuracy"), tr("Test accuracy")),
)
"""In full, and where there is little room."""
_NAMES = ("loss", "val_loss", "accuracy", "val_accuracy", "best", "test")
_USUAL_VALUE, _USUAL_NOTES = local("0.0000"), (tr("validation 100.0 %"), tr("val. 100.0 %"))
_LATER = (tr("after the first epoch"), tr("after epoch 1"))
_MARGIN = 16
_GAP = 12


@dataclass(frozen=True)
class Figure:
    """One number in words, a line under it, which is ``short`` where there is little room, and more in the tool tip."""

    value: str = "–"
    note: str = ""
    short: str = ""
    tip: str = ""


def figures_of(history: History, run: Run | None, live: bool) -> tuple[Figure, ...]:
    """The figures in the order in which they are shown.

    Args:
        live: The epoch under way is shown by the mean of its batches so far, as Keras prints it.
    """
    last = history.epochs[-1] if history.epochs else None
    so_far = _so_far(history) if live else None
    if so_far is not None:
        number = (last.number if last else 0) + 1
        loss, accuracy, note, short = so_far[0], so_far[1], tr("epoch {number}, so far", number=number), tr("so far")
    elif last is not None:
        loss, accuracy, note, short = last.loss, last.accuracy, *_last(last)
    else:
        return tuple(Figure() for _ in _CAPTIONS)
    validated = _last(last) if last else _LATER
    return (
        Figure(loss_words(loss), note, short),
        Figure(loss_words(last.val_loss) if last else "–", *validated),
        Figure(percent(accuracy), note, short),
        Figure(percent(last.val_accuracy) if last else "–", *validated),
        _best(history),
        _test(run, live),
    )


def _last(epoch: Epoch) -> tuple[str, str]:
    """That a figure is of the last epoch, which need not be the best, at length and in short."""
    return tr("epoch {number}, the last", number=epoch.number), tr("epoch {number}", number=epoch.number)


def _best(history: History) -> Figure:
    """The best epoch with its own accuracy on validation, which is what an evaluation speaks of."""
    number = best_epoch(tuple(history.epochs))
    found = next((epoch for epoch in history.epochs if epoch.number == number), None)
    if found is None:
        return Figure("–", *_LATER)
    share = percent(found.val_accuracy)
    tip = tr(
        "It has the lowest validation loss, {loss}; validation accuracy {share}.",
        loss=loss_words(found.val_loss),
        share=share,
    )
    return Figure(str(number), tr("validation {share}", share=share), tr("val. {share}", share=share), tip)


def _test(run: Run | None, live: bool) -> Figure:
    if run is None or run.test is None:
        return Figure("–", tr("when it has finished"), tr("when finished")) if live else Figure(note=tr("not tested"))
    wrong = run.test.misclassified
    return Figure(
        percent(run.test.accuracy),
        tr("{wrong:,} of {count:,} wrong", wrong=wrong, count=run.test.count),
        tr("{wrong:,} wrong", wrong=wrong),
    )


def _so_far(history: History) -> tuple[float, float] | None:
    """Mean loss and accuracy of the batches since the last complete epoch; None when there is none."""
    done = history.epochs[-1].number if history.epochs else 0
    # Batch b of B lies at (e − 1) + b / B, so the last batch of epoch e lies on e itself.
    first = int(np.searchsorted(history.batch_positions, done + 1e-9, side="right"))
    loss, accuracy = history.batch_values("loss")[first:], history.batch_values("accuracy")[first:]
    return (float(loss.mean()), float(accuracy.mean())) if len(loss) else None


class _Column(QWidget):
    """One figure under its caption."""

    def __init__(self, caption: tuple[str, str], name: str) -> None:
        super().__init__()
        self._caption, self._figure = caption, Figure()
        self.caption, self.value, self.note = MutedLabel(), QLabel(), MutedLabel()
        self.value.setObjectName(f"train.figure.{name}")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_letters(self.value, 1.55)
        set_letters(self.note, 0.9)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (self.caption, self.value, self.note):
            label.setMinimumWidth(0)
            column.addWidget(label)

    def room(self, short: bool) -> int:
        """The width that the caption and every usual figure need."""
        words = ((self.caption, self._caption[short]), (self.value, _USUAL_VALUE), (self.note, _USUAL_NOTES[short]))
        return max(label.fontMetrics().horizontalAdvance(text) for label, text in words)

    def show_figure(self, figure: Figure, short: bool) -> None:
        """Shows the figure, in few words where ``short``."""
        caption, note = self._caption[0], figure.note
        self.caption.setText(self._caption[short])
        self.value.setText(figure.value)
        self.note.setText((figure.short or note) if short else note)
        words = f"{caption}: {figure.value} {note}".strip()
        self.setToolTip(f"{words}\n\n{figure.tip}" if figure.tip else words)
        self.value.setAccessibleName(words)
        self.value.setAccessibleDescription(figure.tip)


class BigFigures(Panel):
    """Shows the figures side by side: in fewer words where there is little room, in more rows where there is less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.figures")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._figures = tuple(Figure() for _ in _CAPTIONS)
        self._columns = [_Column(caption, name) for caption, name in zip(_CAPTIONS, _NAMES, strict=True)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        self._grid.setHorizontalSpacing(_GAP)
        self._short, self._across = False, 0
        self._arrange()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    @property
    def rows(self) -> int:
        """In how many rows they stand."""
        return len(self._columns) // self._across

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Shows these figures in their order."""
        if figures != self._figures:
            self._figures = figures
            self._show()

    def _show(self) -> None:
        for figure, column in zip(self._figures, self._columns, strict=True):
            column.show_figure(figure, self._short)

    def _arrange(self) -> None:
        count, half = len(self._columns), len(self._columns) // 2
        room = self.width() - 2 * _MARGIN
        short = max(column.room(False) for column in self._columns) * count + (count - 1) * _GAP > room
        rooms = [column.room(True) for column in self._columns]
        needs = {count: sum(rooms) + (count - 1) * _GAP, half: half * max(rooms) + (half - 1) * _GAP}
        across = next((each for each, need in needs.items() if need <= room), count // 3)
        if (short, across) == (self._short, self._across):
            return
        self._short, self._across = short, across
        for number, column in enumerate(self._columns):
            self._grid.addWidget(column, number // across, number % across)
        for number in range(count):
            # Of one width where there is room; in few words each gets what it needs.
            share = 1 if not short or across < count else self._columns[number].room(True)
            self._grid.setColumnStretch(number, share if number < across else 0)
        self._show()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
