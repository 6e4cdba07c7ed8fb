"""The report of a sweep is taken along as PDF with pictures, as Markdown, or on the clipboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.sweeps.report import NAMELESS, report, sections
from cnnstudio.gui.printing.paper import laid_out
from cnnstudio.gui.printing.paper_pages import head_over, pages_of
from cnnstudio.gui.sweeps.report_button import Drawn, ReportButton, Told
from cnnstudio.gui.sweeps.report_files import html_of
from cnnstudio.gui.widgets import file_dialogs
from tests.core.runs_made import run
from tests.core.sweeps_made import swept, trained

EXPERIMENT = trained(swept(most=24, seeds=2), noise=0.02)
TOLD: Told = (EXPERIMENT, tuple(run(number) for number in range(1, 49)), NAMELESS)


def picture(width: int = 800, height: int = 400) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return image


@pytest.fixture
def button(qtbot: QtBot) -> ReportButton:
    made = ReportButton(lambda: TOLD, lambda: [("The curves of all runs.", picture)])
    qtbot.addWidget(made)
    return made


def test_that_the_markdown_is_that_of_the_command_line(button: ReportButton, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(button.done) as said:
        button.save(tmp_path / "a.md")
    assert said.args == ["Report of Sweep 1 saved as a.md."]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == report(*TOLD)
    with qtbot.waitSignal(button.done):
        button.copy()
    assert QGuiApplication.clipboard().text() == report(*TOLD)


def test_that_the_pdf_is_one_with_its_pictures(button: ReportButton, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(button.done, timeout=10_000):
        button.save(tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/Subtype /Image" in data


def test_that_the_page_shows_the_words_and_pictures_no_wider_than_it_is(qtbot: QtBot) -> None:
    pictures = [("Wide", picture(2_000, 100)), ("High", picture(100, 4_000)), ("<b>Small</b>", picture(50, 50))]
    html = html_of(sections(*TOLD), pictures)
    assert [f'width="{width}"' in html for width in (640, 22, 50)] == [True] * 3
    text = laid_out(html, {f"picture-{number}": each for number, (_, each) in enumerate(pictures, 1)}, 673)
    words = text.toPlainText()
    assert "Filters of conv2d_1" in words
    assert "<b>Small</b>" in words
    assert "\\" not in words
    assert text.size().width() < 900
    assert len(pages_of(text, 980)) >= 3


def test_that_a_folder_that_is_not_there_is_told(button: ReportButton, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.pdf", "a.md"):
        with qtbot.waitSignal(button.failed, timeout=10_000) as said:
            button.save(tmp_path / "none" / name)
        assert isinstance(said.args[0], StudioError)


def test_that_the_file_is_called_as_the_sweep_is(
    button: ReportButton, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(parent: object, title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked.append(Path(suggested).name)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(file_dialogs, "save_name", ask)
    with qtbot.waitSignal(button.done):
        next(each for each in button.menu_now().actions() if each.text() == "Save as Markdown…").trigger()
    assert asked == ["Sweep 1.md"]
    assert (tmp_path / "mine.md").exists()


def test_that_there_is_nothing_to_take_along_where_no_sweep_is_looked_at(qtbot: QtBot) -> None:
    made = ReportButton(lambda: None)
    qtbot.addWidget(made)
    assert not any(each.isEnabled() for each in made.menu_now().actions() if not each.isSeparator())
    made.copy()
    made.end()


def test_that_a_table_over_two_pages_has_its_head_on_both_and_no_row_alone(qtbot: QtBot) -> None:
    rows = "".join(f"| {number} | x |\n" for number in range(1, 31))
    text = laid_out(html_of([f"Before.\n\n| No. | What |\n| --- | --- |\n{rows}\nBehind."]), {}, 500)
    row = 17.0
    for height in (10 * row, 10.5 * row, 11 * row):
        found = pages_of(text, height)
        heads = [head_over(text, top) for top, _ in found]
        assert heads[0] is None
        assert all(head is not None for head in heads[1:-1])
        for (top, bottom), head in zip(found, heads, strict=True):
            assert bottom - top + (0 if head is None else head[1] - head[0]) <= height + 1
    whole = head_over(text, found[1][0])
    assert whole is not None
    assert pages_of(text, whole[1] + row)[0][1] <= whole[0]
    assert head_over(text, text.size().height()) is None


def test_that_no_word_of_a_wide_table_is_broken_and_a_long_path_is(qtbot: QtBot) -> None:
    head = ["No.", "Times in a row of max_pooling2d_2", "Validation accuracy", "Parameters", "Seed", "Time"]
    head += [f"Padding of separable_conv2d_{number}" for number in range(1, 5)]
    table = f"| {' | '.join(head)} |\n|{' --- |' * len(head)}\n| {' | '.join('1' for _ in head)} |\n"
    text = laid_out(html_of([table, f"Failed: {'x' * 400}"]), {}, 500, whole_words=True)
    assert text.size().width() < 1_000
    broken, block = [], text.begin()
    while block.isValid():
        layout = block.layout()
        starts = [layout.lineAt(at).textStart() for at in range(1, layout.lineCount())]
        broken += [block.text() for start in starts if block.text()[start - 1] not in " \N{ZERO WIDTH SPACE}"]
        block = block.next()
    assert broken == []


def test_that_pictures_of_a_report_are_drawn_one_a_turn(qtbot: QtBot, tmp_path: Path) -> None:
    drawn: list[str] = []

    def pictures() -> Iterator[Drawn]:
        for name in ("first", "second"):
            drawn.append(name)
            yield name, picture

    made = ReportButton(lambda: TOLD, pictures)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.done, timeout=10_000):
        made.save(tmp_path / "a.pdf")
        assert drawn == []
    assert drawn == ["first", "second"]
