"""Icons take the colour of their surroundings and stay sharp."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from cnnstudio.core.program.paths import resource
from cnnstudio.gui.icons import application_icon, icon
from cnnstudio.gui.theme import DARK, LIGHT, apply

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    apply(qapp, "light")
    yield
    apply(qapp, "light")


def ink(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """The colour of the most opaque pixel."""
    image: QImage = picture.pixmap(QSize(48, 48), 1.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(48) for y in range(48))
    return max(pixels, key=QColor.alpha)


@pytest.mark.parametrize("name", NAMES)
def test_that_every_icon_in_the_box_can_be_drawn(qapp: QApplication, name: str) -> None:
    assert QSvgRenderer(str(resource("icons", f"{name}.svg"))).isValid()
    assert ink(icon(name)).alpha() > 200


def test_that_an_icon_follows_the_theme_it_is_shown_in(qapp: QApplication) -> None:
    play = icon("square")
    assert ink(play).name() == LIGHT.text
    apply(qapp, "dark")
    assert ink(play).name() == DARK.text


def test_that_a_named_colour_is_the_themes(qapp: QApplication) -> None:
    warning = icon("square", "error")
    assert ink(warning).name() == LIGHT.error
    apply(qapp, "dark")
    assert ink(warning).name() == DARK.error


def test_that_a_colour_of_ones_own_stays(qapp: QApplication) -> None:
    assert ink(icon("square", QColor("#123456"))).name() == "#123456"


def test_that_a_disabled_icon_is_paler(qapp: QApplication) -> None:
    square = icon("square")
    assert ink(square, QIcon.Mode.Disabled).lightness() > ink(square).lightness()


def test_that_an_icon_has_twice_the_pixels_on_a_screen_of_twice_the_density(qapp: QApplication) -> None:
    pixmap = icon("play").pixmap(QSize(24, 24), 2.0)
    assert pixmap.size() == QSize(48, 48)
    assert pixmap.devicePixelRatio() == 2.0


def test_that_a_copy_outlives_its_original(qapp: QApplication) -> None:
    original = icon("square")
    copy = QIcon(original)
    copy.setIsMask(True)  # makes Qt detach, which clones the engine
    del original
    assert ink(copy).name() == LIGHT.text


def test_that_an_icon_we_do_not_have_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such"):
        icon("no-such")


def test_that_the_program_has_an_icon_of_its_own(qapp: QApplication) -> None:
    assert not application_icon().pixmap(QSize(64, 64)).isNull()
