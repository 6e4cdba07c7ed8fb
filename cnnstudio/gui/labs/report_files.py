"""A report as Qt's text, and as a file: HTML with its pictures within, or PDF; whole or not at all."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QEventLoop, QMarginsF, QRectF, QUrl
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
)
from PySide6.QtSvg import QSvgRenderer

from cnnstudio.core.labs.report import Report, page
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.labs.report_pages import pages_of
from cnnstudio.gui.pdf import write_pages

_SHARP = 2
"""Pixels of a picture to one of the text, so that it is sharp on paper."""

_WIDEST = 640
_DOTS = 300
_MARGIN = 16.0
"""Millimetres."""

_FOOT = 24.0
"""The page's number has so much room."""

_POINTS = 10


def picture_of(svg: str) -> QImage:
    """An SVG picture in pixels, not wider than a page."""
    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return QImage(1, 1, QImage.Format.Format_RGB32)
    scale = min(1.0, _WIDEST / size.width(), 900 / size.height()) * _SHARP
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(_SHARP)
    return image


def pictures_of(report: Report) -> dict[str, QImage]:
    """Every picture of the report by its name, on any thread."""
    return {name: picture_of(svg) for name, svg in report.pictures.items()}


class _Text(QTextDocument):
    """A text that knows its own pictures and asks for no other."""

    def __init__(self, pictures: dict[str, QImage]) -> None:
        super().__init__()
        self._pictures = pictures

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        known = name.toString() if isinstance(name, QUrl) else name
        return self._pictures.get(known) or QImage(1, 1, QImage.Format.Format_RGB32)


def html_of(report: Report, pictures: dict[str, QImage]) -> str:
    """The body with its style, each picture as wide as it is drawn."""
    body = report.body.replace(' width="640"', "")
    for name, image in pictures.items():
        width = round(image.width() / _SHARP)
        body = body.replace(f'<img src="{name}"', f'<img width="{width}" src="{name}"')
    return f"<html><head><style>{report.style}</style></head><body>{body}</body></html>"


def write_html(path: Path, report: Report, watch: Watch = NOBODY) -> None:
    """Writes it, on any thread; raises StudioError."""
    data = page(report).encode("utf-8", "replace")
    watch.check()
    write_atomically(path, lambda temp: _write(temp, data), size=len(data), suffix=".html")


def write_pdf(path: Path, report: Report, watch: Watch = NOBODY) -> None:
    """Writes A4 pages with numbers at their foot, on any thread; raises StudioError.

    ``watch`` is asked between pages, so that the program never ends amid one: Qt's fonts would be gone.
    """
    pictures = pictures_of(report)
    html = html_of(report, pictures)

    def paint(painter: QPainter, writer: QPdfWriter) -> None:
        QEventLoop()  # a text starts timers, for which a thread that is not Qt's has nothing otherwise
        margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                margins,
                QPageLayout.Unit.Millimeter,
            )
        )
        _paint(painter, writer, html, pictures, watch)
        watch.check()  # here, where no text is held by the error and dies with it on another thread

    write_pages(path, report.title, paint, _DOTS)


def laid_out(html: str, pictures: dict[str, QImage], width: float) -> QTextDocument:
    """The text in one long page: as wide as is asked for, or as a table of long words needs, so that none is cut."""
    text, font = _Text(pictures), QFont("DejaVu Sans")
    font.setPixelSize(round(_POINTS * 96 / 72))
    text.setDefaultFont(font)
    text.setDocumentMargin(0)
    text.setHtml(html)
    text.setTextWidth(width)
    if text.size().width() > width:
        text.setTextWidth(text.size().width())
    return text


def _paint(painter: QPainter, writer: QPdfWriter, html: str, pictures: dict[str, QImage], watch: Watch) -> None:
    """Page by page, laid out at 96 dots an inch and drawn at the writer's; ends early where it is told to stop."""
    scale = writer.resolution() / 96
    width, height = writer.width() / scale, writer.height() / scale
    text = laid_out(html, pictures, width)
    smaller = width / text.textWidth()
    scale, width, height = scale * smaller, width / smaller, height / smaller
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor("#1b1d21"))
    if watch.stopped():
        return
    pages = pages_of(text, height - _FOOT)
    painter.begin(writer)
    painter.scale(scale, scale)
    for number, (top, bottom) in enumerate(pages, 1):
        if watch.stopped():
            return
        if number > 1:
            writer.newPage()
        painter.save()
        painter.translate(0, -top)
        context.clip = QRectF(0, top, width, bottom - top)
        painter.setClipRect(context.clip)
        text.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(text.defaultFont())
        painter.setPen(QColor("#636770"))
        painter.drawText(QRectF(0, height - 16, width, 16), 0x0082, f"{number} / {len(pages)}")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
