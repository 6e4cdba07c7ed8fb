"""The pages of the window, each made when it is first needed or when there is time."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.document import Document
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.training_run import TrainingRun

PAGES = (
    ("data", "Data", "images"),
    ("build", "Build", "layers"),
    ("train", "Train", "chart-line"),
    ("inspect", "Inspect", "scan-search"),
    ("draw", "Draw", "brush"),
)
"""Name, title and icon of each page, in the rail's order."""


@dataclass(frozen=True)
class Parts:
    """What pages are made from."""

    document: Document
    selection: Selection
    training_run: TrainingRun
    bridge: Bridge
    loading: DataLoading


_MODULES = ("data.page", "stack.page", "stack.view", "training.page", "viewer.page", "pad.page")


def import_pages() -> None:
    """Imports the modules of all pages, and pyqtgraph with them: 300 ms, so not on the GUI thread."""
    for module in _MODULES:
        importlib.import_module(f"cnnstudio.gui.{module}")


class Pages(QObject):
    """Makes pages and shows one of them.

    The first window must stand before anything heavy is imported, so the modules of the pages, with pyqtgraph behind
    them, are imported in here: at first need, or one by one while the window is idle.
    """

    made = Signal(str, object)
    """A page's name and the page, just made."""
    shown = Signal(str)
    """The name of the page that is shown now; empty for none of them."""
    all_made = Signal()

    def __init__(self, place: QStackedWidget, parts: Parts) -> None:
        super().__init__(place)
        self._place, self._parts = place, parts
        self._pages: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {
            "data": self._data,
            "build": self._build,
            "train": self._train,
            "inspect": self._inspect,
            "draw": self._draw,
        }
        self.current = ""

    def is_made(self, name: str) -> bool:
        """Whether the page of that name is there already."""
        return name in self._pages

    def page(self, name: str) -> QWidget:
        """The page of that name, made now if it was not there."""
        if name not in self._pages:
            page = self._makers[name]()
            self._pages[name] = page
            self._place.addWidget(page)
            self.made.emit(name, page)
        return self._pages[name]

    def show(self, name: str) -> QWidget:
        """Shows the page of that name."""
        page = self.page(name)
        self._place.setCurrentWidget(page)
        self.current = name
        self.shown.emit(name)
        return page

    def leave(self) -> None:
        """Says that none of the pages is shown any more; ``shown`` tells of it with an empty name."""
        self.current = ""
        self.shown.emit("")

    def make_all(self) -> None:
        """Makes the pages that are still missing, one whenever the event loop has nothing else to do."""
        missing = next((name for name in self._makers if name not in self._pages), None)
        if missing is None:
            self.all_made.emit()
        else:
            self.page(missing)
            QTimer.singleShot(0, self, self.make_all)

    def close(self) -> None:
        """Ends what a page does beside the window."""
        for name in ("data", "train"):
            if name in self._pages:
                self._pages[name].end()

    def _data(self) -> QWidget:
        from cnnstudio.gui.data.page import DataPage

        parts = self._parts
        return DataPage(parts.document, parts.bridge, parts.loading)

    def _build(self) -> QWidget:
        from cnnstudio.gui.stack.page import BuildPage

        return BuildPage(self._parts.document, self._parts.selection)

    def _train(self) -> QWidget:
        from cnnstudio.gui.training.page import TrainPage

        return TrainPage(self._parts.document, self._parts.training_run, self._parts.bridge)

    def _inspect(self) -> QWidget:
        from cnnstudio.gui.stack.view import StackView
        from cnnstudio.gui.viewer.page import InspectPage

        parts = self._parts
        stack = StackView(parts.document, parts.selection, editable=False)
        return InspectPage(parts.document, parts.selection, parts.training_run, parts.bridge, stack)

    def _draw(self) -> QWidget:
        from cnnstudio.gui.pad.page import DrawPage

        return DrawPage(self._parts.document, self._parts.training_run, self._parts.bridge)
