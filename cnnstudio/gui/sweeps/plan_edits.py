"""Every change of what a sweep is to be, as one undo step of the document."""

from dataclasses import replace
from typing import Any

from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.sweeps.examples import Example, usual
from cnnstudio.core.sweeps.place import Place, known_setting, label, settings
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Over, Varied
from cnnstudio.gui.document import Document


class SweepEdits:
    """What the plan of a sweep does to the project."""

    def __init__(self, document: Document) -> None:
        self._document = document

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
        """Every setting that can vary and does not yet; what is still to be filled in cannot."""
        project = self._document.project
        taken = set(self.sweep.places)
        blank = {Place("network", each.setting, each.node) for each in project.blanks if each.node}
        blank |= {Place("plan", each.setting) for each in project.blanks if not each.node}
        found = settings(project)
        return {place: each for place, each in found.items() if place not in taken and place not in blank}

    def add(self, place: Place) -> None:
        """Lets a setting vary, over a few values around its own."""
        self._put(self.sweep.with_varied(usual(self._document.project, place)), f"Vary {self.label(place)}")

    def vary(self, place: Place, over: Over) -> None:
        """Lets a setting that varies vary over something else."""
        self._put(self.sweep.with_varied(Varied(place, over)), f"Vary {self.label(place)}", f"sweep.{place}")

    def remove(self, place: Place) -> None:
        """Lets a setting vary no more."""
        self._put(self.sweep.without(place), f"Stop varying {self.label(place)}")

    def move(self, place: Place, step: int) -> None:
        """Puts a setting that varies ``step`` places further down; the last one changes fastest."""
        varied = list(self.sweep.varied)
        at = self.sweep.places.index(place)
        to = min(max(at + step, 0), len(varied) - 1)
        varied.insert(to, varied.pop(at))
        self._put(replace(self.sweep, varied=tuple(varied)), f"Move {self.label(place)}")

    def take(self, example: Example) -> None:
        """Plans an example in the place of what varied."""
        self._put(example.put_into(self.sweep), example.title)

    def plan_like(self, sweep: Sweep) -> None:
        """Plans a sweep that was begun once more, as far as its settings are still there."""
        self._put(sweep, "Plan the sweep again")

    def change(self, name: str, value: Any) -> None:
        """Gives a setting of the sweep itself another value."""
        setting = settings_of(self.sweep)[name]
        merge = "" if setting.form in ("choice", "flag") else f"sweep.{name}"
        self._put(replace(self.sweep, **{name: value}), f"Change {setting.label.lower()}", merge)

    def _put(self, sweep: Sweep, text: str, merge: str = "") -> None:
        self._document.change(replace(self._document.project, sweep=sweep), text, merge)
