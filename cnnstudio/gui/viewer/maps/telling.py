"""How a number came about, piece by piece as it is drawn and as it is copied: windows of numbers, and lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.working import Work
from cnnstudio.core.working.agreeing import difference
from cnnstudio.core.working.figures import added, factor, short
from cnnstudio.gui.viewer.maps.naming import Naming

_GIVES = tr("gives")
_READS = tr("reads")
_SUM = tr("sum")

_MOST_WINDOWS = 3
_MOST_LINES = 10
"""So many channels are shown with all their numbers, and so many more things are told in a line each."""

_SHORT = 40
"""The most letters of a formula that is told in the line of what a number comes to."""

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


def told(work: Work, naming: Naming) -> tuple[Piece, ...]:
    """The pieces, in the order in which the number comes about."""
    with np.errstate(all="ignore"):
        return (*_made(work, naming), *_ending(work))


def _made(work: Work, naming: Naming) -> list[Piece]:
    """All but what it comes to."""
    match work.how:
        case "sum":
            return _summed(work, naming)
        case "largest" | "mean":
            return _of_window(work, naming)
        case "formula":
            return _by_formula(work, naming)
        case "joined":
            return _joined(work, naming)
        case _:
            return [Line(tr("taken as it is"), work.formula)]


def _summed(work: Work, naming: Naming) -> list[Piece]:
    """The channels, or numbers, that add most; the others together; bias and sum.

    Below several windows the sum would be out of sight: there it is told first, too.
    """
    if not work.read.size:
        return [Line(tr("reads nothing"), "0"), *_added(work)]
    shares = work.shares
    order = _largest_first(np.abs(shares))
    has_windows = work.read.ndim == 3 and work.read.shape[0] * work.read.shape[1] > 1
    windows = order[:_MOST_WINDOWS] if has_windows else order[:0]
    lines = order[len(windows) :][:_MOST_LINES]
    rest = order[len(windows) + len(lines) :]
    most = float(np.nanmax(np.abs(shares), initial=0.0)) or 1.0
    pieces: list[Piece] = [Line(_READS, words)] if (words := naming.reads(work)) else []
    if has_windows and len(order) > 1:
        pieces.append(_in_short(work, float(shares.sum())))
    pieces += [_window(work, naming, int(index)) for index in windows]
    pieces += [
        Line(naming.read(work, int(index)), _product(work, int(index), has_windows), float(shares[index]) / most)
        for index in lines
    ]
    if len(rest):
        count = len(rest)
        more = tr_count("{count:,} more number", "{count:,} more numbers", count)
        if work.read.ndim == 3:
            more = tr_count("{count:,} more channel", "{count:,} more channels", count)
        pieces.append(Line(more, short(float(shares[rest].sum())), strong=False))
    return [*pieces, *_added(work)]


def outcome(work: Work, label: str) -> str:
    """What it comes to in one line, where that is short with the activation: "gives: max(0, −0.31) = 0"."""
    is_sum = work.how == "sum" and len(work.place) == 3 and work.activation != "linear"
    is_told = is_sum and 0 < len(work.formula) <= _SHORT
    return f"{label or _GIVES}: {work.formula if is_told else short(work.value)}"


def cell_words(window: Window, row: int, column: int) -> str:
    """The numbers of one cell, each with all digits that count: "0.5176 · (−0.1293) = −0.06694"."""
    place = tr("row {row}, column {column} of what is read", row=row, column=column)
    if window.beyond is not None and window.beyond[row, column]:
        return tr("{place}: beyond the input", place=place)
    read = short(float(window.read[row, column]))
    if window.weights is None or window.products is None:
        return f"{place}: {read}"
    weight, product = float(window.weights[row, column]), float(window.products[row, column])
    return f"{place}: {read} · {factor(weight)} = {short(product)}"


def _in_short(work: Work, products: float) -> Line:
    """ "products + bias: 0.4388 − 0.001154 = 0.4376"."""
    if work.bias is None:
        return Line(tr("all products"), short(work.before))
    return Line(tr("products + bias"), f"{short(products)} {added(work.bias)} = {short(work.before)}")


def _largest_first(numbers: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Their places, and before all those that are no numbers: nothing else counts beside them."""
    return np.argsort(np.where(np.isnan(numbers), -np.inf, -numbers), kind="stable")


def _added(work: Work) -> Iterable[Piece]:
    if work.bias is not None:
        yield Line(tr("bias"), added(work.bias))
    yield Line(_SUM, short(work.before), strong=work.activation == "linear")


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


def _of_window(work: Work, naming: Naming) -> list[Piece]:
    counted = int(work.read.size if work.beyond is None else (~work.beyond).sum())
    words = tr_count("the mean of {count:,} number", "the mean of {count:,} numbers", counted)
    if work.how == "largest":
        words = tr_count("the largest of {count:,} number", "the largest of {count:,} numbers", counted)
    chosen = None if work.chosen is None else (work.chosen[0], work.chosen[1])
    pieces: list[Piece] = [Window(naming.read(work, 0), work.read[..., 0], words, None, None, work.beyond, chosen)]
    if chosen is not None and work.box is not None:
        row, column = work.box[0] + chosen[0] * work.box[2], work.box[1] + chosen[1] * work.box[3]
        told = {"row": row, "column": column, "source": naming.source(work)}
        pieces.append(Line(tr("won"), tr("row {row:,}, column {column:,} of {source}", **told) + _others(work)))
    return pieces


def _others(work: Work) -> str:
    """How many more numbers of the window are as large as the one that won, which is the first of them."""
    counts = work.read[..., 0] if work.beyond is None else work.read[..., 0][~work.beyond]
    more = int((counts == work.value).sum()) - 1
    return "" if more < 1 else tr(", the first of {count:,} that are alike", count=more + 1)


def _by_formula(work: Work, naming: Naming) -> list[Piece]:
    """The one number that was read, or of many that all count the largest."""
    numbers = work.read.ravel()
    if len(numbers) == 1:
        return [Line(_READS, short(float(numbers[0])))]
    chosen = work.chosen[-1] if work.chosen is not None else -1
    order = _largest_first(numbers)
    reach = float(np.nanmax(np.abs(numbers), initial=0.0)) or 1.0
    pieces: list[Piece] = [
        Line(
            naming.read(work, int(index)), short(float(numbers[index])), float(numbers[index]) / reach, index == chosen
        )
        for index in order[:_MOST_LINES]
    ]
    if len(order) > _MOST_LINES:
        pieces.append(
            Line(
                tr_count("{count:,} more number", "{count:,} more numbers", len(order) - _MOST_LINES),
                tr("none larger than these"),
            )
        )
    return pieces


def _joined(work: Work, naming: Naming) -> list[Piece]:
    if work.chosen is not None:
        return [Line(tr("taken as it is"), work.formula)]
    pieces: list[Piece] = [
        Line(naming.branch(work, number), short(float(value))) for number, value in enumerate(work.read)
    ]
    return pieces if work.formula and work.activation == "linear" else [*pieces, Line(_SUM, short(work.before))]


def _ending(work: Work) -> Iterable[Piece]:
    """The activation or formula, and whether the network says so too."""
    if work.how in ("sum", "joined") and work.activation != "linear":
        yield Line(work.activation, work.formula, strong=True)
    elif work.formula and work.how in ("formula", "joined") and work.chosen is None:
        yield Line(_GIVES, work.formula, strong=True)
    elif work.how in ("largest", "mean"):
        yield Line(_GIVES, short(work.value), strong=True)
    elif work.how == "formula":
        yield Line(_GIVES, work.formula, strong=True)
    if words := difference(work):
        yield Line(tr("the network gave"), words)


def as_text(work: Work, naming: Naming) -> str:
    """All of it as plain text."""
    lines = [f"{work.layer} ({work.kind}), {naming.place(work)}: {short(work.value)}"]
    for piece in told(work, naming):
        if isinstance(piece, Line):
            lines.append(f"{piece.label}: {piece.words}")
            continue
        lines.append(f"{piece.title}: {piece.words}")
        for name, numbers in (
            (_READS, piece.read),
            (tr_in("a product", "times"), piece.weights),
            (_GIVES, piece.products),
        ):
            lines += [] if numbers is None else [f"  {name}", *_written(numbers)]
    return "\n".join(lines)


def _written(numbers: npt.NDArray[Any]) -> list[str]:
    if max(numbers.shape) > _WRITTEN:
        return ["    " + tr("{rows:,} × {columns:,} numbers", rows=numbers.shape[0], columns=numbers.shape[1])]
    return ["    " + "\t".join(short(float(number)) for number in row) for row in numbers]
