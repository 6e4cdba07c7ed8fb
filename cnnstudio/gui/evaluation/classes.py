"""Each class in figures, worst first, and the pairs of classes that are mixed up most."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.evaluation.class_scores import ClassScore, ConfusedPair, confused_pairs, per_class, worst_classes
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr
from cnnstudio.core.words import number, percent, plain
from cnnstudio.gui.evaluation.table import Column, ValueTable
from cnnstudio.gui.evaluation.taking import TakeButton
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.panel import Panel

_CLASSES = (
    Column("Class", tr("Class"), tr("The true class")),
    Column("Pictures", tr("Pictures"), tr("How many pictures of the class there are"), number),
    Column("Missed", tr("Missed"), tr("How many of them have another predicted class"), number),
    Column("Recall", tr("Recall"), tr("Of the pictures of the class, the share that was found"), percent),
    Column(
        "Precision", tr("Precision"), tr("Of the pictures with this predicted class, the share that is of it"), percent
    ),
    Column("F1", "F1", tr("The harmonic mean of recall and precision"), percent),
)
_PAIRS = (
    Column("Class", tr("Class"), tr("The true class")),
    Column("Predicted", tr("Predicted"), tr("The predicted class")),
    Column("Pictures", tr("Pictures"), tr("How many pictures"), number),
    Column("Share", tr("Share"), tr("Of all pictures of the true class"), percent),
)
_MOST_PAIRS = 200
_MISSED, _F1, _COUNT = 2, 5, 2
"""Places of columns; what was missed follows from pictures and recall."""


@dataclass(frozen=True)
class ClassFigures:
    """What follows from outcomes for each class and for the pairs mixed up."""

    classes: tuple[ClassScore, ...]
    pairs: tuple[ConfusedPair, ...]
    worst: tuple[ClassScore, ...]
    labels: tuple[str, ...]


class ClassesView(Panel):
    """Two tables; a row of either leads to its pictures."""

    class_opened = Signal(int)
    """The number of the class whose pictures are wanted."""
    pair_opened = Signal(int, int)
    """True and predicted class."""
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.classes")
        self._pairs: tuple[ConfusedPair, ...] = ()
        self._words = FittingLabel()
        self._words.setObjectName("evaluate.classes.words")
        self.table = ValueTable(
            "evaluate.classes.table", tr("Precision, recall and F1 of each class"), _CLASSES, spare=_MISSED
        )
        self.pairs = ValueTable("evaluate.classes.pairs", tr("Classes mixed up most"), _PAIRS)
        take = TakeButton("evaluate.classes.take", tr("figures of the classes"))
        take.offer(None, self.table.write_csv)
        pairs_take = TakeButton("evaluate.classes.pairs.take", tr("classes mixed up"))
        pairs_take.offer(None, self.pairs.write_csv)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        for title, button, table, stretch in (
            (tr("Each class"), take, self.table, 3),
            (tr("Mixed up most"), pairs_take, self.pairs, 2),
        ):
            row = QHBoxLayout()
            row.addWidget(heading(title))
            row.addStretch(1)
            row.addWidget(button)
            column.addLayout(row)
            if table is self.table:
                column.addWidget(self._words)
            column.addWidget(table, stretch)
            button.failed.connect(self.failed)
        self.table.row_opened.connect(self.class_opened)
        self.pairs.row_opened.connect(self._open_pair)

    @property
    def words(self) -> str:
        """The worst classes in a sentence."""
        return self._words.full

    @staticmethod
    def reckon(outcomes: Outcomes) -> ClassFigures:
        """The figures of the classes; takes a moment for a thousand of them."""
        confusion, labels = outcomes.confusion, outcomes.labels
        return ClassFigures(
            per_class(confusion, labels),
            confused_pairs(confusion, _MOST_PAIRS),
            worst_classes(confusion, labels, 3),
            labels,
        )

    def show_figures(self, found: ClassFigures | None) -> None:
        """Shows figures; None: nothing."""
        if found is None:
            self._pairs = ()
            self.table.show_rows((), 0)
            self.pairs.show_rows((), 0)
            self._words.say("")
            return
        self._pairs, names = found.pairs, found.labels
        rows = [(each.label, each.support, each.missed, each.recall, each.precision, each.f1) for each in found.classes]
        self.table.show_rows(rows, _F1)
        self.pairs.show_rows(
            [(names[each.true], names[each.predicted], each.count, each.share) for each in self._pairs], _COUNT, True
        )
        self._words.say(*_worst_words(found.worst))

    def _open_pair(self, row: int) -> None:
        pair = self._pairs[row]
        self.pair_opened.emit(pair.true, pair.predicted)


def _worst_words(worst: tuple[ClassScore, ...]) -> tuple[str, ...]:
    if not worst:
        return (tr("Every class was found whole."),)
    parts = [tr("{name} ({share} found)", name=plain(each.label), share=percent(each.recall)) for each in worst]
    return tr("Worst: {classes}", classes=", ".join(parts)), tr("Worst: {classes}", classes=parts[0])
