"""The guide's pages, read from what comes with the program."""

from cnnstudio.core.errors import StudioError
from cnnstudio.core.guide.page import Page, page_of, translated
from cnnstudio.core.guide.reference import layer_pages, settings_page
from cnnstudio.core.language import in_language, tr
from cnnstudio.core.program.paths import resource

WRITTEN = (
    *("start", "data", "build", "diagram", "pretrained", "train", "sweep", "inspect", "draw", "compare"),
    *("code", "learn", "files", "keyboard", "words"),
)
"""The pages that are files of their own, in the order of the contents."""


def read_pages() -> tuple[Page, ...]:
    """Every page, on any thread; raises StudioError where one is missing."""
    try:
        written = [_read(name) for name in WRITTEN]
    except OSError as error:
        raise StudioError(
            tr("The guide is missing from this installation."), tr("Install CNN Studio again.")
        ) from error
    return (*written, settings_page(), *layer_pages())


def _read(name: str) -> Page:
    """A page in the person's language; in English where there is none."""
    path = resource("guide", f"{name}.md")
    page, said = page_of(name, path.read_text(encoding="utf-8")), in_language(path)
    return page if said == path else translated(page, said.read_text(encoding="utf-8"))
