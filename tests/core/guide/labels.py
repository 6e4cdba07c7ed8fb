"""What texts about the program call a thing in its window, held against what it is called there."""

import gettext
import re
from functools import cache

from cnnstudio.core.program.paths import resource

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LABEL = re.compile(r"(?<!\*)(\*{1,2})(?! )([^*]+)\1(?!\*)")


def called_otherwise(before: str, after: str) -> list[str]:
    """The labels of a text in English, *so* or **so**, that stand in the German one by no name they have there."""
    text = _words(after)
    labels = {part.strip() for _, label in _LABEL.findall(_words(before)) for part in label.split("▸")}
    return sorted(each for each in labels if _names().get(each) and not any(name in text for name in _names()[each]))


def _words(text: str) -> str:
    return " ".join(_CODE.sub("", text).split())


@cache
def _names() -> dict[str, set[str]]:
    """All that an English text of the program is in German, whatever it means there."""
    with resource("languages", "de.mo").open("rb") as file:
        sentences = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, set[str]] = {}
    for key, said in sentences.items():
        text = (key if isinstance(key, str) else key[0]).rpartition("\x04")[2]
        found.setdefault(text.replace("&", ""), set()).add(said.replace("&", ""))
    return found
