"""The drawings to take along: as a zip of pictures or as arrays, written whole or not at all."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnstudio.core.language import in_sentence, tr, tr_count
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.data.drawn_files import write_npz, write_zip
from cnnstudio.data.watch import Watch
from cnnstudio.files.atomic import write_atomically
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.words import picture_shape

_Shape = tuple[int, int, int]
_Write = Callable[[Path, Watch], None]


class ExportButton(QPushButton):
    """A button with a menu of the ways; writing happens on a thread of its own."""

    failed = Signal(object)
    """A StudioError: the file could not be written."""
    done = Signal(str)
    """What was done, in words."""

    def __init__(
        self,
        drawings: Callable[[], tuple[Collected, ...]],
        shape: Callable[[], _Shape],
        title: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """Makes the button.

        Args:
            drawings: Gives what is written.
            shape: Gives the input of the network whose view of them is meant.
            title: Gives what all of them are called.
        """
        super().__init__(icon("file-down"), tr("E&xport…"), parent)
        self.setObjectName("draw.collected.export")
        self.setAccessibleName(tr("Export the drawings"))
        self.setToolTip(tr("Writes the drawings that are shown as a zip of PNG files or as an .npz (Alt+X)"))
        self._drawings, self._shape, self._title = drawings, shape, title
        self._work = Newest("export of drawings", self)
        self.clicked.connect(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))

    def menu_now(self) -> QMenu:
        """The menu, made anew; it belongs to the button."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        shape = self._shape()
        for words, ending, seen in (
            (tr("Zip, as they were drawn…"), "zip", None),
            (tr("Zip, as the network gets them ({shape})…", shape=picture_shape(shape)), "zip", shape),
            (tr("Arrays .npz, as the network gets them ({shape})…", shape=picture_shape(shape)), "npz", shape),
        ):
            menu.addAction(words).triggered.connect(partial(self._ask, ending, seen))
        return menu

    def write(self, path: Path, seen: _Shape | None) -> None:
        """Writes the file that the ending of ``path`` names."""
        drawings = self._drawings()
        to_file: _Write
        if path.suffix.lower() == ".npz" and seen is not None:
            to_file = lambda temp, watch: write_npz(temp, drawings, seen, watch)  # noqa: E731
        else:
            to_file = lambda temp, watch: write_zip(temp, drawings, seen, watch)  # noqa: E731
        self._work.run(
            lambda watch: write_atomically(path, lambda temp: to_file(temp, watch)),
            lambda _: self.done.emit(_done_words(len(drawings), path.name)),
            self.failed.emit,
        )

    def end(self) -> None:
        """Stops what is written beside the window."""
        self._work.close()

    def _ask(self, ending: str, seen: _Shape | None) -> None:
        path = ask_where(self, tr("Export the drawings"), in_sentence(self._title()), ending)
        if path is not None:
            self.write(path, seen)


def _done_words(count: int, name: str) -> str:
    return tr_count(
        "{count:,} drawing was written to {name}.", "{count:,} drawings were written to {name}.", count, name=name
    )
