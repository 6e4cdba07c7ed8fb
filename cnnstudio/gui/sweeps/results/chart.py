"""What all pictures of a sweep share: a ground that is drawn once, and what moves over it."""

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPicture,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.results.field import Field, Mask
from cnnstudio.gui.sweeps.results.looking import Looking, Range
from cnnstudio.gui.sweeps.results.words import lines_of
from cnnstudio.gui.theme import LIGHT, Theme, theme_of
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.widgets.sheet import Sheet, do_beside

REACH = 10.0
"""So near a dot or line must be to the pointer, in pixels."""

_EDGE, _AWAY, _WIDEST = 8, 14, 340
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Chart(QWidget):
    """A picture of trials: to point at, to select in, to open one from, and to take along.

    The keys Up and Down go from trial to trial, the better or the worse one; Space selects, Enter opens.
    """

    opened = Signal(int)
    """The number of a trial: its run is wanted."""
    failed = Signal(object)
    """A StudioError: a picture could not be written."""

    help = tr("Up and Down go to the better or the worse trial, Space selects it, Enter opens its run.")
    """What is told of the keys while no trial is pointed at."""

    def __init__(self, name: str, label: str, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setAccessibleDescription(self.help)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.looking = looking
        self._ground: QPixmap | None = None
        self._front: QPixmap | None = None
        self._pointer: QPointF | None = None
        self._is_whole = False
        looking.field_changed.connect(self.redraw)
        looking.chosen_changed.connect(self._show_chosen)
        looking.ranges_changed.connect(self.redraw)
        looking.pointed_changed.connect(self._show_pointed)

    @property
    def field(self) -> Field | None:
        return self.looking.field

    @property
    def passing(self) -> Mask:
        """(n,), which trials are meant: those within the ranges, all for a report."""
        return np.ones_like(self.looking.passing) if self._is_whole else self.looking.passing

    @property
    def ranges(self) -> Mapping[int, Range]:
        """What is let through on the axes; nothing is kept out for a report."""
        return {} if self._is_whole else self.looking.ranges

    def redraw(self) -> None:
        """Has all drawn again when it is in view next."""
        self._ground = self._front = None
        self.update()

    def sheet(self, size: QSize | None = None) -> Sheet:
        """The picture on white, to take along; as large as it is, or as ``size``.

        What is drawn is written down now, so that it can be drawn on any thread while the sweep goes on.
        """
        wanted = size or self.size()
        return self._sheet(wanted, with_chosen=bool(self.looking.chosen))

    def whole_sheet(self, size: QSize) -> Sheet:
        """The same of all trials, as if nothing was selected and no range drawn."""
        self._is_whole = True
        try:
            return self._sheet(size, with_chosen=False)
        finally:
            self._is_whole = False

    def menu(self) -> QMenu:
        """What can be done with the picture, made anew; it belongs to the chart."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(icon("copy"), tr("Copy picture"), self.copy)
        menu.addAction(icon("image"), tr("Save as PNG…"), lambda: self._ask("png"))
        menu.addAction(icon("image"), tr("Save as SVG…"), lambda: self._ask("svg"))
        return menu

    def copy(self) -> None:
        """Puts the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.sheet().image())

    # For those that draw

    def why_empty(self, field: Field) -> str:
        """Why there is nothing to draw, in words; empty where there is."""
        return "" if field.is_scored.any() else tr("No run has a score yet.")

    def paint_ground(self, painter: QPainter, size: QSize, theme: Theme, *, on_screen: bool = False) -> None:
        """Draws all trials; not ``on_screen`` as shapes alone."""
        raise NotImplementedError

    def paint_chosen(self, painter: QPainter, size: QSize, theme: Theme) -> None:
        """Draws the selected trials over the others so that they stand out."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter, theme: Theme, row: int) -> None:
        """Draws a trial so that it stands out; it is pointed at."""
        raise NotImplementedError

    def row_at(self, place: QPointF) -> int | None:
        """The row of the trial that is drawn there; None for none."""
        raise NotImplementedError

    def place_of(self, row: int) -> QPointF:
        """Where its words stand beside."""
        raise NotImplementedError

    def meant_by(self, row: int) -> tuple[int, ...]:
        """The numbers of the trials that a click on this one means."""
        assert self.field is not None
        return (self.field.trials[row].number,)

    def more_of(self, row: int) -> str:
        """Another line of words beside the pointer."""
        return ""

    # Private

    def _sheet(self, wanted: QSize, *, with_chosen: bool) -> Sheet:
        drawn = QPicture()
        painter = QPainter(drawn)
        painter.setFont(self.font())
        self.paint_ground(painter, wanted, LIGHT)
        if with_chosen:
            self.paint_chosen(painter, wanted, LIGHT)
        painter.end()
        return Sheet(wanted, lambda painter, as_vectors: painter.drawPicture(0, 0, drawn), LIGHT.colour("card"))

    def _show_chosen(self) -> None:
        self._front = None
        self.update()

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        """The picture, or why there is none."""
        why = "" if self.field is None else self.why_empty(self.field)
        if not why:
            self.paint_ground(painter, self.size(), theme, on_screen=True)
            return
        painter.setPen(theme.colour("muted"))
        words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(16, 16, -16, -16), words, why)

    def _layer(self, ground: QColor | Qt.GlobalColor, paint: Callable[[QPainter], None]) -> QPixmap:
        """What is drawn once and then shown until something changes."""
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(ground)
        painter = QPainter(made)
        painter.setFont(self.font())
        paint(painter)
        painter.end()
        return made

    def _show_pointed(self) -> None:
        number, field = self.looking.pointed, self.field
        row = None if number is None or field is None else field.row_of.get(number)
        said = [] if row is None or field is None else lines_of(field, row)
        self.setAccessibleDescription(", ".join(said) or self.help)
        self.update()

    def _ask(self, ending: str) -> None:
        path = ask_where(self, tr("Save the picture"), self.accessibleName(), ending)
        if path is None:
            return
        sheet, title, dpi = self.sheet(), self.accessibleName(), self.logicalDpiX()
        if ending == "svg":
            do_beside(self, "picture", lambda: sheet.save_svg(path, title, dpi), lambda _: None, self.failed.emit)
        else:
            do_beside(self, "picture", lambda: sheet.save_png(path), lambda _: None, self.failed.emit)

    def _point_by(self, steps: int) -> None:
        """Goes to a better or worse trial; at first to the best one."""
        field = self.field
        if field is None or not len(field.best_first):
            return
        order = field.best_first.tolist()
        row = None if self.looking.pointed is None else field.row_of.get(self.looking.pointed)
        at = order.index(row) + steps if row in order else 0
        row = order[min(max(at, 0), len(order) - 1)]
        self._pointer = self.place_of(row)
        self.looking.point(field.trials[row].number)

    def _paint_words(self, painter: QPainter, theme: Theme, row: int) -> None:
        """A small card beside the pointer."""
        if self._pointer is None or self.field is None:
            return
        metrics = painter.fontMetrics()
        lines = [
            metrics.elidedText(line, Qt.TextElideMode.ElideRight, _WIDEST)
            for line in lines_of(self.field, row, self.more_of(row))
        ]
        width = max(map(metrics.horizontalAdvance, lines)) + 2 * _EDGE
        height = len(lines) * metrics.lineSpacing() + 2 * _EDGE
        is_beside = self._pointer.x() + _AWAY + width <= self.width()
        left = self._pointer.x() + _AWAY if is_beside else max(self._pointer.x() - _AWAY - width, 0)
        top = min(max(self._pointer.y() - height / 2, 0), max(self.height() - height, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("card_border"), 1))
        painter.setBrush(theme.colour("window"))
        painter.drawRoundedRect(QRectF(left, top, width, height).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, line in enumerate(lines):
            painter.setPen(theme.colour("muted" if at else "text"))
            area = QRectF(left + _EDGE, top + _EDGE + at * metrics.lineSpacing(), width, metrics.lineSpacing())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        if self._ground is None:
            self._ground = self._layer(theme.colour("card"), lambda layer: self._paint_ground(layer, theme))
        painter.drawPixmap(0, 0, self._ground)
        field, number = self.field, self.looking.pointed
        is_empty = field is None or bool(self.why_empty(field))
        if self.looking.chosen and not is_empty:
            if self._front is None:
                nothing, size = Qt.GlobalColor.transparent, self.size()
                self._front = self._layer(nothing, lambda layer: self.paint_chosen(layer, size, theme))
            painter.drawPixmap(0, 0, self._front)
        row = None if field is None or number is None else field.row_of.get(number)
        if row is not None and not is_empty:
            self.paint_over(painter, theme, row)
            self._paint_words(painter, theme, row)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        self._pointer = None if row is None else event.position()
        self.looking.point(None if row is None or self.field is None else self.field.trials[row].number)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            return
        row = self.row_at(event.position())
        if row is not None:
            self.looking.click(self.meant_by(row), event.modifiers())
        elif not event.modifiers():
            self.looking.choose(())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row is not None and self.field is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.field.trials[row].number)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.looking.point(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, pointed = Qt.Key(event.key()), self.looking.pointed
        if key in _STEPS and not event.modifiers():
            self._point_by(_STEPS[key])
        elif key == Qt.Key.Key_Space and pointed is not None and self.field is not None:
            self.looking.click(self.meant_by(self.field.row_of[pointed]), event.modifiers())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and pointed is not None:
            self.opened.emit(pointed)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pointer = None
        self.looking.point(None)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.redraw()
