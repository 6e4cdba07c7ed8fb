"""Names from anywhere and numbers as they stand in a sentence: of bounded length, with nothing invisible."""

import math
import reprlib
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from cnnstudio.core.language import current, local, tr

_HALF = 1e-5
_MOST_BITS = 10_000


def plain(text: object, limit: int = 60) -> str:
    """The text as it may be shown: one line, nothing invisible, at most ``limit`` characters."""
    # A name may be of bytes that are no UTF-8, or hold signs that turn the reading direction.
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text)[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def shortened(text: object, limit: int) -> str:
    """Sentences as they may be shown: too long ones end after a whole word."""
    shown = plain(text, limit)
    if not shown.endswith("…") or shown == str(text):
        return shown
    whole = shown[:-1].rpartition(" ")[0]
    return f"{whole or shown[:-1]} …" if len(whole) > limit // 2 else shown


def quoted(name: object) -> str:
    """A name in quotes, at most 42 characters; of a path its last part."""
    return tr("“{name}”", name=plain((name.name or name) if isinstance(name, PurePath) else name, 40))


def bare(name: str) -> str:
    """What of a class's name counts where classes of two origins are held against each other."""
    return name.strip().casefold()


def place_among(name: str, names: Sequence[str]) -> int | None:
    """Where it stands among these, in which it may be written otherwise; None where it is none of them."""
    if name in names:
        return names.index(name)
    wanted = bare(name)
    return next((place for place, each in enumerate(names) if wanted and bare(each) == wanted), None)


def file_name(text: str, otherwise: str) -> str:
    """The text as a file may be called on every system: letters, digits and " -_"; ``otherwise`` where none is left."""
    return "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in text)[:80].strip() or otherwise


def capitalised(text: str) -> str:
    """Words as they begin a sentence: the first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def percent(share: float, digits: int = 1) -> str:
    """ "97.2 %"; halves are rounded up, as people do: 0.97875 is "97.88 %"."""
    # The nearest float to such a half may lie below it; that of 32 bits, as Keras has it, by some millionths.
    hundredfold = 100 * share
    return local(f"{hundredfold + math.copysign(_HALF, hundredfold):.{digits}f} %")


def memory(size: int) -> str:
    """Bytes as a person reads them: "46.1 kB", "5.9 MB" (1 MB = 1,000,000 bytes)."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            value = size / factor
            return local(f"{value:.3g} {unit}" if value < 999.5 else f"{value:,.0f} {unit}")
    return f"{size} B"


def duration(seconds: float) -> str:
    """ "8 s", "1 min 48 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return local(f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h")


def number(value: float) -> str:
    """ "1,000,000", "0", "0.5": a whole number without a point, also where it is a float."""
    return local(f"{int(value):,}" if value == int(value) else f"{value:,}")


def in_a_row(figures: Iterable[str]) -> str:
    """Figures one after another, "0.1, 0.5"; by semicolons where a comma is within one, as in German "0,1; 0,5"."""
    found = list(figures)
    return ("; " if current() != "en" and any("," in each for each in found) else ", ").join(found)


def enumerated(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = names
    return tr("{first} and {last}", first=", ".join(most), last=last) if most else last


def written(value: object) -> str:
    """The value for a message, cut short: it may come from a stranger's file."""
    # Rows and tables share what lies in them: a few lines of code make one of 2^50 parts, which repr would write out.
    short = reprlib.Repr()
    short.maxlevel, short.maxstring, short.maxlong, short.maxother = 3, 60, 60, 60
    is_huge = isinstance(value, int) and value.bit_length() > _MOST_BITS  # so many that Python does not write them
    text = tr("a number of very many digits") if is_huge else short.repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
