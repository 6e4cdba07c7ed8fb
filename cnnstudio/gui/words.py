"""What a person reads of numbers, sizes and parts of the data in the window, beside core.words."""

import re
from collections.abc import Sequence

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.messages import Part

_TOGETHER = re.compile(r"(?<=\d) (?=[×%·]|[A-Za-zÄÖÜäöü])|(?<=×) (?=\d)")

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-ZÄÖÜ“„])")

_PARTS: dict[Part, str] = {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}


def first_sentences(text: str, most: int = 240) -> tuple[str, str]:
    """Of several sentences the first ones, and where there are more all of them, a line each; else nothing."""
    sentences = _SENTENCE_END.split(text.strip())
    if len(text.strip()) <= most:
        return text.strip(), ""
    first = sentences[0]
    for sentence in sentences[1:]:
        if len(first) + len(sentence) >= most:
            break
        first = f"{first} {sentence}"
    return first, "\n".join(sentences)


def part_words(part: Part) -> str:
    """What a part of the data is called in a sentence: "training", "validation" or "test"."""
    return _PARTS[part]


def picture_words(part: Part, number: int) -> str:
    """What a picture of the data is called, from 0: "test picture 1,887"."""
    match part:
        case "train":
            return tr("training picture {number:,}", number=number)
        case "validation":
            return tr("validation picture {number:,}", number=number)
        case _:
            return tr("test picture {number:,}", number=number)


def unbroken(text: str) -> str:
    """The text with no-break spaces in sizes and counts, for where lines are wrapped: "28 × 28", "10 classes"."""
    return _TOGETHER.sub("\N{NO-BREAK SPACE}", text)


def at_least(analysis: Analysis) -> str:
    """How many parameters there are in any case, of a network with blanks."""
    known = analysis.totals.parameters
    return tr("at least {known:,} parameters", known=known) if known else tr("parameters not known yet")


def size(shape: Sequence[int]) -> str:
    """Rows and columns of a picture: "28 × 28"."""
    return shape_in_words(tuple(shape[:2]))


def channels(count: int) -> str:
    """ "grey", "colour" or "2 channels"."""
    named = {1: tr("grey"), 3: tr("colour")}
    return named[count] if count in named else tr_count("{count} channel", "{count} channels", count)


def picture_shape(shape: Sequence[int]) -> str:
    """The shape of a picture, (height, width, channels): "28 × 28, grey"."""
    return f"{size(shape)}, {channels(shape[2])}"


def figure(value: float) -> str:
    """A number of any size with three digits that count: "0", "−0.424", "33.3", "21,300"; below 0.0001 it is "0"."""
    if abs(value) < 1e-4:
        return "0"
    return local((f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}").replace("-", "−"))


def rate(value: float) -> str:
    """A learning rate: "0.001", "2.5e-5"; NaN and infinity by their names."""
    text = local(f"{value:.3g}")
    number, e, exponent = text.partition("e")
    return f"{number}e{int(exponent)}".replace("-", "−") if e else text
