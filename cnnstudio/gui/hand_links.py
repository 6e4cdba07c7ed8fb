"""Convolution by hand linked with the pages: a number of a layer goes there, and from there one comes back to it."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.by_hand.against import against
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.layers import Taken
from cnnstudio.core.by_hand.origin import Origin, from_json, to_json
from cnnstudio.core.errors import SpecError
from cnnstudio.core.messages import TakenByHand
from cnnstudio.core.working.figures import place_in_words
from cnnstudio.gui.hand_sources import HandSources
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from cnnstudio.gui.by_hand.view import ByHandView

KEY = "by_hand.origin"
"""Of the project's notes."""

_BACK = "Show in Inspect"


class HandLinks(QObject):
    """Knows of the exercise which number of which layer it is; the project keeps that beside it."""

    def __init__(
        self,
        parts: Parts,
        pages: Pages,
        show_tab: Callable[[str], QWidget],
        bar: MessageBar,
        parent: QObject,
    ) -> None:
        """``show_tab``: shows the Learn page with one of its tabs."""
        super().__init__(parent)
        self._parts, self._pages, self._show_tab, self._bar = parts, pages, show_tab, bar
        self._origin: Origin | None = None
        self._view: ByHandView | None = None
        self._is_told = False
        """Whether the view says where its numbers come from."""
        pages.made.connect(self._page_made)
        parts.document.opened.connect(self._opened)

    @Slot(object)
    def take(self, event: TakenByHand) -> None:
        """Shows a layer's numbers in convolution by hand, at the step that was asked for."""
        self._origin = Origin(event.layer, event.place, event.taken, event.given)
        self._parts.document.notes.put(KEY, to_json(self._origin))
        view = self._show_tab("by_hand")
        assert self._view is view
        self._view.show_exercise(event.taken.exercise, event.taken.place)
        self._tell()

    @Slot()
    def go_back(self) -> None:
        """Shows in Inspect the number of the layer that stands at the step which is looked at."""
        origin, view = self._origin, self._view
        if origin is None or view is None:
            return
        page = self._pages.show("inspect")
        place = place_in_layer(origin, view.exercise, view.place)
        if not page.show_number(origin.layer, place):  # type: ignore[attr-defined]  # a page is known by its name
            self._bar.say(f"The network has no layer called {origin.layer} any more.", "warning")

    # Private

    @Slot(str, object)
    def _page_made(self, name: str, page: QWidget) -> None:
        match name:
            case "inspect" | "draw":
                page.taken_by_hand.connect(self.take)  # type: ignore[attr-defined]  # the page's own
            case "learn":
                page.tab_made.connect(self._tab_made)  # type: ignore[attr-defined]  # the page's own

    @Slot(str, object)
    def _tab_made(self, name: str, view: "ByHandView") -> None:
        if name == "by_hand":
            self._view = view
            HandSources(view, self._parts, self._pages, self._bar)
            view.origin_requested.connect(self.go_back)
            view.changed.connect(self._tell)
            self._tell()

    @Slot()
    def _opened(self) -> None:
        """Another project has an exercise of its own; where that comes from is no great loss where it is damaged."""
        self._origin = None
        text = self._parts.document.notes.get(KEY)
        if text:
            with contextlib.suppress(SpecError):
                self._origin = from_json(text)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Says where the numbers come from, while they are those that were taken or what became of them."""
        if self._view is None:
            return
        origin, exercise = self._origin, self._view.exercise
        if origin is None or exercise.title != origin.taken.exercise.title:
            if self._is_told:
                self._view.tell("")
            self._is_told = False
            return
        self._is_told = True
        at = f"Taken at {place_in_words(origin.place, (0, 0, 0))} of {origin.layer}."
        words = told(origin, exercise, is_hidden=self._view.tries.hidden)
        self._view.tell(" ".join(filter(None, (at, words))), _BACK)


def told(origin: Origin, exercise: Exercise, *, is_hidden: bool) -> str:
    """What the network has there, and what is otherwise than in the layer; of numbers that were edited only that.

    Args:
        is_hidden: Whether the person works the answer out, which is not to be told then.
    """
    if exercise != origin.taken.exercise:
        return "Edited since."
    there = "" if is_hidden else against(origin.taken, origin.given)
    return " ".join(filter(None, (there, origin.taken.words)))


def place_in_layer(origin: Origin, exercise: Exercise, place: tuple[int, int, int] | None) -> tuple[int, int, int]:
    """The place in the layer's output of a step of the exercise; the one that was taken where its steps are others."""
    taken = origin.taken
    if place is None or not _slides_alike(taken, exercise) or place[2] >= len(taken.filters):
        return origin.place
    return taken.first[0] + place[0], taken.first[1] + place[1], taken.filters[place[2]]


def _slides_alike(taken: Taken, exercise: Exercise) -> bool:
    names = ("operation", "dimensions", "stride", "dilation", "padding", "window")
    mine = taken.exercise
    same = all(getattr(mine, name) == getattr(exercise, name) for name in names)
    return same and mine.input.shape[:2] == exercise.input.shape[:2]
