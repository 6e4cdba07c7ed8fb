"""The layers that an HDF5 file of weights has: as it names them, or as it counts them class by class."""

import re
from dataclasses import dataclass, field

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files.saved.h5_reading import H5Array, H5Contents

CONTAINERS = ("layers", "_layer_checkpoint_dependencies")
"""The groups in which layers are counted by class, one in every network."""


@dataclass
class Level:
    """The layers of a network, or of one inside it, as they are counted by class.

    Attributes:
        path: Of its group in the file.
    """

    path: str = ""
    arrays: list[H5Array] = field(default_factory=list)
    inner: dict[str, "Level"] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.arrays and all(level.is_empty for level in self.inner.values())


@dataclass(frozen=True)
class FullLayer:
    """A layer of a file that has arrays.

    Attributes:
        name: "" where the file gives none; with the names of the networks around it, "inner_conv".
        group: Its class and number, "conv2d_1", where it is counted by class; else "".
        depth: In how many networks inside the network it lies.
    """

    name: str
    arrays: tuple[H5Array, ...]
    group: str = ""
    depth: int = 0


def full_layers(contents: H5Contents, *, apart: bool = False) -> list[FullLayer]:
    """The layers with arrays in the file's order.

    Args:
        apart: Whether a group whose arrays have names of several layers is of a network inside.
    """
    if contents.layers is None:
        return _full_levels(levels(contents.arrays), contents.names, ())
    start = f"{contents.base}/" if contents.base else ""
    arrays = {array.path: array for array in contents.arrays}
    found: list[FullLayer] = []
    for name, names in contents.layers:
        inside: dict[str, list[H5Array]] = {}
        for each in names:
            of = each.rpartition("/")[0].rpartition("/")[2] if apart else name
            inside.setdefault(of, []).append(present(arrays, f"{start}{name}/{each}"))
        is_one = len(inside) == 1
        found += [FullLayer(name if is_one else of, tuple(each)) for of, each in inside.items()]
    return found


def present(arrays: dict[str, H5Array], path: str) -> H5Array:
    """The array of this path; raises SpecError where there is none."""
    if path not in arrays:
        raise SpecError(tr("The weights {path} are missing.", path=quoted(path)))
    return arrays[path]


def _full_levels(level: Level, names: dict[str, str], within: tuple[str, ...]) -> list[FullLayer]:
    found: list[FullLayer] = []
    for name in sorted(level.inner, key=lambda name: (len(name), name)):
        inner = level.inner[name]
        around = (*within, names.get(f"{inner.path}/vars", ""))
        if inner.arrays:
            full = "_".join(around) if all(around) else ""
            found.append(FullLayer(full, tuple(sorted(inner.arrays, key=number_of)), name, len(within)))
        found += _full_levels(inner, names, around)
    return found


def levels(arrays: tuple[H5Array, ...]) -> Level:
    """The network's layers with their arrays, and those of networks inside."""
    top = Level()
    for array in arrays:
        parts = array.path.replace("\\", "/").split("/")  # Keras 2.12 on Windows
        if len(parts) < 4 or parts[-2] != "vars" or not parts[-1].isdecimal():
            continue
        groups = parts[:-2]
        if len(groups) % 2 or any(each not in CONTAINERS for each in groups[::2]):
            continue  # a layer's generator of random numbers, or an optimiser's state
        level = top
        for place, name in enumerate(groups[1::2], 1):
            level = level.inner.setdefault(name, Level("/".join(groups[: 2 * place])))
        level.arrays.append(array)
    return top


def is_numbered(name: str, base: str) -> bool:
    """Whether a group is one of this class: "conv2d", "conv2d_1"."""
    return name == base or (name.startswith(f"{base}_") and name[len(base) + 1 :].isdecimal())


def number_of(array: H5Array) -> int:
    """Its number among the arrays of its layer."""
    return int(array.path.replace("\\", "/").rpartition("/")[2])


def snake_case(kind: str) -> str:
    """Keras's name of a class in a file (``keras/src/utils/naming.py``): ``"max_pooling2d"`` for MaxPooling2D."""
    apart = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub("([a-z])([A-Z])", r"\1_\2", apart).lower()
