"""How it is found out by trying how pictures are prepared for a network whose file does not say so."""

from dataclasses import replace

from cnnstudio.core.messages import Evaluated
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import source

_SURE = 0.5
"""A network that does worse on the data that are tried with has learned something else, so that nothing is known."""

_NOISE = 0.01
"""What does better by no more than this share may do so by chance."""


_ALIKE = {"mnist-10k": ("fashion-10k",)}
"""Data of the same shape and number of classes, which are tried where the first are not what was learned."""


def data_to_try(fitting: DataRecipe) -> tuple[DataRecipe, ...]:
    """The built-in data to try with, the likeliest first; none where those that fit are not built in."""
    found = source(fitting.source)
    if found is None or not found.resource:
        return ()
    return tuple(replace(fitting, source=name) for name in (found.name, *_ALIKE.get(found.name, ())))


def is_telling(found: Evaluated) -> bool:
    """Whether the network did so well that these are the data it learned, or data like them."""
    return found.scores.accuracy >= _SURE


def best_way(before: Prepared, found: Evaluated, data: DataRecipe) -> tuple[Prepared, FoundWay]:
    """What did best, or what was taken before where that did as well; and how well it did."""
    as_it_was = max((each.accuracy or 0 for each in found.tried if each.method == before.method), default=0.0)
    stays = found.scores.accuracy - as_it_was <= _NOISE
    prepared, accuracy = (before, as_it_was) if stays else (found.prepared, found.scores.accuracy)
    tried_with = source(data.source)
    title = tried_with.short_title if tried_with is not None else data.source
    return prepared, FoundWay(title, prepared.method, accuracy)
