"""One picture as it is, and beside it what the network receives."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.data.preparation.seeing import Seen, Shown
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.maps.colour_legend import ColourLegend
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.words import picture_shape

_SIDE = 114
"""Four pixels of the screen for each of MNIST's 28, and a frame."""

_ARROW = 16


class _Title(FittingLabel):
    colour = "text"


class BeforeAfter(Panel):
    """Two pictures of the same height with words below them, and the scale of the second one's colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.beforeafter")
        self._before = PixelView("data.beforeafter.before", tr("The picture as it is"), _SIDE)
        self._after = PixelView("data.beforeafter.after", tr("What the network receives"), _SIDE)
        for view in (self._before, self._after):
            view.setFixedHeight(_SIDE)
            view.fill()  # both equally large, whatever their sizes are
            view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrow = Sign("chevron-right", "text", _ARROW)
        self._words = {side: FittingLabel() for side in ("before", "after")}
        for side, label in self._words.items():
            label.setObjectName(f"data.beforeafter.{side}.words")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._legend = ColourLegend()
        self._legend.setObjectName("data.beforeafter.legend")
        self._trouble = MutedLabel(wordWrap=True, objectName="data.beforeafter.trouble")
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._both = QWidget()
        self._nothing = MutedLabel(tr("No pictures yet. Choose the data at the left."), wordWrap=True)
        self._nothing.setObjectName("data.beforeafter.nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(16)
        self._lay_out()
        self.show_data(False)
        self.show_seen(None, None)

    def show_data(self, are_there: bool) -> None:
        """Says whether there are data; without any, words stand in the place of the two pictures."""
        self._both.setVisible(are_there)
        self._nothing.setVisible(not are_there)

    def show_trouble(self, words: str) -> None:
        """Says why there is no picture, or not the right one; hides when there is nothing to say."""
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))

    def show_seen(self, seen: Seen | None, shown: Shown | None) -> None:
        """Shows a picture before and after.

        Args:
            shown: The numbers the network receives as colours; None while they are not known.
        """
        self._before.show_array(seen.original if seen is not None else None)
        self._after.show_array(shown.picture if shown is not None else None)
        if seen is None:
            before = after = ""
        else:
            before = picture_shape(seen.found)
            after = picture_shape(seen.made.shape)
            after = after if shown is not None else tr("being measured…")
        self._words["before"].say(before)
        self._words["after"].say(after)
        self._legend.show_map(*((shown.colours, shown.low, shown.high) if shown is not None else ("", "", "")))
        self.show_trouble(seen.trouble if seen is not None else "")

    def _lay_out(self) -> None:
        grid = QGridLayout(self._both)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        titles = (tr("As it is"),), (tr("What the network receives"), tr("The network’s input"), tr("Its input"))
        sides = (titles[0], self._before, "before"), (titles[1], self._after, "after")
        for column, (title, view, side) in enumerate(sides):
            words = _Title()
            words.say(*title)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(words, 0, column * 2)
            grid.addWidget(view, 1, column * 2)
            grid.addWidget(self._words[side], 2, column * 2)
            grid.setColumnStretch(column * 2, 1)
        grid.addWidget(self._arrow, 1, 1)
        grid.addWidget(self._legend, 3, 0, 1, 3, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._nothing)
        column.addWidget(self._both)
        column.addWidget(self._trouble)
