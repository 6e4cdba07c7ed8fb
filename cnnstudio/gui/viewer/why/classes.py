"""Which class is asked about: the predicted one, or any, with its probability."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Explained, Predicted
from cnnstudio.core.words import percent, plain
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_LEAST = 22
_PREDICTED, _NEWER = tr("Predicted: "), tr("Now: ")
_TRUE = tr("true class")
_NEWER_TIP = tr("Newer than the maps, which are of what the network took the picture for before.")
_SAME = 5e-4
"""Probabilities that differ by less are written alike, but for one in the last place."""


class ClassChoice(ElidingCombo):
    """The predicted class first, then all of them, the likeliest first."""

    chosen = Signal()
    """By the person."""

    def __init__(self) -> None:
        super().__init__(objectName="inspect.why.class", accessibleName=tr("Class that is asked about"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST)
        self._labels: tuple[str, ...] = ()
        self.addItem(tr("Predicted class"), None)
        self.activated.connect(self.chosen)

    @property
    def target(self) -> int | None:
        """The number of the class; None for the predicted one, whichever it is."""
        found = self.currentData()
        return found if isinstance(found, int) else None

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Lets one of other classes be chosen; the same one stays chosen where they are the same."""
        if labels != self._labels:
            self._labels = labels
            self._tell("")
            self._fill(
                [(tr("Predicted class"), None), *((plain(label), number) for number, label in enumerate(labels))], None
            )

    def choose_predicted(self) -> None:
        """Asks about the predicted class again."""
        with QSignalBlocker(self):
            self.setCurrentIndex(0)

    def show_answer(self, answer: Predicted, truth: int | None, maps: Explained | None = None) -> None:
        """What the network takes the picture for.

        Args:
            truth: The number of the class it belongs to; None where that is not known.
            maps: What is shown of the class that was predicted before; a prediction that differs is told as newer.
        """
        if self.view().isVisible():  # the entries must not change under the mouse
            return
        shares = np.nan_to_num(answer.probabilities)
        order = np.argsort(-shares, kind="stable").tolist()
        entries: list[tuple[str, int | None]] = []
        for number in order:
            words = f"{plain(answer.labels[number])} · {percent(float(shares[number]))}"
            entries.append((f"{words} · {_TRUE}" if number == truth else words, number))
        first = entries[0][0].removesuffix(f" · {_TRUE}")
        share = float(shares[order[0]])
        is_newer = maps is not None and (maps.target != order[0] or abs(maps.probability - share) > _SAME)
        self._fill([(f"{_NEWER if is_newer else _PREDICTED}{first}", None), *entries], self.target)
        self._tell(_NEWER_TIP if is_newer else "")

    def take_as_explained(self) -> None:
        """There are other maps by now: what was predicted since those before is not newer any more."""
        if self.itemText(0).startswith(_NEWER):
            self.setItemText(0, _PREDICTED + self.itemText(0).removeprefix(_NEWER))
            self._tell("")

    def _tell(self, tip: str) -> None:
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)

    def _fill(self, entries: list[tuple[str, int | None]], target: int | None) -> None:
        blocker = QSignalBlocker(self)
        if self.count() != len(entries):
            self.clear()
            for words, number in entries:
                self.addItem(words, number)
        else:
            for row, (words, number) in enumerate(entries):
                self.setItemText(row, words)
                self.setItemData(row, number)
        wanted = next((row for row, (_, number) in enumerate(entries) if number == target), 0)
        self.setCurrentIndex(wanted)
        blocker.unblock()
