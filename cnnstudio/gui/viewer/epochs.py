"""Chooses with the weights of which epoch a run is looked into."""

from typing import cast

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import capitalised
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo


def epoch_words(run: Run, epoch: int | None) -> str:
    """Which weights are meant by an epoch of a run, as in RunSubject: "best epoch 7", "as it is now", "as opened"."""
    if epoch is None and run.status == "training":
        return tr("as it is now")
    if run.is_imported:
        return tr("as opened")
    number = epoch or run.used_epoch
    if not number:
        return ""
    last = run.epochs[-1].number if run.epochs else 0
    if number == run.best_epoch:
        return tr("best epoch {number:,}", number=number)
    return tr("last epoch {number:,}", number=number) if number == last else tr("epoch {epoch:,}", epoch=number)


class EpochChoice(ElidingCombo):
    """The weights that are used, and every other epoch of which the weights are kept; each run has its own choice."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(objectName="inspect.epoch", accessibleName=tr("Epoch whose weights are looked at"))
        self.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(13)
        self.setToolTip(
            tr("The weights as they were after this epoch. A run keeps those of its best epoch and of its last ones.")
        )
        self._entries: list[tuple[str, int | None]] = []
        self._wanted: dict[tuple[str, int], int] = {}
        self._of: tuple[str, int] | None = None
        self._newer: Run | None = None
        """The run as it is by now, where it has gone on while the list is open."""
        self.activated.connect(self._activated)

    @property
    def epoch(self) -> int | None:
        """As in RunSubject."""
        return cast(int | None, self.currentData())

    def show_run(self, file: str, run: Run | None) -> None:
        """Lists the epochs of a run; hides where there is nothing to choose."""
        before, self._of = self._of, None if run is None else (file, run.number)
        if before == self._of and self.view().isVisible():  # the entries must not change under the mouse
            self._newer = run
            return
        self._newer = None
        entries = [] if run is None else _entries(run)
        wanted = None if self._of is None else self._wanted.get(self._of)
        blocker = QSignalBlocker(self)
        if entries != self._entries:
            self._entries = entries
            self.clear()
            for words, epoch in entries:
                self.addItem(words, epoch)
        self.setCurrentIndex(max(self.findData(wanted), 0) if entries else -1)
        blocker.unblock()
        self.setVisible(len(entries) > 1)

    def forget(self) -> None:
        """Forgets what was chosen of each run: another project is opened."""
        self._wanted.clear()
        self.setCurrentIndex(0 if self._entries else -1)

    def hidePopup(self) -> None:
        super().hidePopup()
        QTimer.singleShot(0, self, self._catch_up)  # what is chosen in the open list is told first

    @Slot()
    def _catch_up(self) -> None:
        if self._newer is not None and self._of is not None:
            self.show_run(self._of[0], self._newer)

    def _activated(self) -> None:
        if self._of is None:
            return
        if self.epoch is None:
            self._wanted.pop(self._of, None)
        else:
            self._wanted[self._of] = self.epoch
        self.chosen.emit()


def _entries(run: Run) -> list[tuple[str, int | None]]:
    first = epoch_words(run, None)
    own = run.used_epoch if run.status != "training" else 0
    others = [epoch for epoch in sorted(run.kept, reverse=True) if epoch != own]
    each: list[tuple[str, int | None]] = [(capitalised(epoch_words(run, epoch)), epoch) for epoch in others]
    return [(capitalised(first), None), *each] if first else each
