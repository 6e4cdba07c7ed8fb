"""The report is made beside the window, shown as it will be, and written whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QTextBrowser, QWidget

from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.labs.report import Report
from cnnstudio.gui.labs.report_dialog import ReportDialog
from cnnstudio.gui.labs.report_files import html_of, picture_of
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
