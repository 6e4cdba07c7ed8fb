"""The weights of a base as Keras publishes them, or in any file laid out so, for the base as a network of ours."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import psutil

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import IMAGENET_SPREAD, Base, array_order, base_layers, base_network
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import FloatArray, Shape
from cnnstudio.core.words import plain, quoted
from cnnstudio.files.bases.places import all_weights, how_to_get
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved import h5_reading
from cnnstudio.files.saved.h5_layers import present
from cnnstudio.files.saved.h5_reading import H5Array, H5Contents
from cnnstudio.files.saved.keras_places import shapes_in_words
from cnnstudio.files.saved.saved_kinds import kind_of

VARIANCE = "/variance"
"""How the variance of an adapted ``Normalization`` stands among the arrays of a file."""

_UNPACKED = 2.5
"""At most so much larger are the arrays than the file: those that come with the program are packed."""

_MOST_SHARE = 0.15
"""Of the free memory that the weights of the base that was read last may take, so that the next run starts at once."""


class WeightsMissing(StudioError):
    """The weights of a base are not on this computer; the words say how to get them.

    Attributes:
        base: The one.
        whole: Whether the file with the dense layers is needed.
    """

    def __init__(self, base: Base, whole: bool) -> None:
        super().__init__(
            tr("The weights of {title} are not on this computer.", title=base.title), how_to_get(base, whole=whole)
        )
        self.base = base
        self.whole = whole


def base_weights(base: Base, until: str, path: Path | None = None) -> Weights:
    """The weights of ``base_network(base, …, until)`` by name, in its order, float32.

    Args:
        path: The file; if None the first on this computer that can be read.

    Raises WeightsMissing, StudioError for a file that has not these weights, SpecError for a node the base has not.
    """
    last = next((each for each in base_layers(base) if each.name == until), None)
    if last is None:
        raise SpecError(
            tr("{title} has no layer “{until}” at which it could be taken.", title=base.title, until=until[:60])
        )
    inside = {row.name for row in analyse(base_network(base, base.side, until)).rows}
    names = [name for name in _shapes(base) if name.partition("/")[0] in inside]
    return _read(base, names, path, last.whole)


def base_arrays(base: Base, shapes: Sequence[Shape], path: Path | None = None) -> list[FloatArray]:
    """The first arrays of a base in its network's order, which have these shapes: those of a block made of it.

    Raises what ``base_weights`` raises; StudioError where the base has other arrays there.
    """
    held = _shapes(base)
    if list(shapes) != list(held.values())[: len(shapes)]:
        raise StudioError(
            tr("The layers are not those of {title}, so that its weights do not fit them.", title=base.title),
            tr("Take the block out and insert the pretrained network again."),
        )
    names = list(held)[: len(shapes)]
    last = names[-1].partition("/")[0] if names else ""
    whole = any(each.whole for each in base_layers(base) if each.name == last)
    return list(_read(base, names, path, whole).values())


def check_weights(base: Base, whole: bool, path: Path) -> None:
    """Reads everything that a file should have; raises StudioError where it has not the weights of the base.

    Args:
        whole: Whether those of the dense layers are needed, too.
    """
    _read_anew(base, list(_shapes(base) if whole else _body(base)), path)  # what was read last is wanted longer


def is_whole(base: Base, path: Path) -> bool:
    """Whether a file that has the weights of a base also has those of the layers behind the features."""
    with h5_reading.opened(path, path) as reading:
        try:
            found = _in_order(base, path, reading.contents, list(_shapes(base)))
        except StudioError:
            return False  # its layers behind the features are others, or there are none
    return len(found) > _body_count(base)


def _body(base: Base) -> dict[str, Shape]:
    """The arrays that every file of the base has: those before its dense layers."""
    dense = {each.name for each in base_layers(base) if each.whole}
    return {name: shape for name, shape in _shapes(base).items() if name.partition("/")[0] not in dense}


def _body_count(base: Base) -> int:
    body = _body(base)
    return sum(1 for name in array_order(base) if not name or name.startswith("*") or name in body)


def _read(base: Base, names: list[str], path: Path | None, whole: bool) -> Weights:
    """The arrays of these names, in this order; of several files a broken one does not hide one that is good."""
    if path is not None:
        return _read_file(base, names, path)
    wrong: StudioError | None = None
    for kept in all_weights(base, whole=whole):
        try:
            return _read_file(base, names, kept.path)
        except StudioError as error:
            wrong = wrong or error
    raise wrong or WeightsMissing(base, whole)


def _read_file(base: Base, names: list[str], path: Path) -> Weights:
    """The arrays of these names, read-only.

    Those that were read last are not read again; where they would take too much memory none are kept.
    """
    try:
        facts = path.stat()
    except OSError:
        return _read_anew(base, names, path)  # which says what is wrong
    if facts.st_size * _UNPACKED > _MOST_SHARE * psutil.virtual_memory().available:
        _remembered.cache_clear()  # or there were two of each for a while
        return _read_anew(base, names, path)
    return dict(_remembered(base, tuple(names), path, (facts.st_ino, facts.st_mtime_ns, facts.st_size)))


@lru_cache(maxsize=1)
def _remembered(base: Base, names: tuple[str, ...], path: Path, mark: tuple[int, ...]) -> Weights:
    """``mark`` is another one as soon as the file is."""
    return _read_anew(base, list(names), path)


def _read_anew(base: Base, names: list[str], path: Path) -> Weights:
    """The arrays of these names, read-only."""
    found = _built_in(path, names) if not base.files else _of_keras(base, names, path)
    for array in found.values():
        array.setflags(write=False)
    return found


def _of_keras(base: Base, names: list[str], path: Path) -> Weights:
    """From a file laid out as Keras's."""
    if kind_of(path) != "h5":
        raise _no_weights(base, path, tr("is a saved network, not a file of weights"), names)
    order = array_order(base)
    scaled = {name.partition("/")[0] for name in names}
    more = (each for each in order if each == VARIANCE or (each.startswith("*") and each[1:] in scaled))
    wanted = [*names, *(more if names else ())]
    with h5_reading.opened(path, path) as reading:
        arrays = _in_order(base, path, reading.contents, wanted)
        places = [arrays[order.index(name)] for name in wanted]
        found = dict(zip(wanted, reading.arrays([(each.path, each.shape) for each in places]), strict=True))
    if any(not np.isfinite(each).all() for each in found.values()):
        raise _no_weights(base, path, tr("has weights that are no numbers"), wanted)
    return _as_ours(base, names, found)


def _as_ours(base: Base, names: list[str], found: Weights) -> Weights:
    """With factors behind a layer multiplied into it, and the channels of the first kernel red first."""
    result = {name: found[name] for name in names}
    for name, factors in found.items():
        if name.startswith("*"):
            for each in (f"{name[1:]}/kernel", f"{name[1:]}/bias"):
                result[each] = result[each] * factors
    if VARIANCE in found:
        result[names[0]] = result[names[0]] * _rest_of_spread(found[VARIANCE])
    if base.mode == "caffe" and names:
        result[names[0]] = np.ascontiguousarray(result[names[0]][:, :, ::-1])
    return result


def _rest_of_spread(variance: FloatArray) -> FloatArray:
    """What is left to multiply each channel by where the first kernel reads it, (3, 1).

    Keras divides by the root of the file's variance, then by the root of ImageNet's spread; our network by the spread.
    (``keras/src/applications/efficientnet.py``; the published files have the spread in the variance's place.)
    """
    spread = np.asarray(IMAGENET_SPREAD)
    rest = np.sqrt(spread / np.where(variance > 0, variance, spread))
    return np.where(np.isclose(rest, 1, atol=1e-6), 1, rest).astype(np.float32).reshape(3, 1)


def _in_order(base: Base, path: Path, contents: H5Contents, wanted: list[str]) -> list[H5Array]:
    """The file's arrays in its order; raises StudioError where those up to the last wanted one are not the base's."""
    if contents.layers is None:
        raise _no_weights(base, path, tr("is no file of weights by the names of layers"), wanted)
    arrays = {array.path: array for array in contents.arrays}
    start = f"{contents.base}/" if contents.base else ""
    try:
        found = [present(arrays, f"{start}{name}/{each}") for name, names in contents.layers for each in names]
    except SpecError as error:
        raise _no_weights(base, path, tr("is damaged: {error}", error=plain(error, 100)), wanted) from error
    order, shapes = array_order(base), _shapes(base)
    count = max((order.index(name) for name in wanted), default=-1) + 1
    if len(found) < count:
        raise _no_weights(
            base,
            path,
            tr_count(
                "has {count:,} array, and {needed:,} are needed",
                "has {count:,} arrays, and {needed:,} are needed",
                len(found),
                needed=count,
            ),
            wanted,
        )
    for name, array in zip(order[:count], found[:count], strict=True):
        expected = shapes[f"{name[1:]}/bias"] if name.startswith("*") else shapes.get(name, array.shape)
        if name and (array.shape != expected or array.problem):
            size = tr(
                "has {shape} where {name} belongs",
                shape=shapes_in_words([array.shape]),
                name=plain(name.strip("*"), 60),
            )
            raise _no_weights(
                base, path, tr("has weights that {problem}", problem=array.problem) if array.problem else size, wanted
            )
    return found


def _no_weights(base: Base, path: Path, why: str, wanted: Sequence[str]) -> StudioError:
    whole = any(name in _shapes(base) and name not in _body(base) for name in wanted)
    files = " or ".join(each.name for each in base.files_for(whole))
    return StudioError(
        tr("{path} has not the weights of {title}: it {why}.", path=quoted(path), title=base.title, why=why),
        tr("Choose {files}.", files=files),
    )


@lru_cache
def _shapes(base: Base) -> dict[str, Shape]:
    """The shapes of all arrays of the base in its network's order, by name."""
    last = base_layers(base)[-1].name
    rows = analyse(base_network(base, base.side, last)).rows
    return {f"{row.name}/{each.name}": each.shape for row in rows for each in row.params.arrays}


def _built_in(path: Path, names: list[str]) -> Weights:
    """From the program's own file, whose numbers are float16."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name.replace("/", "__")].astype(np.float32) for name in names}
