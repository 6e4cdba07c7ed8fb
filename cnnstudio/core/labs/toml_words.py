"""What is wrong with a text that is no TOML, in the words of who writes a lab; Python's own are those of a parser."""

import re

from cnnstudio.core.language import tr

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_SAID = (
    (
        "Illegal character '\\n'",
        tr("A text is not closed with a quote on its line. Over several lines it stands in '''."),
    ),
    ("Unterminated string", tr("A text is not closed with its quotes.")),
    ("Expected \"'''\"", tr("A text that begins with ''' is not closed with '''.")),
    ('Expected \'"""\'', tr('A text that begins with """ is not closed with """.')),
    ('Expected "\'"', tr("A text is not closed with a quote.")),
    ("Unescaped '\\'", tr("A \\ in quotes begins a sign of TOML. Write \\\\, or put the text in '…'.")),
    ("Found invalid character", tr("There is a sign that cannot be seen, and that a text may not hold.")),
    ("Illegal character", tr("There is a sign that cannot be seen, and that a text may not hold.")),
    ("Escaped character", tr("Behind \\u stands no sign that can be written.")),
    ("Invalid hex value", tr("Behind \\u stand four, behind \\U eight digits from 0 to f.")),
    ("Expected '=' after a key", tr("A “=” is missing behind a name.")),
    ("Invalid initial character", tr("Here a name is missing.")),
    ("Invalid value", tr("Behind “=” stands nothing that can be read: a text needs quotes, and decimals a point.")),
    ("Invalid date", tr("This is no date.")),
    ("Invalid statement", tr("Here a line begins with what is neither a name nor a bracket.")),
    ("Expected newline", tr("Something stands behind the end of a value: is a quote or a comma missing?")),
    ("Unclosed array", tr("A “[” is not closed with “]”, or a comma is missing in it.")),
    (
        "Unclosed inline table",
        tr("A “{open}” is not closed with “{close}” on its line, or a comma is missing in it.", open="{", close="}"),
    ),
    ("Duplicate inline table key", tr("A name stands twice in the same curly brackets.")),
    ("Cannot overwrite a value", tr("A name stands twice in the same table. [[step]] begins another step.")),
    ("Cannot declare", tr("A table stands twice. Lists of tables have two brackets: [[step]], [[step.ask]].")),
    ("Cannot mutate", tr("To a list or a table in brackets something is added below. Write all of it in one place.")),
    ("Expected ']]'", tr("“[[” is not closed with “]]”.")),
    ("Expected ']'", tr("“[” is not closed with “]”.")),
)
"""How a message begins, and what it means; the first that fits."""


def in_words(message: str) -> tuple[str, str]:
    """Where, "Line 3" or empty, and what is wrong in a sentence; empty where the message is none that is known."""
    place = _PLACE.search(message)
    if place is None:
        where = ""
    elif place[1] is None:
        where = tr("The end of the file")
    else:
        where = tr("Line {place:,}", place=int(place[1]))
    return where, next((words for begin, words in _SAID if message.startswith(begin)), "")
