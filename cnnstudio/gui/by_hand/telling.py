"""The sum behind a number in lines, also while its answer is hidden."""

from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.telling import lines
from cnnstudio.core.working.work import Work

_MOST_CHANNELS = 6
"""Of more channels the first and the last are written out."""


def place_words(exercise: Exercise, place: Place) -> str:
    """ "Output, row 0, column 2, filter 1"; of one dimension without the row."""
    row = f"row {place[0]}, " if exercise.dimensions == 2 else ""
    last = "filter" if exercise.operation == "convolution" else "channel"
    return f"Output at {row}column {place[1]}" + (f", {last} {place[2]}" if exercise.filters > 1 else "")


def sum_lines(work: Work, *, known: bool) -> tuple[str, ...]:
    """How the number comes about.

    Args:
        known: Whether results may be told; else the terms stand there alone, for the person to add up.
    """
    found = lines(work)
    if not known:
        found = _without_results(work, found)
    channels = work.read.shape[2] if work.how == "sum" else 1
    if channels == 1:
        return tuple(line.removeprefix("channel 0: ") for line in found)
    if channels <= _MOST_CHANNELS:
        return found
    half = _MOST_CHANNELS // 2
    left = f"… {channels - 2 * half} more channels …"
    return (*found[:half], left, *found[channels - half :])


def _without_results(work: Work, found: tuple[str, ...]) -> tuple[str, ...]:
    """The terms of each channel and the bias, and that they are to be added."""
    if work.how != "sum":
        return tuple(f"{line.rpartition(' = ')[0]} = ?" for line in found)
    channels = work.read.shape[2]
    kept = [f"{line.rpartition(' = ')[0]} = ?" for line in found[:channels]]
    kept += [] if work.bias is None else [found[channels]]
    kept += ["sum of these = ?"] if channels > 1 or work.bias is not None else []
    return (*kept, *([] if work.activation == "linear" else [f"then {work.activation}"]))
