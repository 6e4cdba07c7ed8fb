"""What is said of a lab's file once it was read: that it can be used, or every mistake in it, a line each."""

from dataclasses import dataclass

from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.mistakes import LabErrors, no_lab_yet
from cnnstudio.core.language import tr, tr_count


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
    counted = ", ".join(
        (
            tr_count("{count:,} step", "{count:,} steps", len(lab.steps)),
            tr_count("{count:,} question", "{count:,} questions", len(lab.questions)),
            tr_count("{count:,} check", "{count:,} checks", len(lab.checks)),
        )
    )
    words = tr("“{lab}” can be used: {counted}.", lab=lab.title, counted=counted)
    if warnings:
        again = tr_count("{count:,} thing to look at again.", "{count:,} things to look at again.", len(warnings))
        words = f"{words} {again}"
    lines = tuple(f"{warning.place}: {warning.words}" for warning in warnings)
    return Told(True, lines, words)


def of_mistakes(errors: LabErrors) -> Told:
    """Of a file that is no lab as it stands."""
    return Told(False, tuple(map(str, errors.mistakes)), no_lab_yet(errors.mistakes))
