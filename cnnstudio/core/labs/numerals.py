"""Numbers as people write them, in many countries."""

import math
import re

_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "٬": "'"})
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FRACTION = re.compile(r"([+-]?[0-9]{1,15})\s*/\s*([0-9]{1,15})")

_LONGEST = 60


def numbers(text: str, *, is_share: bool = False) -> tuple[float, ...]:
    """What a person may mean by a number, as people write them in many countries; none where it is no number.

    "695,970", "695.970", "695 970", "695'970", "0,5", "1/3", "1.5e-3", "96.75 %". A comma or point before three last
    digits may part thousands or begin the decimals: both are meant. A percent is also the share.

    Args:
        is_share: Whether a share is asked for, so that "96.75" may mean percent as well.
    """
    if len(text) > _LONGEST:
        return ()
    text = " ".join(text.translate(_SIGNS).split())
    bare = text.removesuffix("%").strip()
    found = _read(bare)
    if bare != text:
        return tuple(each / 100 for each in found) + (() if is_share else found)
    return found + (tuple(each / 100 for each in found if each > 1) if is_share else ())


def _read(text: str) -> tuple[float, ...]:
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None:
        return (int(fraction[1]) / int(fraction[2]),) if int(fraction[2]) else ()
    if _GROUPED.fullmatch(text):
        return (_float(text.replace(" ", "").replace("'", "").replace(",", ".")),)
    commas, points = text.count(","), text.count(".")
    if commas and points:  # the last of them begins the decimals
        last = "," if text.rindex(",") > text.rindex(".") else "."
        other = "." if last == "," else ","
        whole, _, decimals = text.rpartition(last)
        if text.count(last) > 1 or not _is_grouped(whole, other):
            return ()
        return _one(f"{whole.replace(other, '')}.{decimals}")
    sign = "," if commas else "."
    if not commas and not points:
        return _one(text)
    grouped = _one(text.replace(sign, "")) if _is_grouped(text, sign) else ()
    single = _one(text.replace(sign, ".")) if text.count(sign) == 1 else ()
    return (*grouped, *single)


def _is_grouped(text: str, sign: str) -> bool:
    return re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+", text) is not None


def _one(text: str) -> tuple[float, ...]:
    value = _float(text) if _PLAIN.fullmatch(text) else math.nan
    return (value,) if math.isfinite(value) else ()


def _float(text: str) -> float:
    return float(text.replace(",", "."))
