"""A report as Qt's text, and as a file: HTML with its pictures within, or PDF; whole or not at all."""

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from cnnstudio.core.labs.report import Report, page
from cnnstudio.core.language import tr_count
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.printing.paper import WIDEST, write_text

_SHARP = 2
"""Pixels of a picture to one of the text, so that it is sharp on paper."""
_SHOWN = 24
"""Rows of a table in a preview; on the window's own thread Qt lays out the 200 of a deep network in 0.2 s."""
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)


def picture_of(svg: str) -> QImage:
    """An SVG picture in pixels, not wider than a page."""
    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return QImage(1, 1, QImage.Format.Format_RGB32)
    scale = min(1.0, WIDEST / size.width(), 900 / size.height()) * _SHARP
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


def html_of(report: Report, pictures: dict[str, QImage]) -> str:
    """The body with its style, each picture as wide as it is drawn."""
    body = report.body.replace(' width="640"', "")
    for name, image in pictures.items():
        width = round(image.width() / _SHARP)
        body = body.replace(f'<img src="{name}"', f'<img width="{width}" src="{name}"')
    return f"<html><head><style>{report.style}</style></head><body>{body}</body></html>"


def preview_of(report: Report, pictures: dict[str, QImage]) -> str:
    """As ``html_of``, but of a long table its beginning alone, and how many rows follow in the file."""
    return _TABLE.sub(_beginning, html_of(report, pictures))


def _beginning(table: re.Match[str]) -> str:
    whole = table[0]
    row_ends = [found.end() for found in re.finditer("</tr>", whole)]
    left = len(row_ends) - 1 - _SHOWN  # less the row of titles
    if left <= 0:
        return whole
    words = tr_count("{count} row more, in the file.", "{count} rows more, all in the file.", left)
    return f"{whole[: row_ends[_SHOWN]]}</table><p class='muted'>{words}</p>"


def write_html(path: Path, report: Report, watch: Watch = NOBODY) -> None:
    """Writes it, on any thread; raises StudioError."""
    data = page(report).encode("utf-8", "replace")
    watch.check()
    write_whole(path, data)


def write_pdf(path: Path, report: Report, watch: Watch = NOBODY) -> None:
    """Writes A4 pages with numbers at their foot, on any thread; raises StudioError."""
    pictures = pictures_of(report)
    write_text(path, report.title, html_of(report, pictures), pictures, watch)
