"""The report of a sweep as a file: Markdown, or a PDF with pictures; whole or not at all."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtGui import QImage

from cnnstudio.core.labs.report import STYLE
from cnnstudio.core.labs.rich_text import to_html
from cnnstudio.core.language import tr
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.printing.paper import WIDEST, write_text

Captioned = tuple[str, QImage]
"""What a picture shows, in words, and the picture, as it is to stand on white paper."""

_LONG_WORD = re.compile(r"([^\s|]{39}[^\s|\\])(?=[^\s|])")
"""Of a path, say: a line may end after so much of it."""

_APART = "table { margin-top: 4px; margin-bottom: 10px; }"
"""Words keep off the table above them."""

_HIGHEST = 860
"""Pixels of a picture on a page, so that its caption stands over it."""


def write_markdown(path: Path, sections: Sequence[str]) -> None:
    """Writes it, on any thread; raises StudioError."""
    write_whole(path, "\n".join(sections).encode("utf-8", "replace"))


def write_pdf(
    path: Path, title: str, sections: Sequence[str], pictures: Sequence[Captioned] = (), watch: Watch = NOBODY
) -> None:
    """Writes A4 pages, the pictures behind the words, on any thread; raises StudioError.

    Args:
        sections: Of the report, in Markdown.
    """
    named = {f"picture-{number}": image for number, (_, image) in enumerate(pictures, 1)}
    write_text(path, title, html_of(sections, pictures), named, watch, whole_words=True)


def html_of(sections: Sequence[str], pictures: Sequence[Captioned] = ()) -> str:
    """The report with its style; its pictures are "picture-1", "picture-2" and so on."""
    body = "".join(to_html(_LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", each)) for each in sections)
    if pictures:
        body += f"<h2>{escape(tr('Pictures'))}</h2>"
    for number, (caption, image) in enumerate(pictures, 1):
        body += f'<h3>{escape(caption)}</h3><p><img width="{_width(image)}" src="picture-{number}"/></p>'
    return f"<html><head><style>{STYLE}{_APART}</style></head><body>{body}</body></html>"


def _width(image: QImage) -> int:
    """As wide as it is drawn, but so that it stands on a page."""
    size = image.deviceIndependentSize()
    if size.isEmpty():
        return 1
    return max(1, round(size.width() * min(1.0, WIDEST / size.width(), _HIGHEST / size.height())))
