"""Every change of what a sweep is to be, as one undo step of the document."""

from dataclasses import replace
from typing import Any

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.sweeps.combinations import parts_with, settings_to_vary
from cnnstudio.core.sweeps.examples import Example, usual
from cnnstudio.core.sweeps.place import Place, known_setting, label
from cnnstudio.core.sweeps.sweep import MOST_VARIED, Sweep
from cnnstudio.core.sweeps.varied import Over, Varied
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.one_step import one_step

TOO_MANY = tr("{count} settings vary already.", count=MOST_VARIED)


class SweepEdits:
    """What lets settings vary, beside their fields and in the plan of a sweep."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def project(self) -> Project:
        """The project with the sweep as it is planned now."""
        return self._document.project

    @property
    def sweep(self) -> Sweep:
        """The sweep as it is planned now."""
        return self._document.project.sweep

    def label(self, place: Place) -> str:
        """What a setting is called: "Filters of conv2d_1"."""
        return label(self._document.project, place)

    def setting(self, place: Place) -> Setting | None:
        """The setting at a place, also where another optimiser or schedule of the sweep brings it along."""
        return known_setting(self._document.project, place)

    def addable(self) -> dict[Place, Setting]:
        """Every setting that can vary and does not yet, also one that the sweep itself brings; blanks cannot."""
        found, taken = settings_to_vary(self._document.project).items(), set(self.sweep.places)
        return {place: each for place, each in found if place not in taken}

    @property
    def is_full(self) -> bool:
        """Whether as many settings vary as can."""
        return len(self.sweep.varied) >= MOST_VARIED

    def add(self, place: Place, merge: str = "") -> bool:
        """Lets a setting vary, over a few values around its own; whether it varies then."""
        parts = parts_with(self._document.project, place)
        if self.sweep.over(place) is None and parts is not None:
            self.vary(place, usual(parts, place).over, merge)
        return self.sweep.over(place) is not None

    def vary(self, place: Place, over: Over, merge: str | None = None) -> None:
        """Lets a setting vary over these values; says so where too many vary already.

        Args:
            merge: Steps with the same mark become one; those of the plan's row do without any.
        """
        try:
            sweep = self.sweep.with_varied(Varied(place, over))
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error), tr("Let another one stop varying first.")))
            return
        self._put(sweep, tr("Vary {label}", label=self.label(place)), f"sweep.{place}" if merge is None else merge)

    def remove(self, place: Place) -> None:
        """Lets a setting vary no more."""
        self._put(self.sweep.without(place), tr("Stop varying {label}", label=self.label(place)))

    def move(self, place: Place, step: int) -> None:
        """Puts a setting that varies ``step`` places further down; the last one changes fastest."""
        varied = list(self.sweep.varied)
        at = self.sweep.places.index(place)
        to = min(max(at + step, 0), len(varied) - 1)
        varied.insert(to, varied.pop(at))
        self._put(replace(self.sweep, varied=tuple(varied)), tr("Move {label}", label=self.label(place)))

    def take(self, example: Example) -> None:
        """Plans an example in the place of what varied."""
        self._put(example.put_into(self.sweep), example.title)

    def plan_like(self, sweep: Sweep) -> None:
        """Plans a sweep that was begun once more, as far as its settings are still there."""
        self._put(sweep, tr("Plan the sweep again"))

    def take_all(self, size: int) -> None:
        """Lets a grid be trained as a whole: so many combinations."""
        self._put(replace(self.sweep, most=size), tr("Train all {size:,} combinations", size=size))

    def change(self, name: str, value: Any) -> None:
        """Gives a setting of the sweep itself another value."""
        setting = settings_of(self.sweep)[name]
        merge = "" if setting.form in ("choice", "flag") else f"sweep.{name}"
        self._put(
            replace(self.sweep, **{name: value}), tr("Change {setting}", setting=in_sentence(setting.label)), merge
        )

    def _put(self, sweep: Sweep, text: str, merge: str = "") -> None:
        project = replace(self._document.project, sweep=sweep)
        self._document.change(project, text, one_step(self._document, merge))
