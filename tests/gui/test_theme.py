"""Colours one can read, check boxes one can see, in both themes."""

from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMenu, QRadioButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.gui.data.pictures.filters import ClassBox
from cnnstudio.gui.sweeps.plan_choice import SettingChoice
from cnnstudio.gui.theme import DARK, LIGHT, Family, Theme, apply, palette_of, theme_of

HUES = ("accent", "good", "warning", "error", "training", "validation", *get_args(Family))
BACKGROUNDS = ("window", "base", "card", "selected_card")


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply(qapp, "light")


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor | str, other: QColor | str) -> float:
    """Contrast ratio, WCAG 2.2: 1 for equal colours, 21 for black on white."""
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


def test_that_black_on_white_has_the_contrast_the_guideline_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("background", BACKGROUNDS)
class TestEveryTheme:
    """What holds on every background."""

    @pytest.mark.parametrize("text", ["text", "muted", "error", "good", "warning", "accent", "block"])
    def test_that_text_has_four_and_a_half_to_one(self, theme: Theme, background: str, text: str) -> None:
        assert contrast(theme.colour(text), theme.colour(background)) >= 4.5

    @pytest.mark.parametrize("hue", HUES)
    def test_that_every_hue_has_three_to_one(self, theme: Theme, background: str, hue: str) -> None:
        assert contrast(theme.colour(hue), theme.colour(background)) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_text_on_buttons_and_on_the_accent_can_be_read(theme: Theme) -> None:
    assert contrast(theme.text, theme.button) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_no_two_layer_families_share_a_colour(theme: Theme) -> None:
    assert len({theme.family(family).name() for family in get_args(Family)}) == len(get_args(Family))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_widget_tells_the_theme_by_its_palette(theme: Theme) -> None:
    assert theme_of(palette_of(theme)) is theme


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton, QLineEdit, QSpinBox, QComboBox])
def test_that_an_empty_box_or_field_can_be_seen(
    qtbot: QtBot, qapp: QApplication, choice: str, kind: type[QWidget]
) -> None:
    theme = apply(qapp, "dark" if choice == "dark" else "light")
    box = kind()
    qtbot.addWidget(box)
    box.resize(QSize(40, 24))
    picture = box.grab().toImage()
    window = QColor(qapp.palette().color(QPalette.ColorRole.Window))
    best = max(
        contrast(picture.pixelColor(x, y), window)
        for x in range(12 if kind in (QCheckBox, QRadioButton) else 2)  # the outline, without what is written inside
        for y in range(picture.height())
    )
    assert best >= 3
    assert theme_of(box.palette()) is theme


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_that_the_edge_of_a_menu_and_of_a_list_that_opens_can_be_seen(
    qtbot: QtBot, qapp: QApplication, choice: str
) -> None:
    theme = apply(qapp, "dark" if choice == "dark" else "light")
    menu, box = QMenu(), QComboBox()
    for each in (menu, box):
        qtbot.addWidget(each)
    menu.addAction("Train")
    box.addItems(["relu", "tanh", "elu"])
    box.show()
    box.showPopup()
    for opened in (menu, box.view().window()):
        opened.resize(120, 90)
        picture = opened.grab().toImage()
        edge, inside = picture.pixelColor(0, 45), picture.pixelColor(100, 45)
        assert min(contrast(edge, ground) for ground in (theme.window, theme.base, theme.card)) >= 3
        assert inside.name() in (theme.window, theme.base, theme.card)
    box.hidePopup()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_that_the_edge_of_a_list_to_search_in_can_be_seen(qtbot: QtBot, qapp: QApplication, choice: str) -> None:
    theme = apply(qapp, "dark" if choice == "dark" else "light")
    settings, box = SettingChoice(), ClassBox()
    for each in (settings, box):
        qtbot.addWidget(each)
    box.show_labels(tuple(f"class {number}" for number in range(40)))
    for popup in (settings, box.completer().popup()):
        popup.resize(120, 90)
        edge = popup.grab().toImage().pixelColor(0, 45)
        assert min(contrast(edge, ground) for ground in (theme.window, theme.base, theme.card)) >= 3


def test_that_an_open_widget_follows_a_change_of_theme(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    box = QCheckBox()
    qtbot.addWidget(box)
    box.show()
    apply(qapp, "dark")
    qtbot.waitUntil(lambda: theme_of(box.palette()) is DARK)


def test_that_the_systems_wish_is_light_where_it_says_nothing(qapp: QApplication) -> None:
    assert apply(qapp, "system") is LIGHT


def test_that_an_unknown_colour_is_an_error_and_an_unknown_family_is_grey() -> None:
    with pytest.raises(KeyError):
        LIGHT.colour("dark")
    assert LIGHT.family("new").name() == LIGHT.input


def test_that_a_window_in_view_is_painted_once_all_of_it_has_its_theme(qtbot: QtBot, qapp: QApplication) -> None:
    painted: list[tuple[str, str]] = []

    class Seen(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append((outline(box), self.palette().color(QPalette.ColorRole.Window).name()))

    apply(qapp, "light")
    window = Seen()
    qtbot.addWidget(window)
    box = QLineEdit(window)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: bool(painted))
    light = painted[-1]
    painted.clear()
    apply(qapp, "dark")
    apply(qapp, "light")
    apply(qapp, "dark")  # the last one counts
    assert not window.updatesEnabled()
    qtbot.waitUntil(lambda: bool(painted))
    assert window.updatesEnabled()
    dark = (palette_of_outlined(), DARK.window)
    assert (set(painted), light[0] != dark[0]) == ({dark}, True)


def outline(widget: QWidget) -> str:
    """The colour of its outline."""
    return str(widget.palette().color(QPalette.ColorRole.Window).name())


def palette_of_outlined() -> str:
    return str(QApplication.palette("QLineEdit").color(QPalette.ColorRole.Window).name())
