"""Where the figures of a diagram stand: rows, lanes side by side and frames, and the lines between them.

All in two axes: *along* the way the network is read, and *across* it. Whoever draws decides which one is x.
The middle line of a row, on which its figures stand and its line runs, is at 0 across.
"""

from collections import Counter
from dataclasses import dataclass

from cnnstudio.core.diagram.items import Frame, Item, Lanes, Leaf, Line, Place, Spacing
from cnnstudio.core.diagram.measuring import Measure, RowSize, broken


@dataclass(frozen=True)
class Placed:
    """A leaf and where it stands: its beginning along, the middle line across, and where its label's band begins."""

    leaf: Leaf
    along: float
    across: float
    band: float


@dataclass(frozen=True)
class PlacedFrame:
    """A frame's corners."""

    frame: Frame
    first: Place
    last: Place


@dataclass(frozen=True)
class Link:
    """A line through places; an arrow where it arrives at a figure."""

    places: tuple[Place, ...]
    arrow: bool


@dataclass(frozen=True)
class Layout:
    """Everything placed, from 0 to ``length`` along and 0 to ``breadth`` across."""

    length: float
    breadth: float
    leaves: tuple[Placed, ...]
    frames: tuple[PlacedFrame, ...]
    links: tuple[Link, ...]


def lay_out(line: Line, spacing: Spacing, page: Place) -> Layout:
    """The line on as many lines as print it largest on a page of these sides (along, across)."""
    measured = Measure(spacing)
    lines = broken(line, measured, page)
    rows = [measured.row(each) for each in lines]
    placer = _Placer(measured)
    edge = 0.0
    margin = 2 * spacing.turn if len(rows) > 1 else 0.0
    last, turned = (0.0, 0.0), 0.0
    for number, (each, size) in enumerate(zip(lines, rows, strict=True)):
        middle = edge + size.before
        placer.row(each, size, margin, middle, None, None)
        if number:
            placer.connect(last, turned, each[0], margin + size.starts[0], middle, edge - spacing.lines / 2)
        last = (margin + size.starts[-1] + measured.end(each[-1]), middle)
        turned = margin + size.length + spacing.turn
        edge += size.before + size.after + spacing.lines
    length = max(row.length for row in rows) + 2 * margin
    return Layout(length, edge - spacing.lines, tuple(placer.leaves), tuple(placer.frames), _joined(placer.links))


class _Placer:
    """Collects what stands where."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._spacing = measure.spacing
        self.leaves: list[Placed] = []
        self.frames: list[PlacedFrame] = []
        self.links: list[Link] = []

    def row(
        self, items: Line, size: RowSize, along: float, across: float, begin: float | None, finish: float | None
    ) -> None:
        """Places a row with its lines; from ``begin`` and on to ``finish`` where a line comes in and goes on."""
        last = begin
        for item, start, band in zip(items, size.starts, size.bands, strict=True):
            if last is not None:
                self._link([(last, across), (along + start + self._measure.start(item), across)], item)
            self._item(item, along + start, across, across + band)
            last = along + start + self._measure.end(item)
        if last is not None and finish is not None:
            self._link([(last, across), (finish, across)], None)

    def connect(self, end: Place, turned: float, first: Item, along: float, across: float, gutter: float) -> None:
        """The line from the end of one line of the network, turning at ``turned``, to the beginning of the next."""
        turn = self._spacing.turn
        entry = along + self._measure.start(first)
        places = [
            end,
            (turned, end[1]),
            (turned, gutter),
            (turn / 2, gutter),
            (turn / 2, across),
            (entry, across),
        ]
        self._link(places, first)

    def _item(self, item: Item, along: float, across: float, band: float) -> None:
        if isinstance(item, Leaf):
            self.leaves.append(Placed(item, along, across, band))
        elif isinstance(item, Lanes):
            self._lanes(item, along, across)
        else:
            self._frame(item, along, across)

    def _frame(self, frame: Frame, along: float, across: float) -> None:
        size = self._measure.frame(frame)
        inner = along + self._spacing.frame
        end = inner + size.length + self._spacing.frame
        first = (along, across - size.before - frame.before)
        self.frames.append(PlacedFrame(frame, first, (end, across + size.after + frame.after)))
        self.row(frame.row, size, inner, across, along, end)

    def _lanes(self, lanes: Lanes, along: float, across: float) -> None:
        size, turn, mark = self._measure.lanes(lanes), self._spacing.turn, lanes.mark
        inner = along + 2 * turn
        fork, joint = along + turn, inner + size.inner + turn
        bus = joint - turn / 2
        led_past = [mark is not None and lanes.main not in (None, number) for number in range(len(lanes.rows))]
        ends = [across + middle for middle, past in zip(size.middles, led_past, strict=True) if not past]
        self._link([(along, across), (fork, across)], None)
        self._link([(fork, across + min(size.middles)), (fork, across + max(*size.middles, 0.0))], None)
        for items, row, middle, past in zip(lanes.rows, size.rows, size.middles, led_past, strict=True):
            finish = None if mark is None else joint + (mark.start + mark.end) / 2 if past else bus
            self.row(items, row, inner + (size.inner - row.length) / 2, across + middle, fork, finish)
            if past and mark is not None and finish is not None:
                side = mark.before if middle > 0 else -mark.before
                self._link([(finish, across + middle), (finish, across + side)], mark)
        if mark is not None:
            self._link([(bus, min(*ends, across)), (bus, max(*ends, across))], None)
            self._link([(bus, across), (joint + mark.start, across)], mark)
            self._item(mark, joint, across, across + size.after + self._spacing.band)

    def _link(self, places: list[Place], into: Item | None) -> None:
        near = [(round(along, 3), round(across, 3)) for along, across in places]
        clean = [near[0]]
        for place in near[1:]:
            if abs(place[0] - clean[-1][0]) + abs(place[1] - clean[-1][1]) > 0.01:
                clean.append(place)
        if len(clean) > 1:
            self.links.append(Link(tuple(clean), isinstance(into, Leaf)))


def _joined(links: list[Link]) -> tuple[Link, ...]:
    """The links, those put together that only go on where another one ends."""
    starts, ends = Counter(link.places[0] for link in links), Counter(link.places[-1] for link in links)
    goes_on = {link.places[0]: link for link in links if starts[link.places[0]] == ends[link.places[0]] == 1}
    joined = []
    for link in links:
        if goes_on.get(link.places[0]) is link:
            continue  # it is drawn as the end of the one before it
        now = link
        while not now.arrow and now.places[-1] in goes_on:
            then = goes_on[now.places[-1]]
            now = Link((*now.places, *then.places[1:]), then.arrow)
        joined.append(now)
    return tuple(joined)
