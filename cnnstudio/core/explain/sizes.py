"""How a layer's output shape comes about, as the formula and with this layer's numbers put in.

Formulas: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285), and Keras's
pages of the layers (https://keras.io/api/layers/), whose rounding they follow. A formula is shown only where its value
is the size that the layer gives.
"""

import math
from dataclasses import dataclass

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import product_in_words, shape_in_words
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.layers import Conv2DTranspose, DepthwiseConv2D, Flatten, Permute, Reshape
from cnnstudio.core.layers.pooling import GlobalPooling, Pooling
from cnnstudio.core.layers.sliding import Convolution, spread
from cnnstudio.core.network import Layer
from cnnstudio.core.sliding import Axis, axes_of
from cnnstudio.core.spec import LayerSpec, Shape


@dataclass(frozen=True)
class Formula:
    """A size: the rule in letters, with numbers put in, and its value."""

    rule: str
    numbers: str
    value: int

    @property
    def written(self) -> str:
        """The sum and what it comes to: "⌊(28 − 3) / 1⌋ + 1 = 26"."""
        return f"{self.numbers} = {local(f'{self.value:,}')}"


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
    lines: list[str] = []
    if formulas is not None:
        rows, columns = formulas
        lines += _spread_lines(spec)
        alike = rows.rule == columns.rule
        lines.append(rows.rule if alike else tr("{first} and {last}", first=rows.rule, last=columns.rule))
        if rows == columns:
            lines.append(tr("{sum} rows and columns", sum=rows.written))
        else:
            lines += [tr("{sum} rows", sum=rows.written), tr("{sum} columns", sum=columns.written)]
    if isinstance(spec, DepthwiseConv2D) and spec.depth_multiplier > 1:
        found = local(f"{before[2]:,} · {spec.depth_multiplier} = {after[2]:,}")
        lines.append(tr("{sum} channels", sum=found))
    return tuple(lines)


def _formulas(spec: LayerSpec, shape: Shape) -> tuple[Formula, Formula] | None:
    if isinstance(spec, Conv2DTranspose):
        return _transposed(spec, shape, 0), _transposed(spec, shape, 1)
    axes, window = axes_of(spec, shape), spec.window(shape)
    if axes is not None and not (axes[0].is_plain and axes[1].is_plain):
        same = isinstance(spec, (Convolution, Pooling)) and spec.padding == "same"
        return slid(axes[0], same=same), slid(axes[1], same=same)
    if window is not None and window.enlarged != (1, 1):
        rows, columns = (
            Formula("n · u", local(f"{shape[axis]:,} · {window.enlarged[axis]}"), shape[axis] * window.enlarged[axis])
            for axis in (0, 1)
        )
        return rows, columns
    return None


def slid(axis: Axis, *, same: bool) -> Formula:
    """⌊(n + 2p − k′) / s⌋ + 1; ⌈n / s⌉ with padding "same"; n + b + a where only the padding counts."""
    length, spread, stride, value = axis.length, axis.spread, axis.stride, axis.outputs
    if same:
        return Formula(tr("⌈n / s⌉ with padding “same”"), local(f"⌈{length:,} / {stride}⌉"), value)
    if axis.size == stride == 1:
        cuts = min(axis.before, axis.after) < 0
        sign, before, after = ("−", -axis.before, -axis.after) if cuts else ("+", axis.before, axis.after)
        rule = "n − b − a" if cuts else "n + b + a"
        numbers = local(f"{length:,} {sign} {before:,} {sign} {after:,}")
        return Formula(tr("{rule} (before, after)", rule=rule), numbers, value)
    kernel = "k′" if axis.dilation > 1 else "k"
    padded, rule = local(f"{length:,}"), "n"
    if axis.before or axis.after:
        even = axis.before == axis.after
        rule = "n + 2p" if even else "n + b + a"
        padded += f" + 2·{axis.before}" if even else f" + {axis.before} + {axis.after}"
    return Formula(f"⌊({rule} − {kernel}) / s⌋ + 1", f"⌊({padded} − {spread}) / {stride}⌋ + 1", value)


def _spread_lines(spec: LayerSpec) -> list[str]:
    """The kernel with its holes, k′ = (k − 1)·d + 1, for each axis that has holes."""
    if not isinstance(spec, Convolution) or spec.dilation_rate == (1, 1):
        return []
    spreads = spread(spec.kernel_size, spec.dilation_rate)
    found = [
        f"k′ = ({size} − 1)·{holes} + 1 = {whole}"
        for size, holes, whole in zip(spec.kernel_size, spec.dilation_rate, spreads, strict=True)
    ]
    return found[:1] if found[0] == found[1] else [tr("{sum} rows", sum=found[0]), tr("{sum} columns", sum=found[1])]


def _transposed(spec: Conv2DTranspose, shape: Shape, axis: int) -> Formula:
    """(n − 1)·s + k′, never less than n·s; n·s with padding "same"; with an output padding o given,
    (n − 1)·s + k′ + o, and (n − 1)·s + (k′ mod 2) + o with "same" (Keras 3.15's rule).
    """
    length, stride, extra = shape[axis], spec.strides[axis], spec.output_padding
    whole, same = spread(spec.kernel_size, spec.dilation_rate)[axis], spec.padding == "same"
    kernel = "k′" if spec.dilation_rate[axis] > 1 else "k"
    if extra >= 0:
        size = whole % 2 if same else whole
        numbers = local(f"({length:,} − 1)·{stride} + {size} + {extra}")
        rule = f"(n − 1)·s + ({kernel} mod 2) + o" if same else f"(n − 1)·s + {kernel} + o"
        return Formula(rule, numbers, (length - 1) * stride + size + extra)
    if same or whole < stride:
        return Formula("n · s", local(f"{length:,} · {stride}"), length * stride)
    numbers = local(f"({length:,} − 1)·{stride} + {whole}")
    return Formula(f"(n − 1)·s + {kernel}", numbers, (length - 1) * stride + whole)


def _list_lines(spec: LayerSpec, before: Shape, after: Shape) -> tuple[str, ...]:
    """For kinds that lay the same numbers out in another way, and those that make one number of a channel."""
    if isinstance(spec, GlobalPooling):
        return (tr_count("One number for the one channel", "One number for each of the {count:,} channels", before[2]),)
    if before == after or not isinstance(spec, (Flatten, Reshape, Permute)):
        return ()
    if isinstance(spec, Permute):
        return (tr("The same numbers, with the axes in another order"),)
    laid_out = f" = {product_in_words(after)}" if len(after) > 1 else ""
    return (tr("{sum} numbers", sum=local(f"{product_in_words(before)}{laid_out} = {math.prod(before):,}")),)
