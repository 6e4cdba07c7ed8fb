"""How the tab looks: what it is about, its settings, and the methods or words in their place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.viewer.subject import Hint
from cnnstudio.gui.viewer.why.classes import ClassChoice
from cnnstudio.gui.viewer.why.heat import MANNERS, Dress
from cnnstudio.gui.viewer.why.panels import Panels
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.measures import grown
from cnnstudio.gui.widgets.rasters import COLOUR_MAPS

_LEAST_COMBO = 70
_COLOURS = {name: COLOUR_MAPS[name] for name in ("viridis", "grey")}
"""In a narrow window the words end in "…" rather than push the other settings out."""

_LEAST_CLASS, _MOST_CLASS = 100, 320
_LEAST_SLIDER, _MOST_SLIDER = 60, 120


class Face:
    """The widgets of the tab; what they are about is the tab's."""

    def __init__(self, tab: QWidget) -> None:
        self.classes, self.panels = ClassChoice(), Panels()
        self.facts = FittingLabel()
        self.facts.setObjectName("inspect.why.facts")
        self.hint = EmptyState("inspect.why.hint", "focus")
        self.offer = ""
        self._manner = fitting_combo("inspect.why.manner", tr("How it is shown"), _LEAST_COMBO, MANNERS)
        self._colours = fitting_combo("inspect.why.colours", tr("Colours"), _LEAST_COMBO, _COLOURS)
        self._colours.setToolTip(
            tr("Of what only speaks for the class. What may speak against it is blue, white and red.")
        )
        self._strength = QSlider(Qt.Orientation.Horizontal, objectName="inspect.why.strength")
        self._strength.setAccessibleName(tr("Strength"))
        self._strength.setToolTip(tr("How much of the picture is covered"))
        self._strength.setRange(5, 100)
        self._strength.setPageStep(10)
        self._strength.setValue(round(100 * Dress().strength))
        self._back = QPushButton(tr("All methods"), objectName="inspect.why.back")
        self._back.setToolTip(tr("Shows all methods (Esc)"))
        self._back.hide()
        self._pages = QStackedWidget()
        self._lay_out(tab)
        self._manner.currentIndexChanged.connect(self._dress)
        self._colours.currentIndexChanged.connect(self._dress)
        self._strength.valueChanged.connect(self._dress)
        self._back.clicked.connect(lambda: self.panels.enlarge(None))
        self.panels.changed.connect(lambda: self._back.setVisible(self.panels.large is not None))

    @property
    def hint_words(self) -> str:
        """The words in the methods' place; empty while there are methods."""
        return self.hint.words if self._pages.currentWidget() is self.hint else ""

    def show_content(self) -> None:
        """The methods take the hint's place."""
        self._pages.setCurrentIndex(0)

    def show_hint(self, hint: Hint) -> None:
        """Says in the methods' place why there is nothing."""
        self.offer = hint.offer
        self.hint.say(hint.title, hint.rich_text, tr("Show {offer}", offer=hint.offer) if hint.offer else "")
        self._pages.setCurrentWidget(self.hint)

    def _dress(self) -> None:
        manner = self._manner.currentData()
        self._strength.setEnabled(manner == "overlay")
        self._colours.setEnabled(manner != "picture")
        self.panels.set_dress(Dress(manner, self._strength.value() / 100, self._colours.currentData()))

    def _lay_out(self, tab: QWidget) -> None:
        top, row = QHBoxLayout(), QHBoxLayout()
        for each in (top, row):
            each.setSpacing(8)
        top.addWidget(heading(tr("Why this answer")))
        top.addWidget(self.facts, 1)
        top.addWidget(self._back)
        row.addWidget(_label(tr("&Class"), self.classes))
        row.addWidget(self.classes, 3)
        row.addWidget(_label(tr("&Shown"), self._manner))
        row.addWidget(self._manner)
        row.addWidget(_label(tr("Stren&gth"), self._strength))
        row.addWidget(self._strength, 1)
        row.addWidget(_label(tr("C&olours"), self._colours))
        row.addWidget(self._colours)
        row.addStretch(1)
        keep_fit(self.classes, lambda: _keep_between(self.classes, _LEAST_CLASS, _MOST_CLASS))
        keep_fit(self._strength, lambda: _keep_between(self._strength, _LEAST_SLIDER, _MOST_SLIDER))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(row)
        column.addWidget(self.panels, 1)
        self._pages.addWidget(content)
        self._pages.addWidget(self.hint)
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)


def _keep_between(widget: QWidget, least: int, most: int) -> None:
    widget.setMinimumWidth(grown(least, widget.fontMetrics()))
    widget.setMaximumWidth(grown(most, widget.fontMetrics()))


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
