"""The guide: whole in itself, opened at what has the keyboard, searched, and gone back through."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.guide.places import PLACES
from cnnstudio.core.guide.shown import pictures_of
from cnnstudio.core.program.paths import resource
from cnnstudio.gui.guide.desk import place_of_widget
from cnnstudio.gui.guide.reading import WRITTEN, read_pages
from cnnstudio.gui.guide.window import GuideWindow
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from cnnstudio.gui.theme import apply
from tests.core.guide.links import links_of
from tests.gui.finding import find
from tests.gui.windows import begin, bridge, window

__all__ = ["bridge", "window"]

OWN_PAGE = {"data", "build", "train", "sweep", "inspect", "draw", "compare", "learn"}


@pytest.fixture
def guide(qtbot: QtBot) -> Iterator[GuideWindow]:
    made = GuideWindow()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.at))
    yield made
    made.close()


def targets() -> set[str]:
    pages = read_pages()
    sections = {f"{page.name}#{each.name}" for page in pages for each in page.sections if each.name}
    return sections | {page.name for page in pages}


def test_that_every_link_leads_somewhere_and_every_picture_is_there_light_and_dark() -> None:
    there = targets()
    shown = set()
    for page in read_pages():
        assert set(links_of(page)) <= there, page.name
        assert len({each.name for each in page.sections}) == len(page.sections), page.name
        shown |= set(pictures_of(page))
    folder = resource("guide")
    assert {path.name for path in folder.glob("*.png")} == {f"{n}_{t}.png" for n in shown for t in ("light", "dark")}
    assert {path.stem for path in folder.glob("*.md")} == set(WRITTEN)
    assert max(path.stat().st_size for path in folder.glob("*.png")) < 130_000


def test_that_every_page_of_the_window_has_a_page_of_its_own_and_every_part_is_told_of() -> None:
    assert {name for name, _, _ in PAGES} == OWN_PAGE
    assert {PLACES[f"page.{name}"] for name in OWN_PAGE} == OWN_PAGE
    assert set(PLACES.values()) <= targets()


def test_that_what_has_the_keyboard_on_every_page_leads_to_that_page_of_the_guide(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    for name, _, _ in PAGES:
        page = window.pages.show(name)
        assert place_of_widget(page) == name
        for each in page.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(page):
                assert place_of_widget(each), (name, each.objectName())


def test_that_a_selected_layer_is_told_of_by_its_kind(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    stack = window.pages.show("build").stack
    window.selection.select("conv2d_1")
    stack.setFocus()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is stack)
    assert window.guide.place_now() == "layers-convolution#conv2d"
    window.selection.select()
    assert window.guide.place_now() == PLACES["stack"]


def test_that_f1_opens_the_guide_and_closing_the_window_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.pages.show("sweep")
    QTest.keyClick(window, Qt.Key.Key_F1)
    guide = window.guide.guide
    assert guide is not None
    qtbot.waitUntil(lambda: guide.at.partition("#")[0] == "sweep")
    window.close()
    assert window.guide.guide is None
    assert not guide.isVisible()


def test_that_a_dialog_has_the_key_too(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QDialog(window, objectName="export")
    field = QLineEdit()
    QVBoxLayout(dialog).addWidget(field)
    dialog.open()
    field.setFocus()
    qtbot.waitUntil(lambda: window.guide.action in dialog.actions())
    assert place_of_widget(field) == PLACES["export"]
    dialog.close()


def test_that_links_lead_on_and_back_leads_to_where_one_was(guide: GuideWindow) -> None:
    guide.show_at("build")
    guide.text.anchorClicked.emit(QUrl("layers-pooling"))
    guide.text.anchorClicked.emit(QUrl("#maxpooling2d"))
    assert guide.at == "layers-pooling#maxpooling2d"
    back, forward = find(guide, QToolButton, "guide.back"), find(guide, QToolButton, "guide.forward")
    back.click()
    back.click()
    assert guide.at == "build"
    forward.click()
    assert guide.at == "layers-pooling"
    guide.go_to("train")
    assert not forward.isEnabled()
    guide.go_to("https://example.org/")
    assert guide.at == "start"


def test_that_a_search_lists_sections_and_enter_shows_the_first(guide: GuideWindow) -> None:
    QTest.keyClicks(guide.search, "grad-cam")
    assert [guide.contents.topLevelItem(at).text(0) for at in range(guide.contents.topLevelItemCount())] == [
        "Why – Inspect"
    ]
    QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert guide.at == "inspect#why"
    guide.search.setText("zebra crossing")
    assert guide.contents.topLevelItemCount() == 0
    guide.search.clear()
    assert guide.contents.topLevelItemCount() == len(read_pages())


def test_that_pictures_follow_the_theme(guide: GuideWindow, qtbot: QtBot, qapp: QApplication) -> None:
    def middle() -> int:
        image = guide.text.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl("build"))
        assert isinstance(image, QImage)
        return 0 if image.width() < 2 else image.pixelColor(image.width() // 2, image.height() - 60).lightness()

    try:
        apply(qapp, "light")
        guide.show_at("build")
        qtbot.waitUntil(lambda: middle() > 200)
        apply(qapp, "dark")
        qtbot.waitUntil(lambda: 0 < middle() < 60)
    finally:
        apply(qapp, "light")


def test_that_a_page_comes_to_rest_in_a_window_of_any_height(guide: GuideWindow, qtbot: QtBot) -> None:
    text = guide.text
    guide.resize(900, 700)
    text.show_page(next(page for page in read_pages() if page.name == "diagram"))
    qtbot.wait(50)
    # Where the bar that scrolls takes of its width, its pictures are less high: a page that was too long fits.
    fits = guide.height() + round(text.document().size().height()) - text.viewport().height()
    for height in range(fits - 24, fits + 25, 4):
        guide.resize(900, height)
        qtbot.wait(40)
        with patch.object(text, "setHtml", wraps=text.setHtml) as written:
            qtbot.wait(40)
        assert not written.called, f"written {written.call_count} times more at {height - fits:+}"


def test_that_every_part_of_the_guide_has_a_name_for_those_who_do_not_see_it(guide: QObject) -> None:
    for each in guide.findChildren(QWidget):
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None:
            assert each.accessibleName(), each.objectName()
