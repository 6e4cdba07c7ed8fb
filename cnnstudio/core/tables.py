"""The summary of a network as a table: plain text, CSV, Markdown, LaTeX."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.arithmetic import shape_in_words

HEAD = ("Layer", "Kind", "Settings", "Output", "Weights", "Biases", "Parameters", "How they come about")

_NUMBERS = frozenset({4, 5, 6})
_INDENT = 2


@dataclass(frozen=True)
class TableRow:
    """One line of the summary.

    Attributes:
        depth: How many blocks it stands in.
        counts: Weights, biases, parameters; None where there are none to count.
        is_node: Whether it is a node of the network; the input and the totals are none.
    """

    name: str
    kind: str = ""
    settings: str = ""
    output: str = ""
    counts: tuple[int, int, int] | None = None
    arithmetic: str = ""
    depth: int = 0
    is_node: bool = False

    def cells(self, numbers: Callable[[int], str]) -> tuple[str, ...]:
        """What stands in each column, without indentation."""
        counts = ("", "", "") if self.counts is None else tuple(map(numbers, self.counts))
        return (self.name, self.kind, self.settings, self.output, *counts, self.arithmetic)


@dataclass(frozen=True)
class Table:
    """The summary of a network.

    Attributes:
        rows: The input, then every node.
        totals: The last line.
        notes: Facts under the table: frozen parameters, cost, memory, problems.
    """

    rows: tuple[TableRow, ...]
    totals: TableRow
    notes: tuple[str, ...]


def summary(analysis: Analysis) -> Table:
    """The table of a network; after a problem the outputs are not known."""
    first = TableRow("input", "Input", output=shape_in_words(analysis.network.input_shape))
    rows = (first, *(_row(row) for row in analysis.rows))
    totals = analysis.totals
    counted = f"Total up to {analysis.counted_to}" if analysis.counted_to else "Total"
    last = TableRow(counted, counts=(totals.weights, totals.biases, totals.parameters))
    return Table(rows, last, _notes(analysis))


def _row(row: Row) -> TableRow:
    output = shape_in_words(row.output_shape) if row.output_shape else "problem" if row.problem else "–"
    params = row.params
    counts = (params.weights, params.biases, params.total)
    settings = row.node.spec.summary()
    return TableRow(row.name, row.kind, settings, output, counts, row.arithmetic, row.depth, is_node=True)


def _notes(analysis: Analysis) -> tuple[str, ...]:
    totals = analysis.totals
    frozen = f" ({totals.trainable:,} trained, {totals.frozen:,} not)" if totals.frozen else ""
    cost = f"{totals.parameters:,} parameters{frozen}, {totals.multiply_adds:,} multiply-adds for one picture"
    return (cost, *(f"{row.name}: {row.problem.text}" for row in analysis.problems if row.problem))


def as_text(table: Table) -> str:
    """Columns under their heads, a line, the totals, then the notes."""
    lines = [HEAD, *(_indented(row, " ", _grouped) for row in table.rows)]
    total = table.totals.cells(_grouped)
    # A long word for the totals may run on where the other columns of its line are empty.
    widths = [max(len(line[column]) for line in (*lines, total)) for column in range(len(HEAD))]
    rule = "-" * (sum(widths[:-1]) + 2 * len(widths[:-1]) + len(HEAD[-1]))
    shown = [_padded(line, widths) for line in lines]
    return "\n".join([*shown[:1], rule, *shown[1:], rule, _padded(total, widths), "", *table.notes, ""])


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = enumerate(zip(cells, widths, strict=True))
    padded = (cell.rjust(width) if number in _NUMBERS else cell.ljust(width) for number, (cell, width) in pairs)
    return "  ".join(padded).rstrip()


def as_csv(table: Table) -> str:
    """Comma-separated values (RFC 4180) with whole numbers; the depth in blocks is a column of its own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("Depth", *HEAD))
    for row in (*table.rows, table.totals):
        writer.writerow((row.depth, *row.cells(str)))
    return out.getvalue()


def as_markdown(table: Table) -> str:
    """A pipe table (GitHub Flavored Markdown, 4.10); the notes are paragraphs."""
    marks = ["---:" if number in _NUMBERS else "---" for number in range(len(HEAD))]
    lines = [HEAD, marks]
    lines += [[_markdown(cell) for cell in _indented(row, "\u00a0", _grouped)] for row in table.rows]
    lines.append([f"**{_markdown(cell)}**" if cell else "" for cell in table.totals.cells(_grouped)])
    shown = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([*shown, "", *(f"{_markdown(note)}\n" for note in table.notes)])


def _markdown(cell: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|" else sign for sign in cell)


def as_latex(table: Table) -> str:
    """A ``tabular`` that needs no package; what it stands in is the document's choice.

    Signs that plain LaTeX has no letter for are written as mathematics, so that every engine compiles it.
    """
    columns = "".join("r" if number in _NUMBERS else "l" for number in range(len(HEAD)))
    rows = [" & ".join(map(latex, HEAD)) + r" \\", r"\hline"]
    for row in table.rows:
        cells = [latex(cell) for cell in row.cells(_grouped)]
        cells[0] = r"\quad " * row.depth + cells[0]
        rows.append(" & ".join(cells) + r" \\")
    rows += [r"\hline", " & ".join(latex(cell) for cell in table.totals.cells(_grouped)) + r" \\"]
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


def latex(words: str) -> str:
    """The words as LaTeX prints them; a sign that it has no way to write becomes a question mark."""
    return "".join(_LATEX.get(sign, sign if sign.isascii() and sign.isprintable() else "?") for sign in words)


def _grouped(number: int) -> str:
    return f"{number:,}"


def _indented(row: TableRow, space: str, numbers: Callable[[int], str]) -> tuple[str, ...]:
    name, *rest = row.cells(numbers)
    return (space * _INDENT * row.depth + name, *rest)


FORMATS: Mapping[str, Callable[[Table], str]] = {
    "table": as_text,
    "csv": as_csv,
    "markdown": as_markdown,
    "latex": as_latex,
}
"""How the command line calls each way to write a table."""
