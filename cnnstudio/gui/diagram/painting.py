"""A drawing painted by Qt: on the screen, as a PNG of a chosen width, and as a PDF page of lines and letters."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from cnnstudio.core.diagram.drawing import FONTS, Box, Drawing, Item, Polygon, Polyline, Text, is_corner
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.printing.pdf import write_pages

WIDEST = 16_000
"""Pixels of a PNG's longer side, at most."""
NARROWEST = 64
"""Pixels of a PNG's width, at least: on fewer nothing is told from anything else."""

_POINTS = 72 / 96
"""Points to a unit of a drawing."""
_LONGEST_PAGE = 14_400
"""Points of a PDF page's side, at most (ISO 32000-1, annex C)."""
_DOTS = 1_200
"""Dots per inch that positions in a PDF are rounded to; at the default lines and letters come apart."""


def paint(painter: QPainter, drawing: Drawing) -> None:
    """Paints the drawing in its own units."""
    painter.fillRect(QRectF(0, 0, drawing.width, drawing.height), QColor(drawing.background))
    brush = ItemPainter(painter)
    for item in drawing.items:
        brush.paint(item)


def to_image(drawing: Drawing, width: int) -> QImage:
    """The drawing ``width`` pixels wide; raises StudioError where that would be too large a picture."""
    height = round(width * drawing.height / drawing.width)
    most = widest(drawing)
    least = min(NARROWEST, most)
    if not least <= width <= most:
        raise StudioError(
            tr("A picture of {width:,} × {height:,} pixels cannot be made.", width=width, height=height),
            tr(
                "Choose a width from {least} to {most:,} pixels, or write an SVG or a PDF, which are sharp at any "
                "size.",
                least=least,
                most=most,
            ),
        )
    image = QImage(width, max(height, 1), QImage.Format.Format_RGB32)
    if image.isNull():
        raise StudioError(tr("There is not enough memory for so large a picture."), tr("Choose a smaller width."))
    image.fill(QColor(drawing.background))
    painter = QPainter(image)
    painter.scale(width / drawing.width, width / drawing.width)
    paint(painter, drawing)
    painter.end()
    # So that it is printed, or put into a document, as large as it was drawn.
    image.setDotsPerMeterX(round(96 / 0.0254 * width / drawing.width))
    image.setDotsPerMeterY(round(96 / 0.0254 * width / drawing.width))
    return image


def widest(drawing: Drawing) -> int:
    """Pixels of the width of a PNG of this drawing, at most."""
    return max(1, int(WIDEST * min(1.0, drawing.width / drawing.height)))


def write_png(path: Path, drawing: Drawing, width: int) -> None:
    """Writes a PNG ``width`` pixels wide; raises StudioError in words for whatever is refused."""
    image = to_image(drawing, width)

    def write(temp: Path) -> None:
        if not image.save(str(temp), "PNG"):
            raise OSError(tr("the picture could not be written"))

    write_atomically(path, write, suffix=".png")


def write_pdf(path: Path, drawing: Drawing) -> None:
    """Writes one page as large as the drawing, without margins; raises StudioError in words for what is refused."""

    def paint_page(painter: QPainter, writer: QPdfWriter) -> None:
        points = min(_POINTS, _LONGEST_PAGE / max(drawing.width, drawing.height))
        size = QSizeF(drawing.width * points, drawing.height * points)
        writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        painter.begin(writer)
        scale = points * _DOTS / 72
        painter.scale(scale, scale)
        paint(painter, drawing)

    write_pages(path, drawing.title, paint_page, _DOTS)


class ItemPainter:
    """Paints items one after the other; colours, pens and fonts that come again are made once."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._colours: dict[str, QColor] = {}
        self._pens: dict[tuple[str, float, bool, bool], QPen] = {}
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)

    def paint(self, item: Item) -> None:
        """Paints one item in the drawing's units."""
        if isinstance(item, Text):
            self._text(item)
            return
        painter = self._painter
        painter.setPen(self._pen(item) if item.stroke else Qt.PenStyle.NoPen)
        fill = "" if isinstance(item, Polyline) else item.fill
        painter.setBrush(self.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        if isinstance(item, Box):
            area = QRectF(item.left, item.top, item.across, item.down)
            painter.drawRoundedRect(area, item.radius, item.radius)
            return
        points = QPolygonF([QPointF(x, y) for x, y in item.points])
        if isinstance(item, Polygon):
            painter.drawPolygon(points)
        else:
            painter.drawPolyline(points)

    def colour(self, name: str) -> QColor:
        """The colour of this ``#rrggbb``."""
        if name not in self._colours:
            self._colours[name] = QColor(name)
        return self._colours[name]

    def _text(self, text: Text) -> None:
        key = (text.size, text.bold)
        if key not in self._fonts:
            font = _font(*key)
            self._fonts[key] = font, QFontMetricsF(font)
        font, metrics = self._fonts[key]
        self._painter.setFont(font)
        self._painter.setPen(self.colour(text.colour))
        left = text.x
        if text.anchor != "start":
            left -= metrics.horizontalAdvance(text.words) / (2 if text.anchor == "middle" else 1)
        self._painter.drawText(QPointF(left, text.y), text.words)

    def _pen(self, item: Polygon | Polyline | Box) -> QPen:
        key = (item.stroke, item.width, item.dashed, is_corner(item))
        if key not in self._pens:
            self._pens[key] = _pen(item)
        return self._pens[key]


def _pen(item: Polygon | Polyline | Box) -> QPen:
    pen = QPen(QColor(item.stroke), item.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap if is_corner(item) else Qt.PenCapStyle.FlatCap)
    if item.dashed:
        pen.setDashPattern([4 / item.width, 3 / item.width])
    return pen


def _font(size: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies([*FONTS, "sans-serif"])
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(round(size))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # so that words are as wide at every zoom
    return font
