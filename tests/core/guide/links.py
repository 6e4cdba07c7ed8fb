"""Where the links of a page of the guide lead."""

import re

from cnnstudio.core.guide.page import Page

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")


def links_of(page: Page) -> tuple[str, ...]:
    """Each as ``page#section``."""
    found = [target for section in page.sections for target in _LINK.findall(section.text)]
    return tuple(f"{page.name}{target}" if target.startswith("#") else target for target in found)
