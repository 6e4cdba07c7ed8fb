"""What teachers read: the guide in parts, the table of facts, and what is said of a lab's file."""

import re

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs import facts
from cnnstudio.core.labs.rich_text import MOST
from cnnstudio.core.language import in_language, tr
from cnnstudio.core.program.paths import resource

_HEADING = re.compile(r"^(?=## )", re.MULTILINE)


def guide_parts() -> tuple[str, ...]:
    """The guide from heading to heading, on any thread; raises StudioError where it is not there."""
    try:
        text = in_language(resource("labs", "GUIDE.md")).read_text(encoding="utf-8")
    except OSError as error:
        raise StudioError(
            tr("The guide is missing from this installation."), tr("Install CNN Studio again.")
        ) from error
    return tuple(part[:MOST] for part in _HEADING.split(text) if part.strip())


def facts_text() -> str:
    """Every fact as a table in Markdown."""
    return facts.table()
