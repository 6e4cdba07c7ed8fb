"""How a layer's output shape comes about, as the formula and with this layer's numbers put in.

Formulas: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285), and Keras's
pages of the layers (https://keras.io/api/layers/), whose rounding they follow. A formula is shown only where its value
is the size that the layer gives.
"""

import math
from dataclasses import dataclass

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.network import Layer
from cnnstudio.core.sliding import Axis, axes_of, dilation_of
from cnnstudio.core.spec import LayerSpec, Shape


@dataclass(frozen=True)
class _Formula:
    """A size: the rule in letters, with numbers put in, and its value."""

    rule: str
    numbers: str
    value: int


def shape_line(row: Row) -> str:
    """ "28 × 28 × 1 → 26 × 26 × 32"; empty while the shapes are not known."""
    if row.input_shape is None or row.output_shape is None:
        return ""
    return f"{shape_in_words(row.input_shape)} → {shape_in_words(row.output_shape)}"


def size_lines(row: Row) -> tuple[str, ...]:
    """The shapes, then how rows, columns and channels come about where the kind changes them."""
    before, after = row.input_shape, row.output_shape
    if before is None or after is None or not isinstance(row.node, Layer):
        return ()
    spec = row.node.spec
    lines = (shape_line(row), *_picture_lines(spec, before, after), *_list_lines(spec, before, after))
    return tuple(line for line in lines if line)


def _picture_lines(spec: LayerSpec, before: Shape, after: Shape) -> tuple[str, ...]:
    """Rows and columns, in one line where they are alike, and the channels."""
    if len(before) != 3 or len(after) != 3:
        return ()
    formulas = _formulas(spec, before)
    sound = formulas is not None and (formulas[0].value, formulas[1].value) == after[:2]
    lines: list[str] = []
    if formulas is not None and sound:
        rows, columns = formulas
        lines += _spread_lines(spec, before)
        lines.append(rows.rule if rows.rule == columns.rule else f"{rows.rule} and {columns.rule}")
        if rows == columns:
            lines.append(f"{rows.numbers} = {rows.value:,} rows and columns")
        else:
            lines += [f"{rows.numbers} = {rows.value:,} rows", f"{columns.numbers} = {columns.value:,} columns"]
    factor = getattr(spec, "depth_multiplier", 1)
    if not hasattr(spec, "filters") and factor > 1 and before[2] * factor == after[2]:
        lines.append(f"{before[2]:,} · {factor} = {after[2]:,} channels")
    return tuple(lines)


def _formulas(spec: LayerSpec, shape: Shape) -> tuple[_Formula, _Formula] | None:
    if hasattr(spec, "kernel_size") and "Transpose" in spec.kind:
        return _transposed(spec, shape, 0), _transposed(spec, shape, 1)
    axes, window = axes_of(spec, shape), spec.window(shape)
    if axes is not None and axes[0].is_plain and axes[1].is_plain:
        return None
    if axes is not None:
        same = getattr(spec, "padding", None) == "same"
        return _slid(axes[0], same=same), _slid(axes[1], same=same)
    if window is not None and window.enlarged != (1, 1):
        rows, columns = (
            _Formula("n · u", f"{shape[axis]:,} · {window.enlarged[axis]}", shape[axis] * window.enlarged[axis])
            for axis in (0, 1)
        )
        return rows, columns
    return None


def _slid(axis: Axis, *, same: bool) -> _Formula:
    """⌊(n + 2p − k′) / s⌋ + 1; ⌈n / s⌉ with padding "same"; n + b + a where only the padding counts."""
    length, spread, stride, value = axis.length, axis.spread, axis.stride, axis.outputs
    if same:
        return _Formula("⌈n / s⌉ with padding “same”", f"⌈{length:,} / {stride}⌉", value)
    if axis.size == stride == 1:
        cuts = min(axis.before, axis.after) < 0
        sign, before, after = ("−", -axis.before, -axis.after) if cuts else ("+", axis.before, axis.after)
        rule = "n − b − a" if cuts else "n + b + a"
        return _Formula(f"{rule} (before, after)", f"{length:,} {sign} {before:,} {sign} {after:,}", value)
    kernel = "k′" if axis.dilation > 1 else "k"
    padded, rule = f"{length:,}", "n"
    if axis.before or axis.after:
        even = axis.before == axis.after
        rule = "n + 2p" if even else "n + b + a"
        padded += f" + 2·{axis.before}" if even else f" + {axis.before} + {axis.after}"
    return _Formula(f"⌊({rule} − {kernel}) / s⌋ + 1", f"⌊({padded} − {spread}) / {stride}⌋ + 1", value)


def _spread_lines(spec: LayerSpec, shape: Shape) -> list[str]:
    """The kernel with its holes, k′ = (k − 1)·d + 1, for each axis that has holes."""
    axes = axes_of(spec, shape)
    if axes is None or axes[0].dilation == axes[1].dilation == 1:
        return []
    found = [f"k′ = ({axis.size} − 1)·{axis.dilation} + 1 = {axis.spread}" for axis in axes]
    return found[:1] if found[0] == found[1] else [f"{found[0]} rows", f"{found[1]} columns"]


def _transposed(spec: LayerSpec, shape: Shape, axis: int) -> _Formula:
    """(n − 1)·s + k′, never less than n·s; n·s with padding "same"; with an output padding o given,
    (n − 1)·s + k′ + o, and (n − 1)·s + (k′ mod 2) + o with "same" (Keras 3.15's rule).
    """
    length, stride = shape[axis], int(getattr(spec, "strides", (1, 1))[axis])
    spread = (int(getattr(spec, "kernel_size", (1, 1))[axis]) - 1) * dilation_of(spec, axis) + 1
    same, extra = getattr(spec, "padding", "valid") == "same", int(getattr(spec, "output_padding", -1))
    if extra >= 0:
        size = spread % 2 if same else spread
        rule = "(n − 1)·s + (k mod 2) + o" if same else "(n − 1)·s + k + o"
        return _Formula(rule, f"({length:,} − 1)·{stride} + {size} + {extra}", (length - 1) * stride + size + extra)
    if same or spread < stride:
        return _Formula("n · s", f"{length:,} · {stride}", length * stride)
    return _Formula("(n − 1)·s + k", f"({length:,} − 1)·{stride} + {spread}", (length - 1) * stride + spread)


def _list_lines(spec: LayerSpec, before: Shape, after: Shape) -> tuple[str, ...]:
    """For kinds that lay the same numbers out in another way, and those that make one number of a channel."""
    window = spec.window(before)
    if before == after or (window is not None and window.size != (1, 1)):
        return ()
    if window is None and len(before) == 3 and math.prod(after) == before[2] == after[-1]:
        return (f"One number for each of the {before[2]:,} channels",) if not hasattr(spec, "units") else ()
    count = math.prod(before)
    if count != math.prod(after) or spec.params(before).arrays or hasattr(spec, "pool_size"):
        return ()
    if sorted(before) == sorted(after) and len(before) == len(after):
        return ("The same numbers, with the axes in another order",)
    laid_out = f" = {_product(after)}" if len(after) > 1 else ""
    return (f"{_product(before)}{laid_out} = {count:,} numbers",) if len(before) > 1 or len(after) > 1 else ()


def _product(shape: Shape) -> str:
    return "·".join(f"{size:,}" for size in shape)
