"""The two kinds of block: branches that read the same input and become one output again."""

from dataclasses import dataclass

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers.activations import ACTIVATION_NAMES, ACTIVATIONS
from cnnstudio.core.spec import BLOCK_KINDS, BlockSpec, KerasLayer, Shape, setting

MERGES = {"concatenate": "Concatenate", "add": "Add", "average": "Average", "multiply": "Multiply"}
"""How branches are put together, with the Keras layer that does it."""

MAX_BRANCHES = 8


@dataclass(frozen=True)
class Residual(BlockSpec, kind="Residual", base_name="residual"):
    """Adds what its body makes of the input to the input itself, so that deep networks still learn.

    The shortcut hands the input on as it is; where the body changes the shape, a 1×1 convolution in the shortcut
    makes it fit.
    """

    # K. He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385.

    activation: str = setting(
        "relu",
        tr("Activation"),
        choices=ACTIVATIONS,
        names=ACTIVATION_NAMES,
        help=tr("The function the sum goes through."),
    )

    def check_branches(self, count: int) -> None:
        if count != 2:
            raise SpecError(tr("A residual block has a body and a shortcut."))

    def branch_title(self, number: int, count: int) -> str:
        return tr("Shortcut") if number else tr("Body")

    def output_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        body, shortcut = shapes
        if body != shortcut:
            raise SpecError(
                tr(
                    "The body gives {body} and the shortcut {shortcut}; only equal shapes can be added.",
                    body=shape_in_words(body),
                    shortcut=shape_in_words(shortcut),
                )
            )
        return body

    def merge_name(self) -> str:
        return "add"

    def keras(self) -> tuple[KerasLayer, ...]:
        # The activation stands there even where it is linear: so a file tells a residual block from branches added.
        return ("Add", {}), ("Activation", {"activation": self.activation})

    def summary(self) -> str:
        return "add" if self.activation == "linear" else f"add · {self.activation}"

    def activation_name(self) -> str:
        return self.activation


@dataclass(frozen=True)
class Parallel(BlockSpec, kind="Parallel", base_name="parallel"):
    """Sends its input through several branches side by side and puts their outputs together."""

    # C. Szegedy et al., "Going Deeper with Convolutions", arXiv:1409.4842.

    merge: str = setting(
        "concatenate",
        tr("Put together"),
        choices=tuple(MERGES),
        names={
            "concatenate": tr("concatenate channels"),
            "add": tr("add the numbers"),
            "average": tr("average the numbers"),
            "multiply": tr("multiply the numbers"),
        },
        help=tr(
            "How the branches' outputs become one. Adding and averaging need equal shapes; concatenating needs "
            "equal height and width. Multiplying also takes one number a channel, or one a pixel, for a whole "
            "picture: a branch then says what of the other counts."
        ),
    )

    def check_branches(self, count: int) -> None:
        if not 2 <= count <= MAX_BRANCHES:
            raise SpecError(tr("A parallel block has 2 to {most} branches.", most=MAX_BRANCHES))

    def branch_title(self, number: int, count: int) -> str:
        return tr("Branch {number} of {count}", number=number + 1, count=count)

    def output_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        first = shapes[0]
        found = ", ".join(shape_in_words(shape) for shape in shapes)
        if self.merge == "multiply":
            return _product(shapes)
        if self.merge != "concatenate":
            if any(shape != first for shape in shapes):
                if self.merge == "add":
                    raise SpecError(
                        tr("Only branches of the same shape can be added; these give {found}.", found=found)
                    )
                raise SpecError(tr("Only branches of the same shape can be averaged; these give {found}.", found=found))
            return first
        if any(shape[:-1] != first[:-1] for shape in shapes):
            raise SpecError(
                tr("Only branches of the same height and width can be joined; these give {found}.", found=found)
            )
        return (*first[:-1], sum(shape[-1] for shape in shapes))

    def merge_name(self) -> str:
        return self.merge

    def keras(self) -> tuple[KerasLayer, ...]:
        return ((MERGES[self.merge], {}),)

    def summary(self) -> str:
        return self.merge


def _product(shapes: tuple[Shape, ...]) -> Shape:
    """The shape of a product in which what has size 1 along an axis counts for all of that axis."""
    # J. Hu et al., "Squeeze-and-Excitation Networks", arXiv:1709.01507: one factor a channel.
    whole = tuple(max(sizes) for sizes in zip(*shapes, strict=False))
    alike = all(len(shape) == len(shapes[0]) for shape in shapes)
    if not alike or any(size not in (1, most) for shape in shapes for size, most in zip(shape, whole, strict=True)):
        found = ", ".join(shape_in_words(shape) for shape in shapes)
        raise SpecError(
            tr(
                "Only branches of the same shape, or of size 1 where they differ, can be multiplied; "
                "these give {found}.",
                found=found,
            )
        )
    return whole


WRAPPING = ("Residual", "Parallel")
"""The kinds that layers can be put into by hand."""

__all__ = ["BLOCK_KINDS", "MAX_BRANCHES", "MERGES", "WRAPPING", "Parallel", "Residual"]
