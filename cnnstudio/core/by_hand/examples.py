"""Exercises to begin with: numbers small enough to work out on paper."""

from dataclasses import dataclass

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.kernels import NAMED
from cnnstudio.core.by_hand.making import made
from cnnstudio.core.language import tr


@dataclass(frozen=True, eq=False)
class Example:
    """An exercise with a name to find it by, a title for a menu, and what there is to see."""

    name: str
    title: str
    about: str
    exercise: Exercise


def _three_channels() -> Exercise:
    """Sheet 003, exercise 1b: its input, biases and the kernels of red and green; those of blue are lost, and ours."""
    red = [[2, 1, 0, 2], [2, 0, 1, 2], [0, 2, 1, 2], [0, 0, 1, 0]]
    green = [[0, 2, 2, 1], [0, 2, 2, 1], [2, 0, 2, 0], [1, 1, 0, 2]]
    blue = [[0, 2, 0, 0], [2, 1, 1, 1], [2, 0, 0, 2], [0, 2, 0, 2]]
    first = [[[1, 1], [0, 0]], [[1, 0], [0, 1]], [[0, 1], [0, 1]]]
    second = [[[0, 1], [1, 0]], [[-1, 0], [0, 1]], [[1, -1], [0, 0]]]
    return made([red, green, blue], [first, second], biases=[1, -1], title=tr("Three channels, two filters"))


def _step_picture() -> list[list[int]]:
    """Dark at the left, bright at the right, with a bright spot."""
    return [[0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 5, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9], [0, 0, 0, 9, 9, 9]]


def _named(name: str) -> list[list[float]]:
    rows: list[list[float]] = next(each.kernel for each in NAMED if each.name == name).tolist()
    return rows


EXAMPLES = (
    Example(
        "one-dimension",
        tr("One dimension"),
        tr("A row of five numbers and a kernel of three. Change stride and padding: when is the output as long?"),
        made([1, 3, 2, 0, 4], [[1, 0, -1]], title=tr("One dimension")),
    ),
    Example(
        "does-not-fit",
        tr("Steps that do not fit"),
        tr("The same row with a stride of 4: after the first step there is no room for another."),
        made([1, 3, 2, 0, 4], [[1, 0, -1]], stride=4, title=tr("Steps that do not fit")),
    ),
    Example(
        "three-channels",
        tr("Three channels, two filters"),
        tr(
            "A small colour picture, 4 × 4 × 3. Each filter has a kernel for each channel, and makes one map. The "
            "kernels of the third channel, blue, are of this program's own making: your sheet may have others."
        ),
        _three_channels(),
    ),
    Example(
        "edges",
        tr("An edge detector"),
        tr("Sobel's kernel: 0 where all is alike, large where dark meets bright."),
        made(_step_picture(), [_named("sobel-x")], title=tr("An edge detector")),
    ),
    Example(
        "blur",
        tr("A blur"),
        tr("Each number becomes the mean of the nine around it; zeros around keep the size."),
        made(_step_picture(), [_named("blur")], padding="same", title=tr("A blur")),
    ),
    Example(
        "max-pooling",
        tr("Max pooling"),
        tr("Keeps the largest of each 2 × 2 window. The last column of the input is read by no step."),
        made(
            [[1, 3, 2, 0, 4], [5, 0, 1, 2, 6], [0, 7, 1, 1, 0], [2, 2, 8, 0, 3]],
            operation="max",
            stride=2,
            title=tr("Max pooling"),
        ),
    ),
    Example(
        "average-pooling",
        tr("Average pooling"),
        tr("The mean of each 2 × 2 window."),
        made(
            [[1, 3, 2, 0], [5, 3, 0, 2], [0, 8, 1, 1], [2, 2, 3, 3]],
            operation="average",
            stride=2,
            title=tr("Average pooling"),
        ),
    ),
    Example(
        "dilation",
        tr("Dilation"),
        tr("A kernel with holes: nine numbers spread over 5 × 5."),
        made(
            [[row * column % 5 for column in range(1, 8)] for row in range(1, 8)],
            [[[1, 0, -1], [0, 1, 0], [-1, 0, 1]]],
            dilation=2,
            title=tr("Dilation"),
        ),
    ),
)
"""In the order of the menu."""

FIRST = EXAMPLES[2].exercise
"""What the explorer shows when nobody has worked in it yet."""
