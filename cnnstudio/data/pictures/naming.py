"""Reads the class of a picture from its file name: "7_123.png" is a 7, "cat.4.jpg" a cat."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from cnnstudio.data.dataset import MOST_CLASSES

_SEPARATORS = " _-.()[]"
_LEADING_NUMBER = re.compile(r"([0-9]+)[ _\-.(]")
_ONLY_DIGIT = re.compile(r"[0-9]")
_WORD_AND_DIGIT = re.compile(r"([^0-9]+)([0-9]+)")
_MEANT = {"digit", "number", "class", "label", "num", "zahl", "ziffer"}
"""Words after which a number is a label and no counting."""


def stem(name: str) -> str:
    """ "cat.4" of "animals/cat.4.jpg"."""
    return name.rpartition("/")[2].rpartition(".")[0]


def by_number(stems: Sequence[str]) -> list[str]:
    """The number a name begins with, before a separator: "7_123" is a 7; a single digit is itself."""
    return [
        found[1] if (found := _LEADING_NUMBER.match(each)) else each if _ONLY_DIGIT.fullmatch(each) else ""
        for each in stems
    ]


def by_word(stems: Sequence[str]) -> list[str]:
    """What stands before the first digit, else before the first separator: "three-01", "cat.4", "cat_left"."""
    return [_word(each) for each in stems]


def by_digit(stems: Sequence[str]) -> list[str]:
    """The first number after a word that all names share: "img_7", "digit3-a"."""
    found = [_WORD_AND_DIGIT.match(each) for each in stems]
    if not all(found) or len({match[1].strip(_SEPARATORS).casefold() for match in found if match}) != 1:
        return [""] * len(stems)
    return [match[2] for match in found if match]


def labels_from(stems: Sequence[str], asked_for: bool) -> list[str] | None:
    """The class of each name, empty for one that has none; None where the names tell none, or not surely.

    Args:
        asked_for: The person says that the names are the labels: what is merely likely is then taken.
    """
    for rule in (by_number, by_word, by_digit):
        labels = rule(stems)
        if _are_labels(labels, stems, rule, asked_for):
            return labels
    return None


def _are_labels(labels: list[str], stems: Sequence[str], rule: Callable[..., list[str]], asked_for: bool) -> bool:
    counts = Counter(label for label in labels if label)
    if not 2 <= len(counts) <= MOST_CLASSES or 2 * sum(counts.values()) < len(stems):
        return False
    if rule is by_digit:
        # A counter runs through many numbers, or gives each to one picture.
        if any(len(label) > 1 for label in counts):
            return False
        word = _word(stems[0]).casefold()
        return asked_for or len(counts) < len(stems) or word in _MEANT
    return asked_for or 2 * len(counts) <= sum(counts.values())


def _word(text: str) -> str:
    text = text.lstrip(_SEPARATORS + "0123456789")  # "001_cat" is a cat
    before = re.split("[0-9]", text, maxsplit=1)[0] if re.search("[0-9]", text) else _first_piece(text)
    return before.strip(_SEPARATORS)


def _first_piece(text: str) -> str:
    return re.split(r"[ _\-.]", text.strip(_SEPARATORS), maxsplit=1)[0]
