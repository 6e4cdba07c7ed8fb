"""A page of the guide is cut at its headings, and its sections are found by words."""

import pytest

from cnnstudio.core.guide.page import Page, name_of, page_of
from cnnstudio.core.guide.places import PLACES, place_of
from cnnstudio.core.guide.reference import layer_pages, page_of_kind, settings_page
from cnnstudio.core.guide.searching import find, plain
from cnnstudio.core.guide.shown import pictures_of
from cnnstudio.core.layers import KINDS
from cnnstudio.core.spec import BLOCK_KINDS, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from tests.core.guide.links import links_of

TEXT = """# Build

The network as **cards**. ![The page](build)

## Add layers

A click adds one; see [the stack](#the-stack), or [Train](train#curves).

## The stack

Cards move with Alt+Up.
"""


def build() -> Page:
    return page_of("build", TEXT)


def test_that_a_page_has_a_title_and_a_section_for_each_heading() -> None:
    page = build()
    assert page.title == "Build"
    assert [(each.name, each.title) for each in page.sections] == [
        ("", "Build"),
        ("add-layers", "Add layers"),
        ("the-stack", "The stack"),
    ]
    assert page.section("the-stack").text == "Cards move with Alt+Up."
    with pytest.raises(KeyError):
        page.section("stack")


def test_that_a_page_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="no title"):
        page_of("build", "The network")


def test_that_links_and_pictures_are_told_apart() -> None:
    assert pictures_of(build()) == ("build",)
    assert links_of(build()) == ("build#the-stack", "train#curves")


def test_that_words_in_titles_come_before_words_in_the_text() -> None:
    pages = (build(), page_of("train", "# Train\n\nThe stack is trained.\n\n## Stack of runs\n\nAll of them."))
    assert [hit.section.title for hit in find(pages, "stack")] == ["Stack of runs", "The stack", "Add layers", "Train"]
    assert [hit.section.title for hit in find(pages, "cards alt")] == ["The stack"]
    assert find(pages, "tack") == []
    assert find(pages, "  ") == []
    assert find((page_of("a", f"# A\n\n{'needle ' * 60}"),), "needle " * 40) == []  # a page pasted by mistake


def test_that_what_is_found_shows_the_words_around_it() -> None:
    far = page_of("a", f"# A\n\n{'word ' * 60}**needle** {'more ' * 60}")
    line = find((far,), "needle")[0].line
    assert "needle" in line
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert plain("a [link](b#c), **bold** | `code`") == "a link, bold code"


def test_that_every_kind_of_layer_has_a_section_with_its_settings() -> None:
    pages = {page.name: page for page in layer_pages()}
    for kind, spec in {**KINDS, **BLOCK_KINDS}.items():
        text = pages[page_of_kind(kind)].section(name_of(kind)).text
        for setting in settings_of(spec).values():
            assert f"**{setting.label.replace('*', '')}**" in text.replace("\\", "")


def test_that_every_setting_of_training_and_every_optimiser_is_told_of() -> None:
    page = settings_page()
    for setting in settings_of(Plan).values():
        assert f"**{setting.label}**" in page.section("plan").text.replace("\\", "")
    assert {f"optimiser-{name_of(name)}" for name in OPTIMIZERS} <= {each.name for each in page.sections}


def test_that_the_longest_beginning_of_a_name_says_where_it_is_told_of() -> None:
    assert place_of("build.form.filters.vary") == PLACES["build.form"]
    assert place_of("page.build") == PLACES["page.build"]
    assert place_of("build.unheard_of") == ""
    assert place_of("") == ""
