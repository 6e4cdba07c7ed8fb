"""Every sentence of the program can be read in every language, and says the same there."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from cnnstudio.core.language import LANGUAGES

ROOT = Path(__file__).parent.parent
OTHERS = [name for name in LANGUAGES if name != "en"]

SHOWN = {
    "QLabel",
    "QPushButton",
    "QToolButton",
    "QAction",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
    "QMenu",
    "addMenu",
    "setText",
    "setToolTip",
    "setWindowTitle",
    "setTitle",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setStatusTip",
    "setWhatsThis",
    "setSuffix",
    "setPrefix",
    "StudioError",
    "SpecError",
    "Problem",
    "Fix",
}
"""What shows its texts to a person."""

NOT_SHOWN = {"files/settings.py"}
"""Where such a text tells our own code that the defaults are to be taken."""
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}")
NAMES = ("CNN Studio",)
"""What is called so in every language."""


@pytest.fixture(scope="module")
def languages() -> ModuleType:
    """packaging/languages.py."""
    spec = importlib.util.spec_from_file_location("languages", ROOT / "packaging" / "languages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(said: object) -> list[str]:
    return [str(each) for each in said] if isinstance(said, (tuple, list)) else [str(said or "")]


def pieces(text: str) -> set[tuple[str, str]]:
    """What is put into a text, and how it is written."""
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


def marks(text: str) -> list[str]:
    return sorted(re.findall(r"</?[a-z]+[^>]*>", text))


@pytest.mark.parametrize("name", OTHERS)
def test_that_a_language_has_every_sentence_and_no_other(languages: ModuleType, name: str) -> None:
    renewed = languages.renewed(name)
    path = ROOT / "resources" / "languages"
    assert not [each.id for each in renewed if each.id and not languages.is_said(each)]
    assert languages.po_bytes(renewed) == (path / f"{name}.po").read_bytes(), "run packaging/languages.py"
    assert languages.mo_bytes(renewed) == (path / f"{name}.mo").read_bytes()


@pytest.mark.parametrize("name", OTHERS)
def test_that_a_translation_has_the_same_values_and_marks(languages: ModuleType, name: str) -> None:
    wrong = []
    for message in languages.kept(name):
        if not message.id:
            continue
        english = texts(message.id)
        for said in texts(message.string):
            fits = pieces(said) == pieces(english[-1]) or (message.pluralizable and pieces(said) <= pieces(english[-1]))
            alike = said.count("\n") == english[-1].count("\n") and marks(said) == marks(english[-1])
            mnemonic = bool(re.search(r"&\w", said)) == bool(re.search(r"&\w", english[-1]))
            ends = said.rstrip()[-1:] == english[-1].rstrip()[-1:] or english[-1].rstrip()[-1:] not in "…:?"
            if not (fits and alike and mnemonic and ends):
                wrong.append((english[-1], said))
    assert not wrong


def shown_in_english(path: Path) -> Iterator[str]:
    """Sentences that are given as they stand to what shows them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for given in node.args if name in SHOWN else ():
            for part in _literals(given):
                if not any(name in part for name in NAMES) and re.search(
                    r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}", part
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {part}"


def _literals(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.JoinedStr):
        yield "".join(str(part.value) for part in given.values if isinstance(part, ast.Constant))
    elif isinstance(given, ast.IfExp):
        yield from _literals(given.body)
        yield from _literals(given.orelse)


def test_that_no_sentence_is_shown_in_english_alone() -> None:
    paths = [
        path for path in sorted((ROOT / "cnnstudio").rglob("*.py")) if not path.as_posix().endswith(tuple(NOT_SHOWN))
    ]
    found = [each for path in paths for each in shown_in_english(path)]
    assert not found
