"""Kinds of layers, and networks of the gallery, are found by German words and by English ones where German is spoken.

What is said of them is made in the language that a process begins with, so it is asked in one of its own.
"""

import json
import os
import subprocess
import sys

import pytest

_SEARCH = """
import json, sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from cnnstudio.core.presets import PRESETS
from cnnstudio.gui.stack.search_words import family_titles, rank
from cnnstudio.gui.start.card import PresetCard
kinds = [(title, kind) for title, kinds in family_titles().items() for kind in kinds]
cards = [PresetCard(preset) for preset in PRESETS]
def kinds_by(words):
    return [kind for title, kind in kinds if rank(kind, title, words.casefold().split()) is not None]
def networks_by(words):
    return [card.preset.name for card in cards if card.match(tuple(words.casefold().split()))]
asked = json.loads(sys.argv[1])
print(json.dumps({words: [*kinds_by(words), *networks_by(words)] for words in asked}))
"""

_SOUGHT = {
    "Faltung": "Conv2D",
    "convolution": "Conv2D",
    "voll verbunden": "Dense",
    "fully connected": "Dense",
    "Normalisierung": "BatchNormalization",
    "normalisation": "BatchNormalization",
    "Abkürzung": "Residual",
    "skip": "Residual",
    "Klassiker": "vgg16",
    "classics": "vgg16",
}


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _SEARCH, json.dumps(list(_SOUGHT))],
        env={**os.environ, "CNNSTUDIO_LANGUAGE": "de", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("words", "name"), _SOUGHT.items())
def test_that_both_languages_find_it(found: dict[str, list[str]], words: str, name: str) -> None:
    assert name in found[words]
