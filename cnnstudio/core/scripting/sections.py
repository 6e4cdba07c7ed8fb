"""What a script consists of: pieces of code, each with the words that a notebook puts before it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One part of a script, a cell of a notebook.

    Attributes:
        title: Its heading.
        words: What it does, in a sentence or two; a comment in a script.
        code: Python code without an empty line at its ends.
    """

    title: str
    words: str
    code: str
