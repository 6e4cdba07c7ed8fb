"""The diagram on the screen: fitted, zoomed and dragged; a click on a figure selects its layer."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QLabel, QWidget

from cnnstudio.core.diagram import Drawing
from cnnstudio.core.diagram.drawing import Spot
from cnnstudio.core.language import tr
from cnnstudio.gui.diagram.sheet import Sheet
from cnnstudio.gui.theme import theme_of

_STEP = 1.25
_NEAREST, _FARTHEST = 8.0, 0.02
_LARGEST_FIT = 1.6
"""A small network is not blown up further than this to fill the place."""
_FITTED = 0.35
"""Where all of a drawing fits only below this zoom, its beginning is shown at a zoom at which it is read instead."""
_READABLE = 0.75
"""The zoom at which the small words, 10 units high, are still read well."""
_CLICK = 4
"""Pixels that the mouse may move between press and release of a click."""


class DiagramCanvas(QGraphicsView):
    """Shows a drawing; arrows up and down go from figure to figure, plus, minus and 0 zoom."""

    chosen = Signal(str)
    """The name of the node whose figure was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.diagram.canvas")
        self.setAccessibleName(tr("Diagram of the network"))
        self.setScene(QGraphicsScene(self))
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMinimumSize(240, 160)
        self._sheet: Sheet | None = None
        self._selected: frozenset[str] = frozenset()
        self._fit: Callable[[], None] | None = self.fit_to_read
        self._from_start = True
        self._pressed = QPoint()
        self.hint = QLabel(self, visible=False, margin=4, autoFillBackground=True)
        self.hint.setObjectName("build.diagram.hint")
        self._colour()

    @property
    def drawing(self) -> Drawing | None:
        """What is shown."""
        return None if self._sheet is None else self._sheet.drawing

    @property
    def zoom(self) -> float:
        """Pixels to a unit of the drawing."""
        return self.transform().m11()

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows another drawing; a zoom that the person chose is kept, and what is scrolled to."""
        self._sheet = sheet
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        values = [bar.value() for bar in bars]
        self.scene().setSceneRect(QRectF(0, 0, sheet.drawing.width, sheet.drawing.height))
        if self._fit is not None:
            self._fit()
        if not self._from_start:
            for bar, value in zip(bars, values, strict=True):
                bar.setValue(value)
        self._from_start = False
        self.viewport().update()

    @Slot()
    def begin_anew(self) -> None:
        """Lets the next sheet be shown from its start, fitted, whatever was zoomed and scrolled to before."""
        self._fit, self._from_start = self.fit_to_read, True

    def mark(self, names: Iterable[str]) -> None:
        """Frames the figures of these nodes."""
        self._selected = frozenset(names)
        self.setAccessibleDescription(", ".join(names))
        self.viewport().update()

    def fit(self) -> None:
        """Shows all of it, and keeps doing so until the person zooms."""
        self._fit = self.fit
        self.hint.hide()
        if self._sheet is not None:
            self._scale_to(min(*self._ratios(), _LARGEST_FIT))

    def fit_to_read(self) -> None:
        """Shows all of it unless it would be too small; then its beginning, and says how to see all of it."""
        self._fit = self.fit_to_read
        if self._sheet is None:
            return
        fitted = min(*self._ratios(), _LARGEST_FIT)
        self.hint.setVisible(fitted < _FITTED)
        if fitted >= _FITTED:
            self._scale_to(fitted)
            return
        self._scale_to(_READABLE)
        self._place_hint()
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().minimum())
        self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())

    def _ratios(self) -> tuple[float, float]:
        """Pixels to a unit that would fill the width, and the height."""
        room, area = self.maximumViewportSize(), self.sceneRect()
        return room.width() / area.width(), room.height() / area.height()

    def _scale_to(self, scale: float) -> None:
        self.resetTransform()
        self.scale(scale, scale)

    def zoom_by(self, factor: float) -> None:
        """Makes it larger or smaller around the mouse."""
        wanted = min(max(self.zoom * factor, _FARTHEST), _NEAREST)
        self._fit = None
        self.hint.hide()
        self.scale(wanted / self.zoom, wanted / self.zoom)

    def _place_hint(self) -> None:
        self.hint.setText(tr("Zoomed to {zoom:.0%}: 0 fits it all", zoom=self.zoom))
        self.hint.adjustSize()
        self.hint.move(self.viewport().geometry().bottomLeft() - QPoint(0, self.hint.height() - 1))

    def zoom_in(self) -> None:
        """A step nearer."""
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        """A step farther away."""
        self.zoom_by(1 / _STEP)

    def spot_at(self, place: QPointF) -> Spot | None:
        """The figure at a place of the drawing, the smallest where several lie there."""
        spots = () if self.drawing is None else self.drawing.spots
        there = [spot for spot in spots if QRectF(*spot.area).contains(place)]
        return min(there, key=lambda spot: spot.area[2] * spot.area[3], default=None)

    def _step(self, way: int) -> None:
        """Selects the next figure, or the one before."""
        spots = () if self.drawing is None else self.drawing.spots
        if not spots:
            return
        marked = [number for number, spot in enumerate(spots) if self._selected.intersection(spot.names)]
        at = (marked[-1] if way > 0 else marked[0]) + way if marked else 0
        spot = spots[min(max(at, 0), len(spots) - 1)]
        self.chosen.emit(spot.names[0])
        self.ensureVisible(QRectF(*spot.area), 40, 40)

    def _colour(self) -> None:
        self.setBackgroundBrush(QBrush(QColor(theme_of(self.palette()).window)))

    # What Qt calls

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        if self._sheet is None:
            super().drawBackground(painter, rect)
            return
        ground = self.backgroundBrush().color()
        viewport = self.viewport()
        seen = self._sheet.seen(self.viewportTransform(), viewport.size(), viewport.devicePixelRatioF(), ground)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, seen)
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        if self.drawing is not None and self._selected:
            pen = QPen(theme_of(self.palette()).colour("accent"), 2.5)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for spot in self.drawing.spots:
                if self._selected.intersection(spot.names):
                    painter.drawRoundedRect(QRectF(*spot.area).adjusted(-3, -3, 3, 3), 5, 5)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(theme_of(self.palette()).colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(_STEP ** (turned / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        is_click = event.button() == Qt.MouseButton.LeftButton and (place - self._pressed).manhattanLength() <= _CLICK
        spot = self.spot_at(self.mapToScene(place)) if is_click else None
        if spot is not None:
            self.chosen.emit(spot.names[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_in()
            case Qt.Key.Key_Minus:
                self.zoom_out()
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Up if plain:
                self._step(-1)
            case Qt.Key.Key_Down if plain:
                self._step(1)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit is not None:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
