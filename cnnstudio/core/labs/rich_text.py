"""Markdown of a lab as HTML that holds words alone: no pictures, nothing to follow, no HTML of the author's."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

MOST = 20_000
"""Characters of one text; more are not read."""

_MOST_MARKS = 4_000
"""Of signs with which something might begin: a text of nothing but these takes long to read, and says nothing."""

_MARKS = "*_`[]<>|!&~"

_TOGETHER = re.compile(r"(?<=\w) (?=× )|(?<=×) (?=\w)|(?<=\d) (?=%|s\b)")
"""Spaces at which no line ends: those of "12 × 12 × 20", "90 %" and "3 s"."""


def to_html(text: str) -> str:
    """Paragraphs, headings, lists, tables, code and emphasis; an address stands in brackets behind its words."""
    text = text[:MOST]
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        return f"<pre>{escapeHtml(text)}</pre>"
    return str(_reader().render(text))


def own_to_html(text: str) -> str:
    """The same of what the program says itself, whose links can be followed and whose pictures are shown."""
    return str(_own_reader().render(text))


def line_to_html(text: str) -> str:
    """The same of one line, without a paragraph around it."""
    text = text[:MOST]
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        return escapeHtml(text)
    return str(_reader().renderInline(text))


def unbroken(text: str) -> str:
    """The text with sizes and shares that no line ends within."""
    return _TOGETHER.sub("\N{NO-BREAK SPACE}", text)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
    for name, rule in {**_RULES, "image": _picture, "link_open": _nothing, "link_close": _address}.items():
        reader.add_render_rule(name, rule)
    return reader


@cache
def _own_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
    for name, rule in _RULES.items():
        reader.add_render_rule(name, rule)
    return reader


def _nothing(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return ""


def _words(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return escapeHtml(unbroken(tokens[at].content))


def _picture(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """What the picture is said to show."""
    return escapeHtml(tokens[at].content)


def _code(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Without the class that says in which language: it would be the author's."""
    return f"<pre><code>{escapeHtml(tokens[at].content)}</code></pre>\n"


def _cell(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """With its alignment as an attribute: given a style of its own, Qt takes no other for it."""
    token = tokens[at]
    side = str(token.attrGet("style") or "").partition("text-align:")[2]
    return f'<{token.tag} align="{side}">' if side in ("left", "center", "right") else f"<{token.tag}>"


def _address(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Where the link would lead, to be read; links hold no links."""
    opened = next(number for number in range(at, -1, -1) if tokens[number].type == "link_open")
    words = "".join(token.content for token in tokens[opened + 1 : at])
    address = str(tokens[opened].attrGet("href") or "")
    return "" if address in ("", words, f"mailto:{words}") else f" ({escapeHtml(address)})"


_RULES = {"fence": _code, "code_block": _code, "th_open": _cell, "td_open": _cell, "text": _words}
"""What is written otherwise than usual, whoever says it."""
