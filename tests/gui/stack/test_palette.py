"""The palette finds kinds by typing and adds them by click and key."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QMouseEvent, QPalette
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.core.spec import BLOCK_KINDS
from cnnstudio.gui.stack.palette import Palette


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    made = Palette()
    qtbot.addWidget(made)
    made.resize(220, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(palette: Palette) -> list[str]:
    """The kinds that the search leaves, top to bottom."""
    return [item.text(0) for item in palette.tree.kinds() if not item.isHidden()]


def test_that_every_kind_is_there_under_its_family(palette: Palette) -> None:
    found = {
        item.text(0): family.text(0)
        for family in palette.tree.families()
        for item in (family.child(number) for number in range(family.childCount()))
    }
    layers = {name: FAMILIES[kind.family] for name, kind in KINDS.items()}
    assert found == {**layers, **dict.fromkeys(BLOCK_KINDS, "Blocks")}


def test_that_a_kind_says_what_it_does(palette: Palette) -> None:
    tips = {item.text(0): item.toolTip(0) for item in palette.tree.kinds()}
    assert tips["Flatten"] == "Flatten: Lays all numbers of the picture out in one long list, as dense layers need it."


def test_that_a_click_adds(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.chosen)
    dense = next(item for item in palette.tree.kinds() if item.text(0) == "Dense")
    place = palette.tree.visualItemRect(dense).center()
    qtbot.mouseClick(palette.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [spy.at(0), spy.count()] == [["Dense"], 1]


def click_twice_quickly(palette: Palette, qtbot: QtBot, place: QPointF) -> None:
    """The second press of two quick ones comes as a double click."""
    area, left, none = palette.tree.viewport(), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    qtbot.mouseClick(area, left, pos=place.toPoint())
    for sort, held in ((QEvent.Type.MouseButtonDblClick, left), (QEvent.Type.MouseButtonRelease, none)):
        where = QPointF(area.mapToGlobal(place))
        QApplication.sendEvent(area, QMouseEvent(sort, place, where, left, held, Qt.KeyboardModifier.NoModifier))


def test_that_two_quick_clicks_add_two(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.chosen)
    dense = next(item for item in palette.tree.kinds() if item.text(0) == "Dense")
    click_twice_quickly(palette, qtbot, QPointF(palette.tree.visualItemRect(dense).center()))
    assert [spy.at(index) for index in range(spy.count())] == [["Dense"], ["Dense"]]


def test_that_two_quick_clicks_on_a_family_leave_it_as_it_was(palette: Palette, qtbot: QtBot) -> None:
    family = palette.tree.families()[0]
    click_twice_quickly(palette, qtbot, QPointF(palette.tree.visualItemRect(family).center()))
    assert family.isExpanded()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_that_a_key_adds(palette: Palette, qtbot: QtBot, key: Qt.Key) -> None:
    spy = QSignalSpy(palette.chosen)
    palette.tree.setCurrentItem(palette.tree.kinds()[0])
    qtbot.keyClick(palette.tree, key)
    assert spy.count() == 1


def test_that_typing_narrows_and_enter_adds_the_first(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.chosen)
    qtbot.keyClicks(palette.search, "POOL")
    assert shown(palette)[:2] == ["MaxPooling2D", "AveragePooling2D"]
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert spy.at(0) == ["MaxPooling2D"]


def test_that_enter_clears_the_search_and_gives_the_keyboard_away(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.done)
    qtbot.keyClicks(palette.search, "flatten")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.search.text() == ""
    assert len(shown(palette)) == len(KINDS) + len(BLOCK_KINDS)
    assert spy.count() == 1


def test_that_a_name_comes_before_a_description(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.chosen)
    qtbot.keyClicks(palette.search, "dense")  # the sentence under Flatten says "dense", too
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert spy.at(0) == ["Dense"]


def test_that_enter_in_an_empty_search_adds_nothing(palette: Palette, qtbot: QtBot) -> None:
    spy = QSignalSpy(palette.chosen)
    palette.tree.setCurrentItem(palette.tree.kinds()[0])
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert spy.count() == 0


def highlighted(palette: Palette) -> list[str]:
    return [item.text(0) for item in palette.tree.selectedItems()]


def test_that_nothing_stays_marked_after_a_click(palette: Palette, qtbot: QtBot) -> None:
    place = palette.tree.visualItemRect(palette.tree.kinds()[0]).center()
    qtbot.mouseClick(palette.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert highlighted(palette) == []


def test_that_what_keys_add_is_marked_only_while_they_do(palette: Palette, qtbot: QtBot) -> None:
    palette.activateWindow()
    palette.search.setFocus()
    qtbot.keyClicks(palette.search, "drop")
    assert highlighted(palette) == ["Dropout"]
    palette.tree.setFocus(Qt.FocusReason.TabFocusReason)
    assert highlighted(palette) == ["Dropout"]
    palette.tree.clearFocus()
    assert highlighted(palette) == []
    palette.search.setFocus()
    assert highlighted(palette) == ["Dropout"]


def test_that_the_icon_of_a_marked_kind_is_seen_on_the_mark(palette: Palette) -> None:
    size = QSize(16, 16)
    for item in palette.tree.kinds():
        image = item.icon(0).pixmap(size, 1.0, QIcon.Mode.Selected).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        colour = max(pixels, key=QColor.alpha)
        marked = palette.palette().color(QPalette.ColorRole.HighlightedText)
        assert abs(colour.lightness() - marked.lightness()) < 8, item.text(0)


def test_that_nothing_found_is_said(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "qqq")
    assert shown(palette) == []
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    palette.search.clear()
    assert len(shown(palette)) == len(KINDS) + len(BLOCK_KINDS)


def test_that_down_goes_from_the_search_into_the_tree(palette: Palette, qtbot: QtBot) -> None:
    palette.activateWindow()
    palette.search.setFocus()
    qtbot.keyClicks(palette.search, "drop")
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.tree.hasFocus()
    assert palette.tree.currentItem().text(0) == "Dropout"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("convolution", "Conv2D"),
        ("deconvolution", "Conv2DTranspose"),
        ("skip", "Residual"),
        ("inception", "Parallel"),
        ("fully connected", "Dense"),
        ("max pool", "MaxPooling2D"),
        ("batchnorm", "BatchNormalization"),
    ],
)
def test_that_what_people_call_a_layer_finds_it_first(palette: Palette, qtbot: QtBot, words: str, kind: str) -> None:
    spy = QSignalSpy(palette.chosen)
    qtbot.keyClicks(palette.search, words)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert spy.at(0) == [kind]


@pytest.mark.parametrize("kind", [*KINDS, *BLOCK_KINDS])
def test_that_every_kind_is_found_by_its_own_name(palette: Palette, qtbot: QtBot, kind: str) -> None:
    spy = QSignalSpy(palette.chosen)
    palette.search.setText(kind)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert spy.at(0) == [kind]


def test_that_escape_shows_all_again_with_the_folds_as_they_were(palette: Palette, qtbot: QtBot) -> None:
    before = [family.isExpanded() for family in palette.tree.families()]
    assert not all(before)
    qtbot.keyClicks(palette.search, "random")
    visible = [family for family in palette.tree.families() if not family.isHidden()]
    assert all(family.isExpanded() for family in visible)
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert [family.isExpanded() for family in palette.tree.families()] == before


def test_that_names_have_room_and_a_cut_one_is_whole_in_its_tip(palette: Palette) -> None:
    palette.tree.expandAll()
    for item in palette.tree.kinds():
        assert item.toolTip(0).startswith(f"{item.text(0)}: ")
        if not item.text(0).startswith("Random"):
            index = palette.tree.indexFromItem(item)
            assert palette.tree.visualRect(index).left() + _needed(palette, item.text(0)) <= palette.tree.minimumWidth()


def _needed(palette: Palette, name: str) -> int:
    """The room an item needs: its icon, a gap, the name and a margin on each side."""
    return 16 + 8 + palette.tree.fontMetrics().horizontalAdvance(name) + 6
