"""What stands in the stack, line by line: layers, and blocks with a header, their branches and a closing line.

Knows no Qt. An entry boundary is the gap above an entry, by the entry's number; below the last entry lies the boundary
whose number is the count of entries.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from typing import Literal, NamedTuple

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.network import Block, Network, Node, Path, walk
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks

_SHORT = 12
"""A pretrained block with no more layers is seen whole at first."""

Sort = Literal["input", "layer", "block", "branch", "end"]

INPUT_KEY = "/"


class Entry(NamedTuple):
    """One line of the stack. (A tuple, as thousands are made and compared after every edit.)

    Attributes:
        key: What it is called in its stack; a node's own name for a layer or a block's header.
        depth: In how many blocks it stands; the lines of a block stand as deep as what is in it, but for its header.
        row: What the analysis says of the node, or of the block whose line it is; None for the input.
        branch: The number of the branch that begins at a branch line.
        inside: Where the rows in a block begin and end among the rows of the analysis.
        trouble: The row in a folded block that has its first problem, or else its first caution.
    """

    key: str
    sort: Sort
    depth: int = 0
    row: Row | None = None
    branch: int = 0
    inside: tuple[int, int] = (0, 0)
    folded: bool = False
    trouble: Row | None = None

    @property
    def name(self) -> str:
        """The node it stands for; empty for all other lines."""
        return self.key if self.sort in ("layer", "block") else ""

    @property
    def block(self) -> Block | None:
        """The block whose line it is."""
        return self.row.node if self.row is not None and isinstance(self.row.node, Block) else None


def branch_key(block: str, number: int) -> str:
    """The key of a branch's line; no node can be called so."""
    return f"{block}/{number}"


def entries_of(analysis: Analysis, folded: Set[str] = frozenset()) -> list[Entry]:
    """All lines, the input's first; of the blocks named in ``folded`` only the header."""
    made = [Entry(INPUT_KEY, "input")]
    _Maker(analysis, folded, made).add(analysis.network.nodes, 0)
    return made


def drop_path(entries: list[Entry], boundary: int, network: Network) -> Path:
    """The path before which something dropped at a boundary goes.

    Above a branch's line it goes to the end of the branch before, and right under a block's header to the start of
    its first branch.
    """
    if boundary >= len(entries):
        return (len(network.nodes),)
    entry = entries[max(boundary, 1)] if len(entries) > 1 else entries[0]
    row = entry.row
    if row is None:
        return (len(network.nodes),)
    if entry.sort in ("layer", "block"):
        return row.path
    block = entry.block
    assert block is not None
    if entry.sort == "branch" and entry.branch == 0:
        return (*row.path, 0, 0)
    number = entry.branch - 1 if entry.sort == "branch" else len(block.branches) - 1
    return (*row.path, number, len(block.branches[number]))


def hiding(analysis: Analysis, name: str, folded: Set[str]) -> list[str]:
    """The folded blocks in which a node stands, the outermost first."""
    row = analysis.row_of(name)
    if row is None or not folded or len(row.path) == 1:
        return []
    around = (analysis.network.node(row.path[:length]).name for length in range(1, len(row.path), 2))
    return [each for each in around if each in folded]


def in_view(analysis: Analysis, names: Iterable[str], folded: Set[str]) -> tuple[str, ...]:
    """The nodes, or the folded block each one stands in, each once."""
    shown = (next(iter(hiding(analysis, name, folded)), name) for name in names)
    return tuple(dict.fromkeys(shown))


def blocks_of(network: Network) -> Iterator[str]:
    """The names of all blocks."""

    def inner(nodes: tuple[Node, ...]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Block):
                yield node.name
                for branch in node.branches:
                    yield from inner(branch)

    return inner(network.nodes)


def span(before: list[str], after: list[str]) -> tuple[int, int, int]:
    """Which part of a list of keys another one replaces: its start, its end before, its end after."""
    start = _common(before, after)
    most = min(len(before), len(after)) - start
    end = _common(before[::-1], after[::-1], most)
    return start, len(before) - end, len(after) - end


def turned(before: list[str], after: list[str]) -> int:
    """How many of the first of ``before`` went to the end to make ``after``; 0 when that is not what happened."""
    if len(before) != len(after) or not before or after[0] not in before:
        return 0
    count = before.index(after[0])
    return count if before[count:] + before[:count] == after else 0


def changed(before: list[Entry], after: list[Entry]) -> tuple[int, int] | None:
    """The first and the last line that look otherwise, of lists with equal keys; None when all look the same.

    A block's header sums up what is in it, so it is taken in with what changed there.
    """
    pairs = [number for number, (one, other) in enumerate(zip(before, after, strict=True)) if _differ(one, other)]
    if not pairs:
        return None
    first = pairs[0]
    while after[first].depth:
        first -= 1
    return first, pairs[-1]


def _differ(one: Entry, other: Entry) -> bool:
    if one.row is other.row:
        return one[4:] != other[4:]
    mine, its = one.row, other.row
    if mine is None or its is None:
        return True
    same = mine.node is its.node and mine.input_shape == its.input_shape and mine.output_shape == its.output_shape
    return not same or mine.problem != its.problem or mine.caution != its.caution or one[4:] != other[4:]


def _common(one: list[str], other: list[str], most: int | None = None) -> int:
    """How many items both lists begin with, at most ``most``."""
    count = min(len(one), len(other)) if most is None else most
    if one[:count] == other[:count]:  # the usual case, at C's speed
        return count
    return next(number for number in range(count) if one[number] != other[number])


class _Maker:
    """Walks over the network and the rows of its analysis side by side."""

    def __init__(self, analysis: Analysis, folded: Set[str], made: list[Entry]) -> None:
        self._rows, self._folded = analysis.rows, folded
        self._append: Callable[[Entry], None] = made.append
        self._next = 0

    def add(self, nodes: tuple[Node, ...], depth: int) -> None:
        """Adds the lines of nodes that follow each other."""
        rows = self._rows
        for node in nodes:
            number = self._next
            self._next = number + 1
            if isinstance(node, Block):
                self._add_block(node, rows[number], depth)
            else:
                self._append(Entry(node.name, "layer", depth, rows[number]))

    def _add_block(self, block: Block, row: Row, depth: int) -> None:
        first = self._next
        end = first + sum(map(_count, block.branches))
        if block.name in self._folded:
            trouble = _trouble(self._rows[first:end])
            self._append(Entry(block.name, "block", depth, row, 0, (first, end), True, trouble))
            self._next = end
            return
        self._append(Entry(block.name, "block", depth, row, 0, (first, end)))
        for number, branch in enumerate(block.branches):
            self._append(Entry(branch_key(block.name, number), "branch", depth + 1, row, number))
            self.add(branch, depth + 1)
        self._append(Entry(f"{block.name}/", "end", depth + 1, row))


def _count(nodes: tuple[Node, ...]) -> int:
    """How many nodes there are, those in blocks counted in."""
    return len(nodes) + sum(_count(branch) for node in nodes if isinstance(node, Block) for branch in node.branches)


def long_bases(analysis: Analysis) -> frozenset[str]:
    """The pretrained blocks with so many layers that they begin folded: nothing in them is edited."""
    bases = pretrained_blocks(analysis.network)
    return frozenset(each.name for each in bases if sum(1 for _ in walk(each.branches[0])) > _SHORT)


def _trouble(rows: tuple[Row, ...]) -> Row | None:
    problem = next((row for row in rows if row.problem), None)
    return problem or next((row for row in rows if row.caution), None)
