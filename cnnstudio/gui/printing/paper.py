"""A text with pictures on A4 pages: laid out by Qt, cut where it may be, and written as a PDF, whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)

from cnnstudio.core.program.child import run_in_child
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.printing.paper_pages import head_over, pages_of
from cnnstudio.gui.printing.pdf import made_pages
from cnnstudio.gui.printing.without_window import without_window

WIDEST = 640
"""Pixels of a picture on a page, at 96 an inch."""

Pictures = Mapping[str, QImage]
"""By the name that the text has for each."""

_DOTS = 300
_MARGIN = 16.0
"""Millimetres."""

_FOOT = 24.0
"""The page's number has so much room."""

_POINTS = 10
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class _Text(QTextDocument):
    """A text that knows its own pictures and asks for no other."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        known = name.toString() if isinstance(name, QUrl) else name
        return self._pictures.get(known) or QImage(1, 1, QImage.Format.Format_RGB32)


@dataclass(frozen=True)
class _Pixels:
    """A picture as another process can take it."""

    data: bytes
    width: int
    height: int
    line: int
    sharp: float

    @classmethod
    def of(cls, image: QImage) -> "_Pixels":
        plain = image.convertToFormat(_FORMAT)
        size = plain.width(), plain.height(), plain.bytesPerLine()
        return cls(bytes(plain.constBits()), *size, image.devicePixelRatio())

    def image(self) -> QImage:
        made = QImage(self.data, self.width, self.height, self.line, _FORMAT).copy()  # of its own, without the bytes
        made.setDevicePixelRatio(self.sharp)
        return made


def write_text(
    path: Path, title: str, html: str, pictures: Pictures, watch: Watch = NOBODY, *, whole_words: bool = False
) -> None:
    """Writes A4 pages with numbers at their foot, on any thread; raises StudioError.

    In a process of its own: Qt lays a table of 200 rows out in one piece of 0.1 s, and no thread gets Python's lock
    meanwhile.

    Args:
        watch: Asked about twenty times a second.
        whole_words: As of ``laid_out``.
    """
    pixels = {name: _Pixels.of(image) for name, image in pictures.items()}
    work = partial(_in_child, path.name, title, html, pixels, whole_words)
    write_whole(path, run_in_child(path.name, work, lambda _: None, watch.check))


def _in_child(
    name: str, title: str, html: str, pixels: Mapping[str, _Pixels], whole_words: bool, tell: Callable[[None], None]
) -> bytes:
    with without_window():
        pictures = {name: each.image() for name, each in pixels.items()}
        return _made(name, title, html, pictures, whole_words=whole_words)


def _made(name: str, title: str, html: str, pictures: Pictures, *, whole_words: bool = False) -> bytes:
    """The PDF that ``write_text`` writes; keeps Python's lock for as long as Qt lays it out.

    Args:
        name: Of the file, for the words where it cannot be made.
    """

    def paint(painter: QPainter, writer: QPdfWriter) -> None:
        margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                margins,
                QPageLayout.Unit.Millimeter,
            )
        )
        width = writer.width() * 96 / writer.resolution()
        _paint(painter, writer, laid_out(html, pictures, width, whole_words=whole_words))

    return made_pages(name, title, paint, _DOTS)


def laid_out(html: str, pictures: Pictures, width: float, *, whole_words: bool = False) -> QTextDocument:
    """The text in one long page: as wide as is asked for, or as a table of long words needs, so that none is cut.

    Args:
        whole_words: Lines end between words alone, also where the text becomes wider by that.
    """
    text, font = _Text(pictures), QFont("DejaVu Sans")
    font.setPixelSize(round(_POINTS * 96 / 72))
    text.setDefaultFont(font)
    text.setDocumentMargin(0)
    if whole_words:
        text.setDefaultTextOption(QTextOption(text.defaultTextOption().alignment()))
    text.setHtml(html)
    text.setTextWidth(width)
    if text.size().width() > width:
        text.setTextWidth(text.size().width())
    return text


def _paint(painter: QPainter, writer: QPdfWriter, text: QTextDocument) -> None:
    """Page by page, laid out at 96 dots an inch and drawn at the writer's."""
    scale = writer.resolution() / 96
    width, height = writer.width() / scale, writer.height() / scale
    smaller = width / text.textWidth()
    scale, width, height = scale * smaller, width / smaller, height / smaller
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor("#1b1d21"))
    pages = pages_of(text, height - _FOOT)
    painter.begin(writer)
    painter.scale(scale, scale)
    for number, (top, bottom) in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        head = head_over(text, top)
        down = 0.0 if head is None else head[1] - head[0]
        for area, at in (() if head is None else ((head, 0.0),)) + (((top, bottom), down),):
            painter.save()
            painter.translate(0, at - area[0])
            context.clip = QRectF(0, area[0], width, area[1] - area[0])
            painter.setClipRect(context.clip)
            text.documentLayout().draw(painter, context)
            painter.restore()
        painter.setFont(text.defaultFont())
        painter.setPen(QColor("#636770"))
        painter.drawText(QRectF(0, height - 16, width, 16), 0x0082, f"{number} / {len(pages)}")
