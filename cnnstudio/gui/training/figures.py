"""The big figures of a run: loss, accuracy, best epoch and the result on the test pictures."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.history import History
from cnnstudio.core.run import Run, best_epoch
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.words import percent

_CAPTIONS = ("Loss", "Validation loss", "Accuracy", "Validation accuracy", "Best epoch", "Test accuracy")
_NAMES = ("loss", "val_loss", "accuracy", "val_accuracy", "best", "test")


@dataclass(frozen=True)
class Figure:
    """One number in words, and a line under it."""

    value: str = "–"
    note: str = ""


def figures_of(history: History, run: Run | None, live: bool) -> tuple[Figure, ...]:
    """The figures in the order in which they are shown.

    Args:
        live: The epoch under way is shown by the mean of its batches so far, as Keras prints it.
    """
    last = history.epochs[-1] if history.epochs else None
    so_far = _so_far(history) if live else None
    if so_far is not None:
        number = (last.number if last else 0) + 1
        loss, accuracy, note = so_far[0], so_far[1], f"epoch {number}, so far"
    elif last is not None:
        loss, accuracy, note = last.loss, last.accuracy, f"epoch {last.number}"
    else:
        return tuple(Figure() for _ in _CAPTIONS)
    validated = f"epoch {last.number}" if last else "after the first epoch"
    best = best_epoch(tuple(history.epochs))
    return (
        Figure(_number(loss), note),
        Figure(_number(last.val_loss) if last else "–", validated),
        Figure(percent(accuracy), note),
        Figure(percent(last.val_accuracy) if last else "–", validated),
        Figure(str(best), "lowest validation loss") if best else Figure(note="after the first epoch"),
        _test(run, live),
    )


def _test(run: Run | None, live: bool) -> Figure:
    if run is None or run.test is None:
        return Figure(note="when it has finished" if live else "not tested")
    return Figure(percent(run.test.accuracy), f"{run.test.misclassified:,} of {run.test.count:,} wrong")


def _so_far(history: History) -> tuple[float, float] | None:
    """Mean loss and accuracy of the batches since the last complete epoch; None when there is none."""
    done = history.epochs[-1].number if history.epochs else 0
    # Batch b of B lies at (e − 1) + b / B, so the last batch of epoch e lies on e itself.
    first = int(np.searchsorted(history.batch_positions, done + 1e-9, side="right"))
    loss, accuracy = history.batch_values("loss")[first:], history.batch_values("accuracy")[first:]
    return (float(loss.mean()), float(accuracy.mean())) if len(loss) else None


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞"
    return f"{value:.4f}" if value < 10 else f"{value:,.4g}"


class BigFigures(Panel):
    """Shows the figures side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.figures")
        self._figures: tuple[Figure, ...] = ()
        self._values: list[QLabel] = []
        self._notes: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        for caption, name in zip(_CAPTIONS, _NAMES, strict=True):
            row.addLayout(self._column(caption, name), 1)
        self.show_figures(tuple(Figure() for _ in _CAPTIONS))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Shows these figures in their order."""
        if figures == self._figures:
            return
        self._figures = figures
        for caption, figure, value, note in zip(_CAPTIONS, figures, self._values, self._notes, strict=True):
            value.setText(figure.value)
            note.setText(figure.note)
            value.setAccessibleName(f"{caption}: {figure.value} {figure.note}".strip())

    def _column(self, caption: str, name: str) -> QVBoxLayout:
        value, note = QLabel(), MutedLabel()
        value.setObjectName(f"train.figure.{name}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = value.font()
        font.setPointSizeF(font.pointSizeF() * 1.55)
        value.setFont(font)
        small = note.font()
        small.setPointSizeF(small.pointSizeF() * 0.9)
        note.setFont(small)
        self._values.append(value)
        self._notes.append(note)
        column = QVBoxLayout()
        column.setSpacing(1)
        for widget in (MutedLabel(caption), value, note):
            widget.setMinimumWidth(0)
            column.addWidget(widget)
        return column
