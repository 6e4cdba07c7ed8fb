"""What leaves convolution by hand: text for the clipboard, a table for a spreadsheet, a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.by_hand.text import as_csv, as_markdown, facts
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.words import file_name
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.by_hand.blocks import Block
from cnnstudio.gui.by_hand.brushes import Brushes
from cnnstudio.gui.by_hand.layout import Layout, lay_out
from cnnstudio.gui.by_hand.painting import paint_board
from cnnstudio.gui.by_hand.telling import title_words
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.widgets.saving import ask_where, write_png, write_svg

_ROOM = QSizeF(600, 480)
_GAP, _LINE = 24, 20
_SHARPNESS = 2
"""Pixels of a picture file for each of the screen."""

_MOST_SIDE = 16_000

_COPY, _CSV = tr("Copy as text"), tr("Save as CSV…")
_AS_TEXT = tr("Puts the settings and all tables on the clipboard, to be handed in")
_AS_CSV = tr("Writes the settings and all tables for a spreadsheet")
_AS_SEEN = tr("Draws the tables and the sum as they are seen")


class SaveMenu(QMenu):
    """Copies and saves the exercise with its output; while the answer is hidden only the picture, as it is seen."""

    def __init__(
        self,
        worksheet: Worksheet,
        background: Background,
        seen: Callable[[], tuple[tuple[Block, ...], tuple[Block, ...], tuple[str, ...]]],
        say: Callable[[str, str], None],
        parent: QWidget,
    ) -> None:
        """Makes the menu.

        Args:
            seen: The tables at the left, those of the output and the lines of the sum, as they are seen.
            say: Shows what came of it, in a colour of the theme.
        """
        super().__init__(parent, toolTipsVisible=True)
        self._worksheet, self._background = worksheet, background
        self._seen, self._say = seen, say
        self.setObjectName("learn.convolution.save.menu")
        self._text = self._add("copy", _COPY, _AS_TEXT, "copy", self._copy)
        self._csv = self._add("csv", _CSV, _AS_CSV, "table", self._save_csv)
        self.addSeparator()
        self._add("png", tr("Save as PNG…"), _AS_SEEN, "image", self._save_png)
        self._add("svg", tr("Save as SVG…"), _AS_SEEN, "spline", self._save_svg)
        self.aboutToShow.connect(self._follow)

    def _add(self, name: str, words: str, about: str, picture: str, act: Callable[[], None]) -> QAction:
        action = self.addAction(icon(picture), words)
        action.setToolTip(about)
        action.setObjectName(f"learn.convolution.{name}")
        action.triggered.connect(lambda _: act())
        return action

    def _follow(self) -> None:
        why = tr("The answer is hidden") if self._worksheet.tries.hidden else ""
        if not why and self._worksheet.output is None:
            why = tr("The output is still being computed")
        for action, words, about in ((self._text, _COPY, _AS_TEXT), (self._csv, _CSV, _AS_CSV)):
            action.setEnabled(not why)
            action.setText(f"{words} ({in_sentence(why[:1])}{why[1:]})" if why else words)
            action.setToolTip(why or about)

    def _copy(self) -> None:
        exercise = self._worksheet.exercise
        self._background.run(lambda: as_markdown(exercise), self._put, lambda error: self._say(str(error), "problem"))

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(tr("Copied as text."), "good")

    def _save_csv(self) -> None:
        exercise = self._worksheet.exercise
        # Excel takes a CSV for UTF-8 only with the mark in front.
        self._save("csv", lambda path: write_whole(path, "\ufeff" + as_csv(exercise)))

    def _save_png(self) -> None:
        sheet = self._sheet()
        self._save("png", lambda path: write_png(path, sheet.image()))

    def _save_svg(self) -> None:
        sheet = self._sheet()
        title = self._worksheet.exercise.title or tr("Convolution by hand")
        self._save("svg", lambda path: write_svg(path, sheet.size, title, 96, sheet.paint))

    def _sheet(self) -> "_Sheet":
        """What is seen, under its title and settings: a picture of a report has nothing else to tell them."""
        exercise, font = self._worksheet.exercise, self.font()
        font.setPixelSize(13)
        title = title_words(exercise) or tr("Convolution by hand")
        return _Sheet((title, *facts(exercise)), *self._seen(), Brushes(LIGHT, font))

    def _save(self, ending: str, write: Callable[[Path], None]) -> None:
        name = file_name(self._worksheet.exercise.title, tr("Convolution by hand"))
        path = ask_where(self, tr("Save"), name, ending)
        if path is not None:
            self._background.run(
                lambda: write(path),
                lambda _: self._say(tr("Saved as {name}.", name=path.name), "good"),
                lambda error: self._say(str(error), "problem"),
            )


class _Sheet:
    """What it is about, the tables and the sum on white paper."""

    def __init__(
        self,
        head: tuple[str, ...],
        left: tuple[Block, ...],
        right: tuple[Block, ...],
        lines: tuple[str, ...],
        brushes: Brushes,
    ) -> None:
        """``head``: lines over the tables; ``lines``: those under them."""
        self._brushes, self._head, self._lines = brushes, head, lines
        top = len(head) * _LINE + _LINE / 2
        self._parts: list[tuple[tuple[Block, ...], Layout, QPointF]] = []
        at, high = 0.0, 0.0
        for blocks in (left, right):
            layout = lay_out(blocks, _ROOM, brushes.font, self._parts[0][1].cell if self._parts else None)
            self._parts.append((blocks, layout, QPointF(at, top)))
            at, high = at + layout.size.width() + _GAP, max(high, layout.size.height())
        self._high = top + high
        wide = max(brushes.width(13, line) for line in (*head, *lines)) + 24
        self.size = QSize(max(round(at - _GAP), round(wide), 640), round(self._high + (len(lines) + 1) * _LINE))

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(QPointF(), QSizeF(self.size)), QColor("white"))
        for blocks, layout, at in self._parts:
            painter.save()
            painter.translate(at)
            paint_board(painter, self._brushes, blocks, layout)
            painter.restore()
        painter.setFont(self._brushes.font)
        painter.setPen(self._brushes.theme.colour("text"))
        for top, lines in ((0.0, self._head), (self._high, self._lines)):
            for number, line in enumerate(lines):
                painter.drawText(QPointF(12, top + (number + 1) * _LINE), line)

    def image(self) -> QImage:
        sharp = min(_SHARPNESS, _MOST_SIDE / max(self.size.width(), self.size.height()))
        image = QImage(self.size * sharp, QImage.Format.Format_RGB32)
        if image.isNull():
            raise StudioError(tr("The picture is too large."), tr("Make the input smaller."))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(sharp, sharp)
        self.paint(painter)
        painter.end()
        return image
