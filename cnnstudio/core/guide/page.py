"""A page of the guide, cut into its sections."""

import re
from dataclasses import dataclass, replace

_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Section:
    """What stands under one heading of a page.

    Attributes:
        name: By which links find it, unique on its page; empty for what stands above the first heading.
        title: The heading; that of the page for what stands above the first one.
        text: Markdown, without the heading.
    """

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """One page; its first section has no heading of its own."""

    name: str
    title: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """The section of that name; KeyError where there is none."""
        for each in self.sections:
            if each.name == name:
                return each
        raise KeyError(name)


def page_of(name: str, text: str) -> Page:
    """The page that a text in Markdown is: ``# title`` in its first line, ``## heading`` over each section.

    Raises ValueError where the title is missing.
    """
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"The page {name} of the guide has no title.")
    title = first[2:].strip()
    above, *parts = _HEADING.split(rest)
    sections = [Section("", title, above.strip())]
    sections += [
        Section(name_of(heading), heading.strip(), words.strip())
        for heading, words in zip(parts[::2], parts[1::2], strict=True)
    ]
    return Page(name, title, tuple(sections))


def translated(page: Page, text: str) -> Page:
    """The page as a text in another language has it; a section keeps the name of the one at its place, for links.

    Raises ValueError where there are not as many sections.
    """
    said = page_of(page.name, text)
    pairs = zip(page.sections, said.sections, strict=True)
    return Page(page.name, said.title, tuple(replace(each, name=known.name) for known, each in pairs))


def name_of(heading: str) -> str:
    """The name by which a link finds a heading: "What is in it" becomes ``what-is-in-it``."""
    return _NOT_IN_NAMES.sub("-", heading.casefold()).strip("-")
