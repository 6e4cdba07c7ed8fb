"""Draws a figure as it is handed in: on white, pictures with titles and scale bars side by side, the caption below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPen

from cnnstudio.core.language import local
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.widgets.figures.figure import Figure, Panel
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.rasters import colour_table
from cnnstudio.gui.widgets.sheet import Sheet

_MARGIN, _GAP, _ABOVE_CAPTION = 16, 20, 14
_BELOW_TITLE, _ABOVE_BAR, _BAR, _TICK, _BELOW_TICK = 4, 8, 10, 4, 2
_TITLE, _SCALE, _CAPTION = 13, 11, 13
"""Letters, in pixels."""
_LEAST_CELL, _LEAST_BAR, _MOST_BAR, _BETWEEN = 48, 120, 260, 12
_LEAST_CAPTION, _WIDEST_ROW = 320, 1200
_LONGEST = 4096
"""In pixels; of a picture that is longer every number is drawn smaller."""
_MOST_PIXELS = 24_000_000
"""A larger drawing is not doubled: its pixels would take 400 MB."""

_Lines = tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    """One panel with what belongs to it, and its room; heights are the same in a row."""

    panel: Panel
    picture: QSize
    title: _Lines
    marks: tuple[tuple[float, str], ...]
    bar: int
    width: int


@dataclass(frozen=True)
class _Row:
    cells: tuple[_Cell, ...]
    title_height: float
    picture_height: int
    bar_height: float

    @property
    def width(self) -> int:
        return sum(cell.width for cell in self.cells) + _GAP * (len(self.cells) - 1)

    @property
    def height(self) -> float:
        return self.title_height + self.picture_height + self.bar_height


class _Letters:
    """The fonts; their sizes are in pixels, so that all targets draw them alike."""

    def __init__(self) -> None:
        self.title, self.scale, self.caption = (_font(size) for size in (_TITLE, _SCALE, _CAPTION))
        self.title.setBold(True)

    @staticmethod
    def line(font: QFont) -> float:
        """The height of a line."""
        return QFontMetricsF(font).lineSpacing()


def sheet_of(figure: Figure) -> Sheet:
    """The figure as a drawing, to be painted on any thread; raises ValueError for one without pictures."""
    if not figure.panels:
        raise ValueError("a figure has pictures")
    letters = _Letters()
    rows = _rows([_cell(panel, letters) for panel in figure.panels], letters)
    inner = max(_LEAST_CAPTION, *(row.width for row in rows))
    caption = _wrapped(figure.caption, letters.caption, inner)
    below = _ABOVE_CAPTION + len(caption) * letters.line(letters.caption) if caption else 0.0
    height = sum(row.height for row in rows) + _GAP * (len(rows) - 1) + below
    size = QSize(inner + 2 * _MARGIN, round(height + 2 * _MARGIN))

    def paint(painter: QPainter, as_vectors: bool) -> None:
        top = float(_MARGIN)
        for row in rows:
            _paint_row(painter, row, top, letters, as_vectors)
            top += row.height + _GAP
        _write(painter, letters.caption, LIGHT.text, caption, _MARGIN, top - _GAP + _ABOVE_CAPTION)

    doubled = size.width() * size.height() <= _MOST_PIXELS
    return Sheet(size, paint, QColor("white"), 2 if doubled else 1)


# What has which room


def _cell(panel: Panel, letters: _Letters) -> _Cell:
    image = panel.image
    factor = max(1, min(panel.factor, _LONGEST // max(image.width(), image.height(), 1)))
    picture = image.deviceIndependentSize().toSize() * factor
    marks = _marks(panel)
    bar = 0
    if panel.colours:
        words = sum(QFontMetricsF(letters.scale).horizontalAdvance(text) + _BETWEEN for _, text in marks)
        bar = round(max(words, _LEAST_BAR, min(picture.width(), _MOST_BAR)))
    words_of_title = panel.title.split()
    widest = max((QFontMetricsF(letters.title).horizontalAdvance(word) for word in words_of_title), default=0.0)
    width = max(picture.width(), bar, _LEAST_CELL, round(widest + 0.5))
    return _Cell(panel, picture, _wrapped(panel.title, letters.title, width), marks, bar, width)


def _marks(panel: Panel) -> tuple[tuple[float, str], ...]:
    """What stands at the bar and where, from 0 to 1: its ends, and its middle where the ends are numbers."""
    if not panel.colours:
        return ()
    ends = (0.0, panel.low), (1.0, panel.high)
    low, high = _value(panel.low), _value(panel.high)
    if low is None or high is None or low == high:
        return ends
    return ends[0], (0.5, "0" if low == -high else number((low + high) / 2)), ends[1]


def _value(text: str) -> float | None:
    try:
        # Once more makes it English again: languages only exchange the two signs.
        return float(local(text).replace("−", "-"))
    except ValueError:
        return None


def _rows(cells: Sequence[_Cell], letters: _Letters) -> list[_Row]:
    """The cells in their order, as many in a row as there is room for."""
    rows: list[list[_Cell]] = []
    room = 0
    for cell in cells:
        if not rows or cell.width > room:
            rows.append([])
            room = _WIDEST_ROW
        rows[-1].append(cell)
        room -= cell.width + _GAP
    return [_row(tuple(row), letters) for row in rows]


def _row(cells: tuple[_Cell, ...], letters: _Letters) -> _Row:
    lines = max(len(cell.title) for cell in cells)
    title = lines * letters.line(letters.title) + _BELOW_TITLE if lines else 0.0
    has_bar = any(cell.bar for cell in cells)
    bar = _ABOVE_BAR + _BAR + _TICK + _BELOW_TICK + letters.line(letters.scale) if has_bar else 0.0
    return _Row(cells, title, max(cell.picture.height() for cell in cells), bar)


def _wrapped(text: str, font: QFont, width: float) -> _Lines:
    """The text in lines that are not wider, broken between words; no line for no text."""
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".strip()
            if line and metrics.horizontalAdvance(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return tuple(lines)


# Painting


def _paint_row(painter: QPainter, row: _Row, top: float, letters: _Letters, as_vectors: bool) -> None:
    left = float(_MARGIN)
    for cell in row.cells:
        # A title stands right above its picture also where that of a neighbour has more lines.
        title = top + row.title_height - _BELOW_TITLE - len(cell.title) * letters.line(letters.title)
        _write(painter, letters.title, LIGHT.text, cell.title, left, title)
        picture = QRectF(left, top + row.title_height, cell.picture.width(), cell.picture.height())
        if cell.panel.paint is None:
            _paint_picture(painter, cell.panel.drawn(), picture, as_vectors)
        else:
            _paint_drawing(painter, cell.panel.paint, picture.topLeft())
        if cell.panel.is_framed:
            _outline(painter, _frames(cell, picture))
        if cell.bar:
            bar = QRectF(left, picture.bottom() + _ABOVE_BAR, cell.bar, _BAR)
            _paint_bar(painter, cell, bar, letters, as_vectors)
        left += cell.width + _GAP


def _paint_drawing(painter: QPainter, paint: Callable[[QPainter], None], place: QPointF) -> None:
    painter.save()
    painter.translate(place)
    paint(painter)
    painter.restore()


def _paint_picture(painter: QPainter, image: QImage, area: QRectF, as_vectors: bool) -> None:
    """Each number as a square: what shows a drawing later may smooth small pictures that it has to enlarge."""
    if as_vectors and image.devicePixelRatio() == 1:
        size = area.size().toSize()
        fast = Qt.TransformationMode.FastTransformation
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, fast)
    painter.drawImage(area, image)


def _frames(cell: _Cell, picture: QRectF) -> list[QRectF]:
    """What gets an outline, in the drawing."""
    factor = picture.width() / max(cell.panel.image.width(), 1)
    parts = ((part.x(), part.y(), part.width(), part.height()) for part in cell.panel.frames)
    scaled = (QRectF(*(factor * each for each in part)).translated(picture.topLeft()) for part in parts)
    return list(scaled) or [picture]


def _outline(painter: QPainter, areas: Sequence[QRectF]) -> None:
    """Around them, so that what is pale does not run into the paper."""
    painter.setPen(QPen(QColor(LIGHT.card_border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for area in areas:
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))


def _paint_bar(painter: QPainter, cell: _Cell, area: QRectF, letters: _Letters, as_vectors: bool) -> None:
    strip = QImage(colour_table(cell.panel.colours).tobytes(), 256, 1, 1024, QImage.Format.Format_RGB32).copy()
    _paint_picture(painter, strip, area, as_vectors)
    _outline(painter, [area])
    metrics = QFontMetricsF(letters.scale)
    for share, text in cell.marks:
        at = area.left() + share * area.width()
        painter.setPen(QPen(QColor(LIGHT.text), 1))
        painter.drawLine(QPointF(at, area.bottom()), QPointF(at, area.bottom() + _TICK))
        begin = at - share * metrics.horizontalAdvance(text)
        _write(painter, letters.scale, LIGHT.text, (text,), begin, area.bottom() + _TICK + _BELOW_TICK)


def _write(painter: QPainter, font: QFont, colour: str, lines: _Lines, left: float, top: float) -> None:
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    for place, line in enumerate(lines):
        painter.drawText(QPointF(left, top + place * metrics.lineSpacing() + metrics.ascent()), line)


def _font(pixels: int) -> QFont:
    font = QFont(QGuiApplication.font().family())
    font.setPixelSize(pixels)
    return font
