"""The guide in other languages: the same pages with the same sections, links, pictures and code."""

import re
from collections.abc import Iterator

import pytest

from cnnstudio.core.guide.page import Page, page_of, translated
from cnnstudio.core.guide.searching import find
from cnnstudio.core.guide.shown import pictures_of
from cnnstudio.core.language import use
from cnnstudio.core.program.paths import resource
from tests.core.guide.labels import called_otherwise
from tests.core.guide.links import links_of

FOLDER = resource("guide")
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))
NO_LABELS = {"Blocks"}
"""Short for another label, or no label at all."""

CODE = re.compile(r"`[^`]+`")


def english(name: str) -> Page:
    return page_of(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def german(name: str) -> Page:
    return translated(english(name), (FOLDER / "de" / f"{name}.md").read_text(encoding="utf-8"))


@pytest.fixture
def in_german() -> Iterator[None]:
    use("de")
    yield
    use("en")


def test_that_every_page_is_there_in_german_and_no_other() -> None:
    assert sorted(path.stem for path in (FOLDER / "de").iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_that_a_page_in_german_leads_to_the_same_places_and_shows_the_same(name: str) -> None:
    page, said = english(name), german(name)
    assert [each.name for each in said.sections] == [each.name for each in page.sections]
    assert sorted(links_of(said)) == sorted(links_of(page))
    assert pictures_of(said) == pictures_of(page)
    for before, after in zip(page.sections, said.sections, strict=True):
        assert sorted(CODE.findall(after.text)) == sorted(CODE.findall(before.text))
        assert after.text.count("\n|") == before.text.count("\n|")
        assert after.text != before.text or not before.text


@pytest.mark.parametrize("name", NAMES)
def test_that_what_stands_in_the_window_is_called_as_it_is_there(name: str) -> None:
    pairs = zip(english(name).sections, german(name).sections, strict=True)
    found = {label for before, after in pairs for label in called_otherwise(before.text, after.text)}
    assert found <= NO_LABELS


def test_that_a_section_keeps_its_name_in_another_language_and_none_may_be_missing() -> None:
    page = page_of("a", "# A\n\nTop.\n\n## What is in it\n\nThis.")
    said = translated(page, "# Ä\n\nOben.\n\n## Was darin ist\n\nDies.")
    assert (said.name, said.title) == ("a", "Ä")
    assert [(each.name, each.title) for each in said.sections] == [("", "Ä"), ("what-is-in-it", "Was darin ist")]
    with pytest.raises(ValueError, match="zip"):
        translated(page, "# Ä")


def test_that_german_words_are_found_with_their_umlauts_and_within_longer_ones(in_german: None) -> None:
    pages = [german(name) for name in NAMES]
    assert [hit.section.name for hit in find(pages, "läufe")][:1] == ["runs"]
    assert "settings" in [hit.section.name for hit in find(pages, "rate")]
    assert "matrix" in find(pages, "matrix auswertung")[0].line
    assert find(pages, "xyz") == []
