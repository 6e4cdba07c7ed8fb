"""Pictures and labels in Keras code: which data set they are of, how they are laid out, and how they were prepared."""

import ast
import math
from dataclasses import replace
from typing import Any

from cnnstudio.core.keras_code.symbols import GAP, UNKNOWN, Data, Figure
from cnnstudio.core.spec import Shape

_SETS: dict[str, tuple[str, Shape, int, int, int]] = {
    "mnist": ("mnist", (28, 28), 10, 60_000, 10_000),
    "fashion_mnist": ("fashion-mnist", (28, 28), 10, 60_000, 10_000),
    "cifar10": ("cifar-10", (32, 32, 3), 10, 50_000, 10_000),
    "cifar100": ("cifar-100", (32, 32, 3), 100, 50_000, 10_000),
}
"""By their names in ``keras.datasets``: ours, a picture's shape, classes, training and test pictures."""

_COARSE = ("cifar-100-coarse", (32, 32, 3), 20, 50_000, 10_000)
"""CIFAR-100 with its classes put together."""

SHAPES: dict[str, Shape] = {name: (*shape, 1)[:3] for name, shape, *_ in (*_SETS.values(), _COARSE)}
"""By our names the shapes of the pictures."""

_ENDS = {"signed": (-1.0, 1.0), "scale": (0.0, 1.0), "raw": (0.0, 255.0)}
"""What 0 and 255 become by a method."""

_MEASURED: dict[tuple[int, ...] | None, str] = {(0,): "standardise_pixel", (1, 2, 3): "standardise_picture"}
"""By the axes of a mean and a deviation the method that takes both."""

_NEARLY = 0.01
"""Off by this share, as where 256 stands in the place of 255, the numbers count as the same."""

_IN_BETWEEN = 16
"""As many times larger than 1 as 255 is larger than it."""

_LARGE = 1e30
_MOST_AXES = 8


def loaded(name: str, label_mode: Any = "fine") -> Any:
    """What ``load_data`` of a data set returns."""
    if name not in _SETS:
        return UNKNOWN
    source, shape, classes, train, test = _COARSE if (name, label_mode) == ("cifar100", "coarse") else _SETS[name]

    def part(which: str, count: int) -> tuple[Data, Data]:
        pictures = Data(source, which, True, (count, *shape), classes=classes)
        return pictures, Data(source, which, False, (count,), classes=classes)

    return part("train", train), part("test", test)


def own(part: str, pictures: bool) -> Data:
    """Data that the person brings."""
    return Data("", part, pictures, (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) if pictures else (UNKNOWN,))


def count(data: Data) -> int | None:
    """How many pictures or labels they are, where that is known."""
    first = data.shape[0] if data.shape else None
    return first if type(first) is int else None


def part(data: Data, indices: tuple[Any, ...]) -> Any:
    """``x[:4000]``, ``x[0]``, ``x[..., None]``."""
    first = indices[0] if indices else None
    if any(each is None for each in indices):  # a new axis at the end
        return data.shaped((*data.shape, 1)[:_MOST_AXES])
    if isinstance(first, int):
        return UNKNOWN
    if not isinstance(first, slice) or len(indices) > 1:
        return data
    known = count(data)
    start, stop = first.start, first.stop
    if (start is not None and type(start) is not int) or (stop is not None and type(stop) is not int) or known is None:
        return data
    taken = range(known)[slice(start, stop)]
    if not len(taken) or first.step not in (None, 1):
        return data
    begin = data.start + taken.start
    return replace(data, shape=(len(taken), *data.shape[1:]), start=begin, stop=begin + len(taken))


def reshaped(data: Data, given: tuple[Any, ...]) -> Data:
    """``x.reshape(60000, 28, 28, 1)``; sizes that are unknown or −1 follow from the others."""
    sizes = given[0] if len(given) == 1 and isinstance(given[0], (tuple, list)) else given
    if not 0 < len(sizes) <= _MOST_AXES:
        return data
    picture = tuple(sizes[1:])
    known = [size for size in data.shape[1:] if type(size) is int]
    total = math.prod(known) if len(known) == len(data.shape) - 1 else None
    others = [size for size in picture if type(size) is int and size > 0]
    if total and len(others) == len(picture) - 1 and others and total % math.prod(others) == 0:
        picture = tuple(size if type(size) is int and size > 0 else total // math.prod(others) for size in picture)
    return data.shaped((data.shape[0], *picture))


def operated(sign: ast.operator, left: Any, right: Any) -> Any:
    """Pictures divided by 255 or standardised; a deviation to which a small number is added."""
    if isinstance(left, Figure):
        return left
    data = left if isinstance(left, Data) else right
    if not isinstance(data, Data):
        return right if isinstance(right, Figure) else UNKNOWN
    if not data.pictures or left is GAP or right is GAP:
        return data
    if isinstance(right, Figure):
        return _measured(sign, data, right)
    return _calculated(sign, left, right, data)


def _calculated(sign: ast.operator, left: Any, right: Any, data: Data) -> Data:
    """Pictures on one side, and a number on the other."""
    if data.measured:  # what is done after it
        return replace(data, measured=(*data.measured, ""))
    number = left if right is data else right
    if data.values is None or not _is_number(number):
        return replace(data, values=None)
    low, high = (_computed(sign, *((number, end) if right is data else (end, number))) for end in data.values)
    if not (math.isfinite(low) and math.isfinite(high)):
        return replace(data, values=None)
    return replace(data, values=(low, high), method=_nearest((low, high)))


def is_exact(data: Data, method: str) -> bool | None:
    """Whether a method does just what the code does; None where it cannot be told what that is."""
    if data.measured:
        return method == data.method and sorted(data.measured) == ["mean", "std"]
    if data.values is None:
        return None
    return method in _ENDS and all(
        abs(one - other) <= _NEARLY * max(1, abs(other)) for one, other in zip(data.values, _ENDS[method], strict=True)
    )


def _nearest(values: tuple[float, float]) -> str:
    """The method that makes numbers most like these of 0 and 255."""
    if max(map(abs, values)) > _IN_BETWEEN:
        return "raw"
    off = {name: sum(abs(one - other) for one, other in zip(values, _ENDS[name], strict=True)) for name in _ENDS}
    return min(off, key=lambda name: off[name])


def _measured(sign: ast.operator, data: Data, given: Figure) -> Data:
    method = _MEASURED.get(given.axes, "standardise")
    grey = len(data.shape) == 3 or (len(data.shape) == 4 and data.shape[-1] == 1)
    known = given.axes in _MEASURED or given.axes == (0, 1, 2) or (given.axes is None and grey)
    is_meant = known and isinstance(sign, ast.Sub if given.kind == "mean" else ast.Div)
    return replace(data, method=method, measured=(*data.measured, given.kind if is_meant else ""))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) < _LARGE


def _computed(sign: ast.operator, left: float, right: float) -> float:
    """NaN where it is another operation than the four."""
    match sign:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
    return math.nan


def figure(data: Any, kind: str, axis: Any) -> Any:
    """The mean or deviation of pictures."""
    if not isinstance(data, Data) or not data.pictures:
        return UNKNOWN
    if type(axis) is int:
        return Figure(kind, (axis,))
    if isinstance(axis, (tuple, list)) and all(type(each) is int for each in axis):
        return Figure(kind, tuple(axis))
    return Figure(kind, None)


def split(given: tuple[Any, ...], test: Any, train: Any = None) -> Any:
    """``train_test_split(x, y, test_size=0.2)``: of each both parts, one behind the other.

    Args:
        test, train: The size of either, as a share or a count; a quarter is split off where neither is known.
    """
    found: list[Any] = []
    for each in given:
        if not isinstance(each, Data):
            found += [each, each]
            continue
        known = count(each)
        kept_share = _share(train, known)
        size = _share(test, known) or (0.25 if kept_share is None else 1 - kept_share)
        held = None if known is None else math.ceil(known * size - 1e-9)
        kept: Any = UNKNOWN if known is None or held is None else known - held
        rest = UNKNOWN if held is None else held
        found.append(replace(each, shape=(kept, *each.shape[1:]), share=size))
        found.append(replace(each, part="held", shape=(rest, *each.shape[1:]), share=size))
    return tuple(found)


def _share(size: Any, known: int | None) -> float | None:
    """A part's size as a share, of which a count of all is none; None where it cannot be told."""
    if not _is_number(size) or isinstance(size, bool) or size <= 0:
        return None
    share = size if size < 1 else size / known if known else 1
    return share if share < 1 else None
