"""Words of a lab are shown as high as they are, and no file and no address is touched for them."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from cnnstudio.gui.widgets.markdown_view import MarkdownView


def test_that_no_file_is_read_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.save(str(tmp_path / "secret.png"))
    view = MarkdownView()
    qtbot.addWidget(view)
    url = QUrl.fromLocalFile(str(tmp_path / "secret.png"))
    found = view.document().resource(QTextDocument.ResourceType.ImageResource.value, url)
    assert isinstance(found, QImage)
    assert found.width() == 1


def test_that_it_is_as_high_as_its_words_in_the_width_it_has(qtbot: QtBot) -> None:
    view = MarkdownView("", "word " * 60)
    qtbot.addWidget(view)
    view.resize(400, 10)
    view.show()
    qtbot.waitUntil(lambda: view.height() > 3 * view.fontMetrics().lineSpacing())
    before = view.height()
    view.resize(200, before)
    qtbot.waitUntil(lambda: view.height() > before)
