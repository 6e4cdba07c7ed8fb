"""What all convolutions share: their settings, how they move, and padding in pixels for Keras."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from cnnstudio.core import arithmetic
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers import kernels
from cnnstudio.core.spec import KerasLayer, LayerSpec, Padding, Pair, Shape, Window, setting, settings_of

Repairs = tuple[tuple[str, LayerSpec], ...]


def filters() -> Any:
    """The setting ``filters``."""
    return setting(
        32, tr("Filters"), low=1, high=4096, help=tr("How many kernels are learned; each makes one output channel.")
    )


def kernel_size() -> Any:
    """The setting ``kernel_size``."""
    return setting((3, 3), tr("Kernel size"), low=1, high=255, help=tr("Rows and columns of each kernel."))


def strides() -> Any:
    """The setting ``strides``."""
    return setting(
        (1, 1), tr("Strides"), low=1, high=255, help=tr("How far the kernel moves each step; 2 halves the picture.")
    )


def padding() -> Any:
    """The setting ``padding`` with pixels."""
    words = tr("valid: the kernel stays inside. same: zeros around keep the size. Or a number of pixels on every side.")
    return setting("valid", tr("Padding"), form="padding", low=0, high=255, help=words)


def dilation_rate() -> Any:
    """The setting ``dilation_rate``."""
    return setting(
        (1, 1),
        tr("Dilation"),
        low=1,
        high=64,
        help=tr("How far apart the kernel's numbers lie on the input; 2 leaves one out between them and sees further."),
        more=True,
    )


def depth_multiplier() -> Any:
    """The setting ``depth_multiplier``."""
    return setting(
        1, tr("Depth multiplier"), low=1, high=64, help=tr("How many kernels each input channel has."), more=True
    )


def spread(size: Pair, dilation: Pair) -> Pair:
    """Rows and columns that a kernel covers with the holes of its dilation: (k − 1)·d + 1."""
    return (size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1


def check_steps(strides: Pair, dilation: Pair, kind: str) -> None:
    """Raises SpecError for steps and holes at once, which Keras refuses for these kinds."""
    if max(strides) > 1 and max(dilation) > 1:
        raise SpecError(
            tr("{kind} cannot have strides and dilation above 1 at once. Set one of them to 1 × 1.", kind=kind)
        )


class Convolution(LayerSpec):
    """What all convolutions share.

    It is no dataclass: each kind declares these settings itself, in the order in which its form shows them.
    """

    kernel_names: ClassVar[tuple[str, ...]] = ("kernel",)
    """What Keras calls the kernels whose initialiser and penalties the settings are for."""

    filters: int
    kernel_size: Pair
    strides: Pair
    padding: Padding
    activation: str
    dilation_rate: Pair
    kernel_initializer: str
    l1: float
    l2: float

    def window(self, shape: Shape) -> Window:
        return arithmetic.window(shape, self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def keras(self) -> tuple[KerasLayer, ...]:
        """Keras refuses padding in pixels; a ZeroPadding2D before a "valid" convolution is the same thing."""
        ours = ("padding", "kernel_initializer", "l1", "l2")
        arguments = {
            **{name: getattr(self, name) for name in settings_of(self) if name not in ours},
            **kernels.to_keras(self.kernel_names, self.kernel_initializer, self.l1, self.l2),
        }
        if isinstance(self.padding, str):
            return ((self.kind, {**arguments, "padding": self.padding}),)
        return ("ZeroPadding2D", {"padding": self.padding}), (self.kind, {**arguments, "padding": "valid"})

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        if not isinstance(arguments["padding"], str):  # pixels stand in a layer of their own
            raise SpecError(tr("Its padding cannot be read."))
        return cls.from_plain(kernels.from_keras(cls.kernel_names, arguments))

    def summary(self) -> str:
        return " · ".join([self._kernels_in_words(), *self._steps_in_words(), self.activation])

    def activation_name(self) -> str:
        return self.activation

    def _slid(self, rows: int, columns: int) -> Pair:
        """Rows and columns of the output; raises SpecError when the kernel does not fit."""
        return arithmetic.slide(
            rows, columns, self.kernel_size, self.strides, self.padding, self.kind, self.dilation_rate
        )

    def _kernels_in_words(self) -> str:
        return tr_count(
            "{count:,} filter {kernel_size}",
            "{count:,} filters {kernel_size}",
            self.filters,
            kernel_size=arithmetic.size_in_words(self.kernel_size),
        )

    def _steps_in_words(self) -> list[str]:
        """How the kernel moves, in the words of a card."""
        found = [tr("strides {size}", size=arithmetic.size_in_words(self.strides))] if self.strides != (1, 1) else []
        found += (
            [tr("dilation {size}", size=arithmetic.size_in_words(self.dilation_rate))]
            if self.dilation_rate != (1, 1)
            else []
        )
        return [
            *found,
            self.padding if isinstance(self.padding, str) else tr("{padding} px padding", padding=self.padding),
        ]
