"""Finding sections of the guide by words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cnnstudio.core.guide.page import Page, Section
from cnnstudio.core.language import current

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*_`#|\\]+|-{3,}")
_AROUND = 60
_MOST = 200
"""Characters to seek for: a page that was pasted by mistake stands nowhere."""

_LONG = 4
"""Letters of a word that is also sought within others, in languages that join them."""

_JOINING = ("de",)
"""Languages that write "learning rate" in one word."""


@dataclass(frozen=True)
class Hit:
    """A section in which all words stand.

    Attributes:
        line: What stands around the first of them; the beginning where they are in the title.
    """

    page: Page
    section: Section
    line: str


def find(pages: Iterable[Page], sought: str) -> list[Hit]:
    """The sections with every word of ``sought``: those whose title begins with them first, then whose title has them.

    A word also stands for longer ones that begin with it; in German for all that it is a part of.
    """
    words = sought.casefold().split() if len(sought) <= _MOST else []
    if not words:
        return []
    ranked = [
        (rank, number, Hit(page, section, _line(plain(section.text), words)))
        for number, (page, section) in enumerate((page, section) for page in pages for section in page.sections)
        if (rank := _rank(page, section, words)) is not None
    ]
    return [hit for _, _, hit in sorted(ranked, key=lambda each: each[:2])]


def plain(text: str) -> str:
    """Markdown as words on one line."""
    return " ".join(_SIGNS.sub(" ", _LINK.sub(r"\1", text)).split())


def _rank(page: Page, section: Section, words: list[str]) -> int | None:
    title, text = section.title.casefold(), plain(section.text).casefold()
    if title.startswith(" ".join(words)):
        return 0
    if all(_stands_in(word, title) for word in words):
        return 1
    whole = f"{page.title.casefold()} {title} {text}"
    return 2 if all(_stands_in(word, whole) for word in words) else None


def _stands_in(word: str, text: str) -> bool:
    return _place(word, text) >= 0


def _place(word: str, text: str) -> int:
    """Where the word begins; negative where it does not stand there."""
    found = re.search(rf"(?<!\w){re.escape(word)}", text)
    if found is not None:
        return found.start()
    return text.find(word) if current() in _JOINING and len(word) >= _LONG else -1


def _line(text: str, words: list[str]) -> str:
    low = text.casefold()
    at = min((place for word in words if (place := _place(word, low)) >= 0), default=0)
    start = max(at - _AROUND // 3, 0)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(start + 2 * _AROUND, len(text))
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
