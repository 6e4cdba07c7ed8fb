"""Draws a confusion matrix on a screen, into a picture or as vectors."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from cnnstudio.core.language import tr
from cnnstudio.gui.evaluation.confusion.colours import ink
from cnnstudio.gui.evaluation.confusion.places import GAP, Places
from cnnstudio.gui.evaluation.confusion.shown import Cell, Shown
from cnnstudio.gui.theme import Theme

_APART = 8
"""From this side on, in pixels, cells have a line between them and those of the diagonal a frame."""

_LEAST_AROUND, _LEAST_AROUND_SMALL = 6, 3
_LEAST_TYPE = 0.7
"""Numbers for which the cells are too narrow are written as small as this part of the usual size, or left out."""

_BAND = 64
"""So many rows are drawn at once: on a thread beside it the window waits while Qt draws, for 50 ms a million cells."""

TRUE, PREDICTED = tr("True class"), tr("Predicted class")


@dataclass(frozen=True, eq=False)
class Drawing:
    """One matrix with its places and its colours.

    Attributes:
        image: One pixel a cell; below one pixel a cell all of it as it is drawn.
        marked: The cell whose names stand out, as the one under the mouse.
        chosen: The cell whose pictures are looked at.
        as_vectors: Draws cells one by one, sharp at any size, where the target scales pictures smoothly.
    """

    shown: Shown
    places: Places
    theme: Theme
    image: QImage
    marked: Cell | None = None
    chosen: Cell | None = None
    as_vectors: bool = False

    def paint(self, painter: QPainter) -> None:
        """Everything, names first."""
        self._paint_names(painter)
        painter.save()
        painter.setClipRect(self.places.area)
        self._paint_cells(painter)
        if self.places.side >= _APART:
            self._paint_lines(painter)
        self._paint_numbers(painter)
        self._paint_frame(painter, self.chosen, "accent", 3)
        self._paint_frame(painter, self.marked, "text", 1)
        painter.restore()
        painter.setPen(QPen(self.theme.colour("card_border"), 1))
        painter.drawRect(QRectF(self.places.area).adjusted(-0.5, -0.5, 0.5, 0.5))

    # Cells

    def _paint_cells(self, painter: QPainter) -> None:
        places, rows, columns = self.places, self.places.rows(), self.places.columns()
        if places.side < 1:
            painter.drawImage(places.origin(), self.image)
        elif self.as_vectors:
            for row in rows:
                for column in columns:
                    painter.fillRect(places.cell_rect((row, column)), self._ground((row, column)))
        else:
            for first in range(rows.start, rows.stop, _BAND):
                count = min(_BAND + 1, rows.stop - first)  # one more row, so that no seam is seen in a scaled drawing
                start = places.cell_rect((first, columns.start)).topLeft()
                size = QRectF(0, 0, len(columns) * places.side, count * places.side).size()
                # A copy, since Qt's SVG has no part of an image: it would put all of it in the part's place.
                painter.drawImage(QRectF(start, size), self.image.copy(columns.start, first, len(columns), count))

    def _ground(self, cell: Cell) -> QColor:
        return self.image.pixelColor(cell[1], cell[0])

    def _paint_lines(self, painter: QPainter) -> None:
        """Lines between the cells, and a frame around those of the diagonal, which colour alone need not tell."""
        places, area = self.places, QRectF(self.places.area)
        painter.setPen(QPen(self.theme.colour("grid"), 1))
        for row in places.rows():
            top = places.cell_rect((row, 0)).top() - 0.5
            painter.drawLine(QPointF(area.left(), top), QPointF(area.right(), top))
        for column in places.columns():
            left = places.cell_rect((0, column)).left() - 0.5
            painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()))
        painter.setPen(QPen(self.theme.colour("muted"), 1))
        both = set(places.rows()) & set(places.columns())
        painter.drawRects([places.cell_rect((each, each)).adjusted(0.5, 0.5, -1.5, -1.5) for each in sorted(both)])

    def _paint_numbers(self, painter: QPainter) -> None:
        metrics, room = QFontMetricsF(painter.font()), self.places.side - _LEAST_AROUND
        if metrics.height() > self.places.side - 2:
            return
        form = next((form for form, text in self.shown.forms() if metrics.horizontalAdvance(text) <= room), None)
        if form is None:
            return
        usual, small = painter.font(), self._small_font(painter.font())
        inks: dict[int, QColor] = {}
        for row in self.places.rows():
            for column in self.places.columns():
                cell = (row, column)
                text, font = self.shown.text(cell, form), usual
                if not text and small is not None:
                    text, font = self.shown.text(cell, 0), small
                if text:
                    ground = self._ground(cell)
                    if ground.rgb() not in inks:
                        inks[ground.rgb()] = ink(ground)
                    painter.setFont(font)
                    painter.setPen(inks[ground.rgb()])
                    painter.drawText(self.places.cell_rect(cell), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(usual)

    def _small_font(self, usual: QFont) -> QFont | None:
        """The font in which a number that is too wide for its cell just fits; None where it would be too small."""
        (form, widest), room = self.shown.forms()[0], self.places.side - _LEAST_AROUND_SMALL
        share = min(room / max(QFontMetricsF(usual).horizontalAdvance(widest), 1), 1)
        if form != 0 or share < _LEAST_TYPE:
            return None
        font = QFont(usual)
        if usual.pixelSize() > 0:
            font.setPixelSize(int(share * usual.pixelSize()))
        else:
            font.setPointSizeF(share * usual.pointSizeF())
        return font

    def _paint_frame(self, painter: QPainter, cell: Cell | None, colour: str, width: int) -> None:
        if cell is None:
            return
        place = self.places.cell_rect(cell)
        if place.width() < 4:  # too small to be seen by itself
            place.adjust(-3, -3, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.colour(colour), width))
        painter.drawRect(place.adjusted(width / 2, width / 2, -width / 2 - 0.5, -width / 2 - 0.5))

    # Names

    def _paint_names(self, painter: QPainter) -> None:
        area, metrics = self.places.area, QFontMetricsF(painter.font())
        room = self.places.names
        painter.setPen(self.theme.colour("muted"))
        line = metrics.height()
        painter.drawText(QRectF(area.left(), 0, area.width(), line), Qt.AlignmentFlag.AlignCenter, PREDICTED)
        painter.save()
        painter.translate(area.left() - room - 2 * GAP - line, area.top() + area.height())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), line), Qt.AlignmentFlag.AlignCenter, TRUE)
        painter.restore()
        self._paint_row_names(painter, metrics, room)
        self._paint_column_names(painter, metrics, area.top() - 2 * GAP - line, room)

    def _paint_row_names(self, painter: QPainter, metrics: QFontMetricsF, room: float) -> None:
        places, line = self.places, metrics.height()
        taken = self._marked_place(0)
        for row in _named(places.rows(), places.row_step, None if self.marked is None else self.marked[0]):
            middle = places.cell_rect((row, 0)).center().y()
            is_marked = taken is not None and row == self.marked[0]  # type: ignore[index]
            if taken is not None and not is_marked and abs(middle - taken) < line:
                continue
            place = QRectF(places.area.left() - room - GAP, middle - line / 2, room, line)
            if _inside(middle, places.area.top(), places.area.bottom(), 0 if is_marked else line / 3):
                self._paint_name(painter, metrics, place, row, is_marked, Qt.AlignmentFlag.AlignRight)

    def _paint_column_names(self, painter: QPainter, metrics: QFontMetricsF, high: float, room: float) -> None:
        places, line = self.places, metrics.height()
        taken, wide = self._marked_place(1), line if places.upright else room + 4
        for column in _named(places.columns(), places.column_step, None if self.marked is None else self.marked[1]):
            middle = places.cell_rect((0, column)).center().x()
            is_marked = taken is not None and column == self.marked[1]  # type: ignore[index]
            if taken is not None and not is_marked and abs(middle - taken) < wide:
                continue
            if not _inside(middle, places.area.left(), places.area.right(), 0 if is_marked else line / 3):
                continue
            painter.save()
            if places.upright:
                painter.translate(middle - line / 2, places.area.top() - GAP)
                painter.rotate(-90)
                place, side = QRectF(0, 0, high, line), Qt.AlignmentFlag.AlignLeft
            else:
                place = QRectF(middle - wide / 2, places.area.top() - GAP - line, wide, line)
                side = Qt.AlignmentFlag.AlignHCenter
            self._paint_name(painter, metrics, place, column, is_marked, side)
            painter.restore()

    def _paint_name(
        self,
        painter: QPainter,
        metrics: QFontMetricsF,
        place: QRectF,
        number: int,
        marked: bool,
        side: Qt.AlignmentFlag,
    ) -> None:
        painter.setPen(self.theme.colour("accent" if marked else "text"))
        name = metrics.elidedText(self.shown.names[number], Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, name)

    def _marked_place(self, axis: int) -> float | None:
        """Where the name of the marked cell stands; others make room for it."""
        if self.marked is None:
            return None
        middle = self.places.cell_rect(self.marked).center()
        return middle.y() if axis == 0 else middle.x()


def _named(seen: range, step: int, marked: int | None) -> list[int]:
    """The classes in view whose names are written: every ``step``-th from the first one on, and the marked one."""
    first = -(-seen.start // step) * step
    found = list(range(first, seen.stop, step))
    return found if marked is None or marked in found or marked not in seen else [*found, marked]


def _inside(middle: float, low: float, high: float, around: float) -> bool:
    return low - 0.5 + around <= middle <= high + 1.5 - around


def background(painter: QPainter, area: QRect, theme: Theme) -> None:
    """The ground a matrix stands on."""
    painter.fillRect(area, theme.colour("card"))
