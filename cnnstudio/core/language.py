"""The language a person reads: every sentence by its English one, and numbers as that language writes them.

What is written in the program is English. A catalogue under ``resources/languages``, in the format of GNU gettext, has
the same in another language. The language is settled before anything else is imported, since names of settings and
layers are made then; processes that the program starts have it from their environment.
"""

import gettext
import os
import string
from functools import cache
from inspect import cleandoc
from numbers import Real
from pathlib import Path
from typing import Any

from cnnstudio.core.program.paths import resource

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""What can be read, each by its own name; English is what the program is written in."""

VARIABLE = "CNNSTUDIO_LANGUAGE"
"""The variable of the environment that names the language."""

_CONTEXT_END = "\x04"
_SEPARATORS = {"de": str.maketrans(",.", ".,")}
"""From how English writes numbers, 1,234.5, to how others do."""


def use(name: str) -> None:
    """Has this process, and those it will start, speak the language; what was said already stays as it is."""
    os.environ[VARIABLE] = name
    for found in (current, _catalogue, _english):
        found.cache_clear()


@cache
def current() -> str:
    """The language of this process, one of LANGUAGES."""
    named = os.environ.get(VARIABLE, "en")
    return named if named in LANGUAGES else "en"


@cache
def _catalogue() -> gettext.NullTranslations:
    if current() == "en":
        return gettext.NullTranslations()
    with resource("languages", f"{current()}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def tr(text: str, /, **values: Any) -> str:
    """The sentence in the person's language, with the values put in where it names them in braces.

    Args:
        text: In English, as a literal, so that it is found for translation: "{count:,} of {all:,} pictures".
        values: Numbers are written as the language does; without any the text is taken as it stands.
    """
    found = _catalogue().gettext(text) if text else ""
    return _filled(found, values) if values else found


def tr_count(one: str, many: str, count: int, /, **values: Any) -> str:
    """As ``tr``, of something counted: ``one`` is said of one, ``many`` of any other number; both know ``count``."""
    return _filled(_catalogue().ngettext(one, many, count), {"count": count, **values})


def tr_in(context: str, text: str, /, **values: Any) -> str:
    """As ``tr``, where the same English means two things; ``context`` says which: "verb", "of a network"."""
    found = _catalogue().pgettext(context, text)
    return _filled(found, values) if values else found


def tr_doc(owner: type) -> str:
    """What a class's docstring tells a person, its first paragraph in one line; nothing where it has none."""
    return tr(doc_of(owner))


def doc_of(owner: type) -> str:
    """The English of ``tr_doc``."""
    return next(iter(paragraphs_of(owner)), "")


def paragraphs_of(owner: type) -> tuple[str, ...]:
    """A class's whole docstring in English, each paragraph in one line."""
    found = (" ".join(each.split()) for each in cleandoc(owner.__doc__ or "").split("\n\n"))
    return tuple(filter(None, found))


def in_language(path: Path) -> Path:
    """The file of that name in the person's language, in a folder beside it; itself where there is none: "de/x.md"."""
    found = path.parent / current() / path.name
    return found if found.is_file() else path


def english_of(said: str) -> str:
    """The English of what ``tr`` said without values, for who seeks it by that; nothing where the two are the same."""
    return _english().get(said, "")


@cache
def _english() -> dict[str, str]:
    sentences: dict[Any, str] = getattr(_catalogue(), "_catalog", {})  # English there has none
    plain = ((text.rpartition(_CONTEXT_END)[2], said) for text, said in sentences.items() if isinstance(text, str))
    return {said: text for text, said in plain if said not in ("", text)}


def local(figure: str) -> str:
    """A number that was written as English does, "1,234.5", as the language writes it: "1.234,5" in German."""
    separators = _SEPARATORS.get(current())
    return figure if separators is None else figure.translate(separators)


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: small in English, as it is where nouns are written large."""
    return label.lower() if current() == "en" else label


def inside_sentence(words: str) -> str:
    """Words that begin large as they stand within a sentence: as ``in_sentence``, but names among them stay large."""
    return words[:1].lower() + words[1:] if current() == "en" else words


def _filled(text: str, values: dict[str, Any]) -> str:
    return text.format(**values) if current() == "en" else _LOCAL.vformat(text, (), values)


class _Local(string.Formatter):
    """Puts values into a text, numbers with the language's own separators."""

    def format_field(self, value: Any, format_spec: str) -> str:
        written = format(value, format_spec)
        return local(written) if isinstance(value, Real) else written


_LOCAL = _Local()
