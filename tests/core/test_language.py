"""What a person reads is in their language, with numbers as it writes them; what is not translated stays English."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from cnnstudio.core import language
from cnnstudio.core.language import doc_of, english_of, in_sentence, local, tr, tr_count, tr_doc, tr_in, use


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German for the time of a test, with a catalogue of a few sentences."""
    catalogue = Catalog(locale="de")
    catalogue.add("{count:,} of {all:,} pictures", "{count:,} von {all:,} Bildern")
    catalogue.add(("{count:,} run of {name}", "{count:,} runs of {name}"), ("ein Lauf von {name}", "{count:,} Läufe"))
    catalogue.add("Test", "Test")
    catalogue.add("Test", "Testen", context="verb")
    catalogue.add("A {brace}", "Eine {Klammer}")
    catalogue.add("Drops some values.", "Lässt Werte weg.")
    with (tmp_path / "de.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(language, "resource", lambda *parts: tmp_path / parts[-1])
    use("de")
    yield
    use("en")


class _Dropping:
    """Drops some
    values.

    Not for a person.
    """


def test_that_english_is_what_is_written():
    assert tr("{count:,} of {all:,} pictures", count=1234, all=10_000) == "1,234 of 10,000 pictures"
    assert tr("A {brace}") == "A {brace}"
    assert tr_count("{count:,} run", "{count:,} runs", 1) == "1 run"
    assert tr_count("{count:,} run", "{count:,} runs", 2000) == "2,000 runs"
    assert tr_in("verb", "Test") == "Test"
    assert doc_of(_Dropping) == tr_doc(_Dropping) == "Drops some values."
    assert (local("1,234.5"), in_sentence("Learning rate")) == ("1,234.5", "learning rate")


@pytest.mark.usefixtures("german")
def test_that_a_sentence_is_said_in_german_with_german_numbers():
    assert tr("{count:,} of {all:,} pictures", count=1234, all=10_000) == "1.234 von 10.000 Bildern"
    assert tr("A {brace}") == "Eine {Klammer}"
    assert tr("") == ""
    assert tr_in("verb", "Test") == "Testen"
    assert tr("Test") == "Test"
    assert tr_doc(_Dropping) == "Lässt Werte weg."
    assert (local("1,234.5"), in_sentence("Lernrate")) == ("1.234,5", "Lernrate")


@pytest.mark.usefixtures("german")
def test_that_german_counts_as_english_does():
    one, many = "{count:,} run of {name}", "{count:,} runs of {name}"
    said = [tr_count(one, many, count, name="Lauf 1.5") for count in (0, 1, 1000)]
    assert said == ["0 Läufe", "ein Lauf von Lauf 1.5", "1.000 Läufe"]


@pytest.mark.usefixtures("german")
def test_that_what_has_no_translation_stays_english_but_for_its_numbers():
    assert tr("{share:.1f} % are new, “{name}” too", share=2.5, name="a,b.c") == "2,5 % are new, “a,b.c” too"
    assert tr_count("{count:,} thing", "{count:,} things", 4321) == "4.321 things"


@pytest.mark.usefixtures("german")
def test_that_the_english_of_a_sentence_is_found_by_its_german():
    assert english_of("Eine {Klammer}") == "A {brace}"
    assert english_of("Testen") == "Test"
    assert english_of("Von niemandem gesagt") == ""


def test_that_english_needs_no_english():
    assert english_of("Save") == ""


@pytest.mark.usefixtures("german")
def test_that_processes_started_from_here_speak_the_language_too():
    assert os.environ[language.VARIABLE] == "de"


@pytest.mark.parametrize("named", ["", "fr", "DE"])
def test_that_a_language_nobody_taught_is_english(monkeypatch: pytest.MonkeyPatch, named: str):
    monkeypatch.setenv(language.VARIABLE, named)
    fresh: Callable[[], str] = language.current.__wrapped__
    assert fresh() == "en"


@pytest.mark.parametrize(("name", "inside"), [("en", "a layer of Keras"), ("de", "A layer of Keras")])
def test_that_words_within_a_sentence_begin_small_where_nouns_are(
    monkeypatch: pytest.MonkeyPatch, name: str, inside: str
) -> None:
    monkeypatch.setattr(language, "current", lambda: name)
    assert language.inside_sentence("A layer of Keras") == inside
    assert not language.inside_sentence("")
