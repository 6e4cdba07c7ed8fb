"""What stands under a diagram: what the colours and sizes mean, the totals, and what is wrong."""

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.diagram.drawing import bounds, text_width, wrapped
from cnnstudio.core.diagram.pen import LEADING, SMALL, Pen
from cnnstudio.core.diagram.untold import Told
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers import FAMILIES

_UNTOLD = tr("A question mark: known once the blanks are filled in; until then nothing there is to scale.")
_NARROWEST = 360.0
_SWATCH = 12.0


def add_caption(pen: Pen, told: Told, families: list[str], rule: str) -> None:
    """Writes the caption under everything drawn so far, as wide as that is."""
    edges = [bounds(item) for item in pen.items]
    left, bottom = min(edge[0] for edge in edges), max(edge[1] + edge[3] for edge in edges)
    width = max(max(edge[0] + edge[2] for edge in edges) - left, _NARROWEST)
    y = _legend(pen, families, left, bottom + 22, width)
    y = _words(pen, rule, "muted", left, y, width)
    if told.waits:
        y = _words(pen, _UNTOLD, "muted", left, y, width)
    y = _words(pen, _totals(told.analysis, waits=bool(told.waits)), "muted", left, y, width)
    for row in told.analysis.problems:
        if row.problem:
            words = {"name": row.name, "problem": row.problem.text}
            stops = row.output_shape is None
            said = (
                tr("Drawn up to {name}: {problem}", **words) if stops else tr("Problem at {name}: {problem}", **words)
            )
            y = _words(pen, said, "error", left, y, width)


def _legend(pen: Pen, families: list[str], left: float, top: float, width: float) -> float:
    x, y = left, top
    for family in families:
        words = tr("Input") if family == "input" else FAMILIES.get(family, family.capitalize())
        room = _SWATCH + 6 + text_width(words, SMALL) + 16
        if x + room > left + width and x > left:
            x, y = left, y + LEADING + 4
        pen.swatch((x, y - _SWATCH + 2, _SWATCH, _SWATCH), family)
        pen.beside(x + _SWATCH + 6, y, words, size=SMALL)
        x += room
    return y + LEADING + 5


def _words(pen: Pen, words: str, look: str, left: float, y: float, width: float) -> float:
    for line in wrapped(words, width, SMALL):
        pen.beside(left, y, line, look, SMALL)
        y += LEADING
    return y + 2


def _totals(analysis: Analysis, *, waits: bool) -> str:
    count = sum(1 for _ in analysis.network.layers())
    layers = tr_count("{count:,} layer", "{count:,} layers", count)
    if waits:
        return tr("{layers} · ? parameters · ? multiply-adds a picture", layers=layers)
    totals = analysis.totals
    words = {"layers": layers, "parameters": totals.parameters, "cost": totals.multiply_adds}
    if analysis.counted_to:
        return tr(
            "{layers} · {parameters:,} parameters · {cost:,} multiply-adds a picture up to {name}",
            name=analysis.counted_to,
            **words,
        )
    return tr("{layers} · {parameters:,} parameters · {cost:,} multiply-adds a picture", **words)
