"""The curves of runs as an SVG picture for a report: accuracy beside loss, every run in its own colour."""

import itertools
import math
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from cnnstudio.core.language import local, tr
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.words import percent, plain

MOST = 8
"""Runs in one picture; the latest of more."""

_COLOURS = ("#0072b2", "#d55e00", "#008a64", "#b8578c", "#a87a00", "#2f8fc4", "#4b4ac6", "#636770")
"""Okabe and Ito's (2008), darkened as in the window."""

_WIDTH, _HEIGHT, _PLOT, _TOP, _LEFT, _GAP = 700, 252, 280, 30, 52, 74
_DOWN = 170
_LINE = 16
_MOST_TICKS = 6
_MOST_DOTS = 40
"""Epochs that have a dot each; those of more are not told apart."""

_Value = Callable[[Epoch], float]
_Words = Callable[[float, int], str]
"""Of a value with so many digits behind the point."""


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
    parts += _plot(
        shown,
        tr("Accuracy: validation (line) and training (dashed)"),
        accuracy,
        _LEFT,
        lambda value, digits: percent(value, max(digits - 2, 0)),
    )
    title = tr("Loss: validation (line) and training (dashed)")
    parts += _plot(shown, title, loss, _LEFT + _PLOT + _GAP, lambda value, digits: local(f"{value:.{digits}f}"))
    for number, run in enumerate(shown):
        y = _HEIGHT + _LINE * number
        parts.append(f'<path d="M{_LEFT} {y - 4}h24" stroke="{_COLOURS[number]}" stroke-width="2"/>')
        parts.append(f'<text x="{_LEFT + 32}" y="{y}">{escape(plain(run.name, 80))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _plot(runs: Sequence[Run], title: str, values: tuple[_Value, _Value], left: float, words: _Words) -> list[str]:
    """Axes with round numbers and a grid, and two lines a run with a dot an epoch."""
    every = [value(epoch) for run in runs for epoch in run.epochs for value in values]
    marks, digits = _round_numbers([each for each in every if math.isfinite(each)] or [0.0])
    low, span = marks[0], marks[-1] - marks[0]
    last = max(run.epochs[-1].number for run in runs)
    bottom = _TOP + _DOWN

    def place(number: int, value: float) -> tuple[float, float]:
        return left + _PLOT * (number - 1) / max(last - 1, 1), bottom - _DOWN * (value - low) / span

    parts = [f'<text x="{left}" y="16" font-weight="bold">{escape(title)}</text>']
    for mark in marks:
        y = place(1, mark)[1]
        parts.append(f'<path d="M{left} {y:.1f}h{_PLOT}" stroke="#e3e5e9"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{words(mark, digits)}</text>')
    for number in _epochs_marked(last):
        x = place(number, low)[0]
        parts.append(f'<path d="M{x:.1f} {bottom}v4" stroke="#767a82"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{number}</text>')
    epoch = tr("epoch")
    parts.append(f'<text x="{left + _PLOT / 2}" y="{bottom + 33}" text-anchor="middle">{epoch}</text>')
    parts.append(f'<path d="M{left} {_TOP}v{_DOWN}h{_PLOT}" fill="none" stroke="#767a82"/>')
    for run, colour in zip(runs, _COLOURS, strict=False):
        for value, dash in zip(values, (' stroke-dasharray="4 3"', ""), strict=True):
            found = [(epoch.number, value(epoch)) for epoch in run.epochs if math.isfinite(value(epoch))]
            parts += _line([place(*each) for each in found], colour, dash, dots=last <= _MOST_DOTS)
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str, *, dots: bool) -> list[str]:
    parts = []
    if len(points) > 1:
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>')
    if dots or len(points) == 1:
        inside = "#ffffff" if dash else colour
        style = f'r="2.5" fill="{inside}" stroke="{colour}"'
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" {style}/>' for x, y in points]
    return parts


def _round_numbers(values: Sequence[float]) -> tuple[list[float], int]:
    """Round numbers at equal steps, two at the least, between whose first and last all values lie; digits shown."""
    low, high = min(values), max(values)
    span = high - low or abs(high) * 0.1 or 1.0
    decade = 10.0 ** math.floor(math.log10(span / (_MOST_TICKS - 1)))
    for factor in (1, 2, 5, 10, 20):
        step = factor * decade
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < _MOST_TICKS:
            break
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [number * step for number in range(first, max(last, first + 1) + 1)], digits


def _epochs_marked(last: int) -> list[int]:
    """Of the whole numbers from 1 to the last the first, and round ones, at most eight or so."""
    steps = (factor * 10**power for power in itertools.count() for factor in (1, 2, 5))
    step = next(each for each in steps if last / each <= 8)
    return [1, *(each for each in range(step, last + 1, step) if each > 1)]
