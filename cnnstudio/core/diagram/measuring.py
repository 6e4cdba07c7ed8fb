"""How large every part of a layout is, and where a long one is broken into lines."""

from dataclasses import dataclass

from cnnstudio.core.diagram.items import Frame, Item, Lanes, Leaf, Line, Place, Spacing


@dataclass(frozen=True)
class RowSize:
    """A row measured: where each item begins, and where its label begins across."""

    starts: tuple[float, ...]
    bands: tuple[float, ...]
    length: float
    before: float
    after: float


@dataclass(frozen=True)
class LanesSize:
    """Lanes measured: their rows, the middle line of each across, and the length of what lies between fork and mark."""

    rows: tuple[RowSize, ...]
    middles: tuple[float, ...]
    inner: float
    length: float
    before: float
    after: float


class Measure:
    """How large everything is; each item is measured once."""

    def __init__(self, spacing: Spacing) -> None:
        self.spacing = spacing
        self._lanes: dict[int, LanesSize] = {}
        self._frames: dict[int, RowSize] = {}

    def extent(self, item: Item) -> tuple[float, float, float]:
        """Length, and room across before and after the middle line."""
        if isinstance(item, Leaf):
            return item.length, item.before, item.after
        if isinstance(item, Lanes):
            size = self.lanes(item)
            return size.length, size.before, size.after
        row = self.frame(item)
        return row.length + 2 * self.spacing.frame, row.before + item.before, row.after + item.after

    def start(self, item: Item) -> float:
        return item.start if isinstance(item, Leaf) else 0.0

    def end(self, item: Item) -> float:
        if isinstance(item, Leaf):
            return item.end
        if isinstance(item, Lanes) and item.mark is not None:
            return self.lanes(item).length - item.mark.length + item.mark.end
        return self.extent(item)[0]

    def row(self, items: Line) -> RowSize:
        """Places items one behind the other; labels of neighbours keep clear of each other, and of all else."""
        sizes = [self.extent(item) for item in items]
        groups = self._groups(items, sizes)
        gap, apart = self.spacing.gap, self.spacing.labels
        starts: list[float] = []
        figures = labels = -gap
        for number, (item, size) in enumerate(zip(items, sizes, strict=True)):
            if number and groups[number] != groups[number - 1]:
                figures = labels = max(figures, labels)
            low, high = item.label if isinstance(item, Leaf) else (0.0, 0.0)
            at = max(figures + gap, 0.0)
            if high > low:
                at = max(at, labels + apart - low, -low)
                labels = at + high
            starts.append(at)
            figures = at + size[0]
        bands = _bands(groups, sizes, self.spacing.band)
        ends = [
            band + item.label_height if isinstance(item, Leaf) and item.label_height else size[2]
            for item, band, size in zip(items, bands, sizes, strict=True)
        ]
        before = max((size[1] for size in sizes), default=0.0)
        after = max([*ends, *(size[2] for size in sizes)], default=0.0)
        return RowSize(tuple(starts), bands, max(figures, labels, 0.0), before, after)

    def _groups(self, items: Line, sizes: list[tuple[float, float, float]]) -> list[int]:
        """A number for each item: figures of one group, or of about one height, beside each other have the same."""
        groups: list[int] = []
        deepest = 0.0
        for number, (item, size) in enumerate(zip(items, sizes, strict=True)):
            last = items[number - 1] if number else None
            same = (
                isinstance(item, Leaf)
                and isinstance(last, Leaf)
                and (item.group == last.group or abs(size[2] - deepest) < self.spacing.lanes)
            )
            deepest = max(deepest, size[2]) if same else size[2]
            groups.append(groups[-1] if same else number)
        return groups

    def frame(self, frame: Frame) -> RowSize:
        """The row in a frame."""
        if id(frame) not in self._frames:
            self._frames[id(frame)] = self.row(frame.row)
        return self._frames[id(frame)]

    def lanes(self, lanes: Lanes) -> LanesSize:
        """The rows of lanes, and their middle lines across from the middle line of all."""
        if id(lanes) not in self._lanes:
            self._lanes[id(lanes)] = self._measured(lanes)
        return self._lanes[id(lanes)]

    def _measured(self, lanes: Lanes) -> LanesSize:
        spacing = self.spacing
        rows = tuple(self.row(row) for row in lanes.rows)
        middles, edge = [], 0.0
        for row in rows:
            middles.append(edge + row.before)
            edge += row.before + row.after + spacing.lanes
        edge -= spacing.lanes
        zero = middles[lanes.main] if lanes.main is not None else (middles[0] + middles[-1]) / 2
        inner = max(*(row.length for row in rows), spacing.gap)
        mark = lanes.mark
        length = 2 * spacing.turn + inner + (spacing.turn + mark.length if mark else 0.0)
        before = max(zero, mark.before if mark else 0.0)
        after = max(edge - zero, mark.after if mark else 0.0)
        return LanesSize(rows, tuple(middle - zero for middle in middles), inner, length, before, after)


def _bands(groups: list[int], sizes: list[tuple[float, float, float]], room: float) -> tuple[float, ...]:
    """Where each item's label begins across: under the deepest figure of its group."""
    deepest: dict[int, float] = {}
    for group, size in zip(groups, sizes, strict=True):
        deepest[group] = max(deepest.get(group, 0.0), size[2])
    return tuple(deepest[group] + room for group in groups)


def broken(line: Line, measure: Measure, page: Place) -> list[Line]:
    """The line in as many lines as print it largest; one where it fits as it is."""
    best, largest, worse = [line], 0.0, 0
    for count in range(1, len(line) + 1):
        lines = _in_lines(line, measure, count)
        rows = [measure.row(each) for each in lines]
        margin = 4 * measure.spacing.turn if len(lines) > 1 else 0.0
        length = max(row.length for row in rows) + margin
        breadth = sum(row.before + row.after + measure.spacing.lines for row in rows) - measure.spacing.lines
        scale = min(page[0] / length, page[1] / breadth, 1.0) if breadth and length else 1.0
        worse = worse + 1 if scale <= largest * 1.02 else 0
        if worse == 0:
            best, largest = lines, scale
        if largest == 1.0 or worse == 3:
            break
    return best


def _in_lines(line: Line, measure: Measure, count: int) -> list[Line]:
    """The line in at most ``count`` lines, about equally long."""
    lengths = [measure.extent(item)[0] + measure.spacing.gap for item in line]
    low, high = max(lengths), sum(lengths)
    for _ in range(12):
        limit = (low + high) / 2
        if len(_greedy(lengths, limit)) <= count:
            high = limit
        else:
            low = limit
    starts = _greedy(lengths, high)
    return [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def _greedy(lengths: list[float], limit: float) -> list[int]:
    """Where each line begins when every line takes as much as fits."""
    starts, room = [0], limit
    for index, length in enumerate(lengths):
        if length > room + 1e-6 and index > starts[-1]:
            starts.append(index)
            room = limit
        room -= length
    return starts
