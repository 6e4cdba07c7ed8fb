"""How a number came about, piece by piece as it is drawn and as it is copied: windows of numbers, and lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.working import Work
from cnnstudio.core.working.figures import added, factor, place_in_words, short
from cnnstudio.core.working.origins import origin

_MOST_WINDOWS = 3
_MOST_LINES = 10
"""So many channels are shown with all their numbers, and so many more things are told in a line each."""

_SAME = 1e-4
"""What was worked out and what the network gave are the same as far as float32 goes: as a share of the largest number
that plays a part."""

_WRITTEN = 12
"""A window of more rows or columns is not written out as text."""


@dataclass(frozen=True, eq=False)
class Window:
    """The numbers read of one channel, what each was multiplied with, and the products.

    Attributes:
        read, weights, products: (rows, columns); the last two None where nothing is multiplied.
        beyond: bool (rows, columns), what lies beyond the input; None where nothing does.
        chosen: Row and column of the number that was taken; None where more than one counts.
        words: What they come to together.
    """

    title: str
    read: npt.NDArray[np.float32]
    words: str
    weights: npt.NDArray[np.float32] | None = None
    products: npt.NDArray[np.float32] | None = None
    beyond: npt.NDArray[np.bool_] | None = None
    chosen: tuple[int, int] | None = None


@dataclass(frozen=True)
class Line:
    """One line: what it is about, and the number or the sum.

    Attributes:
        share: How long a bar stands beside it, −1 to 1; None for none.
        strong: Whether it is what the others lead to.
    """

    label: str
    words: str
    share: float | None = None
    strong: bool = False


Piece = Window | Line


@dataclass(frozen=True, eq=False)
class Naming:
    """What numbers are called.

    Attributes:
        labels: The classes, which the numbers at the network's end stand for.
    """

    analysis: Analysis
    labels: tuple[str, ...] = ()

    def place(self, work: Work) -> str:
        """ "row 3, column 5, channel 2"; of a class its name."""
        row = self.analysis.row_of(work.layer)
        if row is None or row.output_shape is None:
            return ""
        words = place_in_words(work.place, row.output_shape)
        label = self.label(work.layer, work.place)
        return f"{words}, “{label}”" if label else words

    def label(self, layer: str, place: tuple[int, ...]) -> str:
        """The name of the class that the number at this place is for; empty where it is for none."""
        return self._label(layer, place[0]) if len(place) == 1 else ""

    def read(self, work: Work, index: int) -> str:
        """What stands at ``index`` along the last axis of what was read."""
        number = work.channel(index)
        if work.read.ndim == 3:
            return f"channel {number:,}"
        found = origin(self.analysis, work.layer, number)
        if found is None:
            return f"number {number:,}"
        label = self._label(work.layer, number) if work.how == "formula" else ""
        row = self.analysis.row_of(found.layer)
        shape = self.analysis.network.input_shape if row is None else row.output_shape
        return label or place_in_words(found.place, shape or found.place)

    def reads(self, work: Work) -> str:
        """ "800 numbers of max_pooling2d_2"; of a list alone."""
        found = origin(self.analysis, work.layer, work.channel(0)) if work.read.ndim == 1 else None
        return "" if found is None else f"{work.read.size:,} numbers of {found.layer or 'the picture'}"

    def _label(self, layer: str, number: int) -> str:
        """The name of the class, where the layer gives one number for each."""
        row = self.analysis.row_of(layer)
        is_end = self.analysis.network.nodes[-1].name == layer
        fits = row is not None and row.output_shape == (len(self.labels),) == self.analysis.output_shape
        return self.labels[number] if is_end and fits and number < len(self.labels) else ""


def told(work: Work, naming: Naming) -> tuple[Piece, ...]:
    """The pieces, in the order in which the number comes about."""
    match work.how:
        case "sum":
            pieces = _summed(work, naming)
        case "largest" | "mean":
            pieces = _of_window(work)
        case "formula":
            pieces = _by_formula(work, naming)
        case "joined":
            pieces = _joined(work)
        case _:
            pieces = [Line("taken as it is", work.formula)]
    return (*pieces, *_ending(work))


def _summed(work: Work, naming: Naming) -> list[Piece]:
    """The channels, or numbers, that add most; the others together; bias and sum."""
    if not work.read.size:
        return [Line("reads nothing", "0"), *_added(work)]
    shares = work.shares
    order = np.argsort(-np.abs(shares), kind="stable")
    has_windows = work.read.ndim == 3 and work.read.shape[0] * work.read.shape[1] > 1
    windows = order[:_MOST_WINDOWS] if has_windows else order[:0]
    lines = order[len(windows) :][:_MOST_LINES]
    rest = order[len(windows) + len(lines) :]
    most = float(np.nanmax(np.abs(shares), initial=0.0)) or 1.0
    pieces: list[Piece] = [Line("reads", words)] if (words := naming.reads(work)) else []
    pieces += [_window(work, naming, int(index)) for index in windows]
    pieces += [
        Line(naming.read(work, int(index)), _product(work, int(index), has_windows), float(shares[index]) / most)
        for index in lines
    ]
    if len(rest):
        noun = "channels" if work.read.ndim == 3 else "numbers"
        pieces.append(Line(f"{len(rest):,} more {noun}", short(float(shares[rest].sum())), strong=False))
    return [*pieces, *_added(work)]


def _added(work: Work) -> Iterable[Piece]:
    if work.bias is not None:
        yield Line("bias", added(work.bias))
    yield Line("sum", short(work.before), strong=work.activation == "linear")


def _window(work: Work, naming: Naming, index: int) -> Window:
    assert work.weights is not None
    products = work.products
    assert products is not None
    total = float(products[..., index].sum(dtype=np.float64))
    words = f"Σ = {short(total)}"
    if work.mixed is not None:
        mix = float(work.mixed[index])
        words = f"{words}; · {factor(mix)} = {short(total * mix)}"
    read, weights = work.read[..., index], work.weights[..., index]
    return Window(naming.read(work, index), read, words, weights, products[..., index], work.beyond)


def _product(work: Work, index: int, has_windows: bool) -> str:
    """ "0.52 · (−0.31) = −0.1612"; of a whole window only its sum."""
    assert work.weights is not None
    share = float(work.shares[index])
    if has_windows:
        return short(share)
    read, weight = float(work.read.ravel()[index]), float(work.weights.ravel()[index])
    mixed = "" if work.mixed is None else f" · {factor(float(work.mixed[index]))}"
    return f"{short(read)} · {factor(weight)}{mixed} = {short(share)}"


def _of_window(work: Work) -> list[Piece]:
    channel = work.channel(0)
    counted = int(work.read.size if work.beyond is None else (~work.beyond).sum())
    words = f"the {work.how} of {counted:,} number{'s' if counted != 1 else ''}"
    chosen = None if work.chosen is None else (work.chosen[0], work.chosen[1])
    pieces: list[Piece] = [Window(f"channel {channel:,}", work.read[..., 0], words, None, None, work.beyond, chosen)]
    if chosen is not None and work.box is not None:
        row, column = work.box[0] + chosen[0] * work.box[2], work.box[1] + chosen[1] * work.box[3]
        pieces.append(Line("won", f"row {row:,}, column {column:,} of the input"))
    return pieces


def _by_formula(work: Work, naming: Naming) -> list[Piece]:
    """The one number that was read, or of many that all count the largest."""
    numbers = work.read.ravel()
    if len(numbers) == 1:
        return [Line("reads", short(float(numbers[0])))]
    chosen = work.chosen[-1] if work.chosen is not None else -1
    order = np.argsort(-numbers, kind="stable")
    reach = float(np.nanmax(np.abs(numbers), initial=0.0)) or 1.0
    pieces: list[Piece] = [
        Line(
            naming.read(work, int(index)), short(float(numbers[index])), float(numbers[index]) / reach, index == chosen
        )
        for index in order[:_MOST_LINES]
    ]
    if len(order) > _MOST_LINES:
        pieces.append(Line(f"{len(order) - _MOST_LINES:,} more numbers", "none larger than these"))
    return pieces


def _joined(work: Work) -> list[Piece]:
    if work.chosen is not None:
        return [Line("taken as it is", work.formula)]
    pieces: list[Piece] = [Line(f"branch {number + 1}", short(float(value))) for number, value in enumerate(work.read)]
    return pieces if work.formula and work.activation == "linear" else [*pieces, Line("sum", short(work.before))]


def _ending(work: Work) -> Iterable[Piece]:
    """The activation or formula, and whether the network says so too."""
    if work.how in ("sum", "joined") and work.activation != "linear":
        yield Line(work.activation, work.formula, strong=True)
    elif work.formula and work.how in ("formula", "joined") and work.chosen is None:
        yield Line("gives", work.formula, strong=True)
    elif work.how in ("largest", "mean"):
        yield Line("gives", short(work.value), strong=True)
    elif work.how == "formula":
        yield Line("gives", work.formula, strong=True)
    if not _agree(work):
        yield Line("the network gave", f"{short(work.given)}: it computes with fewer digits here")


def _agree(work: Work) -> bool:
    if not np.isfinite(work.value) or not np.isfinite(work.given):
        return True
    parts = [abs(work.value), abs(work.given), abs(work.before), float(np.nanmax(np.abs(work.read), initial=0.0))]
    return abs(work.value - work.given) <= _SAME * max(parts)


def as_text(work: Work, naming: Naming) -> str:
    """All of it as plain text."""
    lines = [f"{work.layer} ({work.kind}), {naming.place(work)}: {short(work.value)}"]
    for piece in told(work, naming):
        if isinstance(piece, Line):
            lines.append(f"{piece.label}: {piece.words}")
            continue
        lines.append(f"{piece.title}: {piece.words}")
        for name, numbers in (("reads", piece.read), ("times", piece.weights), ("gives", piece.products)):
            lines += [] if numbers is None else [f"  {name}", *_written(numbers)]
    return "\n".join(lines)


def _written(numbers: npt.NDArray[Any]) -> list[str]:
    if max(numbers.shape) > _WRITTEN:
        return [f"    {numbers.shape[0]:,} × {numbers.shape[1]:,} numbers"]
    return ["    " + "\t".join(short(float(number)) for number in row) for row in numbers]
