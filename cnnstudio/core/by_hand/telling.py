"""An exercise in words: a number as a sum of its terms, the size as a formula with numbers, and what is learned."""

from dataclasses import dataclass
from fractions import Fraction

from cnnstudio.core.arithmetic import product_in_words, shape_in_words
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.steps import axes, leaves_out, output_shape, unused
from cnnstudio.core.explain.sizes import slid
from cnnstudio.core.explain.windows import edge_lines, hole_lines, unused_words
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.sliding import Axis
from cnnstudio.core.working.figures import added, factor, listed, short
from cnnstudio.core.working.work import Work

_MOST_TERMS = 12
"""A sum of more is cut in the middle."""

_NAMES = ((tr("row"), tr("rows")), (tr("column"), tr("columns")))


@dataclass(frozen=True)
class Learned:
    """How many numbers a layer of these kernels learns, and how they come about: "(2·2·3 + 1) · 2 = 26"."""

    count: int
    words: str


def terms(work: Work, most: int = _MOST_TERMS) -> str:
    """The number term by term: "2·1 + 0·(−1) + 1 = 3", "max(3, 1, 0) = 3", "(3 + 1) / 2 = 2".

    A sum of more than ``most`` terms is cut in the middle and says how many are left out. The activation follows
    behind a semicolon.
    """
    if work.how == "largest":
        return f"max({listed(_cut(_counted(work), most))}) = {short(work.value)}"
    if work.how == "mean":
        numbers = _counted(work)
        return f"({_joined(_cut(numbers, most))}) / {short(len(numbers))} = {short(work.value)}"
    parts = _cut(products(work), most)
    bias = "" if work.bias is None else f" {added(work.bias)}"
    line = f"{_joined(parts)}{bias} = {short(work.before)}"
    return f"{line}; {work.formula}" if work.formula else line


def lines(work: Work, most: int = _MOST_TERMS, names: tuple[int, ...] = ()) -> tuple[str, ...]:
    """The same over several lines: the products of each channel, the bias, the sum, the activation.

    Args:
        names: What the channels are called; from 0 on where there are none.
    """
    if work.how != "sum" or work.weights is None:
        return (terms(work, most),)
    channels = work.read.shape[2]
    every, size = products(work), work.read.shape[0] * work.read.shape[1]
    shares = work.shares
    found = []
    for channel in range(channels):
        mine = every[channel * size : (channel + 1) * size]
        name = names[channel] if names else channel
        found.append(f"{of_channel(name)} {_joined(_cut(mine, most))} = {short(float(shares[channel]))}")
    found += [] if work.bias is None else [tr("bias: {number}", number=added(work.bias))]
    total = " ".join([short(float(shares[0])), *(added(float(share)) for share in shares[1:])])
    total += "" if work.bias is None else f" {added(work.bias)}"
    if channels > 1 or work.bias is not None:
        found.append(tr("sum: {sum}", sum=f"{total} = {short(work.before)}"))
    found += [f"{work.activation}: {work.formula}"] if work.formula else []
    return tuple(found)


def of_channel(name: int) -> str:
    """What stands before the products of a channel."""
    return tr("channel {number}:", number=name)


def products(work: Work) -> list[str]:
    """ "2·1", "0·(−1)" …: each number read times its weight, channel after channel, in each row after row."""
    assert work.weights is not None
    reads = work.read.transpose(2, 0, 1).ravel().tolist()
    weights = work.weights.transpose(2, 0, 1).ravel().tolist()
    return [f"{factor(read)}·{factor(weight)}" for read, weight in zip(reads, weights, strict=True)]


def _counted(work: Work) -> list[str]:
    """The numbers that a pooling counts."""
    numbers = work.read[..., 0]
    kept = numbers.ravel() if work.beyond is None else numbers[~work.beyond]
    return [short(float(number)) for number in kept]


def _cut(parts: list[str], most: int) -> list[str]:
    if len(parts) <= most:
        return parts
    first = max(most // 2, 1)
    last = max(most - first, 1)
    return [*parts[:first], tr("… {count:,} more …", count=len(parts) - first - last), *parts[-last:]]


def _joined(parts: list[str]) -> str:
    """ "3 + 1 − 2"; a product keeps its sign in brackets."""
    written = parts[:1]
    for part in parts[1:]:
        minus = part.startswith("−")
        written.append(f"− {part[1:]}" if minus else f"+ {part}")
    return " ".join(written)


def size_formula(exercise: Exercise) -> tuple[str, ...]:
    """The size of the output line by line: the rule, the numbers in it, and what does not fit.

    "⌊(n + 2p − k) / s⌋ + 1", "⌊(5 + 2·0 − 3) / 4⌋ + 1 = 1 number", "(5 + 2·0 − 3) / 4 + 1 = 1.5 does not fit: …".
    Rows and columns count from 0, as everywhere where numbers are looked at.
    """
    rows, columns = axes(exercise)
    if exercise.dimensions == 1:
        return (
            *hole_lines((rows, columns)),
            *_size_lines(exercise, columns, tr("number"), tr("numbers")),
            *_edges(exercise),
        )
    found = list(hole_lines((rows, columns)))
    if rows == columns:
        found += _size_lines(exercise, rows, tr("row and column"), tr("rows and columns"))
    else:
        for axis, (one, several) in zip((rows, columns), _NAMES, strict=True):
            found += [line for line in _size_lines(exercise, axis, one, several) if line not in found]
    return (*found, *_edges(exercise))


def _size_lines(exercise: Exercise, axis: Axis, one: str, several: str) -> list[str]:
    same = exercise.padding == "same"
    if axis.spread > axis.padded:
        return [_too_narrow(axis, several)]
    formula = slid(axis, same=same)
    name = one if formula.value == 1 else several
    found = [formula.rule, f"{formula.written} {name}"]
    if "k′" in formula.rule:
        found.insert(1, f"k′ = (k − 1)·d + 1 = ({axis.size} − 1)·{axis.dilation} + 1 = {axis.spread}")
    exact = Fraction(axis.padded - axis.spread, axis.stride) + 1
    if not same and exact.denominator > 1:
        shown = formula.numbers.replace("⌊", "").replace("⌋", "")
        exactly = f"{shown} = {short(float(exact))}"
        found.append(tr("{sum} does not fit: rounded down to {size:,}.", sum=exactly, size=formula.value))
    words = unused_words(axis.unused(), one, several, axis.length, begin=0)
    return [*found, words] if words else found


def _too_narrow(axis: Axis, several: str) -> str:
    if axis.before or axis.after:
        return tr(
            "The window of {window:,} does not fit into {count:,} {several} with the padding: no step, and no output.",
            window=axis.spread,
            count=axis.padded,
            several=several,
        )
    return tr(
        "The window of {window:,} does not fit into {count:,} {several}: no step, and no output.",
        window=axis.spread,
        count=axis.padded,
        several=several,
    )


def _edges(exercise: Exercise) -> tuple[str, ...]:
    rows, columns = axes(exercise)
    if exercise.dimensions == 1:
        if not (columns.before or columns.after):
            return ()
        words = tr(
            "Beyond the input: {before:,} before, {after:,} after. They count as zeros.",
            before=columns.before,
            after=columns.after,
        )
        if leaves_out(exercise):
            words = tr(
                "Beyond the input: {before:,} before, {after:,} after. What lies outside is left out.",
                before=columns.before,
                after=columns.after,
            )
        return (words,)
    return tuple(edge_lines((rows, columns), zeros=not leaves_out(exercise)))


def unused_in_words(exercise: Exercise) -> str:
    """ "7 of 16 numbers of the input are read by no step."; empty where all are, and of one dimension.

    There ``size_formula`` says which.
    """
    if exercise.dimensions == 1:
        return ""
    count, whole = unused(exercise).count, exercise.input.shape[0] * exercise.input.shape[1]
    if not count:
        return ""
    if exercise.input.shape[2] > 1:
        return tr_count(
            "{count:,} of {all:,} numbers of each channel is read by no step.",
            "{count:,} of {all:,} numbers of each channel are read by no step.",
            count,
            all=whole,
        )
    return tr_count(
        "{count:,} of {all:,} numbers of the input is read by no step.",
        "{count:,} of {all:,} numbers of the input are read by no step.",
        count,
        all=whole,
    )


def output_in_words(exercise: Exercise) -> str:
    """ "4 × 4 × 3 → 3 × 3 × 2"; of one dimension without the row that is always 1."""
    first = 1 if exercise.dimensions == 1 else 0
    return f"{shape_in_words(exercise.input.shape[first:])} → {shape_in_words(output_shape(exercise)[first:])}"


def parameters(exercise: Exercise) -> Learned:
    """How many numbers the kernels and biases are; a pooling learns none."""
    if exercise.operation != "convolution":
        return Learned(0, tr("No parameters: nothing to learn here."))
    inside = exercise.kernels.shape[1:3] if exercise.dimensions == 1 else exercise.kernels.shape[:3]
    product = product_in_words(inside)
    count = exercise.kernels.size + exercise.biases.size
    inner = f"({product} + 1)" if len(exercise.biases) else product
    return Learned(count, local(f"{inner} · {exercise.filters:,} = {count:,}"))
