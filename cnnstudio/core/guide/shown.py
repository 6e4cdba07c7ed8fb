"""What a page of the guide shows and where it leads."""

import re

from cnnstudio.core.guide.page import Page

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")


def pictures_of(page: Page) -> tuple[str, ...]:
    """The names of its pictures, in their order."""
    return tuple(name for section in page.sections for name in _PICTURE.findall(section.text))


def links_of(page: Page) -> tuple[str, ...]:
    """Where its links lead, each as ``page#section``."""
    found = [target for section in page.sections for target in _LINK.findall(section.text)]
    return tuple(f"{page.name}{target}" if target.startswith("#") else target for target in found)
