"""The curves of runs as an SVG picture for a report: accuracy beside loss, every run in its own colour."""

import math
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from cnnstudio.core.run import Epoch, Run
from cnnstudio.core.words import plain

MOST = 8
"""Runs in one picture; the latest of more."""

_COLOURS = ("#0072b2", "#d55e00", "#008a64", "#b8578c", "#a87a00", "#2f8fc4", "#4b4ac6", "#636770")
"""Okabe and Ito's (2008), darkened as in the window."""

_WIDTH, _HEIGHT, _PLOT, _TOP, _LEFT, _GAP = 700, 236, 280, 26, 52, 74
_DOWN = 170
_LINE = 16

_Value = Callable[[Epoch], float]


def curves(runs: Sequence[Run]) -> str:
    """The file's text; empty where no run has an epoch. Dashed is training, whole is validation."""
    shown = [run for run in runs if run.epochs][-MOST:]
    if not shown:
        return ""
    height = _HEIGHT + _LINE * len(shown)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        'role="img" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="11">'
    )
    accuracy: tuple[_Value, _Value] = (lambda each: each.accuracy, lambda each: each.val_accuracy)
    loss: tuple[_Value, _Value] = (lambda each: each.loss, lambda each: each.val_loss)
    parts = [head, f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>']
    parts += _plot(shown, "Accuracy", accuracy, _LEFT)
    parts += _plot(shown, "Loss", loss, _LEFT + _PLOT + _GAP)
    for number, run in enumerate(shown):
        y = _HEIGHT + _LINE * number
        parts.append(f'<path d="M{_LEFT} {y - 4}h24" stroke="{_COLOURS[number]}" stroke-width="2"/>')
        parts.append(f'<text x="{_LEFT + 32}" y="{y}">{escape(plain(run.name, 80))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _plot(runs: Sequence[Run], title: str, values: tuple[_Value, _Value], left: float) -> list[str]:
    """Axes with their least and highest value, and two lines a run."""
    every = [value(epoch) for run in runs for epoch in run.epochs for value in values]
    finite = [each for each in every if math.isfinite(each)] or [0.0]
    low, high = min(finite), max(finite)
    span = high - low or 1.0
    last = max(run.epochs[-1].number for run in runs)
    bottom = _TOP + _DOWN
    parts = [
        f'<text x="{left}" y="16" font-weight="bold">{title}: validation (line) and training (dashed)</text>',
        f'<path d="M{left} {_TOP}v{_DOWN}h{_PLOT}" fill="none" stroke="#767a82"/>',
        f'<text x="{left - 6}" y="{_TOP + 8}" text-anchor="end">{high:.3g}</text>',
        f'<text x="{left - 6}" y="{bottom}" text-anchor="end">{low:.3g}</text>',
        f'<text x="{left}" y="{bottom + 15}">1</text>',
        f'<text x="{left + _PLOT}" y="{bottom + 15}" text-anchor="end">epoch {last}</text>',
    ]
    for run, colour in zip(runs, _COLOURS, strict=False):
        for value, dash in zip(values, (' stroke-dasharray="4 3"', ""), strict=True):
            points = [
                (left + _PLOT * (epoch.number - 1) / max(last - 1, 1), bottom - _DOWN * (value(epoch) - low) / span)
                for epoch in run.epochs
                if math.isfinite(value(epoch))
            ]
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            style = f'fill="none" stroke="{colour}" stroke-width="1.8"{dash}'
            if len(points) == 1:
                parts.append(f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3" fill="{colour}"/>')
            elif points:
                parts.append(f'<polyline points="{line}" {style}/>')
    return parts
