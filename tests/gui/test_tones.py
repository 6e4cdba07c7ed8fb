"""One vocabulary for how something is said: a tone that no widget knows would fail only when it is said."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import cnnstudio.gui
from cnnstudio.core.pictures.finding import Tone
from cnnstudio.gui.widgets.said_words import SIGNS, TONE_WORDS

SAYS = {"say", "_say", "tell"}
SIGNALS = {"said", "told"}


def says(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    of = function.value
    return function.attr in SAYS or (function.attr == "emit" and isinstance(of, ast.Attribute) and of.attr in SIGNALS)


def tones_of(call: ast.Call) -> Iterator[str]:
    """Single words in the place of the tone; other widgets have longer words there, another wording of the same."""
    for given in [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "tone")]:
        for each in ast.walk(given):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.islower():
                yield from [each.value] if each.value.isalpha() else []


def test_that_every_tone_that_is_written_anywhere_is_one_there_is() -> None:
    found: dict[str, list[str]] = {}
    for path in sorted(Path(cnnstudio.gui.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and says(node):
                for tone in tones_of(node):
                    found.setdefault(tone, []).append(f"{path.name}:{node.lineno}")
    assert {"good", "note", "caution", "problem"} <= found.keys()
    assert {tone: where for tone, where in found.items() if tone not in SIGNS} == {}


def test_that_every_tone_has_a_sign_and_words_and_those_of_findings_are_among_them() -> None:
    assert SIGNS.keys() == TONE_WORDS.keys() == {*get_args(Tone), "good"}
