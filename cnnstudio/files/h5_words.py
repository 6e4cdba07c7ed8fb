"""What the process that reads HDF5 says is wrong, which is English, in the person's language."""

import re

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
_MISSING = re.compile(r"of (.+) are missing")
_SHAPE = re.compile(r"of (.+) have the shape (\(.*\)), not (\(.*\))")
_OF = re.compile(r"of (.+?) (are .+)")


def in_words(complaint: str) -> str:
    """The complaint as it follows "The weights …"; one that is not known as it is."""
    if complaint in _WHOLE:
        return _WHOLE[complaint]
    if found := _MISSING.fullmatch(complaint):
        return tr("of {path} are missing", path=found[1])
    if found := _SHAPE.fullmatch(complaint):
        return tr("of {path} have the shape {found}, not {expected}", path=found[1], found=found[2], expected=found[3])
    found = _OF.fullmatch(complaint)
    if found and found[2] in _WHOLE:
        return tr("of {path} {wrong}", path=found[1], wrong=_WHOLE[found[2]])
    return complaint
