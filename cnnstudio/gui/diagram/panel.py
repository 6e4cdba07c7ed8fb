"""The network as a picture or a table, in the place of the stack: live, and saved or copied as it is shown."""

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QImage, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.blanks import Blank
from cnnstudio.core.diagram import Drawing, draw, to_svg
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.tables import FORMATS, summary
from cnnstudio.gui.diagram import files
from cnnstudio.gui.diagram.canvas import DiagramCanvas
from cnnstudio.gui.diagram.choices import Choices
from cnnstudio.gui.diagram.painting import to_image, widest
from cnnstudio.gui.diagram.sheet import Sheet
from cnnstudio.gui.diagram.table import TableView
from cnnstudio.gui.diagram.width import ask_width
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.in_lines import InLines, line_of
from cnnstudio.gui.widgets.saving import is_free
from cnnstudio.gui.widgets.tab_bar import TabBar

_LONG = 150
"""Layers from which on the drawing is made on the background thread: 10 ms of the window's time."""
_CLIPBOARD_SCALE = 2
_CLIPBOARD_PIXELS = 16_000_000
"""A copied picture has at most so many, 64 MB: other programs, and this one, hold it in memory more than once."""
_COPIES = {tr("Plain text"): "table", "CSV": "csv", "Markdown": "markdown", "LaTeX": "latex"}


class DiagramPanel(QWidget):
    """Draws the open project's network anew with every edit while it is seen."""

    drawn = Signal()
    """Another drawing is shown."""

    def __init__(self, document: Document, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.diagram")
        self._document, self._selection = document, selection
        self._asked = 0
        self._stale = True
        self._in_table: tuple[Analysis, tuple[Blank, ...]] | None = None
        self._soon = Turn(self)
        self._soon.came.connect(self._update)
        self.tabs = TabBar(drawBase=False, expanding=False, usesScrollButtons=False)
        self.canvas, self.table = DiagramCanvas(), TableView()
        self._choices = Choices(self.canvas)
        self.style_choice, self.theme_choice = self._choices.style_choice, self._choices.theme_choice
        self.fold_choice = self._choices.fold_choice
        self._news = FittingLabel()
        self._places = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def news(self) -> str:
        """What was saved or copied last."""
        return self._news.full

    # Parts

    def _lay_out(self) -> None:
        self.tabs.setObjectName("build.diagram.tabs")
        self.tabs.setAccessibleName(tr("Diagram or table"))
        for text, name in ((tr("Diagram"), "network"), (tr("Table"), "table")):
            self.tabs.addTab(icon(name), text)
        self._copy = QPushButton(icon("copy"), tr("Copy"))
        self._copy.setObjectName("build.diagram.copy")
        self._save = QPushButton(icon("file-down"), tr("Save as…"))
        self._save.setObjectName("build.diagram.save")
        for button in (self._copy, self._save):
            button.setAccessibleName(button.text().rstrip("…"))
        told = line_of(self.tabs, self._news)
        told.setStretch(1, 1)
        self._places.addWidget(self.canvas)
        self._places.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(6)
        column.addWidget(InLines(told, line_of(self._copy, self._save, None), (1, 0)))
        column.addWidget(self._choices)
        column.addWidget(self._places, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        for choice in (self.style_choice, self.theme_choice):
            choice.currentIndexChanged.connect(self._changed)
        self.style_choice.currentIndexChanged.connect(self.canvas.begin_anew)
        self.fold_choice.toggled.connect(self._changed)
        self._save.clicked.connect(self.ask_save)
        self.canvas.chosen.connect(self._choose)
        self.table.chosen.connect(self._choose)
        self._document.project_changed.connect(self._changed)
        self._document.opened.connect(self._opened)
        self._selection.changed.connect(self._mark)
        self._turn(0)

    # What the person asks for

    @Slot()
    def ask_save(self) -> None:
        """Asks for a name, and for a PNG's width, and writes what is shown."""
        is_table = self.tabs.currentIndex() == 1
        endings = files.TABLES if is_table else files.PICTURES
        folder = self._document.path.parent if self._document.is_named and self._document.path else Path.home()
        called = self._document.title
        called = tr("{title} summary", title=called) if is_table else tr("{title} diagram", title=called)
        title = f"{called}{next(iter(endings.values()))}"
        name, chosen = file_dialogs.save_name(self, tr("Save as"), str(folder / title), ";;".join(endings))
        if not name:
            return
        path = files.with_ending(name, chosen, endings)
        if not is_free(self, path, name):
            return
        if path.suffix.lower() == ".png":
            self._document.background.run(self._maker(), lambda drawing: self._save_png(path, drawing), self._refuse)
        else:
            self.save_to(path)

    def save_to(self, path: Path, width: int = 1) -> None:
        """Writes what is shown, by the ending of ``path``; ``width`` is a PNG's, in pixels."""
        analysis, make, left = self._document.analysis, self._maker(), self._document.project.blanks
        if self.tabs.currentIndex() == 1:
            self._write(path, lambda: files.write_table(path, summary(analysis, left)))
        else:
            self._write(path, lambda: files.write_drawing(path, make(), width))

    def copy_picture(self) -> None:
        """Puts the diagram on the clipboard, for picture programs and for those that take SVG."""
        make = self._maker()

        def work() -> tuple[Drawing, QImage, bytes]:
            drawing = make()
            return drawing, to_image(drawing, _clipboard_width(drawing)), to_svg(drawing).encode()

        self._document.background.run(work, lambda made: self._copy_both(*made), self._refuse)

    def copy_svg(self) -> None:
        """Puts the text of the SVG file on the clipboard."""
        make = self._maker()
        self._copy_text(lambda: to_svg(make()), tr("Copied the SVG as text."))

    def copy_table(self, title: str) -> None:
        """Puts the table on the clipboard, written as one of ``_COPIES``."""
        analysis, write = self._document.analysis, FORMATS[_COPIES[title]]
        left = self._document.project.blanks
        self._copy_text(lambda: write(summary(analysis, left)), tr("Copied the table: {title}.", title=title))

    def _save_png(self, path: Path, drawing: Drawing) -> None:
        """Asks how wide it is to be; writes nothing when the person thought better of it."""
        width = ask_width(self, drawing)
        if width is not None:
            self._write(path, lambda: files.write_drawing(path, drawing, width))

    def _write(self, path: Path, work: Callable[[], None]) -> None:
        self._tell("")
        self._document.background.run(work, lambda _: self._tell(tr("Saved {name}.", name=path.name)), self._refuse)

    def _copy_text(self, work: Callable[[], str], news: str) -> None:
        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._tell(news)

        self._document.background.run(work, copy, self._refuse)

    def _copy_both(self, drawing: Drawing, image: QImage, svg: bytes) -> None:
        both = QMimeData()
        both.setImageData(image)
        both.setData("image/svg+xml", QByteArray(svg))
        QGuiApplication.clipboard().setMimeData(both)
        width, height = image.width(), image.height()
        smaller = image.width() < round(drawing.width * _CLIPBOARD_SCALE)
        if smaller:
            words = tr(
                "Copied the picture: {width:,} × {height:,} pixels, made smaller to fit the clipboard; “Save as…” has "
                "all sizes.",
                width=width,
                height=height,
            )
        else:
            words = tr("Copied the picture: {width:,} × {height:,} pixels.", width=width, height=height)
        self._tell(words)

    # What happens

    @Slot()
    def _opened(self) -> None:
        self.canvas.begin_anew()
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self._stale = True
        self._news.say("")
        if self.isVisible():
            self._soon.start()

    @Slot()
    def _update(self) -> None:
        """Brings up to date what is seen, the table or the diagram; the other waits until it is turned to."""
        if self.tabs.currentIndex() == 1:
            self._fill_table()
        elif self._stale:
            self._stale = False
            self._draw()

    def _draw(self) -> None:
        self._asked += 1
        ticket, make = self._asked, self._maker()
        if len(self._document.analysis.rows) < _LONG:
            self._show(ticket, Sheet(make()))
            return
        self._document.background.run(lambda: Sheet(make()), lambda sheet: self._show(ticket, sheet), self._refuse)

    def _show(self, ticket: int, sheet: Sheet) -> None:
        if ticket == self._asked:  # else a newer one is on its way
            self.canvas.show_sheet(sheet)
            self._mark()
            self.drawn.emit()

    def _fill_table(self) -> None:
        now = (self._document.analysis, self._document.project.blanks)
        if self._in_table is None or self._in_table[0] is not now[0] or self._in_table[1] != now[1]:
            self._in_table = now
            self.table.show_table(summary(*now), self._selection.current)

    def _maker(self) -> Callable[[], Drawing]:
        """What makes the drawing, with everything it needs, on whichever thread."""
        analysis, style = self._document.analysis, self.style_choice.currentData()
        left = self._document.project.blanks
        theme = self.theme_choice.currentData() or ("dark" if theme_of(self.palette()).dark else "light")
        fold = None if self.fold_choice.isChecked() else False
        return lambda: draw(analysis, style, theme, fold, left)

    @Slot()
    def _mark(self) -> None:
        branch = self._selection.branch  # it has no figure of its own
        self.canvas.mark(self._selection.names if branch is None else (branch[0],))
        self.table.mark(self._selection.current)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._selection.select(name)

    @Slot(int)
    def _turn(self, number: int) -> None:
        """Shows the diagram or the table, and offers its copies."""
        self._places.setCurrentIndex(number)
        self._choices.setVisible(number == 0)
        if self.isVisible():
            self._update()
        menu = QMenu(self._copy)
        if number == 0:
            menu.addAction(tr("As a picture"), self.copy_picture)
            menu.addAction(tr("As SVG text"), self.copy_svg)
        else:
            for title in _COPIES:
                menu.addAction(tr("As {title}", title=title), lambda title=title: self.copy_table(title))
        old = self._copy.menu()
        self._copy.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def _tell(self, words: str) -> None:
        self._news.say(words)

    def _refuse(self, error: StudioError) -> None:
        self._tell("")  # news of what went well before is not to stand beside it
        self._document.refused.emit(error)

    # What Qt calls

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hands the keyboard on; a focus proxy would have Tab go past all that stands before it."""
        self.canvas.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._changed()


def _clipboard_width(drawing: Drawing) -> int:
    """Twice the drawn size, or as much of it as a clipboard is given."""
    within = math.sqrt(_CLIPBOARD_PIXELS * drawing.width / drawing.height)
    return max(1, int(min(drawing.width * _CLIPBOARD_SCALE, within, widest(drawing))))
