"""The pages of the window, each made when it is first needed or when there is time."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from inspect import GEN_SUSPENDED, getgeneratorstate

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from cnnstudio.core.language import tr, tr_in
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads import imports
from cnnstudio.gui.threads.turns import Turn, paint_in_turn
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.letters import set_letters

PAGES = (
    ("data", tr_in("page", "Data"), "images"),
    ("build", tr_in("page", "Build"), "layers"),
    ("train", tr_in("page", "Train"), "chart-line"),
    ("sweep", tr_in("page", "Sweep"), "sliders-horizontal"),
    ("inspect", tr_in("page", "Inspect"), "scan-search"),
    ("draw", tr_in("page", "Draw"), "brush"),
    ("compare", tr_in("page", "Compare"), "git-compare"),
    ("learn", tr_in("page", "Learn"), "graduation-cap"),
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
    shared: Shared
    experiments: SweepRun


_Making = Generator[QWidget | None, None, None]
"""Makes a page part by part: gives the page once it may be shown; what comes after that is not in view at first."""

_OVER = object()
_BREATH_MS = 1
"""Between two parts. With none at all what the person does would wait until all pages are made."""


class Pages(QObject):
    """Makes pages and shows one of them.

    The first window must stand before anything heavy is imported, so the modules of the pages, with pyqtgraph behind
    them, are imported in here: at first need, or one by one while the window is idle.
    """

    made = Signal(str, object)
    """A page's name and the page, just made."""
    shown = Signal(str)
    """The name of the page that is shown now, or as soon as it is made; empty for none of them."""
    all_made = Signal()

    def __init__(self, place: QStackedWidget, parts: Parts) -> None:
        super().__init__(place)
        self._place, self._parts = place, parts
        self._pages: dict[str, QWidget] = {}
        self._importing = imports.in_turns()
        self._ways: dict[str, Callable[[], _Making]] = {
            "data": self._data,
            "build": self._build,
            "train": self._train,
            "sweep": self._sweep,
            "inspect": self._inspect,
            "draw": self._draw,
            "compare": self._compare,
            "learn": self._learn,
        }
        self._making = {name: begin() for name, begin in self._ways.items()}
        self._unmade: EmptyState | None = None
        self._turns = QTimer(self, interval=_BREATH_MS)
        self._turns.timeout.connect(self._take_turn)
        self._has_time = self._has_told = False
        self._between = QWidget()
        place.addWidget(self._between)
        self._turn_over = Turn(self)
        self._turn_over.came.connect(self._show_current)
        parts.document.leaving.connect(self._clear)
        self.current = ""

    def is_made(self, name: str) -> bool:
        """Whether the page of that name is there already."""
        return name in self._pages

    def page(self, name: str) -> QWidget:
        """The page of that name; made now, as far as it is in view at first, if it was not there."""
        while name not in self._pages:
            self._begin(name)
            self._go_on(name)
        return self._pages[name]

    def show(self, name: str) -> QWidget:
        """Shows the page of that name."""
        self.current = name
        try:
            page = self.page(name)
            self._turn_to(page)
        finally:  # also of one that could not be made: that is what is shown then
            self.shown.emit(name)
        return page

    def bring(self, name: str) -> None:
        """Shows the page of that name as soon as it is made: before all others, if pages are made part by part now."""
        if self.is_made(name) and self._turn_over.is_wanted:
            self.current = name
            self.shown.emit(name)
        elif self.is_made(name) or not self._has_time:
            self.show(name)
        else:
            self._begin(name)
            self._turns.start()
            self.current = name
            self.shown.emit(name)

    @Slot()
    def _clear(self) -> None:
        """Takes the page away while another project comes: hidden pages follow it when they are seen again.

        So one turn is for all that follows a project, and the next for the page that shows it. Either is short; with
        both in one, the window would stand still for a tenth of a second.
        """
        if self._has_time:
            if self.is_made(self.current):
                self._place.setCurrentWidget(self._between)
            self._turn_over.start()

    @Slot()
    def _show_current(self) -> None:
        if self.is_made(self.current):
            self._turn_to(self._pages[self.current])

    def _turn_to(self, page: QWidget) -> None:
        if page is not self._place.currentWidget():
            paint_in_turn(self._place)  # a page that comes into view is laid out first, which takes as long
            self._place.setCurrentWidget(page)

    def leave(self) -> None:
        """Says that none of the pages is shown any more; ``shown`` tells of it with an empty name."""
        self.current = ""
        self.shown.emit("")

    def make_all(self) -> None:
        """Makes what is still missing, part by part whenever the event loop has nothing else to do."""
        self._has_time = True
        self._turns.start()

    @Slot()
    def _take_turn(self) -> None:
        """Makes the next part. A mistake in it is told like any other, and what comes after it is made all the same."""
        is_over = False
        try:
            is_over = not self._make_next()
        finally:
            if not is_over:
                self._turns.start()  # once more from now, so that there is a breath between them
        if is_over:
            self._turns.stop()
            if not self._has_told:
                self._has_told = True
                self.all_made.emit()

    def _make_next(self) -> bool:
        """Whether there was still something to make."""
        if next(self._importing, _OVER) is not _OVER:
            return True
        if not self._making:
            return False
        is_awaited = self.current in self._making and not self.is_made(self.current)
        self._go_on(self.current if is_awaited else next(iter(self._making)))
        return True

    def _begin(self, name: str) -> None:
        """Begins a page anew that could not be made the last time."""
        if name not in self._pages and name not in self._making:
            self._making[name] = self._ways[name]()

    def _go_on(self, name: str) -> None:
        """Makes the next part of a page; it is there once it may be shown."""
        try:
            page = next(self._making[name])
        except StopIteration:
            del self._making[name]
            set_letters(self._pages[name])  # so that another size of text comes to one page after the other
            return
        except Exception:
            del self._making[name]
            if name == self.current and not self.is_made(name):
                self._show_unmade()
            raise
        if page is not None:
            self._pages[name] = page
            try:
                self._place.addWidget(page)
            finally:  # it is there, whatever the page made of its new place
                self.made.emit(name, page)
                if name == self.current:
                    self._place.setCurrentWidget(page)

    def _show_unmade(self) -> None:
        """Shows what stands in the place of a page that could not be made."""
        if self._unmade is None:
            self._unmade = EmptyState("page.unmade", "circle-alert")
            self._unmade.say(
                tr("This page could not be made"),
                tr("Something went wrong inside the program. Your project and the other pages are there."),
                tr("Try again"),
            )
            self._unmade.clicked.connect(lambda: self.bring(self.current))
            self._place.addWidget(self._unmade)
        self._place.setCurrentWidget(self._unmade)

    def close(self) -> None:
        """Ends what a page does beside the window."""
        self._turns.stop()
        for name in [each for each, making in self._making.items() if getgeneratorstate(making) == GEN_SUSPENDED]:
            while name in self._making:  # its parts would be left behind: nobody owns them before the page is whole
                self._go_on(name)
        for name in ("data", "train", "sweep", "compare"):
            if name in self._pages:
                self._pages[name].end()

    def _data(self) -> _Making:
        from cnnstudio.gui.data.page import DataPage

        parts = self._parts
        page = DataPage(parts.document, parts.bridge, parts.loading, in_turns=True)
        yield from page.making
        yield page

    def _build(self) -> _Making:
        from cnnstudio.gui.stack.page import BuildPage

        page = BuildPage(self._parts.document, self._parts.selection, in_turns=True)
        yield from page.making
        yield page
        yield from page.rest()

    def _train(self) -> _Making:
        from cnnstudio.gui.training.page import TrainPage

        parts = self._parts
        page = TrainPage(parts.document, parts.training_run, parts.bridge, in_turns=True)
        yield from page.making
        yield page
        yield from page.rest()

    def _sweep(self) -> _Making:
        from cnnstudio.gui.sweeps.page import SweepPage

        page = SweepPage(self._parts.document, self._parts.experiments, in_turns=True)
        yield from page.making
        yield page
        yield from page.rest()

    def _inspect(self) -> _Making:
        from cnnstudio.gui.stack.view import StackView
        from cnnstudio.gui.viewer.page import InspectPage

        parts = self._parts
        stack = StackView(parts.document, parts.selection, editable=False)
        yield None
        page = InspectPage(
            parts.document,
            parts.selection,
            parts.training_run,
            parts.bridge,
            stack,
            lambda network, selection: StackView(network, selection, editable=False),
            parts.shared,
            in_turns=True,
        )
        yield from page.making
        yield page

    def _draw(self) -> _Making:
        from cnnstudio.gui.pad.page import DrawPage

        parts = self._parts
        yield DrawPage(parts.document, parts.training_run, parts.bridge, parts.selection, parts.shared)

    def _learn(self) -> _Making:
        from cnnstudio.gui.learn.page import TABS, LearnPage

        page = LearnPage(self._parts.document, self._parts.selection)
        yield page
        for name, _ in TABS[1:]:
            page.tab(name)
            yield

    def _compare(self) -> _Making:
        from cnnstudio.gui.comparison.page import ComparePage

        parts = self._parts
        page = ComparePage(parts.document, parts.training_run, parts.bridge, in_turns=True)
        yield from page.making
        yield page
