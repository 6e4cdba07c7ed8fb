"""A drawing with its true label, as "My digits" of a project collects them."""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, Steps

MOST_LABEL = 100
"""Characters of a label."""

MOST_SIDE = 512
"""Rows or columns of a drawing; a larger one is brought to it before it is kept."""

MOST_PNG = 4_000_000
"""Bytes of one as a PNG: more than the largest has in memory."""

MOST = 10_000
"""Drawings of one project."""

DIGITS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True)
class Collected:
    """One drawing.

    Attributes:
        number: Its own within the project; that of one that was removed does not return, but for putting it back.
        label: What it shows: "7", "cat".
        made: When, ISO 8601 with the offset from UTC.
        png: The picture. Grey is ink, 0 none to 255 full; in colours it is the picture as it looks. Empty where what
            was kept of it is damaged.
    """

    number: int
    label: str
    made: str
    png: bytes

    @property
    def is_whole(self) -> bool:
        """Whether there is a picture."""
        return bool(self.png)


def check_label(label: str) -> str:
    """The label without the space around it; raises SpecError in words for what is none."""
    label = label.strip()
    if not label:
        raise SpecError(tr("A drawing needs a label."))
    if len(label) > MOST_LABEL or not label.isprintable():
        raise SpecError(tr("A label is one line of at most {most:,} characters.", most=MOST_LABEL))
    return label


def in_order(labels: set[str] | frozenset[str]) -> tuple[str, ...]:
    """Labels as people sort them: numbers by their value, before words."""
    return tuple(sorted(labels, key=_place))


def classes_of(labels: set[str] | frozenset[str]) -> tuple[str, ...]:
    """The classes that a data set of drawings with these labels has: the ten digits where all are digits."""
    return DIGITS if labels and are_digits(labels) else in_order(labels)


def are_digits(labels: Iterable[str]) -> bool:
    """Whether each of these labels is a digit; so it is of none."""
    return set(labels).issubset(DIGITS)


def title(labels: Iterable[str]) -> str:
    """What the person reads for all drawings of a project: by their labels, and the classes of the network if known."""
    return tr("My digits") if are_digits(labels) else tr("My drawings")


def steps_for(shape: tuple[int, int, int], labels: Iterable[str]) -> Steps:
    """What is done to ink for a network of that input shape: for one that sees photographs, as it seems, nothing."""
    return AS_IT_STANDS if shape[2] == 3 and not are_digits(labels) else MNISTS_WAY


def _place(label: str) -> tuple[bool, int, str]:
    is_number = label.isascii() and label.isdigit() and len(label) < 19
    return not is_number, int(label) if is_number else 0, label
