"""The report of the sweep that is looked at, to take along: as PDF or Markdown, or onto the clipboard."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.report import Called, report, sections
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.report_files import Captioned, write_markdown, write_pdf
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Turn
from cnnstudio.gui.widgets.saving import ask_where

Told = tuple[Experiment, Sequence[Run], Called]
"""A sweep, the runs of its file, and what is called how."""


Drawn = tuple[str, Callable[[], QImage]]
"""What a picture shows, in words, and what draws it, on any thread."""


class ReportButton(QPushButton):
    """A button with a menu of the ways; it is made and written on a thread of its own."""

    failed = Signal(object)
    """A StudioError: the file could not be written."""
    done = Signal(str)
    """What was done, in words."""

    def __init__(
        self,
        told: Callable[[], Told | None],
        pictures: Callable[[], Iterable[Drawn]] = tuple,
        parent: QWidget | None = None,
    ) -> None:
        """What is told of is asked for when it is needed.

        Args:
            told: None where no sweep is looked at.
            pictures: For the PDF, each with its caption and what draws it on any thread; asked on the GUI thread, one
                a turn, so that the window answers between them.
        """
        super().__init__(icon("file-down"), tr("Report"), parent)
        self.setObjectName("sweep.report")
        self.setAccessibleName(tr("Report of the sweep"))
        self.setToolTip(tr("What varied, what was best, what mattered and what failed, as PDF or Markdown"))
        self._told, self._pictures = told, pictures
        self._work = Newest("report of a sweep", self)
        self._to_draw: Iterator[Drawn] | None = None
        self._then: Callable[[], None] = lambda: None
        self._drawn: list[Drawn] = []
        self._turn = Turn(self)
        self._turn.came.connect(self._gather)
        self.clicked.connect(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(icon("save"), tr("Save as PDF…"), partial(self._ask, "pdf"))
        menu.addAction(icon("save"), tr("Save as Markdown…"), partial(self._ask, "md"))
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Copy as Markdown"), self.copy)
        for action in menu.actions():
            action.setEnabled(self._told() is not None)
        return menu

    def copy(self) -> None:
        """Puts the report on the clipboard, as Markdown."""
        told = self._told()
        if told is None:
            return

        def put(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.done.emit(tr("Report of {sweep} copied as Markdown.", sweep=told[0].name))

        self._work.run(lambda _: report(*told), put, self.failed.emit)

    def save(self, path: Path) -> None:
        """Writes the report in the form that the path ends in: PDF, or else Markdown."""
        told = self._told()
        if told is None:
            return
        words = tr("Report of {sweep} saved as {file}.", sweep=told[0].name, file=path.name)
        if path.suffix.lower() == ".pdf":
            self._to_draw, self._drawn = iter(self._pictures()), []
            self._then = partial(self._save_pdf, path, told, words)
            self._turn.start()
            return
        self._work.run(
            lambda _: write_markdown(path, sections(*told)), lambda _: self.done.emit(words), self.failed.emit
        )

    def end(self) -> None:
        """Stops for good."""
        self._turn.stop()
        self._work.close()

    @Slot()
    def _gather(self) -> None:
        """One picture more; after the last one the report is written."""
        assert self._to_draw is not None
        found = next(self._to_draw, None)
        if found is None:
            self._then()
            return
        self._drawn.append(found)
        self._turn.start()

    def _save_pdf(self, path: Path, told: Told, words: str) -> None:
        pictures = tuple(self._drawn)
        self._work.run(
            lambda watch: write_pdf(path, told[0].name, sections(*told), _made(pictures), watch),
            lambda _: self.done.emit(words),
            self.failed.emit,
        )

    def _ask(self, ending: str) -> None:
        told = self._told()
        path = None if told is None else ask_where(self, tr("Save the report"), told[0].name, ending)
        if path is not None:
            self.save(path)


def _made(pictures: Sequence[Drawn]) -> list[Captioned]:
    return [(words, draw()) for words, draw in pictures]
