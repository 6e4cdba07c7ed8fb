"""A row of the analysis in words: what the layer does and its shape and count with its own numbers."""

from cnnstudio.core import arithmetic
from cnnstudio.core.analysis import Row
from cnnstudio.core.layers import AveragePooling2D, Conv2D, MaxPooling2D
from cnnstudio.core.network import Layer


def what_it_does(row: Row) -> str:
    """The kind's own sentence."""
    return " ".join((row.node.spec.__doc__ or "").split())


def shape_arithmetic(row: Row) -> str:
    """ "28 × 28 × 1 → 26 × 26 × 32"; empty while the shapes are not known."""
    if row.input_shape is None or row.output_shape is None:
        return ""
    return f"{arithmetic.shape_in_words(row.input_shape)} → {arithmetic.shape_in_words(row.output_shape)}"


def window_arithmetic(row: Row) -> str:
    """How the rows of a sliding window's output come about, "⌊(28 − 3) / 1⌋ + 1 = 26"; empty for other kinds."""
    if row.input_shape is None or row.output_shape is None or not isinstance(row.node, Layer):
        return ""
    spec = row.node.spec
    window = spec.window(row.input_shape)
    if window is None or not isinstance(spec, (Conv2D, MaxPooling2D, AveragePooling2D)):
        return ""
    before, after, size, stride = row.input_shape[0], row.output_shape[0], window.size[0], window.strides[0]
    if spec.padding == "same":
        return f"⌈{before:,} / {stride}⌉ = {after:,}"
    pixels = 0 if isinstance(spec.padding, str) else spec.padding
    padded = f"{before:,} + 2·{pixels}" if pixels else f"{before:,}"
    return f"⌊({padded} − {size}) / {stride}⌋ + 1 = {after:,}"


def parameter_arithmetic(row: Row) -> str:
    """ "(3·3·1 + 1) · 32 = 320 parameters", with the frozen ones named; empty for a layer without weights."""
    if not row.arithmetic:
        return ""
    frozen = f", {row.params.frozen:,} of them not trained" if row.params.frozen else ""
    return f"{row.arithmetic} parameters{frozen}"


def receptive_field_in_words(row: Row) -> str:
    """How much of the picture one output number sees; empty while it is not known."""
    if row.receptive_field is None or row.receptive_field == (1, 1):
        return ""
    return f"Each output number sees {arithmetic.size_in_words(row.receptive_field)} pixels of the picture."
