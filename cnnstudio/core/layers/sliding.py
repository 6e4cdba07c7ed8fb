"""What all convolutions share: their settings, how they move, and padding in pixels for Keras."""

from collections.abc import Mapping
from typing import Any

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import KerasLayer, LayerSpec, Padding, Pair, setting

Repairs = tuple[tuple[str, LayerSpec], ...]


def filters() -> Any:
    """The setting ``filters``."""
    return setting(32, "Filters", low=1, high=4096, help="How many kernels are learned; each makes one output channel.")


def kernel_size() -> Any:
    """The setting ``kernel_size``."""
    return setting((3, 3), "Kernel size", low=1, high=255, help="Rows and columns of each kernel.")


def strides() -> Any:
    """The setting ``strides``."""
    return setting((1, 1), "Strides", low=1, high=255, help="How far the kernel moves each step; 2 halves the picture.")


def padding() -> Any:
    """The setting ``padding`` with pixels."""
    words = "valid: the kernel stays inside. same: zeros around keep the size. Or a number of pixels on every side."
    return setting("valid", "Padding", form="padding", low=0, high=255, help=words)


def dilation_rate() -> Any:
    """The setting ``dilation_rate``."""
    return setting(
        (1, 1),
        "Dilation",
        low=1,
        high=64,
        help="How far apart the kernel's numbers lie on the input; 2 leaves one out between them and sees further.",
        more=True,
    )


def depth_multiplier() -> Any:
    """The setting ``depth_multiplier``."""
    return setting(1, "Depth multiplier", low=1, high=64, help="How many kernels each input channel has.", more=True)


def as_keras(kind: str, padding: Padding, arguments: dict[str, Any]) -> tuple[KerasLayer, ...]:
    """The Keras layers of a convolution.

    Keras refuses padding in pixels; a ZeroPadding2D before a "valid" convolution is the same thing.
    """
    if isinstance(padding, str):
        return ((kind, {**arguments, "padding": padding}),)
    convolution = (kind, {**arguments, "padding": "valid"})
    return ("ZeroPadding2D", {"padding": padding}), convolution


def check_padding(arguments: Mapping[str, Any]) -> None:
    """Raises SpecError unless Keras's padding is a word: pixels stand in a layer of their own."""
    if not isinstance(arguments["padding"], str):
        raise SpecError("Its padding cannot be read.")


def spread(size: Pair, dilation: Pair) -> Pair:
    """Rows and columns that a kernel covers with the holes of its dilation: (k − 1)·d + 1."""
    return (size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1


def words_of(size: Pair, strides: Pair, padding: Padding, dilation: Pair) -> list[str]:
    """How the kernel moves, in the words of a card."""
    found = [f"strides {arithmetic.size_in_words(strides)}"] if strides != (1, 1) else []
    found += [f"dilation {arithmetic.size_in_words(dilation)}"] if dilation != (1, 1) else []
    return [*found, padding if isinstance(padding, str) else f"{padding} px padding"]


def check_steps(strides: Pair, dilation: Pair, kind: str) -> None:
    """Raises SpecError for steps and holes at once, which Keras refuses for these kinds."""
    if max(strides) > 1 and max(dilation) > 1:
        raise SpecError(f"{kind} cannot have strides and dilation above 1 at once. Set one of them to 1 × 1.")
