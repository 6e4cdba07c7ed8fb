"""What is said of a lab's file once it was read: that it can be used, or every mistake in it, a line each."""

from dataclasses import dataclass

from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.mistakes import LabErrors


@dataclass(frozen=True)
class Told:
    """The same in the window and on the command line.

    Attributes:
        lines: Mistakes, or of a lab that can be used what is probably not meant; each with its place.
        words: What it comes to, in a sentence.
    """

    is_lab: bool
    lines: tuple[str, ...]
    words: str


def of_lab(lab: Lab) -> Told:
    """Of a lab that could be read; looks for what is probably not meant."""
    warnings = judge(lab)
    parts = ((len(lab.steps), "step"), (len(lab.questions), "question"), (len(lab.checks), "check"))
    counted = ", ".join(_count(count, word) for count, word in parts)
    more = f" {_count(len(warnings), 'thing')} to look at again." if warnings else ""
    lines = tuple(f"{warning.place}: {warning.words}" for warning in warnings)
    return Told(True, lines, f"“{lab.title}” can be used: {counted}.{more}")


def of_mistakes(errors: LabErrors) -> Told:
    """Of a file that is no lab as it stands."""
    count = len(errors.mistakes)
    words = f"This is no lab yet: it has {'a mistake' if count == 1 else f'{count:,} mistakes'}."
    return Told(False, tuple(map(str, errors.mistakes)), words)


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
