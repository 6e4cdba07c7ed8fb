"""Finds which output of a network a class of other data belongs to: by its name."""

from collections.abc import Callable

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import bare
from cnnstudio.data.dataset import Labels


def translated(y: Labels, names: tuple[str, ...], outputs: tuple[str, ...]) -> Labels:
    """The class numbers (n,), which count in ``names``, as numbers of the ``outputs`` with the same names.

    The data may have fewer classes, in another order. Where one side only has numbers for names, as many classes as
    outputs are taken in their order. Raises StudioError for a class that is none of the outputs.
    """
    if names == outputs:
        return y
    key = _key(outputs)
    places = {key(name): number for number, name in enumerate(outputs)}
    used = np.unique(y)
    unknown = [names[number] for number in used if key(names[number]) not in places]
    if not unknown:
        return np.array([places.get(key(name), 0) for name in names], np.int64)[y]
    if _fit_in_order(names, outputs):
        return y
    if len(used) > len(outputs) or are_numbers(names) or are_numbers(outputs):
        raise StudioError(
            tr(
                "The data have {count:,} classes, but the network tells {known:,} apart.",
                count=len(names),
                known=len(outputs),
            ),
            tr("Choose data with the network's classes."),
        )
    known = ", ".join(f"“{name[:20]}”" for name in outputs[:5]) + (" …" if len(outputs) > 5 else "")
    raise StudioError(
        tr(
            "The network has no class “{name}”, which the data have: it tells {known} apart.",
            name=unknown[0][:40],
            known=known,
        ),
        tr("Choose data with the network's classes, or name the classes alike."),
    )


def are_in_order(y: Labels, names: tuple[str, ...], outputs: tuple[str, ...]) -> bool:
    """Whether ``translated`` takes classes in their order, as their names tell nothing; for what it does not refuse."""
    key = _key(outputs)
    places = {key(name) for name in outputs}
    return _fit_in_order(names, outputs) and any(key(names[number]) not in places for number in np.unique(y))


def _fit_in_order(names: tuple[str, ...], outputs: tuple[str, ...]) -> bool:
    return len(names) == len(outputs) and (are_numbers(names) or are_numbers(outputs))


def _key(outputs: tuple[str, ...]) -> Callable[[str], str]:
    """What of a name counts: all of it only where outputs differ by nothing else."""
    return bare if len(set(map(bare, outputs))) == len(outputs) else str


def are_numbers(names: tuple[str, ...]) -> bool:
    """Whether the classes are only counted, as where a file does not name them."""
    return names == tuple(map(str, range(len(names))))
