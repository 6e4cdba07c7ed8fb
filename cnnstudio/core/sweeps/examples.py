"""Sweeps to begin with, made for the project at hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnnstudio.core.language import tr
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.sweeps.combinations import is_blank
from cnnstudio.core.sweeps.notation import usual_over
from cnnstudio.core.sweeps.place import Parts, Place, setting_at, settings, value_at
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied

if TYPE_CHECKING:
    from cnnstudio.core.project import Project

_MOST_LAYERS = 3
"""Of more layers only the first ones vary: each makes three times as many combinations."""

_MOMENTA = (0.0, 0.5, 0.9)
"""A tenth more than none would hardly be seen."""

_RULES = ("SGD", "RMSprop", "Adam", "AdamW")


@dataclass(frozen=True)
class Example:
    """What may be varied at once, by a click."""

    title: str
    varied: tuple[Varied, ...]

    def put_into(self, sweep: Sweep) -> Sweep:
        """The sweep with these settings and no others, as a grid that is large enough for all combinations."""
        made = replace(sweep, varied=self.varied, method="grid")
        size = 1
        for one in self.varied:
            size *= len(one.over.points)
        return replace(made, most=max(sweep.most, size))


def examples(project: "Project") -> tuple[Example, ...]:
    """Those for which the project has the settings, and none of them still to be filled in."""
    makers: tuple[tuple[str, Callable[[Parts], tuple[Varied, ...]]], ...] = (
        (tr("Learning rate × batch size"), _rate_and_batch),
        (tr("Filters of the convolutions"), _filters),
        (tr("Four optimisers"), _rules),
    )
    made = (Example(title, make(project)) for title, make in makers)
    return tuple(each for each in made if each.varied and not any(is_blank(project, one.place) for one in each.varied))


def usual(parts: Parts, place: Place) -> Varied:
    """How a setting that is there varies at first; raises KeyError for one that is not."""
    setting = setting_at(parts, place)
    if setting is None:
        raise KeyError(str(place))
    value = value_at(parts, place)
    if (str(place), value) == ("plan.optimizer.momentum", 0):
        return Varied(place, Listed(_MOMENTA))
    return Varied(place, usual_over(setting, value))


def _rate_and_batch(parts: Parts) -> tuple[Varied, ...]:
    return tuple(_usual(parts, Place("plan", "learning_rate"), Place("plan", "batch_size")))


def _filters(parts: Parts) -> tuple[Varied, ...]:
    layers = (place for place in settings(parts) if place.part == "network" and place.setting == "filters")
    convolutions = [place for place in layers if _is_convolution(parts, place)]
    return tuple(_usual(parts, *convolutions[:_MOST_LAYERS]))


def _is_convolution(parts: Parts, place: Place) -> bool:
    path = parts.network.path_of(place.node)
    return path is not None and isinstance(parts.network.node(path).spec, Conv2D)


def _rules(parts: Parts) -> tuple[Varied, ...]:
    return (Varied(Place("plan", "optimizer"), Listed(_RULES)),)


def _usual(parts: Parts, *places: Place) -> Iterator[Varied]:
    return (usual(parts, place) for place in places)
