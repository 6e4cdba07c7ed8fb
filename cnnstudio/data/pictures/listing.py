"""What lies in a folder or an archive of pictures, by name only: nothing is opened to be listed."""

import heapq
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from cnnstudio.data.pictures.decoding import SUFFIXES
from cnnstudio.data.watch import Watch

TABLES = frozenset((".csv", ".tsv"))
"""The endings of files that may hold labels."""

MOST_FOLDERS_DEEP = 32

_STRETCH = 1_000
_UNSEEN = frozenset(("__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A file.

    Attributes:
        name: Inside the folder or archive, with "/" between the folders; may hold surrogates where it was no Unicode.
        size: Bytes, unpacked.
        stamp: Another number when the content is another: the time of its last change, or a checksum.
        place: Where its container finds it.
    """

    name: str
    size: int
    stamp: int
    place: Any


@dataclass(frozen=True)
class Listing:
    """What a folder or archive holds, in natural order.

    Attributes:
        bare: Folders without any file in them.
        others: How many files are neither pictures nor tables.
        refused: What is not touched, as (name, why).
    """

    pictures: tuple[Entry, ...]
    tables: tuple[Entry, ...]
    bare: tuple[str, ...]
    others: int
    refused: tuple[tuple[str, str], ...]


class Container(Protocol):
    """A folder or an archive of pictures; may be used from any thread."""

    def listing(self, watch: Watch) -> Listing:
        """What is in it. Raises StudioError and LoadingStopped."""
        ...

    def open(self, entry: Entry, most: int) -> BinaryIO:
        """The content of a file of ``listing``; raises BadPicture where it has more than ``most`` bytes or is gone."""
        ...

    def start(self, entry: Entry, count: int) -> bytes:
        """The first bytes of a file, unpacked and unchecked; raises BadPicture."""
        ...

    def facts(self) -> tuple[str, ...]:
        """What tells this container from others: its place."""
        ...


def is_unseen(name: str) -> bool:
    """Whether a file or folder of that name, without the folders above it, belongs to a system and not to the data."""
    return name.startswith(".") or name.casefold() in _UNSEEN


def suffix(name: str) -> str:
    """ ".png" of "cats/7.PNG"; empty where there is none."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > name.rfind("/") + 1 else ""


def natural(text: str) -> tuple[Any, ...]:
    """A key that sorts 2 before 10, and small and capital letters together; different texts have different keys."""
    parts = re.split("([0-9]+)", text.replace("/", "\0").casefold())
    # A number as its length and its digits: as int() would order them, but of any length.
    numbers = [(len(bare := digits.lstrip("0")), bare) for digits in parts[1::2]]
    return (parts[0], *(each for pair in zip(numbers, parts[2::2], strict=True) for each in pair)), text


def composed(text: str) -> str:
    """The text with every accent in its letter: macOS writes é as two signs, others as one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _by_name(entries: list[Entry]) -> tuple[Entry, ...]:
    """Sorted, a stretch at a time: while ``sorted`` compares, a window on another thread would stand still."""
    stretches = [sorted(entries[at : at + _STRETCH], key=_key_of) for at in range(0, len(entries), _STRETCH)]
    return tuple(heapq.merge(*stretches, key=_key_of))


def _key_of(entry: Entry) -> tuple[Any, ...]:
    return natural(entry.name)


class Collector:
    """Gathers a Listing, file by file."""

    def __init__(self) -> None:
        self._pictures: list[Entry] = []
        self._tables: list[Entry] = []
        self._folders: set[str] = set()
        self._filled: set[str] = set()
        self._others = 0
        self._refused: list[tuple[str, str]] = []

    def folder(self, name: str) -> None:
        """There is a folder of that name, with or without files."""
        self._folders.add(name)

    def refuse(self, name: str, why: str) -> None:
        """That is not touched."""
        self._refused.append((name, why))
        self._fill(name)

    def file(self, entry: Entry) -> None:
        """There is a regular file; its ending says what it may be."""
        ending = suffix(entry.name)
        if ending in SUFFIXES:
            self._pictures.append(entry)
        elif ending in TABLES:
            self._tables.append(entry)
        else:
            self._others += 1
        self._fill(entry.name)

    def listing(self) -> Listing:
        """All of it, sorted."""
        return Listing(
            _by_name(self._pictures),
            tuple(sorted(self._tables, key=lambda entry: natural(entry.name))),
            tuple(sorted(self._folders - self._filled, key=natural)),
            self._others,
            tuple(sorted(self._refused, key=lambda pair: natural(pair[0]))),
        )

    def _fill(self, name: str) -> None:
        """Every folder above the file has something in it."""
        above = name.rpartition("/")[0]
        while above and above not in self._filled:
            self._filled.add(above)
            above = above.rpartition("/")[0]
