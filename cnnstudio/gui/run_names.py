"""What runs are called in lists to choose from."""

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from cnnstudio.core.run import Run
from cnnstudio.gui.words import percent


def run_title(run: Run) -> str:
    """The name of a run and the one thing that tells it from the others: "Run 3 · test 98.1 %"."""
    if run.status == "training":
        return f"{run.name} · training now"
    best = next((epoch for epoch in run.epochs if epoch.number == run.best_epoch), None)
    words = [run.name]
    if run.test is not None:
        words.append(f"test {percent(run.test.accuracy)}")
    elif best is not None:
        words.append(f"validation {percent(best.val_accuracy)}")
    if run.status != "finished":
        words.append(run.status)
    return " · ".join(words)


def training_words(run: Run) -> str:
    """ "training, epoch 3" while the run trains; empty after."""
    return f"training, epoch {len(run.epochs) + 1}" if run.status == "training" else ""


def fill(combo: QComboBox, entries: list[tuple[str, Any]], current: Any) -> None:
    """Makes the combo box list ``entries``, words and data, without a signal; left alone where nothing changed."""
    blocker = QSignalBlocker(combo)
    there = [(combo.itemText(index), combo.itemData(index)) for index in range(combo.count())]
    if there != entries:
        combo.clear()
        for words, data in entries:
            combo.addItem(words, data)
    combo.setCurrentIndex(next((index for index, (_, data) in enumerate(entries) if data == current), -1))
    blocker.unblock()
