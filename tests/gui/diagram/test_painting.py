"""The drawing painted by Qt: sizes, sharpness, and words no wider than the layout took them for."""

import re
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cnnstudio.core.analysis import analyse
from cnnstudio.core.diagram import STYLES, THEMES, Drawing, draw, to_svg
from cnnstudio.core.diagram.drawing import text_width
from cnnstudio.core.errors import StudioError
from cnnstudio.core.presets import preset
from cnnstudio.gui.diagram import painting


def _drawing(style: str = "volumes", theme: str = "light") -> Drawing:
    found = preset("lenet")
    assert found is not None
    return draw(analyse(found.project.network), style, theme)


def test_that_words_are_never_wider_than_the_layout_took_them_for(qtbot: QtBot) -> None:
    for style in STYLES:
        for text in _drawing(style).texts:
            metrics = QFontMetricsF(painting._font(text.size, text.bold))
            assert metrics.horizontalAdvance(text.words) <= text_width(text.words, text.size, text.bold)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", STYLES)
def test_that_the_svg_shows_what_is_painted(style: str, theme: str, qtbot: QtBot) -> None:
    drawing = _drawing(style, theme)
    painted = painting.to_image(drawing, round(drawing.width))
    renderer = QSvgRenderer(QByteArray(to_svg(drawing).encode()))
    assert renderer.isValid()
    shown = QImage(painted.size(), QImage.Format.Format_RGB32)
    painter = QPainter(shown)
    renderer.render(painter)
    painter.end()
    assert _difference(painted, shown) < 0.03


def _difference(one: QImage, other: QImage) -> float:
    """The share of pixels, every third of them, whose lightness differs by more than a fifth."""
    places = [(x, y) for x in range(0, one.width(), 3) for y in range(0, one.height(), 3)]
    far = sum(abs(QColor(one.pixel(x, y)).lightness() - QColor(other.pixel(x, y)).lightness()) > 51 for x, y in places)
    return far / len(places)


def test_that_a_png_has_the_width_asked_for_and_the_size_it_was_drawn_in(tmp_path: Path, qtbot: QtBot) -> None:
    drawing = _drawing()
    painting.write_png(tmp_path / "a.png", drawing, 1500)
    with Image.open(tmp_path / "a.png") as picture:
        picture.load()
        assert picture.size == (1500, round(1500 * drawing.height / drawing.width))
        assert picture.width / picture.info["dpi"][0] == pytest.approx(drawing.width / 96, rel=0.01)


def test_that_a_pdf_is_one_page_of_the_drawings_size_with_letters_in_it(tmp_path: Path, qtbot: QtBot) -> None:
    drawing = _drawing()
    painting.write_pdf(tmp_path / "a.pdf", drawing)
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", data)
    assert box is not None
    assert [float(side) for side in box.groups()] == pytest.approx([drawing.width * 0.75, drawing.height * 0.75], abs=1)
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    assert b"/Type /Font" in data
    assert b"/Subtype /Image" not in data


def test_that_too_large_a_picture_is_refused_in_words(qtbot: QtBot) -> None:
    for width in (0, -5, painting.NARROWEST - 1, painting.WIDEST + 1):
        with pytest.raises(StudioError, match="Choose a width from 64 to"):
            painting.to_image(_drawing(), width)


def test_that_a_folder_that_is_not_there_is_refused_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    for write in (painting.write_pdf, lambda path, drawing: painting.write_png(path, drawing, 100)):
        with pytest.raises(StudioError, match="does not exist"):
            write(tmp_path / "none" / "a", _drawing())


def test_that_a_file_that_could_not_be_written_leaves_the_old_one(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    with pytest.raises(StudioError):
        painting.write_png(path, _drawing(), 10**6)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]
