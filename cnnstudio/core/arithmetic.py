"""The window arithmetic that convolution and pooling share.

Formulas: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285), and
TensorFlow's page on ``"same"`` padding for how an uneven padding is split.
"""

import math

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.spec import Padding, Pair, Shape, Window


def picture(shape: Shape, kind: str) -> tuple[int, int, int]:
    """The shape as rows, columns, channels; raises SpecError when it is not a picture."""
    if len(shape) != 3:
        if len(shape) == 1:
            words = tr_count(
                "{kind} works on pictures (height × width × channels), but it is given a list of {count:,} number.",
                "{kind} works on pictures (height × width × channels), but it is given a list of {count:,} numbers.",
                shape[0],
                kind=kind,
            )
            raise SpecError(words)
        found = shape_in_words(shape)
        raise SpecError(
            tr("{kind} works on pictures (height × width × channels), not on {shape}.", kind=kind, shape=found)
        )
    return shape[0], shape[1], shape[2]


def shape_in_words(shape: Shape) -> str:
    """``(26, 26, 32)`` as "26 × 26 × 32"."""
    return local(" × ".join(f"{size:,}" for size in shape))


def product_in_words(shape: Shape) -> str:
    """``(3, 3, 1024)`` as "3·3·1,024", of a sum that is yet to be made local."""
    return "·".join(f"{size:,}" for size in shape)


def slide(
    rows: int, columns: int, size: Pair, strides: Pair, padding: Padding, kind: str, dilation: Pair = (1, 1)
) -> Pair:
    """Rows and columns of the output of a sliding window.

    With p pixels on each side and a window of k spread by its dilation d to k' = (k − 1)·d + 1:
    ⌊(n + 2p − k') / s⌋ + 1; with ``"same"`` padding ⌈n / s⌉. Raises SpecError when the window is larger than the
    padded picture.
    """
    return (
        _slide_one(rows, size, strides[0], padding, kind, dilation[0], 0, rows, columns),
        _slide_one(columns, size, strides[1], padding, kind, dilation[1], 1, rows, columns),
    )


def _slide_one(
    length: int,
    size: Pair,
    stride: int,
    padding: Padding,
    kind: str,
    dilation: int,
    axis: int,
    rows: int,
    columns: int,
) -> int:
    if padding == "same":
        return math.ceil(length / stride)
    pixels = 0 if isinstance(padding, str) else padding
    spread = (size[axis] - 1) * dilation + 1
    if spread > length + 2 * pixels:
        raise SpecError(
            tr(
                "The {height} × {width} window of {kind} does not fit into its {rows} × {columns} input. "
                "Use a smaller window, padding “same”, or fewer pooling layers before it.",
                height=size[0],
                width=size[1],
                kind=kind,
                rows=rows,
                columns=columns,
            )
        )
    return (length + 2 * pixels - spread) // stride + 1


def size_in_words(size: Pair) -> str:
    """``(3, 3)`` as "3×3"."""
    return f"{size[0]}×{size[1]}"


def padding_around(length: int, size: int, stride: int, padding: Padding, dilation: int = 1) -> tuple[int, int]:
    """Numbers of padding before and after one axis of ``length``.

    ``"same"`` needs (⌈n / s⌉ − 1)·s + k' − n in all, and puts the odd one behind
    (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2).
    """
    if padding == "same":
        spread = (size - 1) * dilation + 1
        whole = max((math.ceil(length / stride) - 1) * stride + spread - length, 0)
        return whole // 2, whole - whole // 2
    return (0, 0) if isinstance(padding, str) else (padding, padding)


def window(shape: Shape, size: Pair, strides: Pair, padding: Padding, dilation: Pair = (1, 1)) -> Window:
    """Of a kernel of ``size`` with its holes that slides over a picture of ``shape`` with zeros around it."""
    (above, below), (left, right) = (
        padding_around(shape[axis], size[axis], strides[axis], padding, dilation[axis]) for axis in (0, 1)
    )
    spread = (size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1
    return Window(spread, strides, (above, left), after=(below, right), dilation=dilation)
