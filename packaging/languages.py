"""Keeps the catalogues of languages: finds every sentence of the program, and makes what the program reads.

Run from the root of a checkout, with the extra ``test`` installed:

    python packaging/languages.py              # adds what is new, drops what is gone, and makes the .mo files
    python packaging/languages.py --missing    # writes what has no translation yet, as JSON
    python packaging/languages.py --fill FILE  # takes translations from JSON: {"English": "Deutsch"}, with a list
                                               # of two where it is counted, and "context\\u0004English"
"""

import argparse
import ast
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "resources" / "languages"
_CONTEXT_END = "\x04"
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def sentences() -> Catalog:
    """All that a person may read, in English."""
    found = Catalog(project="CNN Studio", version="", charset="utf-8", fuzzy=False)
    for path in sorted((_ROOT / "cnnstudio").rglob("*.py")):
        where = [(path.relative_to(_ROOT).as_posix(), None)]
        for message, context in _said_in(path.read_text("utf-8")):
            found.add(message, locations=where, context=context)
    for place, text in docs():
        found.add(text, locations=[(place, None)])
    found.delete("")
    return found


def _said_in(code: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The literals in calls of tr, tr_count and tr_in, also within f-strings, each with its context if it has one."""
    for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        match name, texts:
            case "tr", [text]:
                yield text, None
            case "tr_in", [context, text]:
                yield text, context
            case "tr_count", [one, many]:
                yield (one, many), None


def docs() -> Iterator[tuple[str, str]]:
    """What the docstrings of kinds tell a person, and where they stand."""
    sys.path.insert(0, str(_ROOT))
    from cnnstudio.core import blocks, layers  # noqa: F401  # fills the registries
    from cnnstudio.core.language import paragraphs_of
    from cnnstudio.core.spec import BLOCK_KINDS, KINDS
    from cnnstudio.core.training.optimizers import OPTIMIZERS
    from cnnstudio.core.training.schedules import SCHEDULES
    from cnnstudio.core.transferring import pretrained  # noqa: F401  # fills the registries

    for kind in (*KINDS.values(), *BLOCK_KINDS.values(), *OPTIMIZERS.values(), *SCHEDULES.values()):
        for text in paragraphs_of(kind):
            yield f"{kind.__module__.replace('.', '/')}.py", text


def kept(name: str) -> Catalog:
    """The catalogue of a language as it is; an empty one where there is none."""
    path = _FOLDER / f"{name}.po"
    if not path.exists():
        return Catalog(locale=name, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=name, charset="utf-8")


def renewed(name: str) -> Catalog:
    """The catalogue with every sentence of the program and no other."""
    old = kept(name)
    new = Catalog(
        locale=name, project="CNN Studio", version="", charset="utf-8", fuzzy=False, header_comment="# CNN Studio"
    )
    for message in sorted((each for each in sentences() if each.id), key=_key):
        before = old.get(message.id, message.context)
        said = before.string if before is not None and before.pluralizable == message.pluralizable else ""
        new.add(message.id, said, locations=message.locations, context=message.context)
    return new


def _key(message: Message) -> tuple[str, str]:
    return (_english(message), message.context or "")


def _english(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def is_said(message: Message) -> bool:
    """Whether a sentence has a translation, in all its forms."""
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it. Without the time of its making, so that the same is the same."""
    found = io.BytesIO()
    write_po(found, catalogue, width=120, omit_header=True, include_lineno=False)
    plurals = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
    )
    return head.encode() + found.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    found = io.BytesIO()
    with io.BytesIO(po_bytes(catalogue)) as po:
        read = read_po(po, locale=catalogue.locale, charset="utf-8")
    read.creation_date = read.revision_date = _NO_TIME  # so that the same is the same
    write_mo(found, read)
    return found.getvalue()


def fill(catalogue: Catalog, said: dict[str, str | list[str]]) -> list[str]:
    """Puts translations in; gives the sentences that the program does not have."""
    unknown = []
    for english, words in said.items():
        context, _, text = english.rpartition(_CONTEXT_END)
        message = catalogue.get(text, context or None)
        if message is None:
            unknown.append(english)
        else:
            message.string = tuple(words) if isinstance(words, list) else words
    return unknown


def main() -> None:
    """Renews the catalogue of German."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--missing", action="store_true", help="write what has no translation, and change nothing")
    parser.add_argument("--fill", type=Path, nargs="*", default=[], help="JSON with translations")
    given = parser.parse_args()
    catalogue = renewed("de")
    for file in given.fill:
        for english in fill(catalogue, json.loads(file.read_text("utf-8"))):
            print(f"{file.name}: the program does not say “{english[:60]}”", file=sys.stderr)
    missing = [each for each in catalogue if each.id and not is_said(each)]
    if given.missing:
        by_file: dict[str, dict[str, str | list[str]]] = {}
        for each in missing:
            text = f"{each.context}{_CONTEXT_END}{_english(each)}" if each.context else _english(each)
            where = each.locations[0][0] if each.locations else ""
            by_file.setdefault(where, {})[text] = ["", ""] if each.pluralizable else ""
        print(json.dumps(by_file, ensure_ascii=False, indent=1))
        return
    _FOLDER.mkdir(exist_ok=True)
    (_FOLDER / "de.po").write_bytes(po_bytes(catalogue))
    (_FOLDER / "de.mo").write_bytes(mo_bytes(catalogue))
    print(f"{len([each for each in catalogue if each.id]):,} sentences, {len(missing):,} without a translation")


if __name__ == "__main__":
    main()
