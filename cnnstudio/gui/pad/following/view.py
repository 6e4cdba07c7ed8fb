"""A scrolling list of all layers with their maps, of which only what is in view is painted."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from cnnstudio.core.by_hand.layers import KINDS
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Followed, LayerMaps
from cnnstudio.gui.pad.following.mosaic import Plan, bars, mosaic, planned
from cnnstudio.gui.pad.following.numbers import Place, place_at
from cnnstudio.gui.pad.following.painting import paint_labels, paint_words
from cnnstudio.gui.pad.following.words import family_of, is_idle, words_of, zero_of
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.focus_frame import FocusFrame

SIDES = (24, 40, 56, 84, 112)
"""How large a map may be, in pixels of the window."""

_EDGE, _BETWEEN = 10, 12
_MOST_NAMED = 20
_EMPTY = tr("Draw something: what every layer makes of it is shown here, under the pen.")


@dataclass(frozen=True)
class _Row:
    """One layer's place: ``top`` and ``height`` with its words and all, in pixels of the window."""

    top: int
    height: int
    plan: Plan


class MapsView(QAbstractScrollArea):
    """Each layer a line of words and its maps; arrow keys and clicks go from layer to layer."""

    layer_clicked = Signal(str)
    """The name of a layer that was clicked, or chosen with Enter."""
    zoomed = Signal()
    """Maps are shown in another size."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(objectName=name, accessibleName=label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        FocusFrame(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._followed: Followed | None = None
        self._words = _EMPTY
        self._colours, self._zoom = "grey", 2
        self._rows: tuple[_Row, ...] = ()
        self._laid_out_for: object = None
        self._images: dict[int, QImage] = {}
        self._current = ""

    # What is shown

    @property
    def layers(self) -> tuple[LayerMaps, ...]:
        """What is shown, top to bottom."""
        return () if self._followed is None else self._followed.layers

    @property
    def words(self) -> str:
        """What stands in their place; empty where there are maps."""
        return "" if self.layers else self._words

    @property
    def current(self) -> str:
        """The layer that is marked; empty for none."""
        return self._current

    @property
    def zoom(self) -> int:
        """The place in SIDES of the size that maps have."""
        return self._zoom

    @property
    def painted(self) -> tuple[str, ...]:
        """The layers whose images were made since the last answer: those that were in view."""
        return tuple(self.layers[number].layer for number in sorted(self._images))

    def show_maps(self, followed: Followed | None, words: str = _EMPTY) -> None:
        """Shows an answer; None while there is nothing to show but words."""
        self._followed, self._words = followed, words
        self._images.clear()
        self._lay_out()
        self.viewport().update()

    def mark(self, layer: str) -> None:
        """Marks a layer, or none, without bringing it into view."""
        if layer != self._current:
            self._current = layer
            self._describe()
            self.viewport().update()

    def set_colours(self, name: str) -> None:
        """Takes another of the colour maps."""
        self._colours = name
        self._repaint()

    def set_zoom(self, zoom: int) -> None:
        """Shows maps in another of SIDES."""
        zoom = min(max(zoom, 0), len(SIDES) - 1)
        if zoom != self._zoom:
            self._zoom = zoom
            self._lay_out()
            self._repaint()
            self.zoomed.emit()

    def _repaint(self) -> None:
        self._images.clear()
        self.viewport().update()

    def _describe(self) -> None:
        found = next((each for each in self.layers if each.layer == self._current), None)
        self.setAccessibleDescription("" if found is None else words_of(found))

    # Where it is

    def _lay_out(self) -> None:
        """Finds each layer's place anew, where another network, another width or another size asks for it."""
        sizes = tuple(each.maps.shape for each in self.layers)
        wanted = (sizes, self.viewport().size(), self._zoom, self._ratio, self.fontMetrics().height())
        if wanted == self._laid_out_for:
            return
        self._laid_out_for = wanted
        self._images.clear()
        width = round((self.viewport().width() - 2 * _EDGE) * self._ratio)
        plans = [planned(size, max(width, 1), round(SIDES[self._zoom] * self._ratio)) for size in sizes]
        heights = [self._height(number, plan) for number, plan in enumerate(plans)]
        tops = accumulate(heights, initial=_EDGE // 2)
        self._rows = tuple(map(_Row, tops, heights, plans))
        whole = sum(heights) + _EDGE
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(whole - page, 0))
        bar.setPageStep(page)
        bar.setSingleStep(40)

    def _height(self, number: int, plan: Plan) -> int:
        if is_idle(self.layers[number]):
            return self._line() + _BETWEEN
        named = self._line() if self._labels(number) else 0
        return self._line() + 4 + math.ceil(plan.size[0] / self._ratio) + named + _BETWEEN

    def _labels(self, number: int) -> tuple[str, ...]:
        """The classes that stand under the bars of the last layer, where there is room for them."""
        assert self._followed is not None
        labels, layer = self._followed.labels, self.layers[number]
        is_last = number == len(self.layers) - 1
        return labels if is_last and layer.maps.shape == (len(labels),) and len(labels) <= _MOST_NAMED else ()

    def _line(self) -> int:
        return self.fontMetrics().height() + 2

    @property
    def _ratio(self) -> float:
        return self.devicePixelRatio()

    def layer_at(self, place: QPoint) -> int | None:
        """The number of the layer at a place of the viewport."""
        y = place.y() + self.verticalScrollBar().value()
        number = bisect_right(self._rows, y, key=lambda row: row.top) - 1
        return number if number >= 0 and y < self._rows[number].top + self._rows[number].height else None

    def number_at(self, place: QPoint) -> tuple[LayerMaps | None, Place | None]:
        """The layer at a place of the viewport, and which number of its output is painted there, where one is."""
        number = self.layer_at(place)
        if number is None:
            return None, None
        corner = QPoint(_EDGE, self._area(number).top() + self._line() + 4)
        at = (place - corner) * self._ratio
        layer = self.layers[number]
        return layer, None if is_idle(layer) else place_at(layer, self._rows[number].plan, at.y(), at.x())

    def _area(self, number: int) -> QRect:
        row = self._rows[number]
        top = row.top - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), row.height)

    # What Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self.viewport()), theme_of(self.palette())
        if not self.layers:
            painter.setPen(theme.colour("muted"))
            place = self.viewport().rect().adjusted(16, 16, -16, -16)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
            return
        first, last = (self.layer_at(place) for place in (event.rect().topLeft(), event.rect().bottomLeft()))
        for number in range(first or 0, len(self._rows) if last is None else last + 1):
            self._paint_layer(painter, theme, number, self._area(number))
        if self.hasFocus() and all(each.layer != self._current for each in self.layers):
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_layer(self, painter: QPainter, theme: Theme, number: int, area: QRect) -> None:
        layer, plan = self.layers[number], self._rows[number].plan
        if layer.layer == self._current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2 if self.hasFocus() else 1))
            painter.setBrush(theme.colour("selected_card"))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 1, -2, -_BETWEEN / 2 - 1), 6, 6)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_words(painter, theme, layer, QRect(_EDGE, area.top() + 2, area.width() - 2 * _EDGE, self._line()))
        if is_idle(layer):
            return
        image = self._image(number, layer, plan, theme)
        top = area.top() + self._line() + 4
        size = QSize(math.ceil(image.width() / self._ratio), math.ceil(image.height() / self._ratio))
        painter.drawImage(QPoint(_EDGE, top), image)
        if labels := self._labels(number):
            assert self._followed is not None
            best = int(self._followed.probabilities.argmax())
            paint_labels(painter, theme, labels, best, QRect(_EDGE, top + size.height(), size.width(), self._line()))

    def _image(self, number: int, layer: LayerMaps, plan: Plan, theme: Theme) -> QImage:
        """Made when it is first seen since the last answer."""
        if number not in self._images:
            ground = theme.colour("selected_card" if layer.layer == self._current else "card")
            if layer.maps.ndim == 1:
                hue = theme.colour("accent") if self._labels(number) else theme.family(family_of(layer.kind))
                image = bars(layer.maps, zero_of(layer), plan, hue, theme.colour("grid"))
            else:
                image = mosaic(layer.maps, plan, self._colours, ground)
            image.setDevicePixelRatio(self._ratio)
            self._images[number] = image
        return self._images[number]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lay_out()
            self._repaint()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.layer_at(event.pos())
            lines = [] if number is None else [words_of(self.layers[number]), tr("Click: selects it, for Inspect too.")]
            if number is not None and self.layers[number].kind in KINDS:
                lines.append(tr("Right click: works a number of it by hand (H: the strongest shown)."))
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.layer_at(QPointF(event.position()).toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom + (1 if event.angleDelta().y() > 0 else -1))
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        names = [each.layer for each in self.layers]
        here = names.index(self._current) if self._current in names else -1
        if step is not None and names:
            self._go_to(min(max(here + step, 0), len(names) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and here >= 0:
            self._choose(here)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.set_zoom(self._zoom + (-1 if event.key() == Qt.Key.Key_Minus else 1))
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        self._images.clear()  # the ground of the marked one is another
        self.mark(self.layers[number].layer)
        self.layer_clicked.emit(self._current)

    def _go_to(self, number: int) -> None:
        """Marks a layer and brings it into view."""
        self._images.clear()
        self.mark(self.layers[number].layer)
        row, bar = self._rows[number], self.verticalScrollBar()
        if row.top < bar.value() or row.height > bar.pageStep():
            bar.setValue(row.top - _EDGE // 2)
        elif row.top + row.height > bar.value() + bar.pageStep():
            bar.setValue(row.top + row.height - bar.pageStep())
