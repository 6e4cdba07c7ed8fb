"""What a page of the guide shows."""

import re

from cnnstudio.core.guide.page import Page

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")


def pictures_of(page: Page) -> tuple[str, ...]:
    """The names of its pictures, in their order."""
    return tuple(name for section in page.sections for name in _PICTURE.findall(section.text))
