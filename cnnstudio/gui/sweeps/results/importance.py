"""How much each setting has to do with the score, as bars, with the words what that is."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.importance import WHAT_IT_IS, Importance, by_weight, importances
from cnnstudio.core.words import percent
from cnnstudio.gui.sweeps.results.looking import Looking
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import MutedLabel

_ROW = 34


class ImportanceView(QScrollArea):
    """A bar for each setting of which something can be said; the others are named below with the reason."""

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.importance")
        self.setAccessibleName(tr("Importance of the settings"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._looking = looking
        self._shown: Experiment | None = None
        self.bars = Bars("sweep.importance.bars", tr("Share of the differences in score"))
        self._what = MutedLabel(WHAT_IT_IS, wordWrap=True)
        self._none = MutedLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._none.setObjectName("sweep.importance.none")
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(12)
        for widget in (self._what, self.bars, self._none):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(place)
        looking.field_changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        field = self._looking.field
        if field is None or not self.isVisible() or field.experiment is self._shown:
            return
        self._shown = field.experiment
        found = by_weight(importances(field.experiment))
        labels = dict(zip(field.experiment.project.sweep.places, field.axes, strict=True))
        named = [(labels[each.place].label, each) for each in found]
        said = [(words, each) for words, each in named if each.share is not None]
        best = 0 if said and said[0][1].is_shown else None
        self.bars.show_bars([Bar(words, each.share or 0.0, _share_words(each)) for words, each in said], best)
        self.bars.setMinimumHeight(_ROW * len(said))
        self.bars.setVisible(bool(said))
        self._none.setText("\n".join(f"{words}: {each.why_not}" for words, each in named if each.share is None))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()


def _share_words(found: Importance) -> str:
    """ "43 %", or with what says that it is nothing."""
    words = percent(found.share or 0.0, 0)
    return words if found.is_shown else tr("{share}, as by chance", share=words)
