"""What a sliding window does at the edges, in words: what lies beyond, holes, and what its stride leaves out."""

from cnnstudio.core.analysis import Row
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Layer
from cnnstudio.core.sliding import Axis, Run, axes_of
from cnnstudio.core.words import capitalised

_NAMES = ((tr("row"), tr("rows")), (tr("column"), tr("columns")))
_NAMED = 3
"""So many runs of unused rows or columns are named one by one."""


def axes_of_row(row: Row) -> tuple[Axis, Axis] | None:
    """The axes of a layer that slides a window; None for every other, and for those that work number by number."""
    if row.input_shape is None or row.output_shape is None or not isinstance(row.node, Layer):
        return None
    axes = axes_of(row.node.spec, row.input_shape)
    return None if axes is None or (axes[0].is_plain and axes[1].is_plain) else axes


def window_lines(row: Row) -> tuple[str, ...]:
    """What lies beyond each side, then the rows and columns that no window reads; empty without a window."""
    axes = axes_of_row(row)
    if axes is None or row.input_shape is None or not isinstance(row.node, Layer):
        return ()
    window = row.node.spec.window(row.input_shape)
    edges = edge_lines(axes, zeros=window is None or window.zeros)
    lines = (*edges, *hole_lines(axes), *_unused_lines(axes))
    return lines or (tr("Every row and column of the input is used; no padding."),)


def edge_lines(axes: tuple[Axis, Axis], *, zeros: bool) -> tuple[str, ...]:
    sides = [(axis.before, axis.after) for axis in axes]
    if sides == [(0, 0), (0, 0)]:
        return ()
    (above, below), (left, right) = ((abs(before), abs(after)) for before, after in sides)
    if above == below == left == right:
        amounts = tr("{above:,} on every side", above=above)
    elif (above, below) == (left, right):
        amounts = tr("{above:,} above and at the left, {below:,} below and at the right", above=above, below=below)
    else:
        amounts = tr(
            "{above:,} above, {below:,} below, {left:,} left, {right:,} right",
            above=above,
            below=below,
            left=left,
            right=right,
        )
    if any(side < 0 for pair in sides for side in pair):
        return (tr("Cut off: {amounts}.", amounts=amounts),)
    if zeros:
        return (tr("Padding with zeros: {amounts}.", amounts=amounts),)
    return (tr("The window reaches beyond the edge: {amounts}. What lies outside is left out.", amounts=amounts),)


def hole_lines(axes: tuple[Axis, Axis]) -> tuple[str, ...]:
    if axes[0].dilation == axes[1].dilation == 1:
        return ()
    sizes = f"{axes[0].size}×{axes[1].size}"
    spread = f"{axes[0].spread}×{axes[1].spread}"
    return (
        tr(
            "Dilation spreads the {sizes} kernel over {spread} numbers, with holes between.", sizes=sizes, spread=spread
        ),
    )


def _unused_lines(axes: tuple[Axis, Axis]) -> tuple[str, ...]:
    cut = [_not_cut_off(axis) for axis in axes]
    if cut[0] == cut[1] and axes[0].length == axes[1].length:
        words = unused_words(cut[0], tr("row and column"), tr("rows and columns"), axes[0].length)
        return (words,) if words else ()
    found = (unused_words(cut[axis], *names, axes[axis].length) for axis, names in enumerate(_NAMES))
    return tuple(words for words in found if words)


def _not_cut_off(axis: Axis) -> tuple[Run, ...]:
    """What no window reads though the layer does not cut it off."""
    low, high = max(-axis.before, 0), axis.length - 1 + min(axis.after, 0)
    clipped = ((max(first, low), min(last, high)) for first, last in axis.unused())
    return tuple(run for run in clipped if run[0] <= run[1])


def unused_words(runs: tuple[Run, ...], one: str, several: str, length: int, begin: int = 1) -> str:
    """ "Columns 27–28 are used by no window.", counted from ``begin`` on; empty when all are used."""
    count = sum(last - first + 1 for first, last in runs)
    if not count:
        return ""
    if count == 1:
        return tr("{one} {number:,} is used by no window.", one=capitalised(one), number=runs[0][0] + begin)
    if len(runs) > _NAMED:
        return tr(
            "{count:,} of {length:,} {several} are used by no window, as the steps are too wide.",
            count=count,
            length=length,
            several=several,
        )
    named = [local(f"{low + begin:,}–{high + begin:,}" if high > low else f"{low + begin:,}") for low, high in runs]
    listed = named[0] if len(named) == 1 else tr("{first} and {last}", first=", ".join(named[:-1]), last=named[-1])
    return tr("{several} {listed} are used by no window.", several=capitalised(several), listed=listed)
