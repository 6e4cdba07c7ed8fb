"""The one size to which pictures of many sizes are brought where the person has chosen none."""

from collections import Counter
from collections.abc import Mapping

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Pair

LONGEST_KEPT = 512
"""Up to this side a size that the pictures share is left as it is."""

LONGEST = 256
"""The longer side of a size that is made up."""


def common_size(sizes: Mapping[Pair, int]) -> Pair:
    """Rows and columns for pictures of these sizes (rows and columns: how many).

    What at least half of them have; else the median of the rows and of the columns. Where that is too large for a
    network to learn from, it is made smaller in proportion.
    """
    total = sum(sizes.values())
    size, count = max(sizes.items(), key=lambda item: (item[1], item[0]))
    shared = 2 * count >= total
    if not shared:
        size = _median(sizes, 0), _median(sizes, 1)
    most = LONGEST_KEPT if shared else LONGEST
    return size if max(size) <= most else _within(size)


def range_in_words(sizes: Mapping[Pair, int]) -> str:
    """ "28 × 30 to 558 × 420", from the fewest pixels to the most; empty where all have one size."""
    if len(sizes) < 2:
        return ""
    order = sorted(sizes, key=lambda size: (size[0] * size[1], size))
    return tr("{smallest} to {largest}", smallest=shape_in_words(order[0]), largest=shape_in_words(order[-1]))


def _within(size: Pair) -> Pair:
    factor = LONGEST / max(size)
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _median(sizes: Mapping[Pair, int], axis: int) -> int:
    """The lower median of one side."""
    counts: Counter[int] = Counter()
    for size, count in sizes.items():
        counts[size[axis]] += count
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for side in sorted(counts):
        seen += counts[side]
        if seen >= half:
            return side
    raise ValueError("no pictures")
