"""What is done to every picture before the network sees it, with its effect on the numbers."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.spec import settings_of
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.form import SettingsForm

_SAMPLE = 256
"""So many pictures tell what preprocessing does to the numbers; training measures all of them."""


@dataclass(frozen=True)
class Effect:
    """The least, mean and greatest value and the spread of some pictures, before and after preprocessing."""

    before: tuple[float, float, float, float]
    after: tuple[float, float, float, float]
    pictures: int


def effect_of(preprocessing: Preprocessing, data: DataSet) -> Effect:
    """What ``preprocessing`` does to the values of the first training pictures."""
    pictures = data.x_train[:_SAMPLE]
    made = preprocessing.fit(pictures).apply(pictures)
    before, after = (
        (float(each.min()), float(each.mean()), float(each.max()), float(each.std())) for each in (pictures, made)
    )
    return Effect(before, after, len(pictures))


def effect_words(effect: Effect) -> str:
    """ "Values 0 … 255 → 0.00 … 1.00", and mean and spread."""
    (low, mean, high, spread), (low_after, mean_after, high_after, spread_after) = effect.before, effect.after
    return (
        f"Values: {low:.0f} … {high:.0f} → {low_after:.2f} … {high_after:.2f}\n"
        f"Mean: {mean:.1f} → {mean_after:.2f}  ·  spread: {spread:.1f} → {spread_after:.2f}\n"
        f"Measured on {effect.pictures:,} training pictures; a run measures all of its own."
    )


class PreprocessingPanel(QWidget):
    """The form of the project's preprocessing, and under it before → after."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.preprocessing")
        self._document = document
        self._shown: tuple[Preprocessing, DataSet | None] | None = None
        self._form = SettingsForm(prefix="data.preprocessing")
        self._effect = MutedLabel(wordWrap=True, objectName="data.preprocessing.effect")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._form)
        column.addWidget(self._effect)
        self._form.changed.connect(self._change)
        document.project_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Shows the project as it is now."""
        preprocessing, data = self._document.project.preprocessing, self._document.data_set
        if self._shown is not None and self._shown[0] == preprocessing and self._shown[1] is data:
            return
        self._shown = (preprocessing, data)
        self._form.show(preprocessing)
        self._effect.setText(effect_words(effect_of(preprocessing, data)) if data is not None else "")

    def _change(self, name: str, value: object) -> None:
        project = self._document.project
        preprocessing = replace(project.preprocessing, **{name: value})
        label = settings_of(preprocessing)[name].label
        self._document.change(
            replace(project, preprocessing=preprocessing), f"Change {label.lower()}", f"preprocessing.{name}"
        )
