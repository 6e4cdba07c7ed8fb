"""The networks of a report: the open one, and each other one that was trained, drawn and as a table."""

from collections.abc import Sequence
from html import escape

from cnnstudio.core import tables
from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.architecture import architecture
from cnnstudio.core.blanks import Blank
from cnnstudio.core.diagram import draw, to_svg
from cnnstudio.core.labs.rich_text import unbroken
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.network import Network
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import plain

MOST = 6
"""Networks besides the open one that are drawn: the latest of more; of the others stands what they consist of."""

_MOST_ROWS = 200
_MOST_NAMES = 5
_LONGEST_WORD = 20


def networks(analysis: Analysis, blanks: Sequence[Blank], runs: Sequence[Run]) -> tuple[str, dict[str, str]]:
    """HTML and its pictures: the open network, then those of the runs that are another one, each once.

    Args:
        analysis: Of the open network.
        blanks: What is still to be filled in there.
    """
    trained: dict[Network, list[Run]] = {}
    for run in runs:
        trained.setdefault(run.project.network, []).append(run)
    own = [] if blanks else trained.pop(analysis.network, [])
    title = tr("The network as it is now")
    if own:
        title = tr("The network as it is now, and in {runs}", runs=_names(own))
    parts, pictures = _network(title, analysis, blanks, "network.svg")
    others = list(trained.items())
    for network, of in others[:-MOST]:
        words = escape(plain(architecture(network), 400))
        parts.append(f"<p class='muted'><b>{escape(_names(of))}:</b> {words}</p>")
    for number, (network, of) in enumerate(others[-MOST:], 1):
        more, pictured = _network(
            tr("The network of {run}", run=_names(of)), analyse(network), (), f"network-{number}.svg"
        )
        parts += more
        pictures |= pictured
    title = tr("Networks")
    # On a page of its own, so that a short answer before it leaves no picture alone.
    return "\n".join([f'<h2 style="page-break-before: always">{title}</h2>', *parts]), pictures


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows under their titles, as HTML."""
    titles = "".join(_cell("th", "\n".join(title.split()) if len(title.split()) == 2 else title) for title in head)
    body = "\n".join("<tr>" + "".join(_cell("td", cell) for cell in row) + "</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="2">\n<tr>{titles}</tr>\n{body}\n</table>'


def _cell(tag: str, words: str) -> str:
    """A cell; a short word in it is never broken, which Qt's text does otherwise where a table is wide."""
    words = unbroken(words)
    whole = ' class="whole"' if " " not in words and len(words) <= _LONGEST_WORD else ""
    return f"<{tag}{whole}>{escape(words).replace(chr(10), '<br/>')}</{tag}>"


def _network(title: str, analysis: Analysis, blanks: Sequence[Blank], name: str) -> tuple[list[str], dict[str, str]]:
    parts = [f"<h3>{escape(title)}</h3>"]
    if not analysis.rows:
        return [*parts, "<p class='muted'>" + tr("It has no layers.") + "</p>"], {}
    summary = tables.summary(analysis, blanks)
    rows = [row.cells(lambda number: local(f"{number:,}")) for row in (*summary.rows, summary.totals)]
    shown = rows if len(rows) <= _MOST_ROWS else [*rows[: _MOST_ROWS - 1], rows[-1]]
    alt = escape(tr("Diagram of the network"))
    parts += [f'<p><img src="{name}" width="640" alt="{alt}"/></p>', table(tables.HEAD, shown)]
    if len(rows) > len(shown):
        left_out = tr_count("{count:,} row is left out.", "{count:,} rows are left out.", len(rows) - len(shown))
        parts.append(f"<p class='muted'>{left_out}</p>")
    parts += [f"<p class='muted'>{escape(note)}</p>" for note in summary.notes]
    return parts, {name: to_svg(draw(analysis, blanks=blanks))}


def _names(runs: Sequence[Run]) -> str:
    """ "Run 1, Run 3", and how many more."""
    named = ", ".join(plain(run.name) for run in runs[:_MOST_NAMES])
    more = len(runs) - _MOST_NAMES
    return tr("{names} and {more:,} more", names=named, more=more) if more > 0 else named
