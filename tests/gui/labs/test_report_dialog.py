"""The report is made beside the window, shown as it will be, and written whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser, QWidget

from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.labs.report import Report
from cnnstudio.core.labs.report_networks import table
from cnnstudio.gui.labs.report_dialog import ReportDialog
from cnnstudio.gui.labs.report_files import html_of, picture_of, preview_of
from cnnstudio.gui.printing.paper import laid_out
from cnnstudio.gui.printing.paper_pages import Strip, pages, pages_of
from tests.gui.desk import Desk, desk
from tests.gui.labs.conftest import found

__all__ = ["desk"]


@pytest.fixture
def dialog(desk: Desk) -> Iterator[ReportDialog]:
    desk.add_run()
    parent = QWidget()
    desk.qtbot.addWidget(parent)
    parent.resize(900, 700)
    progress = Progress("small", answers={"own": Answer("Because it is so.")})
    made = ReportDialog(desk.document, found().lab, progress, parent)
    made.open()
    desk.qtbot.waitUntil(lambda: made.report is not None)
    yield made
    parent.close()


def test_that_the_report_is_shown_with_the_name_that_is_typed(dialog: ReportDialog, desk: Desk) -> None:
    preview = dialog.findChild(QTextBrowser, "lab.report.preview")
    assert "Because it is so." in preview.toPlainText()
    dialog.findChild(QLineEdit, "lab.report.name").setText("Ada Löve")
    desk.qtbot.waitUntil(lambda: "Ada Löve" in preview.toPlainText())
    assert "conv2d_1" in preview.toPlainText()


@pytest.mark.parametrize(("ending", "start"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_that_it_is_written_with_the_name_as_it_stands(
    dialog: ReportDialog, desk: Desk, tmp_path: Path, ending: str, start: bytes
) -> None:
    named: list[str] = []
    dialog.named.connect(named.append)
    dialog.findChild(QLineEdit, "lab.report.name").setText("Ada")
    path = tmp_path / f"report.{ending}"
    with desk.qtbot.waitSignal(dialog.written) as signal:
        dialog.write(path)
    assert str(path) in signal.args[0]
    assert named == ["Ada"]
    data = path.read_bytes()
    assert data.startswith(start)
    assert ending == "pdf" or b"Ada" in data


def test_that_a_report_that_cannot_be_written_says_so_and_stays(
    dialog: ReportDialog, desk: Desk, tmp_path: Path
) -> None:
    dialog.write(tmp_path / "no folder" / "report.html")
    desk.qtbot.waitUntil(lambda: dialog.words != "" and not dialog.words.startswith("Writing"))
    assert dialog.isVisible()
    assert list(tmp_path.glob("*.html")) == []


def test_that_pictures_are_never_wider_than_a_page() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><rect width="9" height="9"/></svg>'
    image = picture_of(svg)
    assert image.width() / image.devicePixelRatio() == 640
    assert picture_of("no picture").width() == 1


def test_that_each_picture_has_its_width_in_the_text() -> None:
    report = Report("T", '<p><img src="a.svg" width="640"/></p>', {"a.svg": ""})
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    assert '<img width="100" src="a.svg"/>' in html_of(replace(report), {"a.svg": image})


@pytest.mark.parametrize(
    ("rows", "shown", "words"), [(24, 24, ""), (25, 24, "1 row more,"), (200, 24, "176 rows more,")]
)
def test_that_of_a_long_table_the_preview_has_the_beginning_and_the_file_all(rows: int, shown: int, words: str) -> None:
    long, short = table(["Layer"], [[f"layer {each}"] for each in range(rows)]), table(["Run"], [["run 1"]])
    report = Report("T", f"<h1>T</h1>{long}<p>between</p>{short}<p>after</p>", {})
    text = QTextDocument()
    text.setHtml(preview_of(report, {}))
    seen = text.toPlainText()
    assert (seen.count("layer "), f"layer {shown - 1}" in seen, f"layer {shown}" in seen) == (shown, True, False)
    assert all(each in seen for each in ("between", "run 1", "after", words))
    assert ("more" in seen) == bool(words)
    assert html_of(report, {}).count("layer ") == rows


def test_that_no_page_parts_what_belongs_together() -> None:
    strips = [Strip(0, 60), Strip(60, 80, is_kept=True), Strip(80, 120), Strip(120, 130, begins=True), Strip(130, 400)]
    assert pages(strips, 100) == [(0, 60), (60, 120), (120, 130), (130, 230), (230, 330), (330, 400)]
    assert pages([], 100) == [(0.0, 100)]
    assert pages([Strip(at * 30, at * 30 + 30, is_kept=True) for at in range(4)], 100) == [(0, 90), (90, 120)]


def test_that_a_heading_stands_on_the_page_of_what_it_is_above(qapp: QApplication) -> None:
    text = QTextDocument()
    text.setHtml("<p>x</p>" * 9 + "<h2>Above</h2><p>first</p><p>second</p>")
    text.setTextWidth(300)
    block = text.findBlockByNumber(9)
    under = text.documentLayout().blockBoundingRect(block).bottom() + 2
    found = pages_of(text, under)
    assert len(found) == 2
    assert found[0][1] <= text.documentLayout().blockBoundingRect(block).top()
    assert found[1][0] <= text.documentLayout().blockBoundingRect(block).top()


def test_that_a_table_that_is_too_wide_is_not_cut(qapp: QApplication) -> None:
    wide = laid_out(f"<table><tr><td style='white-space: nowrap'>{'x' * 80}</td></tr></table>", {}, 200)
    assert wide.textWidth() >= wide.size().width() > 400
    assert laid_out(f"<p>{'x' * 80}</p>", {}, 200).textWidth() == 200


def test_that_no_report_is_written_without_the_name_while_one_with_it_is_being_made(
    dialog: ReportDialog, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    maker = dialog._desk
    monkeypatch.setattr(dialog, "_desk", lambda: maker() if go_on.wait(5) else None)
    dialog.findChild(QLineEdit, "lab.report.name").setText("Ann Smith")
    desk.qtbot.waitUntil(lambda: dialog._making.is_busy)
    path = tmp_path / "report.html"
    with desk.qtbot.waitSignal(dialog.written):
        dialog.write(path)
        go_on.set()
    assert "Ann Smith" in path.read_text("utf-8")
