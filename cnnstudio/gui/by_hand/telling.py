"""The sum behind a number in lines, also while its answer is hidden; and what the exercise comes to."""

import re
from html import escape

from cnnstudio.core.by_hand.computing import Place
from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.telling import lines, of_channel, output_in_words, parameters, size_formula, unused_in_words
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.working.work import Work
from cnnstudio.gui.theme import Theme

NO_STEP = tr("The window does not fit into the input: there is no step, and nothing comes out.")

_MOST_CHANNELS = 6
"""Of more channels the first and the last are written out."""

_PRODUCT = re.compile(r"(\(−[^)]*\)|[\d.,]+(?:e[-−+]?\d+)?)·(\(−[^)]*\)|[\d.,]+(?:e[-−+]?\d+)?)")


def place_words(exercise: Exercise, place: Place) -> str:
    """ "Output at row 0, column 2, filter 1"; of one dimension without the row."""
    row, column, last = place
    words = tr("Output at column {column}", column=column)
    if exercise.dimensions == 2:
        words = tr("Output at row {row}, column {column}", row=row, column=column)
    if exercise.filters == 1:
        return words
    if exercise.operation == "convolution":
        return tr("{output}, filter {filter}", output=words, filter=last)
    return tr("{output}, channel {channel}", output=words, channel=last)


def about(exercise: Exercise) -> str:
    """What there is to see in an example; empty where it is none, or none any more."""
    return next((example.about for example in EXAMPLES if example.exercise == exercise), "")


def title_words(exercise: Exercise) -> str:
    """Its title; of an example that was edited, that it was."""
    is_edited = any(example.exercise.title == exercise.title for example in EXAMPLES) and not about(exercise)
    return tr("{title}, changed", title=exercise.title) if is_edited else exercise.title


def sum_lines(work: Work, *, known: bool, names: tuple[int, ...] = ()) -> tuple[str, ...]:
    """How the number comes about.

    Args:
        known: Whether results may be told; else the terms stand there alone, for the person to add up.
        names: What the channels are called in the network; from 0 on where there are none.
    """
    found = lines(work, names=names)
    if not known:
        found = _without_results(work, found)
    channels = work.read.shape[2] if work.how == "sum" else 1
    if channels == 1:
        begun = f"{of_channel(names[0] if names else 0)} "
        return tuple(line.removeprefix(begun) for line in found)
    if channels <= _MOST_CHANNELS:
        return found
    half = _MOST_CHANNELS // 2
    left = tr_count("… {count} more channel …", "… {count} more channels …", channels - 2 * half)
    return (*found[:half], left, *found[channels - half :])


def _without_results(work: Work, found: tuple[str, ...]) -> tuple[str, ...]:
    """The terms of each channel and the bias, and that they are to be added."""
    if work.how != "sum":
        return tuple(f"{line.rpartition(' = ')[0]} = ?" for line in found)
    channels = work.read.shape[2]
    kept = [f"{line.rpartition(' = ')[0]} = ?" for line in found[:channels]]
    kept += [] if work.bias is None else [found[channels]]
    kept += [tr("sum of these = ?")] if channels > 1 or work.bias is not None else []
    return (*kept, *([] if work.activation == "linear" else [tr("then {activation}", activation=work.activation)]))


def sum_html(lines: tuple[str, ...], theme: Theme) -> str:
    """The lines with products in the colour of their sign and results in bold; the first is the heading."""
    colours = ("#ef8a62", "#67a9cf") if theme.dark else ("#b2182b", "#2166ac")
    found = [f'<span style="color:{theme.muted}">{escape(lines[0])}</span>'] if lines else []
    return "<br>".join(found + [_line_html(line, colours, theme.muted) for line in lines[1:]])


def _line_html(line: str, colours: tuple[str, str], muted: str) -> str:
    terms, equals, result = escape(line).rpartition(" = ")

    def coloured(match: re.Match[str]) -> str:
        parts = [part.strip("()") for part in match.groups()]
        minus = sum(part.startswith("−") for part in parts) % 2
        colour = muted if "0" in parts else colours[minus]
        return f'<span style="color:{colour}">{match[0]}</span>'

    return f"{_PRODUCT.sub(coloured, terms)}{equals}" + (f"<b>{result}</b>" if equals else result)


def size_html(exercise: Exercise, *, is_part: bool = False) -> str:
    """The size of the output with its formula, what is read by no step, and what is learned.

    Args:
        is_part: Whether it is cut out of a layer, which learns more than what is here.
    """
    learned = parameters(exercise)
    count = learned.words
    if learned.count:
        count = tr("{sum} parameters", sum=count)
        count = tr("{parameters} in this part of the layer", parameters=count) if is_part else count
    found = (*size_formula(exercise), unused_in_words(exercise), count)
    head = f"<b>{escape(output_in_words(exercise))}</b>"
    return "<br>".join([head, *(escape(line) for line in found if line)])
