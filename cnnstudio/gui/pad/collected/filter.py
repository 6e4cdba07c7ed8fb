"""Which of the drawings are shown: all, those of one label, or those that the network took for something else."""

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal

from cnnstudio.core.language import local, tr
from cnnstudio.core.pictures.collected import Collected, in_order
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_ALL, _WRONG = ("all", ""), ("wrong", "")


class Filter(ElidingCombo):
    """A choice with how many there are of each."""

    chosen = Signal()
    """The person chose something else."""

    def __init__(self) -> None:
        super().__init__(objectName="draw.collected.filter", accessibleName=tr("Which drawings are shown"))
        self.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(12)
        self.setMaximumWidth(240)
        self.activated.connect(lambda _: self.chosen.emit())

    def refresh(self, drawings: Sequence[Collected], answers: Mapping[int, str]) -> None:
        """Offers what there is; what was chosen stays so, as long as there is any of it."""
        counts = Counter(each.label for each in drawings)
        wrong = sum(is_wrong(each, answers) for each in drawings)
        entries = [(tr("All drawings · {count:,}", count=len(drawings)), _ALL)]
        entries += [(tr("Wrong ones · {wrong:,}", wrong=wrong), _WRONG)] if wrong else []
        for label in in_order(set(counts)):
            shown = local(f"{counts[label]:,}")
            entries.append((f"{label} · {shown}", ("label", label)))
        wanted = self.currentData() or _ALL
        with QSignalBlocker(self):
            self.clear()
            for words, data in entries:
                self.addItem(words, data)
            places = [place for place, (_, data) in enumerate(entries) if data == tuple(wanted)]
            self.setCurrentIndex(places[0] if places else 0)

    def show_label(self, label: str) -> None:
        """Shows the drawings of a label, where there are any."""
        for place in range(self.count()):
            if tuple(self.itemData(place)) == ("label", label):
                self.setCurrentIndex(place)
                self.chosen.emit()

    def of(self, drawings: Sequence[Collected], answers: Mapping[int, str]) -> list[Collected]:
        """Those of the drawings that are shown."""
        kind, label = self.currentData() or _ALL
        if kind == "all":
            return list(drawings)
        if kind == "wrong":
            return [each for each in drawings if is_wrong(each, answers)]
        return [each for each in drawings if each.label == label]


def is_wrong(drawing: Collected, answers: Mapping[int, str]) -> bool:
    """Whether the network took it for something else."""
    return answers.get(drawing.number, drawing.label) != drawing.label
