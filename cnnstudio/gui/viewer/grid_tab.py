"""A tab that shows maps as a grid: a line that says what is shown, how it is coloured, and the picture or words."""

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.pictures.tiles import Scaling
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.scene import FROZEN, Scene
from cnnstudio.gui.viewer.subject import Hint
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.rasters import COLOUR_MAPS

SCALINGS: dict[Scaling, str] = {
    "own": tr("Each by itself"),
    "common": tr("All alike"),
    "symmetric": tr("All alike, about zero"),
    "channel": tr("Each colour by itself"),
}
"""How numbers become colours, and what the person reads for it."""


_LEAST_COMBO = 100
"""In a narrow window the words end in "…" rather than push the other settings out."""


_PATIENCE_MS = 200
"""An older picture stays so long while another one is made: shorter gaps would only flicker."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the grid is given along with its maps: of which scene they are.

    Attributes:
        key: The same for all that may be seen while the other is awaited.
    """

    scene: Scene
    key: object


class GridTab(Tab):
    """A grid of maps with its settings, or a hint in its place."""

    settings_changed = Signal()

    def __init__(self, name: str, bridge: Bridge, label: str, icon_name: str, scaling: Scaling, colours: str) -> None:
        super().__init__(name, bridge)
        self._offer = ""
        self._gives_back = False
        """Whether the person's colours were given up for a scaling, and come back with the other one."""
        self._expected: tuple[object, str] = (None, "")
        self._behind = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._behind.timeout.connect(self._say_expected)
        self.grid = ImageGrid(f"{name}.grid", label)
        self.grid.set_colours(colours)
        self.grid.take_as(self.figure)
        self.grid.shown.connect(self.shown_changed)
        self._title, self._facts = heading(""), FittingLabel()
        self._title.setObjectName(f"{name}.title")
        self._usual = scaling
        offered = {each: words for each, words in SCALINGS.items() if each != "channel"}
        self._scaling = fitting_combo(f"{name}.scaling", tr("Scaling"), _LEAST_COMBO, offered)
        self._colours = fitting_combo(f"{name}.colours", tr("Colours"), _LEAST_COMBO, COLOUR_MAPS)
        for combo, data in ((self._scaling, scaling), (self._colours, colours)):
            combo.setCurrentIndex(combo.findData(data))
        self._scaling.currentIndexChanged.connect(self._scaling_chosen)
        self._colours.currentIndexChanged.connect(self._colours_chosen)
        self._row = QWidget()
        self.beside_title, self.beside_facts = QHBoxLayout(), QHBoxLayout()
        self.settings, self.below = QHBoxLayout(), QVBoxLayout()
        self.settings.setSpacing(8)
        self.beside_facts.setSpacing(8)
        self.views = QStackedWidget()
        self.views.addWidget(self.grid)
        self._hint = EmptyState(f"{name}.hint", icon_name)
        self._hint.clicked.connect(lambda: self.layer_chosen.emit(self._offer))
        self._hint.link_clicked.connect(self.layer_chosen)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._content())
        self._pages.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)

    @property
    def scaling(self) -> Scaling:
        return cast(Scaling, self._scaling.currentData())

    @property
    def colours(self) -> str:
        return cast(str, self._colours.currentData())

    @property
    def scaling_words(self) -> str:
        """How numbers become colours, as it stands in a caption."""
        if self.scaling == "channel":
            return tr("each colour by itself, from its least number as 0 to its greatest as 255")
        return in_sentence(SCALINGS[self.scaling])

    @property
    def hint(self) -> str:
        """The words in the picture's place; empty while there is a picture."""
        return self._hint.words if self._pages.currentWidget() is self._hint else ""

    def set_title(self, title: str, facts: str) -> None:
        """Says which layer it is. A hint stays until there is a picture."""
        self._title.setText(title)
        kind, *_ = parts = facts.split(" · ")
        shapes = next((part for part in parts if " → " in part), facts)
        short = [shapes, *(part for part in parts if part == FROZEN)]
        self._facts.say(facts, " · ".join([kind, *short]), " · ".join(short), shapes)

    def set_in_colour(self, in_colour: bool) -> None:
        """Offers what there is for pictures in colour: each colour by itself, and no colour map."""
        self._colours.setEnabled(not in_colour)
        place = self._scaling.findData("channel")
        if in_colour == (place >= 0):
            return
        blocker = QSignalBlocker(self._scaling)
        if in_colour:
            self._scaling.addItem(SCALINGS["channel"], "channel")
        else:
            if self.scaling == "channel":
                _choose(self._scaling, self._usual)
                if self._usual == "symmetric" and self._gives_back:
                    self._gives_back = False
                    _choose(self._colours, "diverging")
                    self.grid.set_colours("diverging")
            self._scaling.removeItem(place)
        blocker.unblock()

    def show_content(self) -> None:
        """The picture takes the hint's place."""
        self._pages.setCurrentIndex(0)

    def show_view(self, view: QWidget) -> None:
        """Shows the grid, or another view in its place that has no scaling and no colours."""
        self.views.setCurrentWidget(view)
        self._row.setVisible(view is self.grid)

    def show_hint(self, hint: Hint) -> None:
        """Says in the picture's place why there is none."""
        self._offer = hint.offer
        self._hint.say(hint.title, hint.rich_text, tr("Show {offer}", offer=hint.offer) if hint.offer else "")
        self._pages.setCurrentWidget(self._hint)

    def show_waiting(self, text: str) -> None:
        """Says that the answer is awaited."""
        self.show_content()
        self.show_view(self.grid)
        self.grid.set_empty(text)

    def expect(self, key: object, text: str) -> None:
        """What is shown next has this key; what is shown now gives way to ``text`` where it has another, and soon."""
        self._expected = key, text
        self._behind.start()

    def leave(self) -> None:
        super().leave()
        self._behind.stop()

    def _say_expected(self) -> None:
        key, text = self._expected
        shown = self.grid.about
        if isinstance(shown, Seen) and shown.key != key and self.views.currentWidget() is self.grid:
            self.grid.set_empty(text, meanwhile=True)
            self.shown_changed.emit()

    def _content(self) -> QWidget:
        content = QWidget()
        scaling, colours = QLabel(tr("&Scaling")), QLabel(tr("C&olours"))
        scaling.setBuddy(self._scaling)
        colours.setBuddy(self._colours)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addLayout(self.beside_title)
        top.addWidget(self._facts, 1)
        top.addLayout(self.beside_facts)
        bottom = QHBoxLayout(self._row)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.setSpacing(8)
        for widget in (scaling, self._scaling, colours, self._colours):
            bottom.addWidget(widget)
        bottom.addSpacing(8)
        bottom.addLayout(self.settings)
        bottom.addStretch(1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._row)
        layout.addWidget(self.views, 1)
        layout.addLayout(self.below)
        return content

    def _scaling_chosen(self) -> None:
        # Blue, white and red mean below, at and above zero: with any other scaling they would lie.
        if self.scaling != "symmetric" and self.colours == "diverging":
            self._gives_back = True
            _choose(self._colours, "grey")
        elif self.scaling == "symmetric" and self._gives_back:
            self._gives_back = False
            _choose(self._colours, "diverging")
        self._apply()

    def _colours_chosen(self) -> None:
        self._gives_back = False
        if self.colours == "diverging":
            _choose(self._scaling, "symmetric")
        self._apply()

    def _apply(self) -> None:
        self.grid.set_colours(self.colours)
        self.settings_changed.emit()


def _choose(combo: QComboBox, data: str) -> None:
    blocker = QSignalBlocker(combo)
    combo.setCurrentIndex(combo.findData(data))
    blocker.unblock()
