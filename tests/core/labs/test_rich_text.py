"""Markdown of a lab becomes HTML in which nothing is loaded, followed or run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.labs.rich_text import line_to_html, to_html

_ALLOWED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "ul", "ol", "li", "code", "pre", "br", "hr"} | {
    *("table", "thead", "tbody", "tr", "th", "td", "blockquote")
}
_BAD = (
    "<img src=x onerror=alert(1)>",
    "![a](file:///x)",
    "[a](javascript:1)",
    "<script>",
    '```x" y\n<b>\n```',
)


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([A-Za-z0-9]*)", html))


def test_that_words_lists_tables_and_code_are_shown() -> None:
    html = to_html("**bold** and `code`\n\n- one\n- two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```python\nx < 1\n```")
    for part in ("<strong>bold</strong>", "<li>one</li>", '<td align="right">2</td>', "x &lt; 1", "<code>code</code>"):
        assert part in html


@pytest.mark.parametrize("text", _BAD)
def test_that_nothing_of_the_authors_is_loaded_followed_or_run(text: str) -> None:
    assert tags(to_html(text)) <= _ALLOWED
    assert not re.search(r"<[^>]*(src|href|on\w+|class|style)=", to_html(text))


@given(st.text(alphabet="ab<>[]()!*_`|-#\"'=:/&;\n \\", max_size=200))
def test_that_no_text_makes_a_tag_that_leads_anywhere(text: str) -> None:
    for html in (to_html(text), line_to_html(text)):
        assert tags(html) <= _ALLOWED
        assert not re.search(r"<[^>]*(src|href|on\w+|class|style)=", html)


def test_that_an_address_can_be_read_but_not_followed() -> None:
    assert to_html("[Keras](https://keras.io)") == "<p>Keras (https://keras.io)</p>\n"
    assert to_html("<https://keras.io>") == "<p>https://keras.io</p>\n"


def test_that_a_text_of_nothing_but_signs_is_shown_as_it_is() -> None:
    assert to_html("[" * 20_000) == f"<pre>{'[' * 20_000}</pre>"


def test_that_sizes_and_percent_stay_on_a_line() -> None:
    assert to_html("12 × 12 × 20 or 90 % of it") == "<p>12\xa0×\xa012\xa0×\xa020 or 90\xa0% of it</p>\n"
    assert "H\xa0×\xa0W" in line_to_html("*H × W*")
    assert "<code>a % b × 3</code>" in to_html("`a % b × 3`")
