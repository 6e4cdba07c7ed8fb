"""Numbers as people write them, in many countries."""

import math
import re
from dataclasses import dataclass

_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "٬": "'"})
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FRACTION = re.compile(r"([^/]+)/([^/]+)")

_LONGEST = 60


@dataclass(frozen=True)
class Reading:
    """One number that may be meant by what was written.

    Attributes:
        decimals: How many were written, so that the last sign is worth ``10 ** -decimals``; negative of "1e3", None of
            a fraction, which is exact.
    """

    value: float
    decimals: int | None


def readings(text: str, *, is_share: bool = False) -> tuple[Reading, ...]:
    """What a person may mean by a number, as people write them in many countries; none where it is no number.

    "695,970", "695.970", "695 970", "695'970", "0,5", "1/3", "1.5e-3", "96.75 %". A comma or point before three last
    digits may part thousands or begin the decimals: both are meant, the decimals last. A percent is also the share.

    Args:
        is_share: Whether a share is asked for, so that "96.75" may mean percent as well.
    """
    if len(text) > _LONGEST:
        return ()
    text = " ".join(text.translate(_SIGNS).split())
    bare = text.removesuffix("%").strip()
    found = _read(bare)
    shares = tuple(map(_hundredth, found))
    if bare != text:
        return shares + (() if is_share else found)
    return found + (tuple(each for each in shares if each.value > 0.01) if is_share else ())


def numbers(text: str, *, is_share: bool = False) -> tuple[float, ...]:
    """The numbers of ``readings`` alone."""
    return tuple(each.value for each in readings(text, is_share=is_share))


def _hundredth(reading: Reading) -> Reading:
    decimals = None if reading.decimals is None else reading.decimals + 2
    return Reading(reading.value / 100, decimals)


def _read(text: str) -> tuple[Reading, ...]:
    fraction = _FRACTION.fullmatch(text)
    if fraction is not None:
        return _quotients(_read_one(fraction[1].strip()), _read_one(fraction[2].strip()))
    return _read_one(text)


def _quotients(above: tuple[Reading, ...], below: tuple[Reading, ...]) -> tuple[Reading, ...]:
    found = (a.value / b.value for a in above for b in below if b.value)
    return tuple(Reading(value, None) for value in found if math.isfinite(value))


def _read_one(text: str) -> tuple[Reading, ...]:
    if _GROUPED.fullmatch(text):
        return _one(text.replace(" ", "").replace("'", ""))
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
    single = _one(text) if text.count(sign) == 1 else ()
    return (*grouped, *single)


def _is_grouped(text: str, sign: str) -> bool:
    return re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+", text) is not None


def _one(text: str) -> tuple[Reading, ...]:
    if not _PLAIN.fullmatch(text):
        return ()
    plain = text.replace(",", ".").lower()
    digits, _, power = plain.partition("e")
    reading = Reading(float(plain), len(digits.partition(".")[2]) - int(power or 0))
    return (reading,) if math.isfinite(reading.value) else ()
