"""What is wrong with a line that Python cannot read, and what to do about it, in words."""

import re

from cnnstudio.core.language import tr

_BRACKETS = {"(": ")", "[": "]", "{": "}"}

_WORDS = (
    (r"'(.)' was never closed", tr("The bracket {0} that opens here is never closed: add the missing {1}.")),
    (r"unmatched '(.)'", tr("There is a {0} too many here: take it out, or add the bracket that it closes.")),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'",
        tr("The bracket {0} closes what {2} opened: one of the two is wrong, or one between them is missing."),
    ),
    (r"unterminated (f-)?string|EOL while scanning", tr("A text begins here that never ends: add the missing quote.")),
    (
        r"unterminated triple-quoted",
        tr("A text in three quotes begins here that never ends: add three quotes behind it."),
    ),
    (r"forgot a comma", tr("A comma seems to be missing here, between two values: add it.")),
    (r"expected ':'", tr("A colon is missing at the end of this line: add it.")),
    (r"Maybe you meant '=='", tr("One = gives a name its value: where two values are compared, write ==.")),
    (r"cannot assign", tr("What stands at the left of = can be given no value: put a name there.")),
    (
        r"positional argument follows keyword",
        tr("A value without a name stands behind one with a name: give it a name."),
    ),
    (r"keyword argument repeated", tr("An argument is given twice here: take one of them out.")),
    (r"leading zeros|decimal literal", tr("A number is written here as Python does not read it: write it plainly.")),
    (r"invalid (non-printable )?character", tr("A sign stands here that Python does not know: type the line again.")),
    (r"indent", tr("This line is not indented as those around it: begin it in the same column.")),
)


def what_is_wrong(error: SyntaxError) -> str:
    """A sentence on the mistake, and what to do."""
    for pattern, words in _WORDS:
        found = re.search(pattern, str(error.msg))
        if found:
            sign = (found.group(1) or "") if found.re.groups else ""
            other = found.group(2) if found.re.groups > 1 else ""
            return words.format(sign, _BRACKETS.get(sign, ""), other)
    return tr("This line is no Python code that can be read: look for a bracket, quote or comma too many or too few.")
