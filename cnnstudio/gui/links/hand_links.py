"""Convolution by hand linked with the pages: a number of a layer goes there, and from there one comes back to it."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.working.figures import place_in_words
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from cnnstudio.core.by_hand.exercise import Exercise
    from cnnstudio.core.by_hand.layers import Taken
    from cnnstudio.core.by_hand.origin import Origin
    from cnnstudio.core.messages import TakenByHand
    from cnnstudio.gui.by_hand.view import ByHandView

KEY = "by_hand.origin"
"""Of the project's notes."""

_BACK = tr("Show in Inspect")


_MOST = 50
"""Origins that are known for the way back by undo."""


class HandLinks(QObject):
    """Knows of the exercise which number of which layer it is; the project keeps that beside it.

    What calculates is imported when it is needed: the window does not wait for it.
    """

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
        self._origins: list[Origin] = []
        """Of the exercises of this project, the newest in front."""
        self._noted: Origin | None = None
        """The one that the project keeps."""
        self._view: ByHandView | None = None
        self._is_told = False
        """Whether the view says where its numbers come from."""
        pages.made.connect(self._page_made)
        parts.document.opened.connect(self._opened)

    @property
    def origin(self) -> "Origin | None":
        """Where the numbers that stand in convolution by hand come from; None where nobody knows."""
        if self._view is None:
            return None
        exercise = self._view.exercise
        titled = [each for each in self._origins if each.taken.exercise.title == exercise.title]
        return next((each for each in titled if each.taken.exercise == exercise), titled[0] if titled else None)

    @Slot(object)
    def take(self, event: "TakenByHand") -> None:
        """Shows a layer's numbers in convolution by hand, at the step that was asked for."""
        from cnnstudio.core.by_hand.origin import Origin

        origin = Origin(event.layer, event.place, event.taken, event.given)
        self._origins = [origin, *self._origins][:_MOST]
        view = self._show_tab("by_hand")
        assert self._view is view
        self._view.show_exercise(event.taken.exercise, event.taken.place)
        self._tell()

    @Slot()
    def go_back(self) -> None:
        """Shows in Inspect the number of the layer that stands at the step which is looked at."""
        origin, view = self.origin, self._view
        if origin is None or view is None:
            return
        page = self._pages.show("inspect")
        place = place_in_layer(origin, view.exercise, view.place)
        if not page.show_number(origin.layer, place):  # type: ignore[attr-defined]  # a page is known by its name
            self._bar.say(tr("The network has no layer called {layer} any more.", layer=origin.layer), "caution")

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
            from cnnstudio.gui.links.hand_sources import HandSources

            self._view = view
            HandSources(view, self._parts, self._pages, self._bar)
            view.origin_requested.connect(self.go_back)
            view.changed.connect(self._tell)
            self._tell()

    @Slot()
    def _opened(self) -> None:
        """Another project has an exercise of its own; where that comes from is no great loss where it is damaged."""
        self._origins, self._noted = [], None
        text = self._parts.document.notes.get(KEY)
        if text:
            from cnnstudio.core.by_hand.origin import from_json

            with contextlib.suppress(SpecError):
                self._noted = from_json(text)
                self._origins = [self._noted]
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Says where the numbers come from, while they are those that were taken or what became of them."""
        if self._view is None:
            return
        origin, exercise = self.origin, self._view.exercise
        if origin is None:
            if self._is_told:
                self._view.tell("")
            self._is_told = False
            return
        self._is_told = True
        self._note(origin)
        at = tr(
            "Taken at {place} of {layer}.",
            place=place_in_words(origin.place, (0, 0, 0)),
            layer=origin.layer,
        )
        words = told(origin, exercise, is_hidden=self._view.tries.hidden)
        self._view.tell(" ".join(filter(None, (at, words))), _BACK, origin.taken.channels)

    def _note(self, origin: "Origin") -> None:
        """Keeps in the project where what stands here comes from."""
        if origin is not self._noted:
            from cnnstudio.core.by_hand.origin import to_json

            self._noted = origin
            self._parts.document.notes.put(KEY, to_json(origin))


def told(origin: "Origin", exercise: "Exercise", *, is_hidden: bool) -> str:
    """What the network has there, and what is otherwise than in the layer; of numbers that were edited only that.

    Args:
        is_hidden: Whether the person works the answer out, which is not to be told then.
    """
    if exercise != origin.taken.exercise:
        return tr("Edited since.")
    from cnnstudio.core.by_hand.against import against

    there = "" if is_hidden else against(origin.taken, origin.given)
    return " ".join(filter(None, (there, origin.taken.words)))


def place_in_layer(origin: "Origin", exercise: "Exercise", place: tuple[int, int, int] | None) -> tuple[int, int, int]:
    """The place in the layer's output of a step of the exercise; the one that was taken where its steps are others."""
    taken = origin.taken
    if place is None or not _slides_alike(taken, exercise) or place[2] >= len(taken.filters):
        return origin.place
    return taken.first[0] + place[0], taken.first[1] + place[1], taken.filters[place[2]]


def _slides_alike(taken: "Taken", exercise: "Exercise") -> bool:
    names = ("operation", "dimensions", "stride", "dilation", "padding", "window")
    mine = taken.exercise
    same = all(getattr(mine, name) == getattr(exercise, name) for name in names)
    return same and mine.input.shape[:2] == exercise.input.shape[:2]
