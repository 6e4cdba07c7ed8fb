"""What every layer makes of the drawing, on a card, with how large and in which colours it is shown."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Followed
from cnnstudio.gui.pad.following.view import SIDES, MapsView
from cnnstudio.gui.widgets.card import Card, heading
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.rasters import COLOUR_MAPS

_COLOURS = ("grey", "viridis")
"""The colour maps that go from the least value to the greatest."""

_LEAST_TITLE = tr("Layers of {name}", name="Run 10")
"""So much of what it is called is always in view."""


class LayersView(Card):
    """Every layer's maps, top to bottom as the picture goes through them."""

    layer_clicked = Signal(str)
    """The name of a layer of the network that answers; the page selects it."""
    came = Signal()
    """It has come into view."""

    def __init__(self, name: str = "draw.layers", title: str = tr("What every layer makes of it")) -> None:
        """``name``: what the names of its parts begin with."""
        super().__init__()
        self.setObjectName(name)
        self._maps = MapsView(f"{name}.maps", title)
        self._maps.layer_clicked.connect(self.layer_clicked)
        self._maps.zoomed.connect(self._refresh)
        self._colours = QComboBox(objectName=f"{name}.colours", accessibleName=tr("Colours of the maps"))
        for key in _COLOURS:
            self._colours.addItem(COLOUR_MAPS[key], key)
        self._colours.setToolTip(tr("In which colours a layer’s values are shown, from its least to its greatest"))
        self._colours.currentIndexChanged.connect(lambda _: self._maps.set_colours(self._colours.currentData()))
        self._smaller = self._button(f"{name}.smaller", "minus", tr("Smaller maps (−)"), lambda: self._zoom_by(-1))
        self._larger = self._button(f"{name}.larger", "plus", tr("Larger maps (+)"), lambda: self._zoom_by(1))
        top = QHBoxLayout()
        top.setSpacing(4)
        self._heading = heading(title)
        keep_fit(self._heading, self._fit_heading)
        top.addWidget(self._heading, 1)
        for widget in (self._colours, self._smaller, self._larger):
            top.addWidget(widget)
        self.body.setContentsMargins(8, 12, 4, 8)
        top.setContentsMargins(8, 0, 8, 0)
        self.body.addLayout(top)
        self.body.addWidget(self._maps, 1)
        self._refresh()

    @property
    def maps(self) -> MapsView:
        """The part that scrolls."""
        return self._maps

    def call(self, title: str) -> None:
        """Takes what it is called."""
        self._heading.setText(title)
        self._heading.setToolTip(title)
        self._maps.setAccessibleName(title)

    def show_maps(self, followed: Followed | None) -> None:
        """Shows an answer; None while there is no ink."""
        self._maps.show_maps(followed)

    def show_words(self, words: str) -> None:
        """Shows words in the maps' place, where there is ink and yet no answer."""
        self._maps.show_maps(None, words)

    def mark(self, layer: str) -> None:
        """Marks the layer that is selected; empty for none."""
        self._maps.mark(layer)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came.emit()

    def _fit_heading(self) -> None:
        """A long name is no wish for room."""
        self._heading.setMinimumWidth(self._heading.fontMetrics().horizontalAdvance(_LEAST_TITLE))

    def _zoom_by(self, step: int) -> None:
        self._maps.set_zoom(self._maps.zoom + step)

    def _refresh(self) -> None:
        self._smaller.setEnabled(self._maps.zoom > 0)
        self._larger.setEnabled(self._maps.zoom < len(SIDES) - 1)

    def _button(self, name: str, picture: str, words: str, act: Callable[[], None]) -> QWidget:
        button = IconButton(name, picture, words)
        button.clicked.connect(act)
        return button
