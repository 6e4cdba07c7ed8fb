"""The guide's pages, read from what comes with the program."""

from cnnstudio.core.errors import StudioError
from cnnstudio.core.guide.page import Page, page_of
from cnnstudio.core.guide.reference import layer_pages, settings_page
from cnnstudio.core.paths import resource

WRITTEN = (
    *("start", "data", "build", "diagram", "pretrained", "train", "sweep", "inspect", "draw", "compare"),
    *("code", "learn", "files", "keyboard", "words"),
)
"""The pages that are files of their own, in the order of the contents."""


def read_pages() -> tuple[Page, ...]:
    """Every page, on any thread; raises StudioError where one is missing."""
    try:
        written = [page_of(name, resource("guide", f"{name}.md").read_text(encoding="utf-8")) for name in WRITTEN]
    except OSError as error:
        raise StudioError("The guide is missing from this installation.", "Install CNN Studio again.") from error
    return (*written, settings_page(), *layer_pages())
