"""The table to take along: CSV, Markdown, LaTeX or JSON, onto the clipboard or into a file."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from cnnstudio.core.run_table import Column, Row, to_csv, to_latex, to_markdown, to_plain
from cnnstudio.data.watch import Watch
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.icons import icon
from cnnstudio.gui.newest import Newest


def to_json(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """A list with an object for each run."""
    return json.dumps(to_plain(found, chosen), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Way:
    """One way to write the table."""

    title: str
    ending: str
    write: Callable[[Iterable[Row], Sequence[Column]], str]


WAYS = (
    Way("Markdown", "md", to_markdown),
    Way("LaTeX", "tex", to_latex),
    Way("CSV", "csv", to_csv),
    Way("JSON", "json", to_json),
)


class ExportButton(QPushButton):
    """A button with a menu of the ways; long tables are written on a thread of their own."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""
    done = Signal(str)
    """What was done, in words."""

    def __init__(
        self, rows: Callable[[], list[Row]], columns: Callable[[], Sequence[Column]], parent: QWidget | None = None
    ) -> None:
        """``rows``, ``columns``: ask for what is to be written, in order."""
        super().__init__(icon("download"), "Export", parent)
        self.setObjectName("compare.export")
        self.setAccessibleName("Export the table")
        self.setToolTip("Copies or saves the selected runs, or all in view where fewer than two are selected")
        self._rows, self._columns = rows, columns
        self._work = Newest("export of runs", self)
        self.clicked.connect(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for way in WAYS:
            menu.addAction(icon("copy"), f"Copy as {way.title}", partial(self.copy, way))
        menu.addSeparator()
        for way in WAYS:
            menu.addAction(icon("save"), f"Save as {way.title}…", partial(self._ask, way))
        return menu

    def copy(self, way: Way) -> None:
        """Puts the table on the clipboard."""
        rows, columns = self._rows(), tuple(self._columns())
        words = f"{len(rows):,} run{'' if len(rows) == 1 else 's'} copied as {way.title}."

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.done.emit(words)

        self._work.run(lambda _: way.write(rows, columns), put, self.failed.emit)

    def save(self, way: Way, path: Path) -> None:
        """Writes the table to ``path``."""
        rows, columns = self._rows(), tuple(self._columns())

        def write(_: Watch) -> None:
            text = way.write(rows, columns)
            write_atomically(path, lambda temp: _put(temp, text))

        self._work.run(write, lambda _: self.done.emit(f"Saved as {path.name}."), self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _ask(self, way: Way) -> None:
        name, _ = QFileDialog.getSaveFileName(self, f"Save as {way.title}", f"runs.{way.ending}", f"*.{way.ending}")
        if name:
            path = Path(name)
            self.save(way, path if path.suffix else path.with_suffix(f".{way.ending}"))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
