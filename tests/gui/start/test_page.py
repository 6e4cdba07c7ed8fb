"""The start page: the gallery of networks, its search, and the files that were open before."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from cnnstudio.core import language
from cnnstudio.core.presets import GROUPS, PRESETS, Preset
from cnnstudio.gui.start.card import PresetCard, facts_in
from cnnstudio.gui.start.first_lab import FirstLabOffer
from cnnstudio.gui.start.page import StartPage
from cnnstudio.gui.theme import DARK, LIGHT, palette_of, theme_of


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[StartPage]:
    made = StartPage()
    qtbot.addWidget(made)
    made.set_recent(("/a/digits.cnnstudio",))
    made.resize(1196, 690)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def in_german() -> Iterator[None]:
    language.use("de")
    yield
    language.use("en")


def words_of(offer: FirstLabOffer) -> list[str]:
    return [label.text() for label in offer.findChildren(QLabel)]


def card(page: StartPage, name: str) -> PresetCard:
    found = page.findChild(PresetCard, f"start.preset.{name}")
    assert found is not None
    return found


def shown(page: StartPage) -> list[str]:
    return [each.preset.name for each in page.findChildren(PresetCard) if not each.isHidden()]


def search(page: StartPage) -> QLineEdit:
    found = page.findChild(QLineEdit, "start.search")
    assert found is not None
    return found


def in_view(page: StartPage, widget: PresetCard) -> bool:
    """Whether the whole of a card can be seen."""
    area = page.findChild(QScrollArea)
    assert area is not None
    return (
        area.viewport()
        .rect()
        .contains(widget.rect().translated(widget.mapTo(area.viewport(), widget.rect().topLeft())))
    )


def has_focus(page: StartPage) -> str:
    focused = page.focusWidget()
    return focused.objectName() if focused is not None else ""


def test_that_every_preset_has_its_card(page: StartPage) -> None:
    assert shown(page) == [each.name for each in PRESETS]


def test_that_a_click_chooses_a_preset(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.preset_chosen) as chosen:
        qtbot.mouseClick(card(page, "lenet"), Qt.MouseButton.LeftButton)
    assert isinstance(chosen.args[0], Preset)
    assert chosen.args[0].name == "lenet"


@pytest.mark.parametrize("width", [1196, 1516, 1836])
def test_that_the_first_steps_are_seen_whole_without_scrolling(page: StartPage, width: int) -> None:
    page.resize(width, 690)
    QApplication.sendPostedEvents()
    first = [each.name for each in PRESETS if each.group == "First steps"]
    assert all(in_view(page, card(page, name)) for name in first)


@pytest.mark.parametrize("width", [960, 1196, 1300, 1836, 2500])
def test_that_cards_do_not_overlap_at_any_width(page: StartPage, width: int) -> None:
    page.resize(width, 690)
    cards = page.findChildren(PresetCard)
    for number, one in enumerate(cards):
        assert one.geometry().right() < one.parentWidget().width()
        assert one.width() >= 228
        assert not any(one.geometry().intersects(other.geometry()) for other in cards[number + 1 :])


@pytest.mark.parametrize("width", [960, 1196, 1516, 1836, 2500])
def test_that_parameters_and_data_never_lie_over_each_other(page: StartPage, width: int) -> None:
    page.resize(width, 690)
    for each in page.findChildren(PresetCard):
        room, count = each.width() - 32, each.analysis.totals.parameters
        facts, data = facts_in(room, count, each.data_title, each.font())
        assert facts.endswith(" parameters")
        assert each.data_title.startswith(data.removesuffix("…"))
        assert QFontMetricsF(each.font()).horizontalAdvance(f"{facts}  {data}") <= room


@pytest.mark.parametrize(
    ("count", "facts"), [(318_983, "319 k parameters"), (1_500_000, "1.5 M parameters"), (9_999, "9,999 parameters")]
)
def test_that_the_data_are_cut_where_not_even_rounded_parameters_leave_room(
    page: StartPage, count: int, facts: str
) -> None:
    font = QFont(page.font())
    said, data = facts_in(180, count, "photographs of seven faraway places", font)
    assert said == facts
    assert data.endswith("…")
    assert QFontMetricsF(font).horizontalAdvance(f"{said}  {data}") <= 180


def test_that_every_group_stands_under_its_heading(page: StartPage) -> None:
    titles = {each.text(): each for each in page.findChildren(QLabel) if each.text() in GROUPS}
    assert list(titles) == list(GROUPS)
    for group in GROUPS:
        tops = [card(page, each.name).y() for each in PRESETS if each.group == group]
        later = [card(page, each.name).y() for each in PRESETS if GROUPS.index(each.group) > GROUPS.index(group)]
        assert titles[group].y() < min(tops)
        assert max(tops) < min(later, default=10**6)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vgg16 138", ["vgg16"]),
        ("krizhevsky", ["alexnet"]),
        ("depthwiseconv2d", ["faces-lite0", "mobilenetv2-block", "mobilenet-v2", "photographs-pretrained"]),
        ("residual cifar-10", ["resnet-20", "mobilenetv2-block"]),
        ("  LENET-5 1998", ["lenet-5"]),
        ("classics", ["lenet-5", "alexnet", "vgg16", "vgg-small"]),
        ("zebra", []),
    ],
)
def test_that_the_search_finds_names_authors_layers_and_data(page: StartPage, text: str, found: list[str]) -> None:
    search(page).setText(text)
    assert shown(page) == found
    nothing = next(each for each in page.findChildren(QLabel) if each.text().startswith("No network is found"))
    assert nothing.isVisible() == (not found)
    visible = [each.text() for each in page.findChildren(QLabel) if each.text() in GROUPS and each.isVisible()]
    assert visible == [group for group in GROUPS if any(card(page, name).preset.group == group for name in found)]


def test_that_enter_in_the_search_opens_the_first_that_is_found(page: StartPage, qtbot: QtBot) -> None:
    qtbot.keyClick(search(page), Qt.Key.Key_Return)
    qtbot.keyClicks(search(page), "googlenet nine")
    with qtbot.waitSignal(page.preset_chosen) as chosen:
        qtbot.keyClick(search(page), Qt.Key.Key_Return)
    assert chosen.args[0].name == "googlenet"


def test_that_escape_empties_the_search(page: StartPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(search(page), "vgg")
    qtbot.keyClick(search(page), Qt.Key.Key_Escape)
    assert len(shown(page)) == len(PRESETS)


def test_that_the_arrow_keys_walk_through_the_cards_and_keep_them_in_view(page: StartPage, qtbot: QtBot) -> None:
    search(page).setFocus()
    qtbot.keyClick(search(page), Qt.Key.Key_Down)
    assert has_focus(page) == "start.preset.lenet"
    walk = (
        (Qt.Key.Key_Right, "mnist-cnn"),
        (Qt.Key.Key_Down, "one-layer"),
        (Qt.Key.Key_Left, "one-conv"),
        (Qt.Key.Key_Down, "photographs"),
        (Qt.Key.Key_Down, "padding-in-pixels"),
        (Qt.Key.Key_End, "photographs-pretrained"),
        (Qt.Key.Key_Down, "photographs-pretrained"),
        (Qt.Key.Key_Right, "photographs-pretrained"),
        (Qt.Key.Key_Home, "lenet"),
        (Qt.Key.Key_Left, "lenet"),
    )
    for key, name in walk:
        qtbot.keyClick(page.focusWidget(), key)
        assert has_focus(page) == f"start.preset.{name}"
        assert in_view(page, card(page, name))
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Up)
    assert has_focus(page) == "start.search"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_a_card_is_opened_from_the_keyboard(page: StartPage, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(page.preset_chosen):
        qtbot.keyClick(card(page, "dense"), key)


def test_that_a_letter_typed_on_a_card_begins_a_search(page: StartPage, qtbot: QtBot) -> None:
    card(page, "lenet").setFocus()
    qtbot.keyClick(card(page, "lenet"), Qt.Key.Key_R)
    assert search(page).text() == "r"
    assert has_focus(page) == "start.search"


def test_that_a_letter_typed_in_a_menu_begins_no_search(page: StartPage, qtbot: QtBot) -> None:
    menu = QMenu(page)
    menu.addAction("Dark theme")
    with qtbot.waitExposed(menu):
        menu.popup(page.mapToGlobal(page.rect().center()))
    qtbot.keyClick(page.window(), Qt.Key.Key_X)  # that is where a letter goes that no entry has
    assert search(page).text() == ""
    menu.close()


def test_that_a_card_tells_everything_to_those_who_cannot_see_it(page: StartPage) -> None:
    for each in page.findChildren(PresetCard):
        assert each.accessibleName() == f"New project from {each.preset.title}"
        assert each.accessibleDescription() == each.preset.text


def test_that_a_network_without_data_says_so_on_its_card(page: StartPage) -> None:
    assert card(page, "vgg16").data_title == "no data set"
    assert card(page, "lenet").data_title == "MNIST 10k"


def test_that_all_cards_are_drawn_ahead_after_the_first_paint(page: StartPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(not each._drawing.isNull() for each in page.findChildren(PresetCard)))


def test_that_no_network_is_written_before_the_first_paint(qtbot: QtBot) -> None:
    made = StartPage()
    qtbot.addWidget(made)
    assert all("analysis" not in vars(each) for each in made.findChildren(PresetCard))


def test_that_recent_files_stay_in_view_while_the_gallery_scrolls(page: StartPage, qtbot: QtBot) -> None:
    area = page.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    recent = page.findChild(QToolButton, "start.recent.open")
    assert recent is not None
    assert recent.text() == "digits"
    assert page.rect().contains(recent.rect().translated(recent.mapTo(page, recent.rect().topLeft())))
    with qtbot.waitSignal(page.file_chosen) as chosen:
        qtbot.mouseClick(recent, Qt.MouseButton.LeftButton)
    assert chosen.args == ["/a/digits.cnnstudio"]


@pytest.mark.parametrize("name", ["start.open", "start.empty"])
def test_that_the_buttons_at_the_left_ask_for_what_they_say(page: StartPage, qtbot: QtBot, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None
    with qtbot.waitSignal(page.open_requested if name == "start.open" else page.empty_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_what_stands_in_a_title_is_found_before_what_stands_in_a_text(page: StartPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(search(page), "vgg16")
    found = [card(page, name) for name in shown(page)]
    assert len(found) > 2
    first = min(found, key=lambda each: (each.y(), each.x()))
    assert first.preset.name == "vgg16"
    with qtbot.waitSignal(page.preset_chosen) as chosen:
        qtbot.keyClick(search(page), Qt.Key.Key_Return)
    assert chosen.args[0].name == "vgg16"


def test_that_the_order_is_the_old_one_after_a_search(page: StartPage) -> None:
    before = [(each.x(), each.y()) for each in page.findChildren(PresetCard)]
    search(page).setText("vgg16")
    search(page).clear()
    assert [(each.x(), each.y()) for each in page.findChildren(PresetCard)] == before


@pytest.mark.parametrize("name", ["start.open", "start.recent.open", "start.preset.lenet"])
def test_that_typing_goes_to_the_search_wherever_the_keyboard_is(page: StartPage, qtbot: QtBot, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None
    button.setFocus()
    for letter in "vgg":
        qtbot.keyClick(page.focusWidget(), letter)
    assert search(page).text() == "vgg"
    assert has_focus(page) == "start.search"


def test_that_ctrl_f_goes_to_the_search(page: StartPage, qtbot: QtBot) -> None:
    search(page).setText("old")
    card(page, "lenet").setFocus()
    qtbot.keyClick(card(page, "lenet"), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert has_focus(page) == "start.search"
    qtbot.keyClicks(page.focusWidget(), "new")
    assert search(page).text() == "new"


def test_that_a_search_is_forgotten_when_the_page_is_shown_again(page: StartPage) -> None:
    search(page).setText("vgg16")
    page.hide()
    page.show()
    assert search(page).text() == ""
    assert len(shown(page)) == len(PRESETS)
    assert has_focus(page) == "start.search"


def test_that_the_keyboard_and_the_pointer_mark_a_card_differently(page: StartPage) -> None:
    one = card(page, "lenet")
    theme = theme_of(page.palette())

    def looks() -> tuple[bool, bool]:
        image = one.grab().toImage()
        inside, edge = image.pixelColor(one.width() // 2, 6), image.pixelColor(one.width() // 2, 1)
        return inside == theme.colour("selected_card"), edge == theme.colour("accent")

    search(page).setFocus()
    assert looks() == (False, False)
    one.setFocus()
    assert looks() == (False, True)
    search(page).setFocus()
    one.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert looks() == (True, False)


def test_that_recent_names_can_be_read_after_the_theme_has_changed(page: StartPage) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    recent = page.findChild(QAbstractButton, "start.recent.open")
    assert recent is not None
    before = QPalette(application.palette())
    try:
        for theme in (DARK, LIGHT):
            application.setPalette(palette_of(theme))
            image = recent.grab().toImage()
            background = image.pixelColor(image.width() - 3, image.height() // 2).lightness()
            shades = [
                image.pixelColor(x, y).lightness() for x in range(26, image.width()) for y in range(image.height())
            ]
            assert max(abs(shade - background) for shade in shades) > 120
    finally:
        application.setPalette(before)


def test_that_a_long_recent_name_ends_in_an_ellipsis(page: StartPage) -> None:
    width = page.findChild(QAbstractButton, "start.empty").width()  # type: ignore[union-attr]
    page.set_recent((f"/a/{'long ' * 30}.cnnstudio",))
    QApplication.sendPostedEvents()
    recent = page.findChildren(QToolButton, "start.recent.open")[-1]
    assert recent.width() <= width
    assert "…" in recent.text()


def test_that_a_lab_that_was_left_open_is_offered_while_its_project_is_there(page: StartPage) -> None:
    offer, wanted = page.findChild(FirstLabOffer), []
    page.file_chosen.connect(wanted.append)
    assert offer.isHidden()
    page.set_recent(("/a/digits.cnnstudio",), ("/a/digits.cnnstudio", "edges", "Edges", "2", "8"))
    assert not offer.isHidden()
    assert offer.accessibleName() == "Go on with “Edges”"
    assert "You are at step 2 of 8, in the project “digits”." in words_of(offer)
    page.findChild(QAbstractButton, "start.first_lab.begin").click()
    assert wanted == ["/a/digits.cnnstudio"]
    page.set_recent(("/a/digits.cnnstudio",), ("/a/gone.cnnstudio", "edges", "Edges", "2", "8"))
    assert offer.isHidden()


def test_that_a_lab_begun_in_one_language_is_offered_in_another_one(page: StartPage, in_german: None) -> None:
    path, offer = "/a/digits.cnnstudio", page.findChild(FirstLabOffer)
    page.set_recent((path,), (path, "first-cnn", "Your first CNN in ten minutes", "1", "8"))
    assert words_of(offer)[:2] == [
        "„Ihr erstes CNN in zehn Minuten“ fortsetzen",
        "Stand: Schritt 1 von 8, im Projekt „digits“.",
    ]
    page.set_recent((path,), (path, "../first-cnn", "Edges", "1", "8"))  # of nobody here, or gone
    assert offer.accessibleName() == "„Edges“ fortsetzen"
