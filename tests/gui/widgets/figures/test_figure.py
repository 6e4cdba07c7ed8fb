"""Figures to take away: sharp pictures on white, with titles, scale bars and a caption, as pixels and as SVG."""

import base64
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import use
from cnnstudio.gui.theme import apply
from cnnstudio.gui.widgets.figures.figure import Figure, Panel
from cnnstudio.gui.widgets.figures.painting import sheet_of
from cnnstudio.gui.widgets.figures.taking import FigureButtons, FigureTaker
from cnnstudio.gui.widgets.rasters import colour_table, coloured

CAPTION = "Kernels of conv2d_1 (Conv2D 5×5 → 20) · Run 3, best epoch 7 · all about zero"


def chequered(height: int = 4, width: int = 6) -> QImage:
    values = np.indices((height, width)).sum(0) % 2
    return coloured(values.astype(np.float32), "grey", QColor("white"))


def figure(*panels: Panel, caption: str = CAPTION) -> Figure:
    return Figure("kernels conv2d_1", caption, panels or (Panel(chequered(), 10, "map 3", "diverging", "−0.5", "0.5"),))


def dark_pixels(image: QImage) -> np.ndarray:
    """Where a pixel is black: (height, width)."""
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()] == 0


@pytest.fixture
def german() -> Iterator[None]:
    use("de")
    yield
    use("en")


@pytest.fixture
def buttons(qtbot: QtBot) -> FigureButtons:
    made = FigureButtons("test.figure", figure)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_every_number_is_a_sharp_square_at_twice_the_size(qapp: QApplication) -> None:
    plain = figure(Panel(chequered(), 10), caption="")
    image = sheet_of(plain).image()
    dark = dark_pixels(image)
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    assert (rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1) == (80, 120)
    picture = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    expected = np.kron(np.indices((4, 6)).sum(0) % 2 == 0, np.ones((20, 20), bool))
    assert (picture == expected).all()


def test_that_tiles_are_outlined_each_for_itself(qapp: QApplication) -> None:
    blank = QImage(11, 5, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    frames = (QRect(0, 0, 5, 5), QRect(6, 0, 5, 5))
    image = sheet_of(figure(Panel(blank, 10, frames=frames), caption="")).image()
    middle = [image.pixelColor(x, image.height() // 2).name() != "#ffffff" for x in range(image.width())]
    edges = [x for x in range(1, image.width()) if middle[x] and not middle[x - 1]]
    assert len(edges) == 4
    assert edges[1] - edges[0] == pytest.approx(102, abs=2)
    assert edges[2] - edges[1] == pytest.approx(18, abs=2)


def test_that_a_finer_drawing_keeps_its_pixels(qapp: QApplication) -> None:
    fine = chequered(40, 60)
    fine.setDevicePixelRatio(2)
    sheet = sheet_of(figure(Panel(fine, 1), caption=""))
    dark = dark_pixels(sheet.image())
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    assert (rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1) == (40, 60)


def test_that_a_drawing_stays_shapes_and_text_in_an_svg(tmp_path: Path, qapp: QApplication) -> None:
    panel = Panel(QImage(200, 100, QImage.Format.Format_RGB32), 1, paint=lambda to: to.drawText(20, 30, "a drawing"))
    text = svg_of(figure(panel), tmp_path / "figure.svg")
    assert "a drawing" in text
    assert "base64" not in text


def test_that_the_paper_is_white_in_a_dark_theme_too(qapp: QApplication) -> None:
    apply(qapp, "dark")
    image = sheet_of(figure()).image()
    corners = ((0, 0), (image.width() - 1, 0), (0, image.height() - 1))
    assert [image.pixelColor(*corner).name() for corner in corners] == ["#ffffff"] * 3


def test_that_the_scale_bar_has_the_colours_of_the_map_from_left_to_right(qapp: QApplication) -> None:
    image = sheet_of(figure()).image()
    table = [QColor.fromRgb(int(colour)).name() for colour in colour_table("diverging")]
    rows = [[image.pixelColor(x, y).name() for x in range(image.width())] for y in range(image.height())]
    bars = [row for row in rows if table[0] in row and table[255] in row]
    assert len(bars) >= 18
    assert bars[0].index(table[0]) < bars[0].index(table[255])


def svg_of(made: Figure, path: Path) -> str:
    sheet_of(made).save_svg(path, made.caption, 96)
    return path.read_text(encoding="utf-8")


def test_that_an_svg_has_its_words_as_text_and_zero_at_the_middle_of_the_bar(
    tmp_path: Path, qapp: QApplication
) -> None:
    text = svg_of(figure(), tmp_path / "figure.svg")
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", text))
    for each in ("map 3", "−0.5", "0.5", "Conv2D 5×5", "best epoch 7", "about zero"):
        assert each in words
    assert re.search(r">\s*0\s*</text>", text)


@pytest.mark.usefixtures("german")
def test_that_the_middle_of_the_bar_is_found_between_german_numbers_too(tmp_path: Path, qapp: QApplication) -> None:
    panel = Panel(chequered(), 10, "", "diverging", "−1,20e−5", "1,20e−5")
    assert re.search(r">\s*0\s*</text>", svg_of(figure(panel), tmp_path / "figure.svg"))


def test_that_an_svg_holds_its_pictures_as_sharp_pngs(tmp_path: Path, qapp: QApplication) -> None:
    text = svg_of(figure(Panel(chequered(), 10)), tmp_path / "figure.svg")
    [data] = re.findall(r'base64,([^"]+)"', text)
    inside = QImage.fromData(base64.b64decode(data))
    assert (inside.width(), inside.height()) == (60, 40)
    assert {inside.pixelColor(x, y).name() for x in range(60) for y in range(40)} == {"#000000", "#ffffff"}


def test_that_ends_in_words_have_no_middle(tmp_path: Path, qapp: QApplication) -> None:
    panel = Panel(chequered(), 4, "", "grey", "each one’s least", "greatest")
    text = svg_of(figure(panel, caption="Maps"), tmp_path / "figure.svg")
    assert len(re.findall("<text", text)) == 3


def test_that_a_long_caption_is_wrapped_and_nothing_is_cut(qapp: QApplication) -> None:
    short, long = figure(Panel(chequered(), 4), caption="Maps"), figure(Panel(chequered(), 4), caption=CAPTION * 6)
    one, other = sheet_of(short).image(), sheet_of(long).image()
    assert other.width() == one.width()
    assert other.height() > one.height()
    margin = other.copy(other.width() - 12, 0, 12, other.height())
    assert margin == white(margin)


def white(like: QImage) -> QImage:
    image = QImage(like.size(), like.format())
    image.fill(QColor("white"))
    return image


def test_that_many_pictures_stand_in_rows(qapp: QApplication) -> None:
    panels = tuple(Panel(chequered(), 20, f"picture {number}") for number in range(30))
    size = sheet_of(figure(*panels)).size
    assert size.width() <= 1240
    assert size.height() > 3 * 80


def test_that_a_huge_picture_stays_within_bounds(qapp: QApplication) -> None:
    image = QImage(2000, 3000, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    sheet = sheet_of(figure(Panel(image, 200)))
    assert max(sheet.size.width(), sheet.size.height()) < 4300
    assert sheet.scale == 2
    wide = QImage(4096, 4096, QImage.Format.Format_RGB32)
    assert sheet_of(figure(Panel(wide, 1), Panel(wide, 1))).scale == 1


def test_that_a_figure_without_pictures_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="pictures"):
        sheet_of(Figure("none", "Nothing", ()))


def test_that_copy_puts_the_figure_on_the_clipboard_and_says_so(buttons: FigureButtons, qtbot: QtBot) -> None:
    copy = buttons.findChild(QPushButton, "test.figure.copy")
    assert (copy.text(), copy.accessibleName()) == ("Copy", "Copy the picture")
    width = copy.width()
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: copy.text() == "Copied")
    assert copy.width() == width
    assert QGuiApplication.clipboard().image() == sheet_of(figure()).image()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_that_the_ending_decides_what_is_written(
    buttons: FigureButtons, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"kernels.{ending}"
    with qtbot.waitSignal(buttons.taker.saved) as saved:
        buttons.taker.save(path)
    assert saved.args == [path.name]
    assert path.read_bytes().startswith(b"\x89PNG" if ending == "png" else b"<?xml")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    save = buttons.findChild(QPushButton, "test.figure.save")
    assert (save.text(), save.accessibleDescription()) == ("Saved", f"Saved {path.name}")


def test_that_a_place_that_cannot_be_written_is_said(buttons: FigureButtons, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(buttons.failed) as failed:
        buttons.taker.save(tmp_path / "missing" / "kernels.png")
    [error] = failed.args
    assert isinstance(error, StudioError)
    assert not (tmp_path / "missing").exists()


def test_that_without_a_picture_there_is_nothing_to_take_and_that_is_said(qtbot: QtBot) -> None:
    made = FigureButtons("test.figure", lambda: None)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.failed) as failed:
        made.taker.copy()
    assert str(failed.args[0]).startswith("There is no picture here")


def test_that_what_cannot_be_taken_cannot_be_pressed_and_the_reason_is_told(buttons: FigureButtons) -> None:
    both = [buttons.findChild(QPushButton, f"test.figure.{name}") for name in ("copy", "save")]
    usual = [button.toolTip() for button in both]
    buttons.refuse("Nothing is here.")
    assert [(button.isEnabled(), button.toolTip()) for button in both] == 2 * [(False, "Nothing is here.")]
    buttons.refuse("")
    assert [(button.isEnabled(), button.toolTip()) for button in both] == [(True, tip) for tip in usual]


def test_that_the_menu_of_the_save_button_opens_by_the_keyboard(buttons: FigureButtons, qtbot: QtBot) -> None:
    save = buttons.findChild(QPushButton, "test.figure.save")
    qtbot.keyClick(save, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["Save as PNG…", "Save as SVG…"]
    menu.close()


def test_that_the_figure_of_the_moment_is_taken(qtbot: QtBot) -> None:
    shown = [figure(Panel(chequered(), 2)), figure(Panel(chequered(), 8))]
    made = FigureButtons("test.figure", lambda: shown[-1])
    qtbot.addWidget(made)
    taker: FigureTaker = made.taker
    with qtbot.waitSignal(taker.copied):
        taker.copy()
    assert QGuiApplication.clipboard().image().size() == sheet_of(shown[-1]).image().size()


def test_that_a_picture_is_made_beside_the_window(qtbot: QtBot) -> None:
    threads = []

    def make() -> QImage:
        threads.append(threading.current_thread())
        return chequered()

    blank = QImage(6, 4, QImage.Format.Format_RGB32)
    made = FigureButtons("test.figure", lambda: figure(Panel(blank, 10, make=make)))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.taker.copied):
        made.taker.copy()
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    assert QGuiApplication.clipboard().image() == sheet_of(figure(Panel(chequered(), 10))).image()
