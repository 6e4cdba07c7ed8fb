"""What a training must remember beside its weights to go on as if it had never ended, and what tells other data."""

import hashlib
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.data.split import Parts
from cnnstudio.engine.build import KerasModel, seen

State = dict[str, npt.NDArray[Any]]
"""Arrays by name: "optimizer/0002/momentum", "seed/0000/seed_generator_state", "data/labels" …"""

_SAMPLE = 64
"""So many pictures, evenly spread, stand for all of them."""

_COUNTED = re.compile(r"(?<=^variable)_\d+$")
"""What Keras puts behind the name of a variable that was given none, as Nadam's product: it counts all it ever made."""

_CLASSES = tr("The data are not those the run was trained on: the classes are others.")
_LABELS = tr("The data are not those the run was trained on: the labels are others.")
_PICTURES = tr("The data are not those the run was trained on: the pictures are others.")
_ANEW = tr("Train the project as a new run.")
_HINT = tr("Train it as a new run, or bring the data back.")


def state_of(trained: KerasModel) -> State:
    """The optimiser's variables, and those from which layers draw at random: dropout, noise, augmentation; as ``seen``.

    The order of the pictures is none of it: it follows from the plan's seed and the number of the epoch.
    """
    return {name: seen(variable) for name, variable in _variables(trained).items()}


def restore(trained: KerasModel, state: State) -> None:
    """Sets what ``state_of`` gave, or nothing: raises StudioError when it is that of another network or optimiser."""
    variables = _variables(trained)
    given = {name: array for name, array in state.items() if not name.startswith("data/")}
    wanted = {name: (tuple(each.shape), str(each.dtype)) for name, each in variables.items()}
    if wanted != {name: (array.shape, str(array.dtype)) for name, array in given.items()}:
        raise StudioError(tr("What was stored of the optimiser does not fit this version of Keras."), _ANEW)
    if not all(_is_sound(name, array) for name, array in given.items()):
        raise StudioError(tr("What was stored of the optimiser holds numbers that are none."), _ANEW)
    for name, variable in variables.items():
        variable.assign(given[name])


def marks_of(parts: Parts) -> State:
    """By what data are known again: how many pictures, their labels, and some of the pictures."""
    y = (parts.y_train, parts.y_validation)
    return {
        "data/counts": np.array([len(each) for each in y], np.int64),
        "data/labels": _digest(*y),
        "data/pictures": _digest(*(_some(each) for each in (parts.x_train, parts.x_validation))),
    }


def check_same(parts: Parts, labels: tuple[str, ...], learned: tuple[str, ...], state: State) -> None:
    """Raises StudioError, in words, when a run cannot go on with these data: what it learned from were others.

    Args:
        labels, learned: The classes of the data now, and of the run.
        state: As it was stored, with ``marks_of`` the data of then.
    """
    if labels != learned:
        raise StudioError(_CLASSES, _HINT)
    now = marks_of(parts)
    kept = {name: state[name] for name in now if name in state}
    if any((array.shape, array.dtype) != (now[name].shape, now[name].dtype) for name, array in kept.items()):
        raise StudioError(tr("What was stored of the data of the run cannot be read."), _ANEW)
    counts, before = now["data/counts"].tolist(), kept.get("data/counts", now["data/counts"]).tolist()
    parts_of = (tr_in("part of the data", "training"), tr_in("part of the data", "validation"))
    for name, count, then in zip(parts_of, counts, before, strict=True):
        if count != then:
            text = tr(
                "The data are not those the run was trained on: there were {then:,} {part} pictures, "
                "and now there are {count:,}.",
                then=then,
                part=name,
                count=count,
            )
            raise StudioError(text, _HINT)
    for name, other in (("data/labels", _LABELS), ("data/pictures", _PICTURES)):
        if name in state and not np.array_equal(now[name], state[name]):
            raise StudioError(other, _HINT)


def _is_sound(name: str, array: npt.NDArray[Any]) -> bool:
    if not name.endswith("/iteration"):
        return bool(np.isfinite(array).all()) if np.issubdtype(array.dtype, np.floating) else True
    return bool(array >= 0)


def _variables(trained: KerasModel) -> dict[str, Any]:
    """The variables beside the weights, by names that a second building of the same network gives again."""
    weights = {id(variable) for variable in trained.weights}
    drawn = [variable for variable in trained.variables if id(variable) not in weights]
    groups = {"optimizer": trained.optimizer.variables, "seed": drawn}
    return {
        f"{group}/{number:04}/{_COUNTED.sub('', variable.name)}": variable
        for group, found in groups.items()
        for number, variable in enumerate(found)
    }


def _some(pictures: Any) -> npt.NDArray[np.uint8]:
    numbers = np.unique(np.linspace(0, len(pictures) - 1, _SAMPLE).astype(np.intp))
    return np.ascontiguousarray(pictures[numbers])


def _digest(*arrays: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    found = hashlib.blake2b(digest_size=16)
    for array in arrays:
        found.update(np.ascontiguousarray(array).tobytes())
    return np.frombuffer(found.digest(), np.uint8)
