"""What the process that reads HDF5 complains of in English is known, so that it can be said in another language."""

import ast
from pathlib import Path

import pytest

from cnnstudio.files.saved import h5_child, h5_words


def _plain_complaints() -> set[str]:
    """The complaints in which no name of the file stands, behind "The weights …"."""
    source = Path(h5_child.__file__).read_text(encoding="utf-8")
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and text.startswith(("are ", "have ", "need "))}


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is known is said in capitals."""
    loud = {english: english.upper() for english in h5_words._WHOLE}
    monkeypatch.setattr(h5_words, "_WHOLE", loud)
    monkeypatch.setattr(h5_words, "tr", lambda text, **values: text.upper().format(**values, **_loud(values)))


def _loud(values: dict[str, str]) -> dict[str, str]:
    return {name.upper(): value for name, value in values.items()}


@pytest.mark.parametrize("complaint", sorted(each for each in _plain_complaints() if not each.endswith(" ")))
@pytest.mark.usefixtures("marked")
def test_that_every_complaint_of_the_child_is_known(complaint: str) -> None:
    if "have a " not in complaint:
        assert h5_words.in_words(complaint) == complaint.upper()


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("of dense/kernel:0 are missing", "OF dense/kernel:0 ARE MISSING"),
        ("of a have the shape (3, 4), not (4, 3)", "OF a HAVE THE SHAPE (3, 4), NOT (4, 3)"),
        ("of a b are not all there", "OF a b ARE NOT ALL THERE"),
        ("have 2 texts for model_config, where one belongs", "HAVE 2 TEXTS FOR model_config, WHERE ONE BELONGS"),
        ("have a layer_names that is no text, at /a b", "HAVE A layer_names THAT IS NO TEXT, AT /a b"),
        ("have a layer_names that is too long", "HAVE A layer_names THAT IS TOO LONG"),
        ("are purple", "are purple"),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("marked")
def test_that_names_of_the_file_stay_in_what_is_said(complaint: str, said: str) -> None:
    assert h5_words.in_words(complaint) == said


def test_that_in_english_nothing_changes() -> None:
    for complaint in (*_plain_complaints(), "of a are not all there", "of a have the shape (3,), not (4,)"):
        assert h5_words.in_words(complaint) == complaint
