"""Numbers drawn for a question: another stride and padding, another size of a layer, a small table."""

from dataclasses import replace
from random import Random

from cnnstudio.core.language import tr
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.review.material import Convolved
from cnnstudio.core.sliding import Axis
from cnnstudio.core.spec import settings_of

_FILTERS = (4, 6, 8, 12, 16, 20, 24, 32, 48, 64)
_SIDES = (1, 2, 3, 5, 7)


def drawn_axis(random: Random, found: Convolved) -> tuple[Axis, str]:
    """The rows of a layer with another stride and padding, into which its kernel fits; and the padding in words."""
    length, size = found.before[0], found.spec.kernel_size[0]
    stride = random.choice((1, 2, 2, 3, 4))
    least = max(-(-(size - length) // 2), 0)
    padding = random.choice(("same", *range(least, least + 4)))
    if padding == "same":
        missing = max((-(-length // stride) - 1) * stride + size - length, 0)
        return Axis(length, size, stride, 1, missing // 2, missing - missing // 2), "same"
    zeros = int(padding)
    return Axis(length, size, stride, 1, zeros, zeros), f"{zeros}"


def changed(random: Random, found: Convolved) -> Conv2D:
    """The layer with another kernel that it could have there, and other filters where its groups leave room for any."""
    groups, most = found.spec.groups, settings_of(Conv2D)["filters"].high or 0
    counts = [count * groups for count in _FILTERS if count * groups <= most]
    filters = random.choice([count for count in counts if count != found.spec.filters] or [groups])
    side = random.choice([side for side in _SIDES if (side, side) != found.spec.kernel_size])
    return replace(found.spec, filters=filters, kernel_size=(side, side))


def pooled_table(random: Random) -> tuple[str, int, str]:
    """Four rows of four numbers as Markdown, what comes out at one place of 2 × 2 max pooling, and that place."""
    numbers = [[random.randrange(-9, 10) for _ in range(4)] for _ in range(4)]
    row, column = random.randrange(2), random.randrange(2)
    right = max(numbers[2 * row + down][2 * column + right] for down in (0, 1) for right in (0, 1))
    lines = ["| | 0 | 1 | 2 | 3 |", "|--:|--:|--:|--:|--:|"]  # a table of Markdown has a header
    written = [[str(each).replace("-", "−") for each in line] for line in numbers]
    lines += [" | ".join((f"| **{number}**", *line)) + " |" for number, line in enumerate(written)]
    return (
        "\n".join(lines),
        right,
        tr("row {row}, column {column} of the output (counted from 0)", row=row, column=column),
    )
