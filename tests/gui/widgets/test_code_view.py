"""Code is numbered, coloured and marked, and one comes to a line."""

from typing import get_args

import pytest
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import Choice, apply, theme_of
from cnnstudio.gui.widgets.code_view import CodeView

CODE = "import keras\n\nx = Dense(..., 'a')  # why\ny = '''three\nlines'''\n"


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    made = CodeView("it", "Code", editable=True)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.set_code(CODE)
    return made


def colours(view: CodeView, line: int) -> dict[str, str]:
    """The pieces of a line by their text, with their colours."""
    block = view.document().findBlockByNumber(line - 1)
    text = block.text()
    return {
        text[each.start : each.start + each.length]: each.format.foreground().color().name()
        for each in block.layout().formats()
    }


def test_that_words_texts_comments_and_gaps_have_colours(view: CodeView) -> None:
    theme = theme_of(view.palette())
    assert colours(view, 1) == {"import": theme.accent}
    assert colours(view, 3) == {"...": theme.warning, "'a'": theme.good, "# why": theme.muted}
    assert colours(view, 5) == {"lines'''": theme.good}


def test_that_marked_lines_are_tinted_and_a_line_is_gone_to(view: CodeView) -> None:
    view.mark({3: ("problem", "Not understood.")})
    assert view.marked == {3: ("problem", "Not understood.")}
    assert [each.cursor.blockNumber() for each in view.extraSelections()] == [2]  # type: ignore[attr-defined]
    view.go_to(3)
    assert view.line == 3
    assert view.textCursor().selectedText() == "x = Dense(..., 'a')  # why"
    view.set_code("other")
    assert view.marked == {}


def test_that_a_line_beyond_the_end_leads_to_the_last(view: CodeView) -> None:
    view.go_to(99)
    assert view.line == view.blockCount()


@pytest.mark.parametrize("choice", get_args(Choice)[1:])
def test_that_the_numbers_stand_on_the_ground_of_the_window_in_whatever_theme(
    qtbot: QtBot, view: CodeView, qapp: QApplication, choice: Choice
) -> None:
    try:
        for each in ("dark" if choice == "light" else "light", choice):  # while it is open
            theme = apply(qapp, each)
            qtbot.waitUntil(lambda theme=theme: theme_of(view.palette()) is theme)
        inside = view.contentsRect().adjusted(2, 2, -2, -2)
        places = [inside.topLeft(), QPoint(view.gutter_width() - 2, inside.bottom())]
        picture = view.grab().toImage()
        assert [picture.pixelColor(place).name() for place in places] == [theme.window] * 2
    finally:
        apply(qapp, "light")


def test_that_the_room_for_numbers_grows_with_the_lines(view: CodeView) -> None:
    before = view.gutter_width()
    view.setPlainText("x\n" * 12_000)
    assert view.gutter_width() > before
    assert [line for line, _ in view.lines_in_view()][:3] == [1, 2, 3]


def test_that_the_tab_key_leads_out_again(view: CodeView) -> None:
    assert view.tabChangesFocus()


def test_that_a_very_long_text_is_shown_without_colours_and_a_short_one_with_them_again(
    view: CodeView, qtbot: QtBot
) -> None:
    view.set_code("import keras\n" * 6_000)
    assert colours(view, 1) == {}
    view.set_code(CODE)
    qtbot.waitUntil(lambda: colours(view, 1) == {"import": theme_of(view.palette()).accent})
    mime = QMimeData()
    mime.setText("import keras\n" * 6_000)
    view.insertFromMimeData(mime)
    assert colours(view, 1) == {}
