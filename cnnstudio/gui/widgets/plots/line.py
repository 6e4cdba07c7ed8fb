"""One curve as it is drawn: its numbers, or a running mean of them with the numbers themselves pale behind."""

import numpy as np
import pyqtgraph as pg

from cnnstudio.core.runs.smoothing import Smoothed
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.plots.curves import Curve, Numbers
from cnnstudio.gui.widgets.plots.folding import Folded
from cnnstudio.gui.widgets.plots.header import FEW, on_screen, pen_of

_SYMBOLS = {"solid": "o", "dashed": "t", "dotted": "s", "dash_dot": "d"}
_LEAST_POINTS = 800
_A_PIXEL = 2
_HALO = 4
_AT_ONCE = 100_000
"""More new points than this are worked through in several turns: the window answers in between."""


class Line:
    """Draws a curve into a plot; what was worked out for its points stays while they only grow."""

    def __init__(self, plot: pg.PlotItem, curve: Curve, weight: float) -> None:
        """``weight``: of the older numbers in the running mean; 0 draws the numbers."""
        self._plot, self.curve, self.weight = plot, curve, weight
        self._few = len(curve.x) <= FEW
        self._pale = self._item(-5) if weight else None
        self._main = self._item(0 if curve.style == "faint" else 10)
        self._begin()
        self._go_on(curve)

    def looks_like(self, curve: Curve, weight: float) -> bool:
        """Whether ``curve`` can be shown by ``take``: it has the same name and looks."""
        mine = self.curve
        same = (mine.label, mine.style, mine.colour) == (curve.label, curve.style, curve.colour)
        return same and weight == self.weight and (len(curve.x) <= FEW) == self._few

    def take(self, curve: Curve) -> None:
        """Shows another curve, or the same one with more points."""
        mine = self.curve
        if curve.source is None or mine.source != curve.source or len(curve.x) < len(mine.x):
            self._begin()
        self._go_on(curve)

    @property
    def is_behind(self) -> bool:
        """Whether there are points that were not worked through yet; ``take`` goes on with them."""
        return self._done < len(self.curve.x)

    def extent(self, *, positive: bool) -> tuple[float, float] | None:
        """The lowest and highest number; of those above zero where ``positive``."""
        return self._folded.extent(positive=positive)

    def smoothed_at(self, index: int) -> float | None:
        """The running mean at a point; None where the numbers themselves are drawn, or it is not worked out yet."""
        return float(self._means[index]) if self._smoothed is not None and index < self._done else None

    def drawn(self) -> tuple[Numbers, Numbers]:
        """The points of the line in front."""
        values = self._means if self._smoothed is not None else self.curve.y
        return self.curve.x[: self._done], values[: self._done]

    def draw(self, left: float, right: float, pixels: int, *, log: bool) -> None:
        """Puts what lies between ``left`` and ``right`` on so many pixels."""
        most = max(_A_PIXEL * pixels, _LEAST_POINTS)
        self._main.setData(*_drawable(*self._drawn.within(left, right, most), log=log), skipFiniteCheck=True)
        if self._pale is not None:
            self._pale.setData(*_drawable(*self._folded.within(left, right, most), log=log), skipFiniteCheck=True)

    def heights_at(self, x: Numbers, *, log: bool) -> Numbers:
        """Where the line in front lies at these places, of a curve of few points; NaN beside it."""
        if not self._few:
            return np.full(len(x), np.nan)
        there, values = self.drawn()
        good = np.isfinite(values) & (values > 0 if log else True)
        if not good.any():
            return np.full(len(x), np.nan)
        heights = np.interp(x, there[good], values[good], np.nan, np.nan)
        return np.log10(heights) if log else heights

    def set_visible(self, on: bool) -> None:
        """Takes the line out of the picture, or puts it back."""
        for item in self._items():
            item.setVisible(on)

    def dress(self, theme: Theme) -> None:
        """Takes the colours of ``theme``."""
        self._main.setPen(pen_of(self.curve, theme, smooth=self._smoothed is not None))
        if self._pale is not None:
            self._pale.setPen(pen_of(self.curve, theme, pale=True))
        if self.curve.style != "faint" and self._few:
            self._main.setShadowPen(pg.mkPen(theme.card, width=on_screen(_HALO)))  # parts it from the batches behind it
            self._main.setSymbol(_SYMBOLS[self.curve.style])
            self._main.setSymbolSize(7)
            self._main.setSymbolPen(pg.mkPen(theme.card))
            self._main.setSymbolBrush(pg.mkBrush(theme.colour(self.curve.colour)))

    def remove(self) -> None:
        """Takes it out of the plot for good."""
        for item in self._items():
            self._plot.removeItem(item)

    def _begin(self) -> None:
        self._done = 0
        self._folded = Folded()
        self._smoothed = Smoothed(self.weight) if self.weight else None
        self._drawn = Folded() if self.weight else self._folded

    def _go_on(self, curve: Curve) -> None:
        self.curve = curve
        self._done = min(self._done + _AT_ONCE, len(curve.x))
        x, y = curve.x[: self._done], curve.y[: self._done]
        self._folded.extend(x, y)
        if self._smoothed is not None:
            self._means = self._smoothed.extend(np.asarray(y, np.float64))
            self._drawn.extend(x, self._means)

    def _items(self) -> list[pg.PlotDataItem]:
        return [self._main] if self._pale is None else [self._pale, self._main]

    def _item(self, height: int) -> pg.PlotDataItem:
        item = pg.PlotDataItem(antialias=self.curve.style != "faint" and self._few)
        item.setZValue(height)
        self._plot.addItem(item, ignoreBounds=True)
        # It is folded before it gets here; what pyqtgraph would do costs time and gains nothing.
        item.setDownsampling(ds=1, auto=False)
        item.setClipToView(False)
        return item


def _drawable(x: Numbers, y: Numbers, *, log: bool) -> tuple[Numbers, Numbers]:
    """Nothing rather than numbers none of which can be drawn: pyqtgraph asks for the largest of them."""
    can_be = np.isfinite(y) & (y > 0 if log else True)
    return (x, y) if can_be.any() else (x[:0], y[:0])
