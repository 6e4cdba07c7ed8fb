"""A PDF or an SVG is on the disk whole, or the old one stays."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPdfWriter
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.report import Report
from cnnstudio.data.watch import LoadingStopped, Watch
from cnnstudio.gui.labs.report_files import write_pdf
from cnnstudio.gui.printing.pdf import write_pages
from cnnstudio.gui.widgets.saving import write_svg

_ROOM = 2_000


@pytest.fixture
def little_room() -> Iterator[None]:
    """Files cannot grow beyond ``_ROOM`` bytes."""
    resource = pytest.importorskip("resource")
    before, old = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, old)


def lines(painter: QPainter, writer: QPdfWriter) -> None:
    painter.begin(writer)
    for number in range(400):
        painter.drawText(QRectF(number, number, 400, 40), f"Line {number * 7919}")


def test_that_a_pdf_for_which_there_is_no_room_leaves_the_old_one(
    tmp_path: Path, qtbot: QtBot, little_room: None
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    with pytest.raises(StudioError):
        write_pages(path, "Title", lines, 96)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]


def test_that_a_mistake_amid_a_page_goes_through_and_leaves_the_old_file(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def fail(painter: QPainter, writer: QPdfWriter) -> None:
        painter.begin(writer)
        raise MemoryError

    with pytest.raises(MemoryError):
        write_pages(path, "Title", fail, 96)
    assert path.read_bytes() == b"old"


def test_that_a_report_that_is_told_to_stop_leaves_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    asked: list[bool] = []
    watch = Watch(stopped=lambda: len(asked) == 3 or asked.append(True))  # type: ignore[func-returns-value]
    report = Report("T", "".join(f"<p>Line {number}</p>" for number in range(200)))
    with pytest.raises(LoadingStopped):
        write_pdf(tmp_path / "a.pdf", report, watch)
    assert list(tmp_path.iterdir()) == []


def test_that_an_svg_for_which_there_is_no_room_leaves_the_old_one(
    tmp_path: Path, qtbot: QtBot, little_room: None
) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(b"old")

    def paint(painter: QPainter) -> None:
        for number in range(100):
            painter.drawText(number, number, f"Line {number}")

    with pytest.raises(StudioError):
        write_svg(path, QSize(100, 100), "T", 96, paint)
    assert path.read_bytes() == b"old"
