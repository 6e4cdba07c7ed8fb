"""The files a diagram or a table can become, and how each is written."""

from collections.abc import Mapping
from pathlib import Path

from cnnstudio.core.diagram import Drawing, to_svg
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.tables import FORMATS, Table
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.diagram.painting import write_pdf, write_png

PICTURES: Mapping[str, str] = {
    tr("SVG, for text programs and browsers (*.svg)"): ".svg",
    tr("PDF, for LaTeX and printing (*.pdf)"): ".pdf",
    tr("PNG, of a width in pixels (*.png)"): ".png",
}
"""What the file dialog offers, with the ending of each."""

TABLES: Mapping[str, str] = {
    tr("Plain text (*.txt)"): ".txt",
    tr("CSV, for spreadsheets (*.csv)"): ".csv",
    tr("Markdown (*.md)"): ".md",
    tr("LaTeX (*.tex)"): ".tex",
}

FORMAT_OF: Mapping[str, str] = {".txt": "table", ".csv": "csv", ".md": "markdown", ".tex": "latex"}
"""The way to write a table for each ending."""


def with_ending(name: str, chosen: str, endings: Mapping[str, str]) -> Path:
    """The path of a name from a file dialog: its own ending where it is one of these, else that of what was chosen."""
    path = Path(name)
    if path.suffix.lower() in endings.values():
        return path
    return path.with_name(path.name + endings.get(chosen, next(iter(endings.values()))))


def write_drawing(path: Path, drawing: Drawing, width: int) -> None:
    """Writes an SVG, PDF or PNG by the ending of ``path``; ``width`` is a PNG's, in pixels.

    Raises StudioError in words for whatever is refused.
    """
    match path.suffix.lower():
        case ".svg":
            write_whole(path, to_svg(drawing))
        case ".pdf":
            write_pdf(path, drawing)
        case ".png":
            write_png(path, drawing, width)
        case _:
            raise StudioError(
                tr("“{name}” is no picture.", name=path.name), tr("Let its name end in .svg, .pdf or .png.")
            )


def write_table(path: Path, table: Table) -> None:
    """Writes a table by the ending of ``path``; raises StudioError in words for whatever is refused."""
    text = FORMATS[FORMAT_OF[path.suffix.lower()]](table)
    # Excel takes a CSV for UTF-8 only with the mark in front.
    write_whole(path, f"\ufeff{text}" if path.suffix.lower() == ".csv" else text)
