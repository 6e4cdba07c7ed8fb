"""The summary of a network as a table: plain text, CSV, Markdown, LaTeX."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.network import Block, Node, Path
from cnnstudio.core.spec import settings_of
from cnnstudio.core.waiting import Waiting, until_filled_in
from cnnstudio.core.words import number

HEAD = (
    tr("Layer"),
    tr("Kind"),
    tr("Settings"),
    tr("Output"),
    tr("Weights"),
    tr("Biases"),
    tr("Parameters"),
    tr("How they come about"),
)

_COLUMNS = (
    *("Depth", "Layer", "Kind", "Settings", "Output", "Weights", "Biases", "Parameters", "How they come about"),
    "Branch",
)
"""What the columns of a CSV are called in every language: programs read it."""

_NUMBERS = frozenset({4, 5, 6})
_INDENT = 2

UNTOLD = "?"
"""In the place of a number that is only known once blanks are filled in."""

UNTOLD_YET = tr("Parameters and multiply-adds are known once the blanks are filled in")

INSIDE = tr("In parentheses: what the layers in a block have together. The total counts them once.")


@dataclass(frozen=True)
class TableRow:
    """One line of the summary.

    Attributes:
        depth: How many blocks it stands in.
        branch: The branch of its block that it stands in, "Branch 2 of 4"; empty outside of blocks.
        counts: Weights, biases, parameters; None where there are none to count.
        is_sum: Whether the counts are those of the layers in a block, which have rows of their own.
        is_node: Whether it is a node of the network; the input, the heads of branches and the totals are none.
        waits: Whether its counts are only known once blanks are filled in.
    """

    name: str
    kind: str = ""
    settings: str = ""
    output: str = ""
    counts: tuple[int, int, int] | None = None
    arithmetic: str = ""
    depth: int = 0
    branch: str = ""
    is_sum: bool = False
    is_node: bool = False
    waits: bool = False

    @property
    def is_branch(self) -> bool:
        """Whether it is the head of a branch, over the nodes in it."""
        return bool(self.branch) and not self.is_node

    @property
    def indent(self) -> int:
        """Steps to the right: a block, its branches, and what stands in them are three."""
        return 2 * self.depth - self.is_branch

    def cells(self, numbers: Callable[[int], str]) -> tuple[str, ...]:
        """What stands in each column, without indentation; sums of a block stand in parentheses."""
        counts = ("", "", "") if self.counts is None else tuple(map(numbers, self.counts))
        if self.waits:
            return (self.name, self.kind, self.settings, self.output, *(UNTOLD,) * 3, "")
        if self.is_sum:
            counts = tuple(f"({count})" for count in counts)
        return (self.name, self.kind, self.settings, self.output, *counts, self.arithmetic)


@dataclass(frozen=True)
class Table:
    """The summary of a network.

    Attributes:
        rows: The input, then every node; over the nodes of a branch, and for a branch without any, its head.
        totals: The last line.
        notes: Facts under the table: frozen parameters, cost, what parentheses mean, problems.
    """

    rows: tuple[TableRow, ...]
    totals: TableRow
    notes: tuple[str, ...]


def summary(analysis: Analysis, blanks: Iterable[Blank] = ()) -> Table:
    """The table of a network; after a problem the outputs are not known.

    Args:
        blanks: Settings that are still to be filled in: what stands on them is not told.
    """
    blanks = tuple(blanks)
    waiting = until_filled_in(analysis, blanks)
    found = waiting.analysis
    first = TableRow("input", tr("Input"), output=shape_in_words(found.network.input_shape))
    rows = (first, *_rows(found.network.nodes, (), {row.path: row for row in found.rows}))
    rows = tuple(_untold(row, waiting, blanks) if row.is_node else row for row in rows)
    totals = found.totals
    counted = tr("Total up to {name}", name=found.counted_to) if found.counted_to else tr("Total")
    waits = any(row.waits for row in rows)
    last = TableRow(counted, counts=(totals.weights, totals.biases, totals.parameters), waits=waits)
    return Table(rows, last, _notes(found, waits=waits))


def _untold(row: TableRow, waiting: Waiting, blanks: Sequence[Blank]) -> TableRow:
    """The row of a node without what blanks decide, and with which of its settings are blank."""
    found = waiting.analysis.row_of(row.name)
    gaps = [blank.setting for blank in blanks if blank.node == row.name]
    if found is not None and gaps:
        labels = settings_of(type(found.node.spec))
        names = ", ".join(in_sentence(labels[name].label) for name in gaps)
        row = replace(row, settings=tr("to fill in: {names}", names=names))
    if row.name not in waiting.on:
        return row
    return replace(row, output=UNTOLD, arithmetic="", waits=True)


def _rows(nodes: Sequence[Node], prefix: Path, found: Mapping[Path, Row], branch: str = "") -> Iterator[TableRow]:
    """The rows of nodes that follow each other, with what is in them."""
    for index, node in enumerate(nodes):
        path = (*prefix, index)
        row = _row(found[path], branch)
        if not isinstance(node, Block):
            yield row
            continue
        inside = list(_branches(node, path, found))
        counted = [each.counts for each in inside if each.counts and not each.is_sum]
        weights, biases, parameters = (sum(counts[place] for counts in counted) for place in range(3))
        yield replace(row, counts=(weights, biases, parameters), is_sum=True)
        yield from inside


def _branches(block: Block, path: Path, found: Mapping[Path, Row]) -> Iterator[TableRow]:
    """The head of each branch, then the rows of what is in it."""
    for place, nodes in enumerate(block.branches):
        title = block.spec.branch_title(place, len(block.branches))
        rest = "" if nodes else tr("empty: hands its input on")
        yield TableRow(title, settings=rest, depth=len(path) // 2 + 1, branch=title)
        yield from _rows(nodes, (*path, place), found, title)


def _row(row: Row, branch: str) -> TableRow:
    output = shape_in_words(row.output_shape) if row.output_shape else tr("problem") if row.problem else "–"
    params = row.params
    counts = (params.weights, params.biases, params.total)
    settings = row.node.spec.summary()
    return TableRow(row.name, row.kind, settings, output, counts, row.arithmetic, row.depth, branch, is_node=True)


def _notes(analysis: Analysis, *, waits: bool) -> tuple[str, ...]:
    totals = analysis.totals
    counts = {"parameters": totals.parameters, "cost": totals.multiply_adds}
    cost = tr("{parameters:,} parameters, {cost:,} multiply-adds for one picture", **counts)
    if totals.frozen:
        cost = tr(
            "{parameters:,} parameters ({trained:,} trained, {frozen:,} not), {cost:,} multiply-adds for one picture",
            trained=totals.trainable,
            frozen=totals.frozen,
            **counts,
        )
    sums = (INSIDE,) if any(isinstance(node, Block) for node in analysis.network.nodes) else ()
    cost = UNTOLD_YET if waits else cost
    return (cost, *sums, *(f"{row.name}: {row.problem.text}" for row in analysis.problems if row.problem))


def as_text(table: Table) -> str:
    """Columns under their heads, a line, the totals, then the notes."""
    lines = [HEAD, *(_indented(row, " ", number) for row in table.rows)]
    total = table.totals.cells(number)
    # A long word for the totals may run on where the other columns of its line are empty.
    widths = [max(len(line[column]) for line in (*lines, total)) for column in range(len(HEAD))]
    rule = "-" * (sum(widths[:-1]) + 2 * len(widths[:-1]) + len(HEAD[-1]))
    shown = [_padded(line, widths) for line in lines]
    return "\n".join([*shown[:1], rule, *shown[1:], rule, _padded(total, widths), "", *table.notes, ""])


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = enumerate(zip(cells, widths, strict=True))
    padded = (cell.rjust(width) if place in _NUMBERS else cell.ljust(width) for place, (cell, width) in pairs)
    return "  ".join(padded).rstrip()


def as_csv(table: Table) -> str:
    """Comma-separated values (RFC 4180) with whole numbers; depth in blocks and branch are columns of their own.

    A row is a node, so branches have no heads here, but a branch without nodes has one. Blocks have no counts: the
    sum of a column is to be the total, and spreadsheets read a number in parentheses as below zero.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in (*table.rows, table.totals):
        if row.is_branch and not row.settings:
            continue
        plain = replace(row, counts=None, is_sum=False) if row.is_sum else row
        writer.writerow((row.depth, *plain.cells(str), row.branch))
    return out.getvalue()


def as_markdown(table: Table) -> str:
    """A pipe table (GitHub Flavored Markdown, 4.10); the notes are paragraphs."""
    marks = ["---:" if place in _NUMBERS else "---" for place in range(len(HEAD))]
    lines = [HEAD, marks]
    lines += [[markdown(cell) for cell in _indented(row, "\u00a0", number)] for row in table.rows]
    lines.append([f"**{markdown(cell)}**" if cell else "" for cell in table.totals.cells(number)])
    shown = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([*shown, "", *(f"{markdown(note)}\n" for note in table.notes)])


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|~&"})


def markdown(cell: str) -> str:
    """The words as Markdown shows them, in a cell of a table, too."""
    return cell.translate(_MARKDOWN)


def as_latex(table: Table) -> str:
    """A ``tabular`` that needs no package; what it stands in is the document's choice.

    Signs that plain LaTeX has no letter for are written as mathematics, so that every engine compiles it.
    """
    columns = "".join("r" if place in _NUMBERS else "l" for place in range(len(HEAD)))
    rows = [" & ".join(map(latex, HEAD)) + r" \\", r"\hline"]
    for row in table.rows:
        cells = [latex(cell) for cell in row.cells(number)]
        cells[0] = r"\quad " * row.indent + cells[0]
        rows.append(" & ".join(cells) + r" \\")
    rows += [r"\hline", " & ".join(latex(cell) for cell in table.totals.cells(number)) + r" \\"]
    notes = [f"% {note.encode('ascii', 'replace').decode()}" for note in table.notes]
    return "\n".join([*notes, rf"\begin{{tabular}}{{{columns}}}", r"\hline", *rows, r"\hline", r"\end{tabular}", ""])


_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "_": r"\_",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "→": r"$\rightarrow$",
    "÷": r"$\div$",
    "±": r"$\pm$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "−": "$-$",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
    "“": "``",
    "”": "''",
    "’": "'",
    "\u00a0": "~",
    "\u202f": r"\,",
    "²": "$^2$",
    "µ": r"$\mu$",
    "γ": r"$\gamma$",
    "β": r"$\beta$",
    "ε": r"$\epsilon$",
    "σ": r"$\sigma$",
    "α": r"$\alpha$",
    "°": r"$^\circ$",
    "√": r"$\surd$",
    "⌊": r"$\lfloor$",
    "⌋": r"$\rfloor$",
    "⌈": r"$\lceil$",
    "⌉": r"$\rceil$",
}


_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}
_LETTERS = {"ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}"}


class _Signs(dict[int, str]):
    """What each sign is in LaTeX, by its code; worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        found = _LATEX.get(sign) or _LETTERS.get(sign) or _accented(sign)
        self[code] = found or (sign if sign.isascii() and sign.isprintable() else "?")
        return self[code]


def _accented(sign: str) -> str:
    """A letter with its accent as a command; empty for any other sign."""
    letter, *accents = list(unicodedata.normalize("NFD", sign))
    if len(accents) != 1 or accents[0] not in _ACCENTS or not letter.isascii():
        return ""
    return f"\\{_ACCENTS[accents[0]]}{{{letter}}}"


_SIGNS = _Signs()


def latex(words: str) -> str:
    """The words as LaTeX prints them, in ASCII; a sign that it has no way to write becomes a question mark."""
    return words.translate(_SIGNS)


def _indented(row: TableRow, space: str, numbers: Callable[[int], str]) -> tuple[str, ...]:
    name, *rest = row.cells(numbers)
    return (space * _INDENT * row.indent + name, *rest)


FORMATS: Mapping[str, Callable[[Table], str]] = {
    "table": as_text,
    "csv": as_csv,
    "markdown": as_markdown,
    "latex": as_latex,
}
"""How the command line calls each way to write a table."""
