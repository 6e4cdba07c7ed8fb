"""The table of trials to take along, as CSV: onto the clipboard or into a file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.data.watch import Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.results.bar import below
from cnnstudio.gui.sweeps.results.model import TrialModel
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.saving import ask_where


class ExportTrials(QPushButton):
    """A button with a menu; what is written is what is in view, in its order."""

    failed = Signal(object)
    """A StudioError: a file could not be written."""
    said = Signal(str)
    """What was done, in words."""

    def __init__(self, model: TrialModel, parent: QWidget | None = None) -> None:
        super().__init__(icon("download"), tr("Export"), parent)
        self.setObjectName("sweep.export")
        self.setAccessibleName(tr("Export"))
        self.setToolTip(tr("Copies or saves the table: all trials in view"))
        self._model = model
        self._work = Newest("export of trials", self)
        self.clicked.connect(lambda: self.menu_now().popup(below(self)))

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(icon("copy"), tr("Copy as CSV"), self.copy)
        menu.addAction(icon("save"), tr("Save as CSV…"), self._ask)
        return menu

    def copy(self) -> None:
        """Puts the table on the clipboard."""
        QGuiApplication.clipboard().setText(self._text())
        self.said.emit(tr("{rows} copied as CSV.", rows=self._count()))

    def save(self, path: Path) -> None:
        """Writes the table to ``path``."""
        text, words = self._text(), tr("{rows} saved as {file}.", rows=self._count(), file=path.name)

        def write(_: Watch) -> None:
            write_whole(path, text)

        self._work.run(write, lambda _: self.said.emit(words), self.failed.emit)

    def end(self) -> None:
        """Stops for good."""
        self._work.close()

    def _text(self) -> str:
        return self._model.csv()

    def _count(self) -> str:
        count = self._model.rowCount()
        if self._model.is_combined:
            return tr_count("{count:,} combination", "{count:,} combinations", count)
        return tr_count("{count:,} trial", "{count:,} trials", count)

    def _ask(self) -> None:
        path = ask_where(self, tr("Save as CSV"), tr_in("name of a file", "trials"), "csv")
        if path is not None:
            self.save(path)
