"""What the process that reads HDF5 says is wrong, which is English, in the person's language."""

import re
from collections.abc import Callable

from cnnstudio.core.language import tr

_WHOLE = {
    "are more than the file holds": tr("are more than the file holds"),
    "have too many parts": tr("have too many parts"),
    "have too many names": tr("have too many names"),
    "are not stored plainly": tr("are not stored plainly"),
    "are not floating-point numbers": tr("are not floating-point numbers"),
    "are not all there": tr("are not all there"),
    "are packed in a way that is not read here": tr("are packed in a way that is not read here"),
    "need more memory than weights do": tr("need more memory than weights do"),
}
_NAMED: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"of (.+) are missing", lambda found: tr("of {path} are missing", path=found[1])),
    (
        r"of (.+) have the shape (\(.*\)), not (\(.*\))",
        lambda found: tr(
            "of {path} have the shape {found}, not {expected}", path=found[1], found=found[2], expected=found[3]
        ),
    ),
    (
        r"have (\d+) texts for (.+), where one belongs",
        lambda found: tr("have {count} texts for {name}, where one belongs", count=found[1], name=found[2]),
    ),
    (
        r"have a (.+) that is no text, at (.+)",
        lambda found: tr("have a {name} that is no text, at {path}", name=found[1], path=found[2]),
    ),
    (r"have a (.+) that is too long", lambda found: tr("have a {name} that is too long", name=found[1])),
)
"""What is said with names of the file in it, and how."""

_OF = re.compile(r"of (.+?) (are .+)")


def in_words(complaint: str) -> str:
    """The complaint as it follows "The weights …"; one that is not known as it is."""
    if complaint in _WHOLE:
        return _WHOLE[complaint]
    for pattern, said in _NAMED:
        if named := re.fullmatch(pattern, complaint):
            return said(named)
    found = _OF.fullmatch(complaint)
    if found and found[2] in _WHOLE:
        return tr("of {path} {wrong}", path=found[1], wrong=_WHOLE[found[2]])
    return complaint
