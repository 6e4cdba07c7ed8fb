"""Reads a lab from its TOML text: strictly, all mistakes at once, within bounds, and without running anything.

The grammar is told in the guide to writing labs; limits stand here.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from cnnstudio.core.labs import toml_words
from cnnstudio.core.labs.actions import read_action
from cnnstudio.core.labs.asking import read_check, read_question
from cnnstudio.core.labs.beside import why_no_picture
from cnnstudio.core.labs.lab import Check, Lab, Picture, Question, Step
from cnnstudio.core.labs.limits import (
    MOST_BYTES,
    MOST_DOTS,
    MOST_LINE,
    MOST_NAME,
    MOST_PARTS,
    MOST_PICTURES,
    MOST_STEPS,
    MOST_TEXT,
    MOST_TITLE,
)
from cnnstudio.core.labs.mistakes import LabErrors, Mistakes, Table
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.words import plain, quoted

__all__ = ["LabErrors", "read_lab"]

_WHOLE = tr("The file")
_MOST_MINUTES = 10_000

_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_NAME = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_DOTS},}}+")
"""For a name of many dots the parser takes time that grows with their square."""


def read_lab(text: str | bytes, name: str, folder_files: Mapping[str, bytes] | None = None) -> Lab:
    """The lab that stands in a TOML file; raises LabErrors with every mistake, each with its place.

    Args:
        text: What the file holds; bytes are UTF-8.
        name: What its progress is kept under: the file's name without ".toml".
        folder_files: The files beside it by name, read when they are asked for; None where what lies there is not
            known, so that pictures are not looked for and no code is taken from a file.
    """
    mistakes = Mistakes()
    raw, plain_text = _decoded(text, mistakes)
    values = _parsed(plain_text, mistakes)
    top = Table(values, _WHOLE, mistakes, is_whole=True)
    title = _line(top, "title", needed=True)
    about, minutes = top.text("about", MOST_TEXT), top.whole("minutes", 0, 0, _MOST_MINUTES)
    steps = tuple(_step(each, folder_files) for each in top.tables("step", MOST_STEPS, tr_in("in a place", "step")))
    top.done()
    if not steps and not mistakes.all:
        top.wrong(tr("A lab has at least one [[step]]."))
    lab = Lab(plain(name, MOST_NAME), title, about, steps, minutes, hashlib.sha256(raw).hexdigest())
    _check_keys(lab, mistakes)
    mistakes.raise_any()
    return lab


def _decoded(text: str | bytes, mistakes: Mistakes) -> tuple[bytes, str]:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MOST_BYTES:
        mistakes.add(
            _WHOLE,
            tr("It has {count:,} bytes; a lab has at most {most:,}.", count=len(raw), most=MOST_BYTES),
        )
        mistakes.raise_any()
    try:
        return raw, raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        mistakes.add(tr("Line {line:,}", line=line), tr("This is no text in UTF-8. Save the file as UTF-8."))
        raise LabErrors(mistakes.all) from error


def _parsed(text: str, mistakes: Mistakes) -> dict[str, Any]:
    long = _LONG_NAME.search(text)
    if long is not None:
        line = text.count("\n", 0, long.start()) + 1
        mistakes.add(tr("Line {line:,}", line=line), tr("This name has too many dots."))
        mistakes.raise_any()
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        mistakes.add(_WHOLE, tr("Brackets are nested too deep."))
        raise LabErrors(mistakes.all) from error
    except ValueError as error:  # TOMLDecodeError, and a whole number of too many digits
        where, words = toml_words.in_words(str(error)[:MOST_LINE])
        mistakes.add(where or _WHOLE, words or tr("It is no TOML: {error}.", error=plain(error, MOST_LINE)))
        raise LabErrors(mistakes.all) from error


def _step(table: Table, files: Mapping[str, bytes] | None) -> Step:
    title = _line(table, "title", needed=True)
    step = Step(
        title,
        table.text("text", MOST_TEXT),
        tuple(
            _picture(each, files) for each in table.tables("pictures", MOST_PICTURES, tr_in("in a place", "picture"))
        ),
        tuple(
            found
            for each in table.tables("do", MOST_PARTS, tr_in("in a place", "action"))
            if (found := read_action(each, files))
        ),
        tuple(_questions(table)),
        tuple(_checks(table)),
    )
    table.done()
    parts = len(step.actions) + len(step.questions) + len(step.checks)
    if parts > MOST_PARTS:
        table.wrong(
            tr(
                "The step has {parts:,} parts; at most {most_parts:,} are read. Make it two steps.",
                parts=parts,
                most_parts=MOST_PARTS,
            )
        )
    return step


def _questions(table: Table) -> Iterator[Question]:
    number = _number_of(table)
    for count, each in enumerate(table.tables("ask", MOST_PARTS, tr_in("in a place", "question")), 1):
        yield read_question(each, f"{number}.ask.{count}")


def _checks(table: Table) -> Iterator[Check]:
    number = _number_of(table)
    for count, each in enumerate(table.tables("check", MOST_PARTS, tr_in("in a place", "check")), 1):
        yield read_check(each, f"{number}.check.{count}")


def _number_of(step: Table) -> str:
    return step.place.rpartition(" ")[2]


def _picture(table: Table, files: Collection[str] | None) -> Picture:
    name, words = table.text("file", MOST_TITLE, needed=True), _line(table, "words", needed=True)
    table.done()
    refused = why_no_picture(name) if name else ""
    if refused:
        table.wrong(refused)
    elif name and files is not None and name not in files:
        table.wrong(tr("There is no file {name} beside the lab.", name=quoted(name)))
    return Picture(name, words)


def _line(table: Table, name: str, *, needed: bool = False) -> str:
    """A text of one line."""
    return " ".join(plain(part) for part in table.text(name, MOST_TITLE, needed=needed).split())


def _check_keys(lab: Lab, mistakes: Mistakes) -> None:
    """Progress is kept by key, so that each may stand once."""
    seen: set[str] = set()
    for number, step in enumerate(lab.steps, 1):
        for key in (*(each.key for each in step.questions), *(each.key for each in step.checks)):
            if key in seen:
                mistakes.add(
                    tr("Step {number}", number=number),
                    tr("The key {key} stands twice. Give each its own.", key=quoted(key)),
                )
            seen.add(key)
